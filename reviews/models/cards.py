"""Cards: questions for a person, with facts and choices. A card never sends anything."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Now

from leads.models import Call, Event, Lead, StopEvent, User
from reviews.models.drafts import NO_DAY, Draft
from sequences.models import Message, ReceivedMail, Touch

# As for drafts: the nearer the day, the larger; on the same day a card comes before any draft.
HASTE = (
    models.Func(
        models.Value(NO_DAY),
        models.F("due_on"),
        template="(%(expressions)s)",
        arg_joiner=" - ",
        output_field=models.IntegerField(),
    )
    * 4
    + 3
)


class CardQuerySet(models.QuerySet["Card"]):
    def visible_to(self, user: User) -> CardQuerySet:
        """Cards of the leads a person may see, and those of mails of nobody that came for them."""
        unclaimed = ReceivedMail.objects.visible_to(user).filter(lead=None)
        return self.filter(
            Q(lead__in=Lead.objects.visible_to(user)) | Q(lead=None, mail__in=unclaimed)
        )

    def open(self) -> CardQuerySet:
        return self.filter(state=Card.State.OPEN)

    def undecided(self) -> CardQuerySet:
        """Open, or put off: nobody has answered the question yet."""
        return self.filter(state__in=[Card.State.OPEN, Card.State.WAITING])


class Card(models.Model):
    """One question about one lead, or about a mail that is nobody's yet.

    `key` says what it is about: the same thing opens one card, however often it is looked for.
    `due_on` is the day from which something is lost by waiting, `haste` the same as a number that
    stands beside `Draft.haste` in one order. What it rests on stands in the foreign keys; not a
    word of the record is kept here, so that what is erased there is gone. State: open -> done or
    dismissed, or waiting (put off until `wakes_at`, then open again). A card that events have
    answered is closed by nobody, with the choice `overtaken`.
    """

    class Kind(models.TextChoices):
        HANDOFF = "handoff", "They answered"
        SILENCE = "silence", "Silence"
        CALL_TASK = "call_task", "A call to make"
        TASK = "task", "Something to do by hand"
        NO_NEXT_STEP = "no_next_step", "No next step"
        UNMATCHED = "unmatched", "Whose mail is this?"
        OUT_OF_OFFICE = "out_of_office", "Out of office"
        ENGAGEMENT = "engagement", "They are looking"

    class State(models.TextChoices):
        OPEN = "open", "Open"
        WAITING = "waiting", "Put off"
        DONE = "done", "Done"
        DISMISSED = "dismissed", "Dismissed"

    class Choice(models.TextChoices):
        ANSWERED = "answered", "Answered by hand"
        WRITE = "write", "Wrote a draft"
        WAIT = "wait", "Waits"
        NUDGE = "nudge", "Asked for a nudge"
        CALL = "call", "Calls instead"
        CALLED = "called", "Called"
        CLOSE = "close", "Closed"
        AGREED = "agreed", "Agreed on a next step"
        NONE = "none", "There is none"
        ASSIGNED = "assigned", "Said whose it is"
        RESUME = "resume", "Said when to go on"
        DONE = "done", "Done"
        DISMISSED = "dismissed", "Dismissed"
        REOPENED = "reopened", "Opened again"
        OVERTAKEN = "overtaken", "Overtaken by events"

    kind = models.CharField(max_length=14, choices=Kind.choices)
    key = models.CharField(max_length=120, unique=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    touch = models.ForeignKey(Touch, models.PROTECT, null=True, blank=True, related_name="+")
    message = models.ForeignKey(Message, models.PROTECT, null=True, blank=True, related_name="+")
    mail = models.ForeignKey(ReceivedMail, models.PROTECT, null=True, blank=True, related_name="+")
    stop = models.ForeignKey(StopEvent, models.PROTECT, null=True, blank=True, related_name="+")
    draft = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="+", help_text="Instead of."
    )
    due_on = models.DateField(default=NO_DAY)
    haste = models.GeneratedField(
        expression=HASTE, output_field=models.IntegerField(), db_persist=True
    )
    opened_at = models.DateTimeField(db_default=Now())
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    wakes_at = models.DateTimeField(null=True, blank=True)
    choice = models.CharField(max_length=9, choices=Choice.choices, blank=True)
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    decided_at = models.DateTimeField(null=True, blank=True)
    written = models.ForeignKey(
        Draft, models.PROTECT, null=True, blank=True, related_name="+", help_text="What came of it."
    )

    objects = CardQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "handoff",
                        "silence",
                        "call_task",
                        "task",
                        "no_next_step",
                        "unmatched",
                        "out_of_office",
                        "engagement",
                    ]
                ),
                name="card_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["open", "waiting", "done", "dismissed"]),
                name="card_state_known",
            ),
            models.CheckConstraint(condition=~Q(key=""), name="card_key_given"),
            models.CheckConstraint(
                condition=Q(lead__isnull=False) | Q(kind="unmatched"), name="card_has_lead"
            ),
            models.CheckConstraint(
                condition=Q(mail__isnull=False) | ~Q(kind="unmatched"),
                name="card_unmatched_has_mail",
            ),
            models.CheckConstraint(
                condition=Q(state="waiting", wakes_at__isnull=False)
                | (~Q(state="waiting") & Q(wakes_at__isnull=True)),
                name="card_waiting_until_moment",
            ),
            models.CheckConstraint(
                condition=(
                    ~Q(state__in=["done", "dismissed"])
                    | (Q(decided_at__isnull=False) & ~Q(choice=""))
                )
                & (~Q(state="open") | Q(decided_at__isnull=True, choice="")),
                name="card_decided_with_choice",
            ),
            models.CheckConstraint(
                condition=Q(choice__in=["", "overtaken"], decided_by__isnull=True)
                | (~Q(choice__in=["", "overtaken"]) & Q(decided_by__isnull=False)),
                name="card_decided_by_somebody",
            ),
            # However many answers arrive, there is one card to pick the conversation up from.
            models.UniqueConstraint(
                fields=["lead", "kind"],
                name="card_one_open_of_kind",
                condition=Q(state__in=["open", "waiting"])
                & Q(kind__in=["handoff", "silence", "out_of_office", "engagement"]),
            ),
        ]
        indexes = [
            models.Index(fields=["lead", "state"], name="card_by_lead"),
            models.Index(
                fields=["-haste", "-opened_at", "-id"],
                name="card_by_loss",
                condition=Q(state="open"),
            ),
            models.Index(fields=["wakes_at"], name="card_waiting", condition=Q(state="waiting")),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} ({self.lead or self.mail})"

    @property
    def since(self) -> datetime:
        """Where it stands among what presses equally, as `Draft.since` does."""
        return self.opened_at


class CardDecision(models.Model):
    """One act of one person on one card. Append-only."""

    card = models.ForeignKey(Card, models.PROTECT, related_name="decisions")
    choice = models.CharField(max_length=9, choices=Card.Choice.choices)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())
    note = models.CharField(max_length=1000, blank=True)
    before = models.CharField(max_length=20, blank=True, help_text="The lead's stage, when moved.")

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    choice__in=[
                        "answered",
                        "write",
                        "wait",
                        "nudge",
                        "call",
                        "called",
                        "close",
                        "agreed",
                        "none",
                        "assigned",
                        "resume",
                        "done",
                        "dismissed",
                        "reopened",
                    ]
                ),
                name="carddecision_choice_known",
            ),
            models.CheckConstraint(
                condition=~Q(choice__in=["called", "agreed", "none", "dismissed"]) | ~Q(note=""),
                name="carddecision_note_given",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_choice_display()} by {self.by}"
