"""The domains mail leaves under, and what they say of themselves."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now


class SendingDomainQuerySet(models.QuerySet["SendingDomain"]):
    def to_check(self, *, since: datetime) -> SendingDomainQuerySet:
        """Those nobody has looked at since a moment, and those a person asked about."""
        return self.filter(
            Q(checked_at=None) | Q(checked_at__lt=since) | Q(check_wanted_at__isnull=False)
        )


class SendingDomain(models.Model):
    """One domain of our senders. While it is held, the gate lets its mail wait.

    `findings` is a list of {what, level, says, mend, record}, as last looked up.
    """

    domain = models.CharField(max_length=253, unique=True)
    selectors = models.CharField(max_length=200, blank=True, help_text="Of its DKIM keys.")
    findings = models.JSONField(default=list, blank=True)
    checked_at = models.DateTimeField(null=True, blank=True)
    check_wanted_at = models.DateTimeField(null=True, blank=True)
    held_at = models.DateTimeField(null=True, blank=True)
    held_reason = models.CharField(max_length=500, blank=True)
    exempt_reason = models.CharField(
        max_length=300, blank=True, help_text="Why an admin lets its mail go all the same."
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = SendingDomainQuerySet.as_manager()

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.CheckConstraint(
                condition=Q(domain=Lower("domain")) & ~Q(domain=""), name="sendingdomain_lower"
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True, held_reason="")
                | (Q(held_at__isnull=False) & ~Q(held_reason="")),
                name="sendingdomain_held_has_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.domain
