"""Sequences, their versions and steps. A published version never changes again."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now


class Sequence(models.Model):
    """A named plan of steps for a purpose."""

    class Purpose(models.TextChoices):
        AFTER_CALL = "after_call", "After a call"
        INBOUND = "inbound", "Inbound lead"
        NURTURE = "nurture", "Nurture"

    name = models.CharField(max_length=120)
    purpose = models.CharField(max_length=12, choices=Purpose.choices)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="sequence_name_unique"),
            models.CheckConstraint(
                condition=models.Q(purpose__in=["after_call", "inbound", "nurture"]),
                name="sequence_purpose_known",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Version(models.Model):
    """One numbered state of a sequence. Once published, the database refuses any change."""

    sequence = models.ForeignKey(Sequence, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["sequence", "number"], name="version_number_once"),
            models.CheckConstraint(
                condition=models.Q(number__gte=1), name="version_number_from_one"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sequence}, version {self.number}"


class Step(models.Model):
    """One touch to come: how long after the one before, by which channel, for what."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Mail"

    version = models.ForeignKey(Version, models.PROTECT, related_name="steps")
    position = models.PositiveIntegerField()
    delay = models.DurationField(default=timedelta(0))
    channel = models.CharField(max_length=8, choices=Channel.choices, default=Channel.EMAIL)
    angle = models.CharField(max_length=200, help_text="What this touch is for.")
    greeting = models.CharField(max_length=200, default="Hi {lead.first_name},")
    sign_off = models.CharField(max_length=400, default="Best regards,\n{rep.name}")

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "position"], name="step_position_once"),
            models.CheckConstraint(
                condition=models.Q(channel__in=["email"]), name="step_channel_known"
            ),
            models.CheckConstraint(
                condition=models.Q(delay__gte=timedelta(0)), name="step_delay_not_negative"
            ),
            models.CheckConstraint(condition=~models.Q(angle=""), name="step_angle_given"),
        ]

    def __str__(self) -> str:
        return f"Step {self.position}: {self.angle}"
