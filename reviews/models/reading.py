"""What one person did with one draft short of deciding: looked at it, typed in it."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from reviews.models.drafts import Draft


class DraftView(models.Model):
    """One person had exactly these words before them. Append-only; bulk approval rests on it."""

    draft = models.ForeignKey(Draft, models.PROTECT, related_name="views")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    revision = models.PositiveIntegerField()
    fingerprint = models.BinaryField(max_length=32)
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "user", "revision", "fingerprint"], name="draftview_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} read revision {self.revision} of draft {self.draft_id}"


class Scratch(models.Model):
    """What one editor holds that was not saved yet. Each tab has its own row, so that two tabs
    never overwrite each other; `revision` is the one the person began from."""

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="scratches")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="+")
    tab = models.CharField(max_length=40)
    revision = models.PositiveIntegerField()
    subject = models.CharField(max_length=400, blank=True)
    cc = models.TextField(blank=True)
    body = models.TextField(blank=True)
    saved_at = models.DateTimeField()

    class Meta:
        ordering = ["-saved_at", "-pk"]
        constraints = [
            models.UniqueConstraint(fields=["draft", "user", "tab"], name="scratch_one_per_tab"),
            models.CheckConstraint(condition=~models.Q(tab=""), name="scratch_tab_given"),
        ]

    def __str__(self) -> str:
        return f"Unsaved words of {self.user} in draft {self.draft_id}"
