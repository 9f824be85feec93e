"""The customer's own CRM: how it is reached, who is who in it, and what is written to it."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from followup.lib.sealing import SealedField
from leads.models.accounts import Lead

# What we know that a CRM may hold, and what the field for it is called unless an admin says so.
FIELDS = {
    "score": "followup_score",
    "tier": "followup_tier",
    "reasons": "followup_tier_reason",
}


def default_fields() -> dict[str, str]:
    return dict(FIELDS)


def default_notes() -> list[str]:
    return ["sent", "heard", "click"]


class CrmConnectionQuerySet(models.QuerySet["CrmConnection"]):
    def asked(self) -> CrmConnectionQuerySet:
        """Those of which an admin wants something that the worker has not done yet."""
        return self.filter(is_on=True, wanted_at__isnull=False)

    def writable(self, *, now: datetime) -> CrmConnectionQuerySet:
        """The one that can be written to: tested, not paused, not resting."""
        rested = models.Q(rests_until=None) | models.Q(rests_until__lte=now)
        return self.filter(rested, is_on=True, paused_at=None, tested_at__isnull=False)


class CrmConnection(models.Model):
    """A CRM an admin connected; at most one is on.

    `portal` is the account at HubSpot, learned from the token: ids of contacts mean nothing without
    it. Paused: it refuses what opens it, and a person has to mend that. Resting: it is away or busy
    and is asked again by itself; `misses` counts how often in a row. `standing` says of each mapped
    field whether it is there, as the last test found it.
    """

    class Kind(models.TextChoices):
        HUBSPOT = "hubspot", "HubSpot"
        REST = "rest", "An address of your own"

    class Wanted(models.TextChoices):
        TEST = "test", "Test"
        MAKE = "make", "Make the fields"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    address = models.URLField(max_length=500, blank=True, help_text="Of our own kind alone.")
    portal = models.CharField(max_length=40, blank=True)
    fields = models.JSONField(default=default_fields, help_text="Our value → their field.")
    notes = models.JSONField(default=default_notes, help_text="What becomes a note.")
    is_on = models.BooleanField(default=True)
    connected_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    connected_at = models.DateTimeField(db_default=Now())
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    ended_at = models.DateTimeField(null=True, blank=True)
    wanted = models.CharField(max_length=4, choices=Wanted.choices, blank=True)
    wanted_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_problem = models.CharField(max_length=500, blank=True)
    standing = models.JSONField(default=dict, blank=True)
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=500, blank=True)
    rests_until = models.DateTimeField(null=True, blank=True)
    misses = models.PositiveSmallIntegerField(default=0)
    last_problem = models.CharField(max_length=300, blank=True)
    heard_at = models.DateTimeField(null=True, blank=True, help_text="When it last said yes.")

    objects = CrmConnectionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_on"], name="crmconnection_one_on", condition=models.Q(is_on=True)
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["hubspot", "rest"]), name="crmconnection_kind_known"
            ),
            models.CheckConstraint(
                condition=models.Q(kind="rest", address__startswith="http")
                | models.Q(~models.Q(kind="rest"), address=""),
                name="crmconnection_address_fits",
            ),
            models.CheckConstraint(
                condition=models.Q(is_on=True, ended_at__isnull=True, ended_by__isnull=True)
                | models.Q(is_on=False, ended_at__isnull=False, ended_by__isnull=False),
                name="crmconnection_ended_by_somebody",
            ),
            models.CheckConstraint(
                condition=models.Q(wanted="", wanted_at__isnull=True)
                | models.Q(wanted__in=["test", "make"], wanted_at__isnull=False),
                name="crmconnection_wanted_known",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_at__isnull=True, pause_reason="")
                | models.Q(models.Q(paused_at__isnull=False) & ~models.Q(pause_reason="")),
                name="crmconnection_pause_explained",
            ),
        ]

    def __str__(self) -> str:
        if self.kind == self.Kind.HUBSPOT:
            return "HubSpot"
        return self.address.partition("://")[2].partition("/")[0]

    @property
    def writable(self) -> dict[str, str]:
        """The mapped fields that the last test found to be there and ours: our value → theirs."""
        found = self.fields.items()
        return {ours: name for ours, name in found if self.standing.get(name) == ""}


class CrmSecret(models.Model):
    """What opens a connection, encrypted: a token, or the key we sign with. The web process writes
    it and cannot read it."""

    connection = models.OneToOneField(CrmConnection, models.CASCADE, related_name="secret")
    token = SealedField()
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Secret of {self.connection_id}"


class CrmPerson(models.Model):
    """Who a lead is in the CRM, and what it said of them when it was last asked."""

    connection = models.ForeignKey(CrmConnection, models.CASCADE, related_name="people")
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="in_crm")
    number = models.CharField(max_length=100)
    owner = models.CharField(max_length=200, blank=True)
    stage = models.CharField(max_length=200, blank=True)
    seen_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "lead"], name="crmperson_once"),
            models.CheckConstraint(condition=~models.Q(number=""), name="crmperson_number_given"),
        ]

    def __str__(self) -> str:
        return f"{self.lead} is {self.number}"


class CrmEntryQuerySet(models.QuerySet["CrmEntry"]):
    def due(self, *, now: datetime) -> CrmEntryQuerySet:
        return self.filter(state=CrmEntry.State.WAITING, retry_at__lte=now)


class CrmEntry(models.Model):
    """One thing that the CRM is told of one person: a row is the hand-over, and it stays.

    State: waiting -> written, left (it was not to be written, `problem` says why) or failed (it
    could not be, `problem` says why; a person has it tried again). `key` names what it is about and
    is told once. `mark` stands in what is written, so that it is recognised there: from `asked_at`
    on the CRM may have it. The entry of the kind `score` is one for each person and goes back to
    waiting when score or tier change: `changes` counts them, `written` holds what they have.
    """

    class Kind(models.TextChoices):
        SCORE = "score", "Score and tier"
        SENT = "sent", "Sent"
        HEARD = "heard", "Heard"
        CLICK = "click", "Clicked a link"
        OPEN = "open", "Opened a mail"

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        WRITTEN = "written", "Written"
        LEFT = "left", "Left out"
        FAILED = "failed", "Not written"

    connection = models.ForeignKey(CrmConnection, models.PROTECT, related_name="entries")
    lead = models.ForeignKey(Lead, models.CASCADE, related_name="crm_entries")
    kind = models.CharField(max_length=5, choices=Kind.choices)
    key = models.CharField(max_length=80)
    mark = models.UUIDField(unique=True, default=uuid.uuid4, editable=False)
    at = models.DateTimeField(help_text="When it happened.")
    text = models.TextField(blank=True)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=500, blank=True)
    changes = models.PositiveIntegerField(default=1)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(null=True, blank=True)
    written_at = models.DateTimeField(null=True, blank=True)
    written = models.JSONField(default=dict, blank=True)
    number = models.CharField(max_length=100, blank=True, help_text="The CRM's own id of it.")

    objects = CrmEntryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "key"], name="crmentry_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["score", "sent", "heard", "click", "open"]),
                name="crmentry_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "written", "left", "failed"]),
                name="crmentry_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["left", "failed"]) | ~models.Q(problem=""),
                name="crmentry_problem_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="written") | models.Q(written_at__isnull=False),
                name="crmentry_written_has_moment",
            ),
            models.CheckConstraint(condition=~models.Q(key=""), name="crmentry_key_given"),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="crmentry_due", condition=models.Q(state="waiting")
            ),
            models.Index(fields=["lead", "-at"], name="crmentry_of_lead"),
            models.Index(fields=["connection", "state", "-id"], name="crmentry_lately"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.lead}"


class CrmLookupQuerySet(models.QuerySet["CrmLookup"]):
    def due(self, *, now: datetime) -> CrmLookupQuerySet:
        return self.filter(state=CrmLookup.State.WAITING, retry_at__lte=now)


class CrmLookup(models.Model):
    """A person of whom the CRM told us a number and no address: to be asked who that is.

    State: waiting -> found (the events are theirs now), nobody (the CRM knows nobody of this
    number, or somebody without an address, or nobody we have to do with) or failed.
    """

    class State(models.TextChoices):
        WAITING = "waiting", "Waiting"
        FOUND = "found", "Found"
        NOBODY = "nobody", "Nobody"
        FAILED = "failed", "Not found out"

    connection = models.ForeignKey(CrmConnection, models.PROTECT, related_name="lookups")
    number = models.CharField(max_length=100)
    state = models.CharField(max_length=7, choices=State.choices, default=State.WAITING)
    problem = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())
    asked_at = models.DateTimeField(null=True, blank=True)

    objects = CrmLookupQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["connection", "number"], name="crmlookup_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["waiting", "found", "nobody", "failed"]),
                name="crmlookup_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["nobody", "failed"]) | ~models.Q(problem=""),
                name="crmlookup_problem_explained",
            ),
            models.CheckConstraint(condition=~models.Q(number=""), name="crmlookup_number_given"),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="crmlookup_due", condition=models.Q(state="waiting")
            ),
        ]

    def __str__(self) -> str:
        return f"Who is {self.number}?"
