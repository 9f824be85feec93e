"""What others say of people and companies, who is asked, and what was asked already."""

from __future__ import annotations

from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from followup.lib.sealing import SealedField
from leads.models.accounts import Account, Lead

LEAD_FIELDS = ("title", "seniority", "phone", "country")
ACCOUNT_FIELDS = ("industry", "employees", "company_country")


class Detail(models.Model):
    """One thing known of a person or a company, as one source says it, with the day.

    What stands here by `person`, `told` or `file` is also in the lead's or the account's own
    column when it counts; what a service says never is: mails are written from the columns.
    """

    class Kind(models.TextChoices):
        PERSON = "person", "Said here"
        TOLD = "told", "They told us"
        FILE = "file", "A list or another system"
        OWN = "own", "A service of our own"
        APOLLO = "apollo", "Apollo"

    # What comes first counts; a service only where nobody else said anything.
    RANK: ClassVar[tuple[str, ...]] = ("person", "told", "file", "own", "apollo")
    OURS: ClassVar[frozenset[str]] = frozenset({"person", "told", "file"})

    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="details")
    account = models.ForeignKey(
        Account, models.CASCADE, null=True, blank=True, related_name="details"
    )
    field = models.CharField(max_length=20)
    kind = models.CharField(max_length=6, choices=Kind.choices)
    value = models.CharField(max_length=200, blank=True, help_text="Empty: a person says no.")
    source = models.CharField(max_length=60)
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lead__isnull=False, account__isnull=True, field__in=LEAD_FIELDS)
                | models.Q(lead__isnull=True, account__isnull=False, field__in=ACCOUNT_FIELDS),
                name="detail_of_a_person_or_a_company",
            ),
            models.UniqueConstraint(fields=["lead", "field", "kind"], name="detail_once_a_person"),
            models.UniqueConstraint(
                fields=["account", "field", "kind"], name="detail_once_a_company"
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["person", "told", "file", "own", "apollo"]),
                name="detail_kind_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(value="") | models.Q(kind="person"), name="detail_value_given"
            ),
            models.CheckConstraint(condition=~models.Q(source=""), name="detail_source_given"),
            models.CheckConstraint(
                condition=models.Q(kind="person", by__isnull=False)
                | models.Q(~models.Q(kind="person"), by__isnull=True),
                name="detail_said_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.field}: {self.value}, from {self.source}"


class Enricher(models.Model):
    """An outside service that is asked about people and companies, and what it may cost.

    It works while an admin has it switched on and nothing has stopped it. `busy_until` is the
    lease of the one worker that asks; `quiet_until` is set when the service was away or busy.
    """

    class Kind(models.TextChoices):
        APOLLO = "apollo", "Apollo"
        OWN = "own", "A service of your own"

    kind = models.CharField(max_length=6, choices=Kind.choices)
    name = models.CharField(max_length=60)
    url = models.CharField(max_length=500, blank=True, help_text="With {email} or {domain}.")
    header = models.CharField(max_length=60, blank=True, help_text="Which carries the key.")
    asks_people = models.BooleanField(default=False)
    per_day = models.PositiveIntegerField(default=100)
    per_month = models.PositiveIntegerField(default=1000)
    keep_days = models.PositiveSmallIntegerField(default=90)
    is_on = models.BooleanField(default=False)
    agreed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    agreed_at = models.DateTimeField(null=True, blank=True)
    stopped_why = models.CharField(max_length=300, blank=True)
    day = models.DateField(null=True, blank=True, help_text="The last on which it was asked.")
    asked_today = models.PositiveIntegerField(default=0)
    asked_this_month = models.PositiveIntegerField(default=0)
    busy_until = models.DateTimeField(db_default=Now())
    quiet_until = models.DateTimeField(db_default=Now())
    failures = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=300, blank=True)
    problem_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind"], name="enricher_one_of_a_kind"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["apollo", "own"]), name="enricher_kind_known"
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="enricher_name_given"),
            models.CheckConstraint(
                condition=models.Q(kind="own", url__regex="^https?://")
                | models.Q(~models.Q(kind="own"), url=""),
                name="enricher_address_of_its_own",
            ),
            models.CheckConstraint(
                condition=models.Q(per_day__lte=models.F("per_month")),
                name="enricher_day_within_month",
            ),
            models.CheckConstraint(
                condition=models.Q(keep_days__gte=1), name="enricher_keeps_a_day"
            ),
            models.CheckConstraint(
                condition=models.Q(is_on=False)
                | models.Q(agreed_by__isnull=False, agreed_at__isnull=False),
                name="enricher_on_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def works(self) -> bool:
        return self.is_on and not self.stopped_why


class EnricherKey(models.Model):
    """What opens a service. The pages write it and cannot read it; the worker asks with it."""

    enricher = models.OneToOneField(Enricher, models.CASCADE, related_name="+")
    key = SealedField(blank=True)
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"What opens {self.enricher_id}"


class Lookup(models.Model):
    """One question to a service: about a person, a company, or an address an admin tries out.

    It is asked again from `retry_at` on: soon while it waits for an answer, after the service's
    `keep_days` once there was one, “nothing known” included.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FOUND = "found", "Something is known"
        NOTHING = "nothing", "Nothing is known"
        FAILED = "failed", "Not answered"

    enricher = models.ForeignKey(Enricher, models.CASCADE, related_name="lookups")
    lead = models.ForeignKey(Lead, models.CASCADE, null=True, blank=True, related_name="+")
    account = models.ForeignKey(Account, models.CASCADE, null=True, blank=True, related_name="+")
    address = models.EmailField(blank=True, help_text="Of a trial.")
    asked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    answer = models.JSONField(default=dict, blank=True, help_text="Of a trial.")
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())
    answered_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(lead__isnull=False, account__isnull=True, address="")
                | models.Q(lead__isnull=True, account__isnull=False, address="")
                | models.Q(lead__isnull=True, account__isnull=True) & ~models.Q(address=""),
                name="lookup_of_one",
            ),
            models.UniqueConstraint(fields=["enricher", "lead"], name="lookup_once_a_person"),
            models.UniqueConstraint(fields=["enricher", "account"], name="lookup_once_a_company"),
            models.UniqueConstraint(
                fields=["enricher"], name="lookup_one_trial", condition=~models.Q(address="")
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "found", "nothing", "failed"]),
                name="lookup_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(problem=""),
                name="lookup_problem_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(state="waiting", answered_at__isnull=True)
                | models.Q(~models.Q(state="waiting"), answered_at__isnull=False),
                name="lookup_answered_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(address="") | models.Q(asked_by__isnull=False),
                name="lookup_tried_by_somebody",
            ),
        ]
        indexes = [
            models.Index(
                fields=["-answered_at"],
                name="lookup_answered",
                condition=models.Q(answered_at__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.enricher} about {self.address or self.lead or self.account}"
