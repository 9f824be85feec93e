"""What a lead took notice of, and what that changed."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from leads.models import Lead
from sequences.models.messages import Message


class Engagement(models.Model):
    """One sign that a lead took notice. Told by one source, once. Append-only.

    `is_automatic`: a scanner or a privacy proxy did it, `label` says which. Opens are kept and
    shown; nothing is decided by them.
    """

    class Kind(models.TextChoices):
        OPEN = "open", "Opened"
        CLICK = "click", "Clicked"
        PAGE = "page", "Visited a page"
        REPLY = "reply", "Replied"
        MEETING = "meeting", "Booked a meeting"

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=8, choices=Kind.choices)
    at = models.DateTimeField()
    url = models.CharField(max_length=2000, blank=True)
    is_automatic = models.BooleanField(default=False)
    label = models.CharField(max_length=80, blank=True, help_text="Who it was, if not a person.")
    source = models.CharField(max_length=200, unique=True)
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(kind__in=["open", "click", "page", "reply", "meeting"]),
                name="engagement_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="engagement_source_given"),
            models.CheckConstraint(
                condition=models.Q(is_automatic=False) | ~models.Q(label=""),
                name="engagement_automatic_labelled",
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "-at"], name="engagement_by_lead"),
            models.Index(fields=["message", "kind"], name="engagement_by_message"),
        ]

    def __str__(self) -> str:
        return f"{self.lead}: {self.get_kind_display().lower()}"


class TierChange(models.Model):
    """A lead's tier moved, and why. Append-only."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    before = models.CharField(max_length=4, blank=True)
    after = models.CharField(max_length=4, choices=Lead.Tier.choices)
    reason = models.CharField(max_length=300)
    engagement = models.OneToOneField(
        Engagement, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="tierchange_reason_given"),
            models.CheckConstraint(
                condition=~models.Q(before=models.F("after")), name="tierchange_is_a_change"
            ),
            models.CheckConstraint(
                condition=models.Q(after__in=["hot", "warm", "cold"]),
                name="tierchange_tier_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead}: {self.before or 'none'} to {self.after}"
