"""Things a person should know at once."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now
from django.urls import reverse

from leads.models import Call, Lead
from reviews.models.drafts import Draft


class Alert(models.Model):
    """One thing one person should see; seen once, it is done."""

    class Kind(models.TextChoices):
        DRAFT_READY = "draft_ready", "A draft is ready"
        CALL_FAILED = "call_failed", "A call could not be read"
        NOT_SENT = "not_sent", "A mail was not sent"
        UNKNOWN = "unknown", "A mail may have been sent"
        NO_NEXT_STEP = "no_next_step", "No next step was agreed"
        HANDED_OVER = "handed_over", "A draft was handed to you"
        ASKED = "asked", "Somebody asks you to look first"
        REMARK = "remark", "Somebody said something about a draft"
        CARD = "card", "A question for you"
        STOPPED = "stopped", "No mail goes to somebody any more"

    OF_MAILBOX = "mailbox:"  # how the key begins where it is about a mailbox, and not only the lead

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    kind = models.CharField(max_length=14, choices=Kind.choices)
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    draft = models.ForeignKey(Draft, models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    card = models.ForeignKey(
        "reviews.Card", models.PROTECT, null=True, blank=True, related_name="+"
    )
    text = models.CharField(max_length=500)
    key = models.CharField(max_length=120, help_text="The same thing is told once.")
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-created_at"]
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="alert_once"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "draft_ready",
                        "call_failed",
                        "not_sent",
                        "unknown",
                        "no_next_step",
                        "handed_over",
                        "asked",
                        "remark",
                        "card",
                        "stopped",
                    ]
                ),
                name="alert_kind_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["user", "-created_at"],
                name="alert_unseen",
                condition=models.Q(seen_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return self.text

    @property
    def is_about_mailbox(self) -> bool:
        """Whether a mailbox is what has to be seen to; `lead` is then whose mail went last."""
        return self.key.startswith(self.OF_MAILBOX)

    @property
    def place(self) -> str:
        """Where the person sees to it."""
        if self.is_about_mailbox:
            return reverse("mailboxes")
        if self.card_id is not None:
            return reverse("card", args=[self.card_id])
        if self.draft_id is not None:
            return reverse("draft", args=[self.draft_id])
        if self.call_id is not None:
            return reverse("call", args=[self.call_id])
        return reverse("lead", args=[self.lead_id])
