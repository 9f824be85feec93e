"""A call that was filed under the wrong person, and where a person moved it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models import Call, Lead


class Refiling(models.Model):
    """One person's word that a call was with somebody else. Append-only.

    The database moves the call in the same act and raises the record epoch of both leads, so that
    what was approved before is void; nothing else may move a call (0013_steps.sql).
    """

    call = models.ForeignKey(Call, models.PROTECT, related_name="+")
    from_lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    to_lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(from_lead=models.F("to_lead")), name="refiling_elsewhere"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.call}: from {self.from_lead} to {self.to_lead}"
