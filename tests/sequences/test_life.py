"""Any order of what people, leads, clocks and crashes do: never two messages for one touch, none
after a stop, none outside its window, none that nobody approved.

A dozen short lives at every run; `DEEP_LIVES=2000` makes it look for longer.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from leads.models import Lead
from reviews import ahead, decisions
from reviews.decisions import Conflict, Refused
from reviews.models import Draft
from sequences import dispatch, enrollment, pausing
from sequences.dispatch import Claim
from sequences.enrollment import NotEnrolled
from sequences.models import Attempt, Enrollment, Message, Pause, Touch
from sequences.pausing import Target
from tests import factories
from tests.roles import role
from tests.sequences.life import World

LIVES = int(os.environ.get("DEEP_LIVES", "10"))
NIGHTS = [  # the day before a night in which the clocks change, and a plain one
    ("Europe/Berlin", datetime(2026, 10, 23, 6, tzinfo=UTC)),
    ("Europe/Berlin", datetime(2027, 3, 26, 6, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 10, 30, 12, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2027, 4, 2, 0, tzinfo=UTC)),
    ("Asia/Kolkata", datetime(2028, 2, 28, 3, tzinfo=UTC)),
]
happened: Counter[str] = Counter()


class Life(RuleBasedStateMachine):
    def __init__(self) -> None:
        super().__init__()
        self.claims: list[Claim] = []
        self.whole = transaction.atomic()
        self.whole.__enter__()

    def teardown(self) -> None:
        if hasattr(self, "world"):
            happened["let through"] += len(self.world.through)
        transaction.set_rollback(True)
        self.whole.__exit__(None, None, None)

    @initialize(where=st.sampled_from(NIGHTS))
    def begins(self, where: tuple[str, datetime]) -> None:
        self.world = World(zone=where[0], now=where[1])
        self.world.sweep()

    @rule(
        acts=st.lists(
            st.deferred(lambda: st.sampled_from(list(ACTS))), min_size=2, max_size=6, unique=True
        ),
        after=st.sampled_from([0, 0, 1, 5, 24, 24, 48]),
    )
    def a_while(self, acts: list[str], after: int) -> None:
        """A few things, one after the other, each followed by a look at what must hold."""
        if after:
            self.time_passes(after)
        for name in acts:
            happened[name] += 1
            ACTS[name](self)
            self.nothing_is_as_it_must_not_be()

    # -- time ---------------------------------------------------------------------------------

    def time_passes(self, hours: int) -> None:
        self.world.set_clock(self.world.now + timedelta(hours=hours))
        self.world.sweep()

    def moments_pass(self, minutes: int) -> None:
        self.world.set_clock(self.world.now + timedelta(minutes=minutes))

    def clock_jumps(self, hours: int) -> None:
        self.world.set_clock(self.world.now + timedelta(hours=hours))

    def next_moment_comes(self) -> None:
        """To where the next mail is due, to the second: there windows, gaps and stops meet."""
        due = Message.objects.filter(state="scheduled").order_by("send_at").first()
        if due is not None:
            self.world.set_clock(max(self.world.now, due.send_at))

    def a_mail_goes_its_way(self, ends: str, before: str) -> None:
        """The plain course of things, as far as what happened before lets it go."""
        ahead_of = Touch.objects.filter(state="planned").order_by("draft_from").first()
        if ahead_of is not None and not self.waiting():
            self.world.set_clock(max(self.world.now, ahead_of.draft_from))
            self.world.sweep()
        self.approves()
        self.next_moment_comes()
        self.sends(ends, before)

    # -- people -------------------------------------------------------------------------------

    def waiting(self) -> list[Draft]:
        found = Draft.objects.filter(state="ready").select_related("lead", "touch__enrollment")
        return list(found.order_by("pk"))

    def approves(self) -> None:
        for draft in self.waiting()[:1]:
            happened["given"] += self.world.approve(draft) is not None

    def approves_for_a_moment(self, hours: int) -> None:
        for draft in self.waiting()[:1]:
            self.world.approve(draft, send_at=self.world.now + timedelta(hours=hours))

    def edits(self) -> None:
        for draft in self.waiting()[:1]:
            self.act(
                partial(
                    decisions.edit,
                    draft.pk,
                    by=self.world.rep,
                    revision=draft.revision,
                    subject=draft.subject or "A word",
                    cc="",
                    body=f"Hello, this is edit {draft.revision}.",
                    now=self.world.now,
                )
            )

    def refreshes(self) -> None:
        for draft in self.waiting():
            self.act(partial(decisions.refresh, draft.pk, by=self.world.rep, now=self.world.now))
        self.world.sweep()

    def takes_back(self) -> None:
        for draft in Draft.objects.filter(state="approved")[:1]:
            self.act(
                partial(
                    decisions.undo,
                    draft.pk,
                    by=self.world.rep,
                    sign_in=self.world.sign_in,
                    now=self.world.now,
                )
            )

    def rejects(self) -> None:
        for draft in self.waiting()[-1:]:
            self.act(
                partial(
                    decisions.reject,
                    draft.pk,
                    by=self.world.rep,
                    revision=draft.revision,
                    reason="No.",
                    now=self.world.now,
                )
            )

    def wants_everything_now(self) -> None:
        self.act(lambda: ahead.write_ahead(self.world.going, by=self.world.rep, now=self.world.now))
        self.world.sweep()

    def pauses(self, until: int | None) -> None:
        end = None if until is None else self.world.now + timedelta(hours=until)
        target = Target("lead", lead=self.world.lead)
        pausing.pause(target, reason="x", until=end, by=self.world.rep, now=self.world.now)

    def lifts(self) -> None:
        for paused in Pause.objects.filter(lifted_at__isnull=True):
            pausing.lift(paused, by=self.world.rep, now=self.world.now)

    def stops(self) -> None:
        enrollment.stop(self.world.going, by=self.world.rep, reason="x", now=self.world.now)

    def resumes(self) -> None:
        going = Enrollment.objects.get(pk=self.world.going.pk)
        if going.state in {"stopped", "paused"}:
            self.act(lambda: enrollment.resume(going, by=self.world.rep, now=self.world.now))

    def all_is_taken_up_again(self) -> None:
        self.lifts()
        self.world.sweep()
        self.resumes()
        self.refreshes()

    # -- the other side -----------------------------------------------------------------------

    def bounces(self) -> None:
        if len(self.world.through) > 1:
            self.world.hear("bounce")

    def is_away(self, hours: int) -> None:
        until = self.world.now + timedelta(hours=hours)
        self.world.hear("out_of_office", hold_until=until)

    def calls(self) -> None:
        factories.call(self.world.lead)
        self.world.heard += 1  # the record has grown: what was approved was written without it

    # -- the sender ---------------------------------------------------------------------------

    def claims_what_is_due(self) -> None:
        self.claims += self.world.claim()

    def sends(self, ends: str, before: str) -> None:
        for claimed in self.claims or self.world.claim():
            happened["claimed"] += 1
            self.world.send(claimed, before=self.meanwhile(before), ends=ends)
        self.claims = []

    def dead_senders_are_cleared_away(self) -> None:
        self.world.set_clock(self.world.now + timedelta(minutes=15))
        with role("sender"):
            dispatch.reap()

    def says_whether_it_was_sent(self, was_sent: bool) -> None:
        for draft in Draft.objects.filter(
            touch__in=Message.objects.filter(state="unknown").values("touch")
        ):
            message = Message.objects.get(touch=draft.touch, state="unknown")
            self.act(
                partial(
                    decisions.settle,
                    draft.pk,
                    by=self.world.rep,
                    sign_in=self.world.sign_in,
                    was_sent=was_sent,
                    reason="I looked.",
                    now=self.world.now,
                )
            )
            if not was_sent:
                self.world.let_go.append(message.message_id)

    def meanwhile(self, event: str) -> Callable[[], object]:
        """What happens between the last look and the point of no return."""
        acts: dict[str, Callable[[], object]] = {
            "reply": lambda: self.world.hear("reply"),
            "call": self.calls,
            "pause": lambda: self.pauses(None),
            "stop": self.stops,
            "away": lambda: self.is_away(5),
            "edit": self.edits,
        }
        return acts.get(event, lambda: None)

    def act(self, what: Callable[[], Any]) -> None:
        """A person tries; what is refused in words is refused."""
        try:
            with transaction.atomic():
                what()
        except (Refused, Conflict, NotEnrolled, ahead.NothingAhead):
            happened["refused"] += 1

    # -- what must hold at every moment ---------------------------------------------------------

    @invariant()
    def nothing_is_as_it_must_not_be(self) -> None:
        taken = Attempt.objects.filter(outcome__in=["accepted", "unknown"])
        touches = Counter(taken.values_list("message__touch", flat=True))
        assert all(n == 1 for n in touches.values()), "two messages for one touch"
        for message in Message.objects.select_related("approval"):
            seen = self.world.seen[message.message_id]
            assert bytes(message.approval.fingerprint).hex() == seen, "nobody approved that"
        lead = Lead.objects.get(pk=self.world.lead.pk)
        going = Enrollment.objects.get(pk=self.world.going.pk)
        if going.stop_epoch != lead.stop_epoch or going.state != "active":
            due = Touch.objects.to_draft(now=self.world.now + timedelta(days=400))
            assert not due.exists(), "what ended still drafts"


# Everything that can happen, by name.
ACTS: dict[str, Callable[[Life], object]] = {
    "a mail goes its way": lambda life: life.a_mail_goes_its_way("accepted", ""),
    "a mail goes, then another": lambda life: life.a_mail_goes_its_way("accepted", ""),
    "a mail is refused": lambda life: life.a_mail_goes_its_way("refused", ""),
    "a mail is put off": lambda life: life.a_mail_goes_its_way("deferred", ""),
    "a mail may have gone": lambda life: life.a_mail_goes_its_way("unknown", ""),
    "the sender dies before the dot": lambda life: life.a_mail_goes_its_way("dies before", ""),
    "the sender dies after the dot": lambda life: life.a_mail_goes_its_way("dies after", ""),
    "dead senders are cleared away": lambda life: life.dead_senders_are_cleared_away(),
    "they reply while it goes": lambda life: life.a_mail_goes_its_way("accepted", "reply"),
    "it is paused while it goes": lambda life: life.a_mail_goes_its_way("accepted", "pause"),
    "it is stopped while it goes": lambda life: life.a_mail_goes_its_way("accepted", "stop"),
    "they leave while it goes": lambda life: life.a_mail_goes_its_way("accepted", "away"),
    "they call while it goes": lambda life: life.a_mail_goes_its_way("accepted", "call"),
    "somebody edits while it goes": lambda life: life.a_mail_goes_its_way("accepted", "edit"),
    "claimed": lambda life: life.claims_what_is_due(),
    "sent": lambda life: life.sends("accepted", ""),
    "sent while they reply": lambda life: life.sends("accepted", "reply"),
    "it was sent": lambda life: life.says_whether_it_was_sent(was_sent=True),
    "it was not sent": lambda life: life.says_whether_it_was_sent(was_sent=False),
    "approved": lambda life: life.approves(),
    "approved for now": lambda life: life.approves_for_a_moment(0),
    "approved for later": lambda life: life.approves_for_a_moment(40),
    "edited": lambda life: life.edits(),
    "refreshed": lambda life: life.refreshes(),
    "taken back": lambda life: life.takes_back(),
    "rejected": lambda life: life.rejects(),
    "all drafts at once": lambda life: life.wants_everything_now(),
    "paused": lambda life: life.pauses(None),
    "paused for two hours": lambda life: life.pauses(2),
    "lifted": lambda life: life.lifts(),
    "stopped": lambda life: life.stops(),
    "resumed": lambda life: life.resumes(),
    "all is taken up again": lambda life: life.all_is_taken_up_again(),
    "taken up again once more": lambda life: life.all_is_taken_up_again(),
    "a reply": lambda life: life.world.hear("reply"),
    "a meeting": lambda life: life.world.hear("meeting"),
    "a mail by hand": lambda life: life.world.hear("human_mail"),
    "the CRM moved": lambda life: life.world.hear("crm"),
    "a bounce": lambda life: life.bounces(),
    "away for five hours": lambda life: life.is_away(5),
    "away for days": lambda life: life.is_away(60),
    "a call": lambda life: life.calls(),
    "minutes": lambda life: life.moments_pass(10),
    "the clock goes back": lambda life: life.clock_jumps(-30),
    "an hour twice": lambda life: life.clock_jumps(-1),
    "the clock leaps": lambda life: life.clock_jumps(200),
    "the next moment": lambda life: life.next_moment_comes(),
}


@pytest.mark.django_db
def test_no_order_of_events_sends_what_must_not_be_sent() -> None:
    happened.clear()
    run_state_machine_as_test(
        Life,
        settings=settings(
            max_examples=LIVES,
            stateful_step_count=6,
            derandomize=LIVES <= 100,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
            phases=[Phase.generate, *([Phase.shrink] if LIVES > 100 else [])],
        ),
    )
    # Lives in which nothing goes would prove nothing.
    assert happened["given"] > LIVES / 2
    assert happened["let through"] > LIVES / 3
