"""A lead going through one sequence version, and the touches planned for it."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models import Call, Event, Lead
from sequences.models.pauses import Pause
from sequences.models.plans import Step, Variant, Version


class EnrollmentQuerySet(models.QuerySet["Enrollment"]):
    def open(self) -> EnrollmentQuerySet:
        """Neither finished nor stopped."""
        return self.filter(state__in=[Enrollment.State.ACTIVE, Enrollment.State.PAUSED])

    def running(self) -> EnrollmentQuerySet:
        """Active, and nothing was said in the conversation since that would end it."""
        return self.filter(state=Enrollment.State.ACTIVE, stop_epoch=models.F("lead__stop_epoch"))


class Enrollment(models.Model):
    """A lead going through one sequence version because of one call or one event.

    `stop_epoch` and `last_stop` say what had been heard from the lead when it began or was taken
    up again; the database fills them in. When the lead's epoch has moved on, nothing more is
    drafted, whatever `state` still says. Finished: nothing is planned any more, but what waits
    for a person may still go. Stopped: nothing goes. Paused until `paused_until`, or until a
    person takes it up again.
    """

    class State(models.TextChoices):
        ACTIVE = "active", "Active"
        PAUSED = "paused", "Paused"
        FINISHED = "finished", "Finished"
        STOPPED = "stopped", "Stopped"

    version = models.ForeignKey(Version, models.PROTECT, related_name="enrollments")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    call = models.ForeignKey(Call, models.PROTECT, null=True, blank=True, related_name="+")
    event = models.ForeignKey(Event, models.PROTECT, null=True, blank=True, related_name="+")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    is_exclusive = models.BooleanField(default=False)
    state = models.CharField(max_length=8, choices=State.choices, default=State.ACTIVE)
    reason = models.CharField(max_length=200, blank=True, help_text="Why paused or over.")
    paused_until = models.DateTimeField(null=True, blank=True)
    stop_epoch = models.PositiveBigIntegerField(default=0, editable=False)
    last_stop = models.PositiveBigIntegerField(default=0, editable=False)
    heard_since = models.DateTimeField(
        null=True, editable=False, help_text="Something was heard that it has not been told yet."
    )
    ahead_at = models.DateTimeField(null=True, blank=True, help_text="All drafts wanted at once.")
    ahead_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    started_at = models.DateTimeField(db_default=Now())
    ended_at = models.DateTimeField(null=True, blank=True)
    replan_since = models.DateTimeField(
        null=True, blank=True, help_text="What its moments rest on has changed."
    )

    objects = EnrollmentQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["version", "call", "lead"], name="enrollment_once_per_call"
            ),
            models.UniqueConstraint(fields=["version", "event"], name="enrollment_once_per_event"),
            models.UniqueConstraint(
                fields=["lead"],
                condition=models.Q(is_exclusive=True, state__in=["active", "paused"]),
                name="enrollment_one_exclusive",
            ),
            models.CheckConstraint(
                condition=models.Q(call__isnull=False, event__isnull=True)
                | models.Q(call__isnull=True, event__isnull=False),
                name="enrollment_rests_on_one_record",
            ),
            models.CheckConstraint(
                condition=models.Q(state__in=["active", "paused", "finished", "stopped"]),
                name="enrollment_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state__in=["paused", "stopped"]) | ~models.Q(reason=""),
                name="enrollment_reason_given",
            ),
            models.CheckConstraint(
                condition=models.Q(paused_until__isnull=True) | models.Q(state="paused"),
                name="enrollment_until_if_paused",
            ),
        ]
        indexes = [
            models.Index(
                fields=["lead"],
                name="enrollment_open",
                condition=models.Q(state__in=["active", "paused"]),
            ),
            models.Index(
                fields=["heard_since"],
                name="enrollment_to_tell",
                condition=models.Q(heard_since__isnull=False),
            ),
            models.Index(
                fields=["paused_until"],
                name="enrollment_to_resume",
                condition=models.Q(state="paused"),
            ),
            models.Index(
                fields=["replan_since"],
                name="enrollment_to_replan",
                condition=models.Q(replan_since__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.lead} in {self.version}"


class TouchQuerySet(models.QuerySet["Touch"]):
    def to_draft(self, *, now: datetime) -> TouchQuerySet:
        """Touches of running enrollments that nobody has drafted yet; nobody's who is away or
        paused, by whatever scope."""
        paused = Pause.objects.on(now=now).filter(
            models.Q(scope=Pause.Scope.EVERYTHING)
            | models.Q(lead=models.OuterRef("enrollment__lead"))
            | models.Q(sequence=models.OuterRef("enrollment__version__sequence"))
            | models.Q(rep=models.OuterRef("enrollment__lead__owner"))
            | models.Q(scope=Pause.Scope.SOURCE, source=models.OuterRef("enrollment__lead__source"))
        )
        present = models.Q(enrollment__lead__hold_until__isnull=True) | models.Q(
            enrollment__lead__hold_until__lte=now
        )
        return self.filter(
            present,
            ~models.Exists(paused.order_by()),
            state=Touch.State.PLANNED,
            draft_from__lte=now,
            enrollment__state=Enrollment.State.ACTIVE,
            enrollment__stop_epoch=models.F("enrollment__lead__stop_epoch"),
        )


class Touch(models.Model):
    """One planned message of an enrollment.

    Planned -> drafted (a draft exists) -> done (it was sent), or task (a rep does it by hand) ->
    done. Cancelled: the sequence ended before it; skipped: its condition did not hold; late: it
    was not approved before its window closed. `reason` says why in words.
    """

    class State(models.TextChoices):
        PLANNED = "planned", "Planned"
        DRAFTED = "drafted", "Drafted"
        TASK = "task", "For a person to do"
        DONE = "done", "Done"
        CANCELLED = "cancelled", "Cancelled"
        SKIPPED = "skipped", "Skipped"
        LATE = "late", "Late"

    enrollment = models.ForeignKey(Enrollment, models.PROTECT, related_name="touches")
    step = models.ForeignKey(Step, models.PROTECT, related_name="+")
    variant = models.ForeignKey(Variant, models.PROTECT, null=True, blank=True, related_name="+")
    due_at = models.DateTimeField(help_text="The moment it is planned for.")
    opens_at = models.DateTimeField(null=True, blank=True, help_text="Not before.")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Late after.")
    draft_from = models.DateTimeField(db_default=Now(), help_text="To be drafted for review then.")
    why = models.JSONField(default=list, blank=True, help_text="Sentences: why this moment.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.PLANNED)
    reason = models.CharField(max_length=300, blank=True, help_text="Why not as planned.")
    done_at = models.DateTimeField(
        null=True, blank=True, help_text="When a person did it by hand; of a mail its message says."
    )

    objects = TouchQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["enrollment", "step"], name="touch_once_per_step"),
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at")),
                name="touch_window_in_order",
            ),
            models.CheckConstraint(
                condition=models.Q(
                    state__in=[
                        "planned",
                        "drafted",
                        "task",
                        "done",
                        "cancelled",
                        "skipped",
                        "late",
                    ]
                ),
                name="touch_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="skipped") | ~models.Q(reason=""),
                name="touch_skipped_with_reason",
            ),
        ]
        indexes = [
            models.Index(
                fields=["draft_from"], name="touch_to_draft", condition=models.Q(state="planned")
            ),
            models.Index(
                fields=["closes_at"], name="touch_to_close", condition=models.Q(state="drafted")
            ),
        ]

    def __str__(self) -> str:
        return f"{self.step} for {self.enrollment.lead}"
