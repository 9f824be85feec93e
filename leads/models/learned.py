"""What was learnt from our own outcomes, and when it counted instead of the written points."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.scoring import ScoringRules


class TrainingQuerySet(models.QuerySet["Training"]):
    def to_do(self) -> TrainingQuerySet:
        """What an admin asked for and the worker has not done yet."""
        return self.filter(state=Training.State.WAITING)


class Training(models.Model):
    """One attempt to learn what the rules are worth. Asked for by an admin, done by the worker.

    State: waiting -> learnt or refused, and fixed from then on. `rules`: None are those that
    ship. `result` is what `leads.scoring.learning.Learnt` writes: points for each rule, and how
    good they were on people they were not learnt from. `problem` says why nothing was learnt.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Being learnt"
        LEARNT = "learnt", "Learnt"
        REFUSED = "refused", "Nothing learnt"

    rules = models.ForeignKey(ScoringRules, models.PROTECT, null=True, blank=True, related_name="+")
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    asked_at = models.DateTimeField(db_default=Now())
    finished_at = models.DateTimeField(null=True, blank=True)
    result = models.JSONField(null=True, blank=True)
    problem = models.CharField(max_length=500, blank=True)

    objects = TrainingQuerySet.as_manager()

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["state"], name="training_one_waits", condition=models.Q(state="waiting")
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", finished_at=None, result=None, problem="")
                | models.Q(state="learnt", finished_at__isnull=False, problem="")
                & models.Q(result__isnull=False)
                | models.Q(state="refused", finished_at__isnull=False, result=None)
                & ~models.Q(problem=""),
                name="training_says_what_came_of_it",
            ),
        ]

    def __str__(self) -> str:
        return f"Version {self.pk}"


class LearnedUse(models.Model):
    """From `on_at` to `off_at` a training's points counted instead of the written ones.

    Switched on and off by an admin with a reason; rules that are published end it. Of a row only
    its end is written, once.
    """

    training = models.ForeignKey(Training, models.PROTECT, related_name="uses")
    is_on = models.BooleanField(default=True)
    reason = models.CharField(max_length=300)
    on_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    on_at = models.DateTimeField(db_default=Now())
    off_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    off_at = models.DateTimeField(null=True, blank=True)
    off_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["is_on"], name="learneduse_one_on", condition=models.Q(is_on=True)
            ),
            models.CheckConstraint(condition=~models.Q(reason=""), name="learneduse_reason_given"),
            models.CheckConstraint(
                condition=models.Q(is_on=True, off_at=None, off_by=None, off_reason="")
                | models.Q(is_on=False, off_at__isnull=False, off_by__isnull=False)
                & ~models.Q(off_reason=""),
                name="learneduse_ended_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.training}, on {self.on_at:%Y-%m-%d %H:%M}"
