"""The receipt: fixed words an admin approved, the one mail that needs no approval of its own."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models import Event, Lead
from sequences.models.mailboxes import Mailbox


class ReceiptWording(models.Model):
    """Words an admin approved for receipts. Off by default; at most one is on.

    `notice` stands below every receipt and says that a machine sent it. `sender` is a full From
    header; `mailbox`: None is the site's own connection.
    """

    subject = models.CharField(max_length=200)
    body = models.TextField()
    notice = models.CharField(max_length=300)
    sender = models.CharField(max_length=320)
    mailbox = models.ForeignKey(Mailbox, models.PROTECT, null=True, blank=True, related_name="+")
    approved_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    approved_at = models.DateTimeField(db_default=Now())
    is_on = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_on"], name="receiptwording_one_on", condition=models.Q(is_on=True)
            ),
            models.CheckConstraint(
                condition=~models.Q(subject="") & ~models.Q(body=""), name="receiptwording_given"
            ),
            models.CheckConstraint(
                condition=~models.Q(notice="") & ~models.Q(sender=""),
                name="receiptwording_says_what_it_is",
            ),
        ]

    def __str__(self) -> str:
        return self.subject


class Receipt(models.Model):
    """One acknowledgement of one event, in exactly the wording an admin approved.

    State: waiting -> claimed -> sending -> sent; failed (the mail server refused it), unknown (the
    sender stopped where nobody can say), void (it was not to go, `reason` says why). After
    `dot_at` the mail server may have it: from there on it is never tried again by itself.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        CLAIMED = "claimed", "On its way"
        SENDING = "sending", "Being sent"
        SENT = "sent", "Sent"
        FAILED = "failed", "Refused"
        UNKNOWN = "unknown", "Nobody knows whether it went"
        VOID = "void", "Not sent"

    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    wording = models.ForeignKey(ReceiptWording, models.PROTECT, related_name="receipts")
    created_at = models.DateTimeField(db_default=Now())
    state = models.CharField(
        max_length=8, choices=State.choices, default=State.WAITING, db_default=State.WAITING
    )
    reason = models.CharField(max_length=500, blank=True, db_default="")
    send_at = models.DateTimeField(db_default=Now())
    lease_token = models.UUIDField(null=True, blank=True)
    lease_until = models.DateTimeField(null=True, blank=True)
    tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    dot_at = models.DateTimeField(null=True, blank=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "waiting",
                        "claimed",
                        "sending",
                        "sent",
                        "failed",
                        "unknown",
                        "void",
                    ]
                ),
                name="receipt_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="sent", sent_at__isnull=False)
                | models.Q(~models.Q(state="sent"), sent_at__isnull=True),
                name="receipt_sent_has_moment",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["claimed", "sending"])
                | models.Q(lease_token__isnull=False, lease_until__isnull=False),
                name="receipt_on_its_way_has_lease",
            ),
        ]
        indexes = [
            models.Index(
                fields=["send_at"],
                name="receipt_waiting",
                condition=models.Q(state__in=["waiting", "claimed", "sending"]),
            ),
        ]

    def __str__(self) -> str:
        return f"Receipt for {self.event}"

    @property
    def took(self) -> timedelta | None:
        """From the event's arrival here until the mail server had the receipt."""
        return self.sent_at - self.event.received_at if self.sent_at else None
