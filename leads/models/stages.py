"""What became of a lead, by a person's word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Lead

STAGES = ("prospect", "customer", "closed")


class StageChange(models.Model):
    """Somebody here said that a lead is in another stage now. Append-only."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="stage_changes")
    from_stage = models.CharField(max_length=10, choices=Lead.Stage.choices)
    to_stage = models.CharField(max_length=10, choices=Lead.Stage.choices)
    why = models.CharField(max_length=300, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(from_stage__in=STAGES, to_stage__in=STAGES),
                name="stagechange_stages_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(from_stage=models.F("to_stage")), name="stagechange_changes"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead}: {self.get_from_stage_display()} to {self.get_to_stage_display()}"
