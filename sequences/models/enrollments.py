"""A lead going through one sequence version, and the touches planned for it."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models.functions import Now

from leads.models import Call, Event, Lead
from sequences.models.plans import Step, Version


class Enrollment(models.Model):
    """A lead going through one sequence version because of one call or one event."""

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    version = models.ForeignKey(Version, models.PROTECT, related_name="enrollments")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=200, blank=True, help_text="Why paused or stopped.")
    started_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["version", "call"], name="enrollment_once_per_call"),
            models.UniqueConstraint(fields=["version", "event"], name="enrollment_once_per_event"),
            models.CheckConstraint(
                condition=models.Q(call__isnull=False, event__isnull=True)
                | models.Q(call__isnull=True, event__isnull=False),
                name="enrollment_rests_on_one_record",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "paused", "finished", "stopped"]),
                name="enrollment_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["paused", "stopped"]) | ~models.Q(reason=""),
                name="enrollment_reason_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} in {self.version}"


class TouchQuerySet(models.QuerySet["Touch"]):
    def to_draft(self, *, now: datetime) -> TouchQuerySet:
        """Touches of running enrollments that nobody has drafted yet."""
        return self.filter(
            state=Touch.State.PLANNED, due_at__lte=now, enrollment__state=Enrollment.State.ACTIVE
        )


class Touch(models.Model):
    """One planned message of an enrollment."""

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DRAFTED = "drafted", "Drafted"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="touches")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    due_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)

    objects = TouchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "step"], name="touch_once_per_step"),
            models.CheckConstraint(
                condition=models.Q(state__in=["planned", "drafted", "done", "cancelled"]),
                name="touch_state_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["due_at"], name="touch_to_draft", condition=models.Q(state="planned")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} for {self.enrollment.lead}"
