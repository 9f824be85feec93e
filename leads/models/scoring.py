"""What a lead scores, by which rules, and what a person said instead."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Lead

TIERS = ("hot", "warm", "cold")


class ScoringRules(models.Model):
    """One published set of rules; the newest is in force. Never changed: a new one is published."""

    rules = models.JSONField(help_text="As `leads.scoring.Rules` writes them.")
    published_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    published_at = models.DateTimeField()
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        get_latest_by = "pk"

    def __str__(self) -> str:
        return f"Rules of {self.published_at:%Y-%m-%d %H:%M}"


class Score(models.Model):
    """What a lead scores now. `rules`: None while those that ship are in force. `learned`: whose
    points counted instead of the written ones, if any.

    `reasons` is [[points, sentence, signal], …], `would_change` a list of sentences.
    """

    lead = models.OneToOneField(Lead, models.CASCADE, related_name="score")
    total = models.SmallIntegerField()
    tier = models.CharField(max_length=4, choices=Lead.Tier.choices)
    reasons = models.JSONField(default=list)
    would_change = models.JSONField(default=list)
    rules = models.ForeignKey(ScoringRules, models.PROTECT, null=True, blank=True, related_name="+")
    learned = models.ForeignKey(
        "leads.Training", models.PROTECT, null=True, blank=True, related_name="+"
    )
    scored_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(tier__in=TIERS), name="score_tier_known"),
        ]
        indexes = [models.Index(fields=["scored_at"], name="score_by_age")]

    def __str__(self) -> str:
        return f"{self.lead}: {self.total}"


class TierOverride(models.Model):
    """A person said how warm a lead is. It holds, whatever the rules say, until it is lifted."""

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="tier_overrides")
    tier = models.CharField(max_length=4, choices=Lead.Tier.choices)
    reason = models.CharField(max_length=300)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["lead"],
                name="tieroverride_one_holds",
                condition=models.Q(lifted_at__isnull=True),
            ),
            models.CheckConstraint(
                condition=models.Q(tier__in=TIERS), name="tieroverride_tier_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(reason=""), name="tieroverride_reason_given"
            ),
            models.CheckConstraint(
                condition=models.Q(lifted_at__isnull=True, lifted_by__isnull=True)
                | models.Q(lifted_at__isnull=False, lifted_by__isnull=False),
                name="tieroverride_lifted_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} is {self.tier}, says {self.by}"
