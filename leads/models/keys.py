"""Keys of the API: what a customer's own program may do, in whose name."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.intake import Source


class ApiKey(models.Model):
    """One key. It acts for a person and sees what they see; only its hash is kept.

    `prefix` is how people tell keys apart; `source` is where the events it brings are filed.
    """

    SCOPES: ClassVar[tuple[tuple[str, str], ...]] = (
        ("events:write", "Tell what people did"),
        ("leads:read", "Read leads"),
        ("leads:write", "Add and change leads"),
        ("calls:read", "See how far a call is"),
        ("calls:write", "Bring calls in"),
    )

    name = models.CharField(max_length=60)
    prefix = models.CharField(max_length=12, unique=True)
    digest = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the whole key.")
    scopes = models.JSONField(default=list)
    source = models.ForeignKey(Source, models.PROTECT, related_name="+")
    acts_as = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        help_text="Whose leads it works with; new people become theirs.",
    )
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="apikey_name_given"),
            models.CheckConstraint(
                condition=models.Q(digest__regex="^[0-9a-f]{64}$"), name="apikey_hashed"
            ),
            models.CheckConstraint(
                condition=models.Q(revoked_at__isnull=True, revoked_by__isnull=True)
                | models.Q(revoked_at__isnull=False, revoked_by__isnull=False),
                name="apikey_revoked_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.prefix}…)"

    @property
    def kinds(self) -> list[str]:
        """What it may do, in words."""
        return [words for scope, words in self.SCOPES if scope in self.scopes]


class AttemptQuerySet(models.QuerySet["Attempt"]):
    def past(self, *, before: datetime) -> AttemptQuerySet:
        return self.filter(at__lt=before)


class Attempt(models.Model):
    """A request that named an idempotency key, and its answer: asked again, it is answered again
    and nothing is done twice. `digest` is of the method, the address and the body."""

    key = models.ForeignKey(ApiKey, models.CASCADE, related_name="attempts")
    number = models.CharField(max_length=200)
    digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField()
    answer = models.JSONField()
    at = models.DateTimeField(db_default=Now())

    objects = AttemptQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["key", "number"], name="attempt_once"),
            models.CheckConstraint(condition=~models.Q(number=""), name="attempt_numbered"),
        ]

    def __str__(self) -> str:
        return f"{self.number} of {self.key}"
