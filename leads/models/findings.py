"""What was understood from passages. A finding without evidence does not survive its commit."""

from __future__ import annotations

from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q

from leads.extraction.schema import SURE
from leads.models.people import User
from leads.models.record import Call, Passage


class FindingQuerySet(models.QuerySet["Finding"]):
    def visible_to(self, user: User) -> FindingQuerySet:
        return self.filter(call__in=Call.objects.visible_to(user))

    def promises(self) -> FindingQuerySet:
        """The commitments of either side: what stands in the ledger."""
        return self.filter(kind=Finding.Kind.COMMITMENT)


def overdue(*, today: date) -> Q:
    """What is late though nobody has said so: firm, open, and its day is over.

    "I'll try by Friday" may still be open on Monday: only a firm promise is late by itself, and
    only one that is surely a promise.
    """
    return Q(status=Finding.Status.OPEN, strength="firm", confidence__gte=SURE, due__lt=today)


class Finding(models.Model):
    """One fact of one call, with the passages it rests on."""

    class Kind(models.TextChoices):
        RECAP = "recap", "Recap point"
        COMMITMENT = "commitment", "Commitment"
        ACTION_ITEM = "action_item", "Action item"
        NEXT_STEP = "next_step", "Next step"
        ASK = "ask", "Ask"
        OPEN_QUESTION = "open_question", "Open question"
        DEADLINE = "deadline", "Deadline"
        CONCERN = "concern", "Concern"

    class Status(models.TextChoices):
        OPEN = "open", "Open"
        KEPT = "kept", "Kept"
        LATE = "late", "Late"
        DROPPED = "dropped", "Dropped"

    call = models.ForeignKey(Call, models.CASCADE, related_name="findings")
    position = models.PositiveIntegerField()
    kind = models.CharField(max_length=14, choices=Kind.choices)
    direction = models.CharField(max_length=6, blank=True)
    owner = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    strength = models.CharField(max_length=12, default="firm")
    due_phrase = models.CharField(max_length=200, blank=True)
    due = models.DateField(null=True, blank=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.OPEN)
    confidence = models.FloatField(default=1.0)
    due_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Who named the day, when it was not read from the words.",
    )

    objects = FindingQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["call", "position"], name="finding_position_once"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "recap",
                        "commitment",
                        "action_item",
                        "next_step",
                        "ask",
                        "open_question",
                        "deadline",
                        "concern",
                    ]
                ),
                name="finding_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(direction__in=["", "ours", "theirs"]),
                name="finding_direction_known",
            ),
            models.CheckConstraint(
                condition=models.Q(strength__in=["firm", "conditional", "tentative"]),
                name="finding_strength_known",
            ),
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "kept", "late", "dropped"]),
                name="finding_status_known",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="finding_text_given"),
            models.CheckConstraint(
                condition=models.Q(due__isnull=True)
                | ~models.Q(due_phrase="")
                | models.Q(due_by__isnull=False),
                name="finding_due_has_phrase",
            ),
        ]

    def __str__(self) -> str:
        return self.text

    def standing(self, *, today: date) -> str:
        """The status, and late for what is `overdue`."""
        is_overdue = self.status == self.Status.OPEN and self.due is not None and self.due < today
        counts = self.strength == "firm" and self.is_sure
        return self.Status.LATE if is_overdue and counts else self.status

    @property
    def is_sure(self) -> bool:
        """Whether the engine takes this for what it says; else it is shown as a guess."""
        return self.confidence >= SURE


class Evidence(models.Model):
    """An exact quote from one passage. The database checks that the passage says it."""

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="evidence")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+")
    quote = models.TextField()
    start = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "passage", "start"], name="evidence_once"),
            models.CheckConstraint(condition=~models.Q(quote=""), name="evidence_quote_given"),
        ]

    def __str__(self) -> str:
        return self.quote
