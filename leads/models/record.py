"""The record: events, calls, who was on them, and the passages that can be cited."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.db.models.functions import Now

from leads.models.accounts import Account, Lead
from leads.models.people import User

ASKING = ("form_submitted", "demo_requested")  # what somebody does who wants an answer


class EventQuerySet(models.QuerySet["Event"]):
    def to_answer(self) -> EventQuerySet:
        """What somebody we know asked of us, and nobody has seen to yet."""
        return self.filter(answered_at=None, lead__isnull=False, kind__in=ASKING)


class Event(models.Model):
    """Something a lead did, normalised; told by one source, once."""

    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="events")
    source = models.CharField(max_length=60)
    external_id = models.CharField(max_length=200)
    kind = models.CharField(max_length=60)
    occurred_at = models.DateTimeField()
    received_at = models.DateTimeField(db_default=Now())
    identifiers = models.JSONField(default=dict)
    metadata = models.JSONField(default=dict)
    answered_at = models.DateTimeField(
        null=True,
        blank=True,
        help_text="When a sequence began, or could not.",
    )
    unanswered = models.CharField(max_length=300, blank=True, help_text="Why no sequence began.")

    objects = EventQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "external_id"], name="event_once"),
            models.CheckConstraint(
                condition=~models.Q(source="") & ~models.Q(external_id="") & ~models.Q(kind=""),
                name="event_identified",
            ),
        ]
        indexes = [
            GinIndex(
                fields=["identifiers"],
                opclasses=["jsonb_path_ops"],
                name="event_of_nobody_yet",
                condition=models.Q(lead=None),
            ),
            models.Index(
                fields=["id"],
                name="event_to_answer",
                condition=models.Q(answered_at=None, kind__in=["form_submitted", "demo_requested"]),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind} from {self.source}"


class CallQuerySet(models.QuerySet["Call"]):
    def visible_to(self, user: User) -> CallQuerySet:
        return self.filter(lead__in=Lead.objects.visible_to(user))

    def unread(self, *, now: datetime) -> CallQuerySet:
        """Calls nobody has understood yet: new, due for another try, or left by a dead worker."""
        return self.filter(
            models.Q(state=Call.State.RECEIVED)
            | models.Q(state=Call.State.READING, retry_at__lte=now)
            | models.Q(state=Call.State.WAITING, retry_at__lte=now)
        )


class Call(models.Model):
    """A finished conversation: its transcript, or the rep's notes of it.

    State: received -> reading -> read, or waiting (the engine was busy; tried again at
    `retry_at`) or failed (a person must decide). While reading, `retry_at` is the lease's end.
    """

    class Kind(models.TextChoices):
        DISCOVERY = "discovery", "Discovery"
        DEMO = "demo", "Demo"
        QBR = "qbr", "Business review"
        RENEWAL = "renewal", "Renewal"
        ESCALATION = "escalation", "Escalation"
        OTHER = "other", "Other"

    class State(models.TextChoices):
        RECEIVED = "received", "Received"
        READING = "reading", "Being read"
        WAITING = "waiting", "Waiting to be tried again"
        READ = "read", "Read"
        FAILED = "failed", "Could not be read"

    class Source(models.TextChoices):
        TRANSCRIPT = "transcript", "Transcript"
        NOTE = "note", "Rep's note"

    account = models.ForeignKey(Account, models.PROTECT, related_name="calls")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="calls")
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="calls")
    title = models.CharField(max_length=200)
    kind = models.CharField(max_length=12, choices=Kind.choices, default=Kind.OTHER)
    held_at = models.DateTimeField()
    time_zone = models.CharField(max_length=64, default="UTC")
    language = models.CharField(max_length=10, default="en")
    source = models.CharField(max_length=10, choices=Source.choices)
    format = models.CharField(max_length=40, blank=True)
    content_hash = models.CharField(max_length=64)
    warnings = models.JSONField(default=list, blank=True)
    is_sample = models.BooleanField(default=False)
    created_at = models.DateTimeField(db_default=Now())

    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, help_text="What went wrong, as a rep reads it.")
    read_epoch = models.PositiveBigIntegerField(
        default=0, help_text="The lead's record epoch when this call was last read again."
    )
    engine = models.CharField(max_length=10, blank=True)
    engine_version = models.CharField(max_length=120, blank=True)
    sensitive = models.JSONField(
        default=list, blank=True, help_text="Reasons, each with its quote."
    )

    objects = CallQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["lead", "content_hash"], name="call_once_per_lead"),
            models.CheckConstraint(condition=~models.Q(title=""), name="call_title_given"),
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "reading", "waiting", "read", "failed"]),
                name="call_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=["discovery", "demo", "qbr", "renewal", "escalation", "other"]
                ),
                name="call_kind_known",
            ),
            models.CheckConstraint(
                condition=models.Q(source__in=["transcript", "note"]), name="call_source_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["waiting", "failed"]) | ~models.Q(failure=""),
                name="call_failure_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["reading", "waiting"])
                | models.Q(retry_at__isnull=False),
                name="call_retry_planned",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="read") | ~models.Q(engine=""), name="call_read_by_engine"
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"],
                name="call_unread",
                condition=models.Q(state__in=["received", "reading", "waiting"]),
            ),
        ]

    def __str__(self) -> str:
        return self.title


class Participant(models.Model):
    """Somebody on a call, and whose side they are on."""

    class Side(models.TextChoices):
        OURS = "ours", "Ours"
        THEIRS = "theirs", "Theirs"
        UNKNOWN = "unknown", "Not known"

    call = models.ForeignKey(Call, models.CASCADE, related_name="participants")
    name = models.CharField(max_length=200)
    side = models.CharField(max_length=8, choices=Side.choices, default=Side.UNKNOWN)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="+"
    )
    lead = models.ForeignKey(Lead, models.SET_NULL, null=True, blank=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["call", "name"], name="participant_once"),
            models.CheckConstraint(
                condition=models.Q(side__in=["ours", "theirs", "unknown"]),
                name="participant_side_known",
            ),
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(side="ours"),
                name="participant_user_is_ours",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def known_as(self) -> str:
        """The person's name where we know who it is, else what the recording calls them."""
        person = self.user or self.lead
        return person.name if person else self.name


class Passage(models.Model):
    """The smallest citable piece of the record. Immutable: the database refuses a change."""

    class Kind(models.TextChoices):
        UTTERANCE = "utterance", "Said on the call"
        NOTE = "note", "Rep's note"
        ANSWER = "answer", "Form answer"
        MAIL = "mail", "Paragraph of a mail"

    call = models.ForeignKey(Call, models.CASCADE, null=True, blank=True, related_name="passages")
    event = models.ForeignKey(Event, models.CASCADE, null=True, blank=True, related_name="passages")
    participant = models.ForeignKey(
        Participant, models.PROTECT, null=True, blank=True, related_name="passages"
    )
    index = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=Kind.choices, default=Kind.UTTERANCE)
    section = models.CharField(max_length=12, blank=True)
    start_ms = models.IntegerField(null=True, blank=True)
    end_ms = models.IntegerField(null=True, blank=True)
    text = models.TextField()

    class Meta:
        ordering = ["index"]
        constraints = [
            models.UniqueConstraint(fields=["call", "index"], name="passage_once_in_call"),
            models.UniqueConstraint(fields=["event", "index"], name="passage_once_in_event"),
            models.CheckConstraint(
                condition=models.Q(call__isnull=False, event__isnull=True)
                | models.Q(call__isnull=True, event__isnull=False),
                name="passage_of_one_record",
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="passage_not_empty"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["utterance", "note", "answer", "mail"]),
                name="passage_kind_known",
            ),
        ]

    def __str__(self) -> str:
        return self.text[:60]

    @property
    def asked(self) -> str:
        """The question that a form's answer answers; empty for what was not asked."""
        told = self.event.metadata.get("questions") if self.event else None
        asked = told[self.index] if isinstance(told, list) and self.index < len(told) else ""
        return str(asked)
