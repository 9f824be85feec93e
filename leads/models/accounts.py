"""The companies and people we talk to, and the row that every send locks first."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Lower, Now

from leads.models.people import User


class AccountQuerySet(models.QuerySet["Account"]):
    def visible_to(self, user: User) -> AccountQuerySet:
        """Accounts with at least one lead the person may see."""
        return self.filter(pk__in=Lead.objects.visible_to(user).values("account"))


class Account(models.Model):
    """A company we talk to."""

    name = models.CharField(max_length=200)
    domain = models.CharField(max_length=253, null=True, blank=True, unique=True)
    time_zone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, such as DE.")
    industry = models.CharField(max_length=80, blank=True)
    employees = models.PositiveIntegerField(null=True, blank=True)
    custom = models.JSONField(default=dict, blank=True, help_text="The organisation's own fields.")
    fiscal_year_start = models.PositiveSmallIntegerField(
        null=True, blank=True, help_text="Month in which the fiscal year begins, when known."
    )
    created_at = models.DateTimeField(db_default=Now())

    objects = AccountQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="account_name_given"),
            models.CheckConstraint(
                condition=models.Q(domain__isnull=True)
                | (models.Q(domain=Lower("domain")) & ~models.Q(domain="")),
                name="account_domain_lower",
            ),
            models.CheckConstraint(
                condition=models.Q(fiscal_year_start__isnull=True)
                | models.Q(fiscal_year_start__range=(1, 12)),
                name="account_fiscal_year_month",
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex="^([A-Z]{2})?$"), name="account_country_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class LeadQuerySet(models.QuerySet["Lead"]):
    def visible_to(self, user: User) -> LeadQuerySet:
        """Reps see their own leads and those shared with them, managers their team's.

        The same rule stands in SQL as `gate_may_approve`; a test holds the two together.
        """
        own = models.Q(owner=user) | models.Q(
            pk__in=Lead.shared_with.through.objects.filter(user=user).values("lead")
        )
        if user.role == User.Role.MANAGER:
            return self.filter(own | models.Q(owner__team=user.team_id, owner__team__isnull=False))
        if user.role == User.Role.REP:
            return self.filter(own)
        return self.none()


class Lead(models.Model):
    """A person at an account. This row is the one lock: everybody takes it first.

    `stop_epoch` is raised by whatever ends a conversation as it was (a reply, an unsubscribe, a
    booked meeting …); an approval given under an older epoch is void. `record_epoch` is raised
    when something new is known about the lead; a draft written under an older one is stale.
    """

    class Stage(models.TextChoices):
        PROSPECT = "prospect", "Prospect"
        CUSTOMER = "customer", "Customer"
        CLOSED = "closed", "Closed"

    class Tier(models.TextChoices):
        HOT = "hot", "Hot"
        WARM = "warm", "Warm"
        COLD = "cold", "Cold"

    account = models.ForeignKey(Account, models.PROTECT, related_name="leads")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="leads")
    shared_with = models.ManyToManyField(
        settings.AUTH_USER_MODEL, blank=True, related_name="shared_leads"
    )
    name = models.CharField(max_length=200)
    email = models.EmailField(unique=True)
    title = models.CharField(max_length=200, blank=True)
    phone = models.CharField(max_length=40, blank=True)
    time_zone = models.CharField(max_length=64, blank=True)
    country = models.CharField(max_length=2, blank=True, help_text="ISO 3166, such as DE.")
    source = models.CharField(max_length=60, blank=True, help_text="Where they came from.")
    tier = models.CharField(max_length=4, choices=Tier.choices, blank=True)
    custom = models.JSONField(default=dict, blank=True, help_text="The organisation's own fields.")
    stage = models.CharField(max_length=10, choices=Stage.choices, default=Stage.PROSPECT)
    is_sensitive = models.BooleanField(default=False)
    stop_epoch = models.PositiveBigIntegerField(default=0)
    record_epoch = models.PositiveBigIntegerField(default=0)
    suppressed_at = models.DateTimeField(null=True, blank=True)
    hold_until = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = LeadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~models.Q(name=""), name="lead_name_given"),
            models.CheckConstraint(
                condition=models.Q(email=Lower("email")), name="lead_email_lower"
            ),
            models.CheckConstraint(
                condition=models.Q(stage__in=["prospect", "customer", "closed"]),
                name="lead_stage_known",
            ),
            models.CheckConstraint(
                condition=models.Q(tier__in=["", "hot", "warm", "cold"]), name="lead_tier_known"
            ),
            models.CheckConstraint(
                condition=models.Q(country__regex="^([A-Z]{2})?$"), name="lead_country_code"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def first_name(self) -> str:
        return self.name.split()[0]


class StopEvent(models.Model):
    """Why a conversation is no longer what it was. Recording one raises the lead's stop epoch."""

    class Kind(models.TextChoices):
        REPLY = "reply", "They replied"
        UNSUBSCRIBE = "unsubscribe", "They unsubscribed"
        BOUNCE = "bounce", "Their address bounced"
        COMPLAINT = "complaint", "They complained"
        MEETING = "meeting", "A meeting was booked"
        HUMAN_MAIL = "human_mail", "Somebody here wrote to them by hand"
        SENSITIVE = "sensitive", "Marked as sensitive"
        MANUAL = "manual", "Stopped by a person"
        CRM = "crm", "Their stage or owner changed in the CRM"
        COLLEAGUE = "colleague", "A colleague of theirs answered"
        OUT_OF_OFFICE = "out_of_office", "They are out of office"

    SUPPRESSING: ClassVar[frozenset[str]] = frozenset({"unsubscribe", "bounce", "complaint"})

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="stop_events")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    source = models.CharField(max_length=200, help_text="What told us: a message id, a person.")
    hold_until = models.DateTimeField(null=True, blank=True)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "kind", "source"], name="stopevent_once"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "reply",
                        "unsubscribe",
                        "bounce",
                        "complaint",
                        "meeting",
                        "human_mail",
                        "sensitive",
                        "manual",
                        "crm",
                        "colleague",
                        "out_of_office",
                    ]
                ),
                name="stopevent_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(kind="out_of_office") | models.Q(hold_until__isnull=False),
                name="stopevent_out_of_office_until",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.lead})"
