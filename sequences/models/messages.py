"""The lock: approvals, the messages they let go, and every attempt to send one.

What guards these tables is SQL (`sequences/migrations/0002_gate.sql`): it holds against raw SQL,
`QuerySet.update` and the table owner's own code alike.
"""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models import F, Func, GeneratedField
from django.db.models.functions import Now

from leads.models import Lead, SignIn
from sequences.models.enrollments import Touch

# In this order, and in this order only: `gate_fingerprint` in SQL and `sequences.fingerprint` in
# Python must spell the same bytes, or nothing can be sent.
COVERED = (
    "channel",
    "sender",
    "to",
    "cc",
    "reply_to",
    "in_reply_to",
    "references",
    "subject",
    "body",
    "attachments",
    "html",
    "unsubscribe",
)
# What a text message has none of.
PLAIN = (
    "cc",
    "reply_to",
    "in_reply_to",
    "references",
    "subject",
    "attachments",
    "html",
    "unsubscribe",
)


class Approval(models.Model):
    """One person's yes to exactly one mail. Append-only."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    touch = models.ForeignKey(Touch, models.PROTECT, related_name="approvals")
    fingerprint = models.BinaryField(max_length=32)
    approver = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    sign_in = models.ForeignKey(SignIn, models.PROTECT, related_name="+")
    stop_epoch = models.PositiveBigIntegerField()
    record_epoch = models.PositiveBigIntegerField()
    decided_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["id", "lead", "touch", "fingerprint"], name="approval_identity"
            ),
            models.CheckConstraint(
                condition=models.Q(expires_at__gt=F("decided_at")), name="approval_expires_later"
            ),
        ]

    def __str__(self) -> str:
        return f"Approval {self.pk} by {self.approver}"


class Message(models.Model):
    """The outbound mail or text message, to the last byte. It does not exist unapproved."""

    class State(models.TextChoices):
        SCHEDULED = "scheduled", "Scheduled"
        CLAIMED = "claimed", "About to be sent"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused by the mail server"
        UNKNOWN = "unknown", "May have been sent"
        VOID = "void", "Not sent"

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    touch = models.ForeignKey(Touch, models.PROTECT, related_name="messages")
    approval = models.OneToOneField(Approval, models.PROTECT, related_name="message")
    channel = models.CharField(max_length=8, default="email")
    mailbox = models.ForeignKey(
        "sequences.Mailbox",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="messages",
        help_text="Empty: the site's own connection.",
    )
    sender = models.CharField(max_length=998)
    to = models.EmailField()
    cc = models.TextField(blank=True)
    reply_to = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    subject = models.CharField(max_length=400, blank=True)
    body = models.TextField()
    html = models.TextField(
        blank=True, help_text="The same words for mail programs that show HTML."
    )
    unsubscribe = models.CharField(max_length=500, blank=True)
    attachments = models.TextField(blank=True)
    fingerprint = GeneratedField(
        expression=Func(*[F(name) for name in COVERED], function="gate_fingerprint"),
        output_field=models.BinaryField(),
        db_persist=True,
    )

    state = models.CharField(max_length=9, choices=State.choices, default=State.SCHEDULED)
    reason = models.CharField(max_length=500, blank=True, help_text="Why it is not on its way.")
    send_at = models.DateTimeField()
    opens_at = models.DateTimeField(null=True, blank=True, help_text="Not before.")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Never after.")
    hours = models.JSONField(
        default=list,
        blank=True,
        help_text="Stretches [from, until] of the window; none: all of it.",
    )
    message_id = models.CharField(max_length=250, unique=True)
    provider_id = models.CharField(max_length=250, blank=True)
    worker = models.CharField(max_length=100, blank=True)
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    attempts_made = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            # Never two for one touch: only a void or a refused one leaves room for another.
            models.UniqueConstraint(
                fields=["touch"],
                name="message_one_per_touch",
                condition=~models.Q(state__in=["void", "failed"]),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "scheduled",
                        "claimed",
                        "sending",
                        "sent",
                        "failed",
                        "unknown",
                        "void",
                    ]
                ),
                name="message_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email", "sms"]), name="message_channel_known"
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=["claimed", "sending"],
                    lease_token__isnull=False,
                    lease_until__isnull=False,
                )
                | models.Q(
                    ~models.Q(state__in=["claimed", "sending"]),
                    lease_token__isnull=True,
                    lease_until__isnull=True,
                ),
                name="message_leased_while_claimed",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | models.Q(~models.Q(state="sent"), sent_at__isnull=True),
                name="message_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["failed", "unknown", "void"]) | ~models.Q(reason=""),
                name="message_reason_given",
            ),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=F("opens_at")), name="message_window_in_order"
            ),
            models.CheckConstraint(
                condition=~models.Q(body="") & (~models.Q(subject="") | models.Q(channel="sms")),
                name="message_not_empty",
            ),
            models.CheckConstraint(
                condition=~models.Q(channel="sms")
                | models.Q(
                    mailbox__isnull=True,
                    to__regex=r"^\+[1-9][0-9]{6,14}$",
                    **dict.fromkeys(PLAIN, ""),
                ),
                name="message_text_is_plain",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"], name="message_due", condition=models.Q(state="scheduled")
            ),
            models.Index(
                fields=["lease_until"],
                name="message_leases",
                condition=models.Q(state__in=["claimed", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} to {self.to} ({self.state})"


class Attempt(models.Model):
    """One try at handing a message to a provider.

    `dot_at` is the point of no return, committed just before the provider may act. At most one
    attempt of a message may be open, accepted or unknown: nothing is sent twice.
    """

    class Outcome(models.TextChoices):
        ACCEPTED = "accepted", "Accepted"
        DEFERRED = "deferred", "Put off"
        REFUSED = "refused", "Refused"
        UNKNOWN = "unknown", "Unknown"
        UNSENT = "unsent", "A person says it was not sent"

    message = models.ForeignKey(Message, models.PROTECT, related_name="attempts")
    token = models.UUIDField(unique=True)
    worker = models.CharField(max_length=100)
    started_at = models.DateTimeField(db_default=Now())
    dot_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    detail = models.CharField(max_length=500, blank=True)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["message"],
                name="attempt_at_most_one_delivery",
                condition=models.Q(outcome__in=["", "accepted", "unknown"]),
            ),
            models.CheckConstraint(
                condition=models.Q(
                    outcome__in=["", "accepted", "deferred", "refused", "unknown", "unsent"]
                ),
                name="attempt_outcome_known",
            ),
            models.CheckConstraint(
                condition=models.Q(outcome="", ended_at__isnull=True)
                | models.Q(~models.Q(outcome=""), ended_at__isnull=False),
                name="attempt_ended_with_outcome",
            ),
        ]

    def __str__(self) -> str:
        return f"Attempt at {self.message_id}: {self.outcome or 'open'}"
