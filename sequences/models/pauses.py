"""Pauses: a person's word that nothing goes out for a while."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models import Lead
from sequences.models.plans import Sequence


class PauseQuerySet(models.QuerySet["Pause"]):
    def on(self, *, now: datetime) -> PauseQuerySet:
        """Pauses that hold now."""
        return self.filter(lifted_at__isnull=True).filter(
            models.Q(until__isnull=True) | models.Q(until__gt=now)
        )


class Pause(models.Model):
    """A person's word that nothing goes out for a while: for whom, why, until when.

    The gate reads these rows before each mail, so a pause takes hold in the moment it is saved.
    Rows are only ever lifted, never removed.
    """

    class Scope(models.TextChoices):
        LEAD = "lead", "One person"
        SEQUENCE = "sequence", "One sequence"
        SOURCE = "source", "Everybody from one source"
        REP = "rep", "Everybody one rep looks after"
        EVERYTHING = "everything", "Everything"

    scope = models.CharField(max_length=10, choices=Scope.choices)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+")
    sequence = models.ForeignKey(Sequence, models.PROTECT, null=True, blank=True, related_name="+")
    source = models.CharField(max_length=60, blank=True)
    rep = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=200)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    until = models.DateTimeField(null=True, blank=True)
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    objects = PauseQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    scope="lead",
                    lead__isnull=False,
                    sequence__isnull=True,
                    source="",
                    rep__isnull=True,
                )
                | models.Q(
                    scope="sequence",
                    lead__isnull=True,
                    sequence__isnull=False,
                    source="",
                    rep__isnull=True,
                )
                | models.Q(
                    models.Q(scope="source", lead__isnull=True, sequence__isnull=True),
                    ~models.Q(source=""),
                    rep__isnull=True,
                )
                | models.Q(
                    scope="rep",
                    lead__isnull=True,
                    sequence__isnull=True,
                    source="",
                    rep__isnull=False,
                )
                | models.Q(
                    scope="everything",
                    lead__isnull=True,
                    sequence__isnull=True,
                    source="",
                    rep__isnull=True,
                ),
                name="pause_scope_fits",
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="pause_reason_given"),
            models.CheckConstraint(
                condition=models.Q(until__isnull=True) | models.Q(until__gt=models.F("at")),
                name="pause_until_later",
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="pause_lifted_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["scope"], name="pause_on", condition=models.Q(lifted_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_scope_display()}: {self.reason}"

    @property
    def what(self) -> str:
        """What it holds, as it reads in a sentence."""
        named = self.lead or self.rep
        return {
            self.Scope.SEQUENCE: f"the sequence “{self.sequence}”",
            self.Scope.SOURCE: f"everybody from “{self.source}”",
            self.Scope.EVERYTHING: "everything",
        }.get(self.Scope(self.scope), f"mail {'of' if self.rep_id else 'to'} {named}")
