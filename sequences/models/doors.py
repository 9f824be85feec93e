"""The doors mail comes back by: how far a folder was read, and what a mail service has told."""

from __future__ import annotations

from datetime import datetime

from django.db import models
from django.db.models import Q
from django.db.models.functions import Now


class ReadingPlace(models.Model):
    """How far one folder of a mailbox was read. UIDs mean nothing under another UIDVALIDITY."""

    mailbox = models.ForeignKey("sequences.Mailbox", models.CASCADE, related_name="+")
    folder = models.CharField(max_length=200)
    uidvalidity = models.PositiveBigIntegerField()
    last_uid = models.PositiveBigIntegerField(default=0)
    read_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "folder"], name="readingplace_once"),
        ]

    def __str__(self) -> str:
        return f"{self.folder} of {self.mailbox}"


class HookDeliveryQuerySet(models.QuerySet["HookDelivery"]):
    def to_follow(self, *, now: datetime) -> HookDeliveryQuerySet:
        """Deliveries that were kept and whose content nobody has acted on yet."""
        return self.filter(followed_at=None, retry_at__lte=now)


class HookDelivery(models.Model):
    """What a mail service told us, as it came and believed; kept before it is read.

    `fingerprint` is the same for the same signed content: a replay is the same delivery.
    """

    class About(models.TextChoices):
        INBOUND = "inbound", "A mail that came"
        EVENTS = "events", "What became of our mail"

    service = models.CharField(max_length=12)
    about = models.CharField(max_length=8, choices=About.choices)
    fingerprint = models.CharField(max_length=64, unique=True)
    content_type = models.CharField(max_length=300, blank=True)
    body = models.BinaryField()
    received_at = models.DateTimeField(db_default=Now())
    followed_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=500, blank=True)

    objects = HookDeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(about__in=["inbound", "events"]), name="hookdelivery_about_known"
            ),
            models.CheckConstraint(condition=~Q(service=""), name="hookdelivery_service_given"),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"],
                name="hookdelivery_to_follow",
                condition=Q(followed_at__isnull=True),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service}: {self.get_about_display()}"
