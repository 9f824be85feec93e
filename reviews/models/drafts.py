"""Drafts as sentences, each with its origin, its verdict and the words it rests on."""

from __future__ import annotations

from datetime import date, datetime

from django.db import models
from django.db.models.functions import Coalesce, Least, Now

from leads.models import Call, Lead, Passage, User
from sequences.models import Touch

NO_DAY = date(9999, 12, 31)  # where drafts without a day stand: behind all others

# Where a draft lies, whoever looks: with the manager, ready, in need of a person, or its state.
DESK = models.Case(
    models.When(
        state__in=["ready", "failed"],
        then=models.Case(
            models.When(asked_by__isnull=False, then=models.Value("manager")),
            models.When(state="ready", kind="mail", note="", then=models.Value("ready")),
            default=models.Value("needs"),
        ),
    ),
    default=models.F("state"),
)
# What is lost by waiting, as one number: the nearer the day we promised or the end of its moment,
# the larger; on the same day the hotter lead comes first.
_DAYS_BEFORE = models.Func(
    models.Value(NO_DAY),
    Least("promised_for", "closes_on", models.Value(NO_DAY)),
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=models.IntegerField(),
)
HASTE = _DAYS_BEFORE * 4 + models.F("heat")


class DraftQuerySet(models.QuerySet["Draft"]):
    def visible_to(self, user: User) -> DraftQuerySet:
        return self.filter(lead__in=Lead.objects.visible_to(user))

    def waiting(self) -> DraftQuerySet:
        """Drafts a person has yet to decide on."""
        return self.filter(state__in=[Draft.State.READY, Draft.State.FAILED])

    def to_write(self, *, now: datetime) -> DraftQuerySet:
        """Drafts nobody is writing: new, due for another try, or left by a dead worker."""
        return self.filter(state=Draft.State.WRITING, retry_at__lte=now)


class Draft(models.Model):
    """Proposed words for a touch.

    The body is never stored: it is the lead-ins and texts of the sentences, joined. `revision`
    grows with every change, so that a decision can say which one it saw. State: writing ->
    ready -> approved (a message exists) -> sent; or rejected, or failed (nothing could be
    written; a person may write it), or snoozed (put off; back at `snoozed_until` at the latest).
    `retry_at` is the end of a writer's lease or the next try. `machine_text` is what the machine
    last wrote, subject first; `promised_for` the first day one of our open promises is due.
    """

    class Kind(models.TextChoices):
        MAIL = "mail", "Draft"
        BRIEF = "brief", "Evidence brief"

    class State(models.TextChoices):
        WRITING = "writing", "Being written"
        READY = "ready", "Ready to review"
        APPROVED = "approved", "Approved"
        SENT = "sent", "Sent"
        REJECTED = "rejected", "Rejected"
        FAILED = "failed", "Could not be written"
        SNOOZED = "snoozed", "Put off"

    class Shape(models.TextChoices):
        FULL = "", "Everything, as a list"
        SHORT = "short", "Shorter: promises and the next step only"
        NO_RECAP = "no_recap", "Without the recap"
        FLOWING = "flowing", "As running text"

    touch = models.OneToOneField(Touch, models.PROTECT, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    kind = models.CharField(max_length=5, choices=Kind.choices, default=Kind.MAIL)
    state = models.CharField(max_length=8, choices=State.choices, default=State.WRITING)
    subject = models.CharField(max_length=400, blank=True)
    cc = models.TextField(blank=True)
    revision = models.PositiveIntegerField(default=1)
    stop_epoch = models.PositiveBigIntegerField(default=0)
    record_epoch = models.PositiveBigIntegerField(default=0)
    next_step_missing = models.BooleanField(default=False)
    engine = models.CharField(max_length=10, blank=True)
    engine_version = models.CharField(max_length=120, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(null=True, blank=True)
    failure = models.TextField(blank=True, help_text="What went wrong, as a rep reads it.")
    note = models.CharField(max_length=500, blank=True, help_text="Why it came back to the inbox.")
    created_at = models.DateTimeField(db_default=Now())
    ready_at = models.DateTimeField(null=True, blank=True)
    decided_at = models.DateTimeField(null=True, blank=True)
    snoozed_until = models.DateTimeField(null=True, blank=True)
    assigned_to = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", help_text="Handed over to."
    )
    is_shared_for = models.BooleanField(
        default=False, help_text="The lead was shared with who has this one, and only for it."
    )
    asked_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", help_text="Manager first."
    )
    shape = models.CharField(max_length=8, choices=Shape.choices, blank=True)
    wish = models.CharField(max_length=300, blank=True, help_text="What the rep told the model.")
    machine_text = models.TextField(blank=True)
    promised_for = models.DateField(null=True, blank=True)
    closes_on = models.DateField(
        null=True, blank=True, help_text="The day on which the moment to send it has passed."
    )
    snoozed_stage = models.CharField(
        max_length=10, blank=True, help_text="Back when the lead is in another stage than this."
    )
    # The lead's, kept equal by the database (0005_owner.sql), so that one index holds one person's
    # queue in its order: `desk` and `haste` are what the queues are found and ordered by.
    owner = models.ForeignKey(User, models.PROTECT, related_name="+", editable=False)
    heat = models.PositiveSmallIntegerField(default=0, editable=False)
    desk = models.GeneratedField(
        expression=DESK, output_field=models.CharField(max_length=8), db_persist=True
    )
    haste = models.GeneratedField(
        expression=HASTE, output_field=models.IntegerField(), db_persist=True
    )
    since = models.GeneratedField(
        expression=Coalesce("ready_at", "created_at"),
        output_field=models.DateTimeField(),
        db_persist=True,
    )

    objects = DraftQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "writing",
                        "ready",
                        "approved",
                        "sent",
                        "rejected",
                        "failed",
                        "snoozed",
                    ]
                ),
                name="draft_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(kind__in=["mail", "brief"]), name="draft_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(failure=""),
                name="draft_failure_explained",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="writing") | models.Q(retry_at__isnull=False),
                name="draft_writing_has_lease",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["ready", "approved", "sent"])
                | models.Q(ready_at__isnull=False),
                name="draft_ready_has_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(state="snoozed", snoozed_until__isnull=False)
                | models.Q(~models.Q(state="snoozed"), snoozed_until__isnull=True),
                name="draft_snoozed_until_moment",
            ),
            models.CheckConstraint(
                condition=models.Q(shape__in=["", "short", "no_recap", "flowing"]),
                name="draft_shape_known",
            ),
        ]
        indexes = [
            models.Index(
                fields=["owner", "desk", "-haste", "-since", "-id"],
                name="draft_by_loss",
                condition=models.Q(desk__in=["ready", "needs", "manager"]),
            ),
            models.Index(
                fields=["owner", "desk", "-decided_at", "-id"],
                name="draft_by_decision",
                condition=models.Q(desk__in=["approved", "sent", "rejected"]),
            ),
            models.Index(
                fields=["owner", "snoozed_until", "id"],
                name="draft_put_off",
                condition=models.Q(desk="snoozed"),
            ),
            models.Index(
                fields=["owner", "desk", "assigned_to"],
                name="draft_counted",
                condition=models.Q(desk__in=["ready", "needs", "manager", "snoozed", "approved"]),
            ),
            models.Index(
                fields=["snoozed_until"],
                name="draft_snoozed",
                condition=models.Q(state="snoozed"),
            ),
            models.Index(fields=["lead", "state"], name="draft_by_lead"),
        ]

    def __str__(self) -> str:
        return self.subject or f"Draft {self.pk}"


class Sentence(models.Model):
    """One sentence of a draft, or one that was left out of it (`is_left_out`)."""

    class Origin(models.TextChoices):
        TEMPLATE = "template", "Template"
        MACHINE = "machine", "Machine"
        PERSON = "person", "Mine"

    class Verdict(models.TextChoices):
        SUPPORTED = "supported", "Supported"
        WEAK = "weak", "Worth a look"
        UNSUPPORTED = "unsupported", "Not supported"

    draft = models.ForeignKey(Draft, models.CASCADE, related_name="sentences")
    position = models.PositiveIntegerField()
    block = models.CharField(max_length=12, blank=True)
    lead_in = models.CharField(max_length=200, blank=True)
    text = models.TextField()
    origin = models.CharField(max_length=8, choices=Origin.choices)
    verdict = models.CharField(max_length=11, choices=Verdict.choices, blank=True)
    reasons = models.JSONField(default=list, blank=True)
    slots = models.JSONField(
        default=list, blank=True, help_text="What filled the template: slot, words, where from."
    )
    is_left_out = models.BooleanField(default=False)

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(
                fields=["draft", "position"],
                name="sentence_position_once",
                deferrable=models.Deferrable.DEFERRED,
            ),
            models.CheckConstraint(condition=~models.Q(text=""), name="sentence_not_empty"),
            models.CheckConstraint(
                condition=models.Q(origin="machine") & ~models.Q(verdict="")
                | models.Q(origin__in=["template", "person"], verdict=""),
                name="sentence_verdict_if_machine",
            ),
            models.CheckConstraint(
                condition=models.Q(verdict__in=["", "supported", "weak", "unsupported"]),
                name="sentence_verdict_known",
            ),
            # The promise in one line: an unsupported machine sentence is never part of a draft.
            models.CheckConstraint(
                condition=~models.Q(verdict="unsupported") | models.Q(is_left_out=True),
                name="sentence_unsupported_left_out",
            ),
        ]

    def __str__(self) -> str:
        return self.text


class SentenceEvidence(models.Model):
    """The words of one passage that a sentence rests on."""

    sentence = models.ForeignKey(Sentence, models.CASCADE, related_name="evidence")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+")
    quote = models.TextField()
    start = models.PositiveIntegerField()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["sentence", "passage", "start"], name="sentenceevidence_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(quote=""), name="sentenceevidence_quote_given"
            ),
        ]

    def __str__(self) -> str:
        return self.quote
