"""The receipt: fixed words an admin approved, the one mail that needs no approval of its own."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models import Event, Lead


class ReceiptWording(models.Model):
    """Words an admin approved for receipts. Off by default; at most one is on."""

    subject = models.CharField(max_length=200)
    body = models.TextField()
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
        ]

    def __str__(self) -> str:
        return self.subject


class Receipt(models.Model):
    """One acknowledgement of one event, in exactly the wording an admin approved."""

    event = models.OneToOneField(Event, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    wording = models.ForeignKey(ReceiptWording, models.PROTECT, related_name="receipts")
    created_at = models.DateTimeField(db_default=Now())
    sent_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"Receipt for {self.event}"
