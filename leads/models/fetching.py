"""Transcripts that a recorder has ready: fetched once, filed under who was on the call."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from leads.models.intake import Source
from leads.models.record import Call, Event


class FetchQuerySet(models.QuerySet["Fetch"]):
    def due(self, *, now: datetime) -> FetchQuerySet:
        return self.filter(state=Fetch.State.WAITING, retry_at__lte=now)


class Fetch(models.Model):
    """One transcript to fetch.

    State: waiting -> filed (it is a call now), unplaced (fetched, but nobody on it is known: a
    person says who it was with) or failed (a person has it tried again). `words` holds what was
    fetched until it is filed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        UNPLACED = "unplaced", "Whose call is this?"
        FILED = "filed", "Filed"
        FAILED = "failed", "Could not be fetched"

    event = models.OneToOneField(Event, models.CASCADE, related_name="fetch")
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.WAITING)
    title = models.CharField(max_length=200, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    guests = models.JSONField(default=list, help_text="Addresses of who was on it.")
    words = models.BinaryField(null=True, blank=True)
    file_name = models.CharField(max_length=60, blank=True)
    call = models.ForeignKey(Call, models.SET_NULL, null=True, blank=True, related_name="+")
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())

    objects = FetchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "unplaced", "filed", "failed"]),
                name="fetch_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(problem=""),
                name="fetch_problem_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="unplaced") | models.Q(words__isnull=False),
                name="fetch_unplaced_has_words",
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="fetch_waiting", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return self.title or f"Transcript {self.pk}"
