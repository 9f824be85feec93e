"""Who gets a new lead: rules, who stands in for whom, and each assignment with its reason."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Lead


class RoutingRule(models.Model):
    """New people who fit go to its owners in turn. The first rule that fits decides."""

    class Field(models.TextChoices):
        COUNTRY = "country", "Country"
        DOMAIN = "domain", "Domain of the address"
        INDUSTRY = "industry", "Industry"
        SOURCE = "source", "Source"
        ANYBODY = "anybody", "Anybody"

    position = models.PositiveSmallIntegerField(default=10)
    field = models.CharField(max_length=10, choices=Field.choices)
    values = models.JSONField(default=list, blank=True, help_text="Which ones, in lower case.")
    owners = models.ManyToManyField(settings.AUTH_USER_MODEL, related_name="+")
    a_week = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="New people in seven days for each owner; empty: any."
    )
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    field__in=["country", "domain", "industry", "source", "anybody"]
                ),
                name="routingrule_field_known",
            ),
            models.CheckConstraint(
                condition=models.Q(field="anybody") | ~models.Q(values=[]),
                name="routingrule_says_which",
            ),
            models.CheckConstraint(
                condition=models.Q(a_week__isnull=True) | models.Q(a_week__gte=1),
                name="routingrule_room_for_one",
            ),
        ]

    def __str__(self) -> str:
        which = ", ".join(self.values)
        return f"{self.get_field_display()}{': ' if which else ''}{which}"


class Cover(models.Model):
    """Somebody is away, and somebody else gets their new people. Both days are included."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="covers")
    begins = models.DateField()
    ends = models.DateField()
    covered_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")

    class Meta:
        ordering = ["begins", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends__gte=models.F("begins")), name="cover_ends_later"
            ),
            models.CheckConstraint(
                condition=~models.Q(user=models.F("covered_by")), name="cover_by_somebody_else"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.covered_by} for {self.user}"

    def holds(self, on: date) -> bool:
        return self.begins <= on <= self.ends


class Assignment(models.Model):
    """A lead was given to somebody, and why. `by`: None is the rules. Append-only."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="assignments")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    rule = models.ForeignKey(
        RoutingRule, models.PROTECT, null=True, blank=True, related_name="assignments"
    )
    in_turn = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose turn it was, also when somebody stands in for them.",
    )
    why = models.CharField(max_length=300)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(why=""), name="assignment_says_why"),
        ]
        indexes = [models.Index(fields=["rule", "in_turn", "-at"], name="assignment_in_turn")]

    def __str__(self) -> str:
        return f"{self.lead} to {self.owner}"
