"""What people decided: append-only, with who, when, before and after."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from reviews.models.drafts import Draft
from sequences.models import Approval


class Decision(models.Model):
    """One act of one person on one draft."""

    class Kind(models.TextChoices):
        APPROVE = "approve", "Approved"
        EDIT = "edit", "Edited"
        REJECT = "reject", "Rejected"
        UNDO = "undo", "Undone"
        RETRY = "retry", "Asked for another try"
        TAKE_OVER = "take_over", "Written by hand"
        REFRESH = "refresh", "Refreshed"
        SETTLE = "settle", "Settled"
        SNOOZE = "snooze", "Put off"
        DELEGATE = "delegate", "Handed over"
        ASK = "ask", "Asked the manager"
        COMMENT = "comment", "Commented"
        HAND_BACK = "hand_back", "Handed back"
        REGENERATE = "regenerate", "Had it written anew"
        CUT = "cut", "Cut a sentence"
        PUT_BACK = "put_back", "Put a sentence back"
        INSERT = "insert", "Inserted from the record"
        CALL = "call", "Chose to call instead"
        END = "end", "Ended the sequence"

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="decisions")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    revision = models.PositiveIntegerField()
    fingerprint = models.BinaryField(max_length=32, null=True, blank=True)
    approval = models.OneToOneField(
        Approval, models.PROTECT, null=True, blank=True, related_name="+"
    )
    reason = models.CharField(max_length=500, blank=True)
    before = models.TextField(blank=True)
    after = models.TextField(blank=True)

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "approve",
                        "edit",
                        "reject",
                        "undo",
                        "retry",
                        "take_over",
                        "refresh",
                        "settle",
                        "snooze",
                        "delegate",
                        "ask",
                        "comment",
                        "hand_back",
                        "regenerate",
                        "cut",
                        "put_back",
                        "insert",
                        "call",
                        "end",
                    ]
                ),
                name="decision_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind="approve", approval__isnull=False, fingerprint__isnull=False
                )
                | models.Q(~models.Q(kind="approve"), approval__isnull=True),
                name="decision_approval_complete",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind__in=["reject", "settle", "comment", "end"])
                | ~models.Q(reason=""),
                name="decision_reason_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} by {self.by}"
