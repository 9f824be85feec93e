"""Two rows that are one person, by a person's word that can be taken back."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Lead


class Merge(models.Model):
    """`lead` is the same person as `into`, who is written to from now on. Nothing is moved: what
    is on record stays where it was recorded, so that taking it back loses nothing."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="merges")
    into = models.ForeignKey(Lead, models.CASCADE, related_name="merged")
    why = models.CharField(max_length=200, help_text="What the two have in common.")
    stage_before = models.CharField(max_length=10, choices=Lead.Stage.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    undone_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"], name="merge_once", condition=models.Q(undone_at=None)
            ),
            models.CheckConstraint(condition=~models.Q(lead=models.F("into")), name="merge_of_two"),
            models.CheckConstraint(
                condition=models.Q(undone_at__isnull=True, undone_by__isnull=True)
                | models.Q(undone_at__isnull=False, undone_by__isnull=False),
                name="merge_undone_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} is {self.into}"
