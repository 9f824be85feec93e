"""What people said about the machine's judgement: whose side a voice is on, what is sensitive."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Account, Lead
from leads.models.record import Call, Participant


class SpeakerSide(models.Model):
    """Whose side a voice is on in the calls of one account, as a person once said."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="speaker_sides")
    name = models.CharField(max_length=200, help_text="As `leads.voices.folded` writes it.")
    side = models.CharField(
        max_length=8, choices=[c for c in Participant.Side.choices if c[0] != "unknown"]
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, blank=True, related_name="+")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["account", "name"], name="speakerside_once"),
            models.CheckConstraint(condition=~models.Q(name=""), name="speakerside_name_given"),
            models.CheckConstraint(
                condition=models.Q(side__in=["ours", "theirs"]), name="speakerside_side_known"
            ),
            models.CheckConstraint(
                condition=(models.Q(user__isnull=True) | models.Q(side="ours"))
                & (models.Q(lead__isnull=True) | models.Q(side="theirs")),
                name="speakerside_person_fits",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}: {self.get_side_display()}"


class Ruling(models.Model):
    """A person's word that a conversation is sensitive or is not. Append-only.

    `flags` are the machine's reasons that it overrules, each with its quote: they stay on the
    record here after they have left the call.
    """

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="rulings")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="rulings")
    is_sensitive = models.BooleanField()
    reason = models.CharField(max_length=500)
    flags = models.JSONField(default=list, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(reason=""), name="ruling_reason_given"),
        ]

    def __str__(self) -> str:
        return f"{'Sensitive' if self.is_sensitive else 'Not sensitive'}, says {self.by}"
