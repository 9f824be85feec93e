"""One lead, one sequence and a clock that can be set: what the stateful test plays with.

The database and its gate are the real ones. Only its clock is ours: inside the test's transaction
the gate's functions ask a setting instead of `clock_timestamp()`, everything else in them stays as
it is, so that nights, jumps and leases happen when the test says.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.db import connection

from leads.models import Event, Lead, SignIn, StopEvent
from reviews import decisions, drafting, outcomes
from reviews.decisions import Conflict, Refused
from reviews.letter import mail_for
from reviews.models import Draft
from sequences import dispatch, enrollment, planning, stopping
from sequences.channels.outcome import Dot, Outcome
from sequences.dispatch import Claim
from sequences.fingerprint import fingerprint
from sequences.models import Enrollment, Message, Touch, Variant, Version
from sequences.rendering import Mail
from tests import factories
from tests.roles import role

MAKE = """
CREATE FUNCTION public.clock_of_test() RETURNS timestamptz LANGUAGE sql VOLATILE
AS $$ SELECT current_setting('followup.now')::timestamptz $$
"""
FUNCTIONS = """
SELECT pg_get_functiondef(p.oid) FROM pg_proc p JOIN pg_language l ON l.oid = p.prolang
WHERE p.pronamespace = 'public'::regnamespace AND p.prosrc LIKE '%clock_timestamp()%'
"""


def take_over_clock() -> None:
    """The gate's functions as they are, but for whom they ask the time. Undone by a rollback."""
    with connection.cursor() as cursor:
        cursor.execute(MAKE)
        cursor.execute(FUNCTIONS)
        for (definition,) in cursor.fetchall():
            cursor.execute(re.sub(r"\bclock_timestamp\(\)", "public.clock_of_test()", definition))


class Died(Exception):
    """The sender's process ends here."""


class Wire:
    """A mail server at the other end. `before` happens while the words are on their way; `ends`
    is what becomes of them; "dies before" and "dies after" end the sender instead."""

    def __init__(self, world: World, *, before: Callable[[], object], ends: str) -> None:
        self.world, self.before, self.ends = world, before, ends

    def open(self) -> Outcome | None:
        return None

    def send(
        self, mail: Mail, *, message_id: str, date: datetime, before_dot: Dot, answered: str = ""
    ) -> Outcome:
        with connection.cursor() as cursor:
            cursor.execute("RESET ROLE")  # what happens meanwhile is not the sender's doing
        self.before()
        if self.ends == "dies before":
            raise Died
        with role("sender"):
            may_go = before_dot()
        if not may_go:
            return Outcome("withheld")
        self.world.was_let_through(mail, message_id)
        if self.ends == "dies after":
            raise Died
        with connection.cursor() as cursor:
            cursor.execute("SET ROLE followup_sender")
        return Outcome(self.ends)  # type: ignore[arg-type]

    def close(self) -> None:
        pass


class World:
    """What happened, kept beside the database and in other words, to compare the two."""

    def __init__(self, *, zone: str, now: datetime) -> None:
        take_over_clock()
        self.zone, self.now = ZoneInfo(zone), now
        self.set_clock(now)
        self.lead = factories.lead(time_zone=zone)
        self.rep = self.lead.owner
        self.sign_in = SignIn.objects.create(
            user=self.rep,
            token="6f2d1f64-6a62-4f0e-9c7b-6b2b6f6a0000",
            started_at=now - timedelta(days=1),
            expires_at=now + timedelta(days=4000),
        )
        self.seen: dict[str, str] = {}  # Message-ID: the fingerprint the person had on the page
        self.approved: dict[str, int] = {}  # Message-ID: how much had happened by then
        self.chosen: set[str] = set()  # those whose moment a person chose
        self.heard = 0  # what ended the conversation, or grew the record
        self.through: list[tuple[int, str]] = []  # (touch, Message-ID) past the point of no return
        self.let_go: list[str] = []  # messages that were refused after it, so that another may go
        self.going = self._enrolled()

    def _enrolled(self) -> Enrollment:
        made = factories.version("warm", published=False, steps=3)
        for position, step in enumerate(made.steps.all()):
            step.delay_amount = position
            step.save(update_fields=["delay_amount"])
            Variant.objects.create(
                step=step, label="A", subject=f"Word {position}", body="I saw {account.name}."
            )
        Version.objects.filter(pk=made.pk).update(published_at=self.now)
        record = Event.objects.create(
            lead=self.lead, source="form", external_id="1", kind="signup", occurred_at=self.now
        )
        version = Version.objects.select_related("sequence").get(pk=made.pk)
        return enrollment.enroll(self.lead, version=version, record=record, by=None, now=self.now)

    def set_clock(self, now: datetime) -> None:
        self.now = now
        with connection.cursor() as cursor:
            cursor.execute("SELECT set_config('followup.now', %s, true)", [now.isoformat()])

    def sweep(self) -> None:
        stopping.follow(now=self.now)
        planning.follow(now=self.now)
        for touch in Touch.objects.to_draft(now=self.now).select_related("enrollment"):
            drafting.begin(touch, now=self.now)
        planning.mark_late(now=self.now)
        for draft in Draft.objects.to_write(now=self.now):
            drafting.write(draft.pk, now=self.now)
        outcomes.follow(now=self.now)

    def approve(self, draft: Draft, *, send_at: datetime | None = None) -> Message | None:
        seen = fingerprint(mail_for(draft, sender=self.rep)).hex()
        try:
            message = decisions.approve(
                draft.pk,
                by=self.rep,
                sign_in=self.sign_in,
                seen=seen,
                now=self.now,
                send_at=send_at,
            )
        except (Refused, Conflict):
            return None
        self.seen[message.message_id], self.approved[message.message_id] = seen, self.heard
        if send_at is not None:
            self.chosen.add(message.message_id)
        return message

    def hear(self, kind: str, **fields: Any) -> None:
        """Something that ends the conversation as it was."""
        source = f"{kind} {next(factories.counter)}"
        StopEvent.objects.create(lead=self.lead, kind=kind, source=source, **fields)
        self.heard += kind != "out_of_office"

    def claim(self) -> list[Claim]:
        with role("sender"):
            return dispatch.claim(worker="w", limit=3)

    def send(self, claimed: Claim, *, before: Callable[[], object], ends: str) -> None:
        try:
            with role("sender"):
                state = dispatch.send(claimed, channel=Wire(self, before=before, ends=ends))
        except Died:
            return
        if state == "failed" or ends == "deferred":
            self.let_go.append(Message.objects.get(pk=claimed.message).message_id)

    def was_let_through(self, mail: Mail, message_id: str) -> None:
        """The moment of truth: everything that must never be is looked for here, in our words."""
        lead = Lead.objects.get(pk=self.lead.pk)
        message = Message.objects.select_related("touch__enrollment").get(message_id=message_id)
        touch = message.touch_id
        assert fingerprint(mail).hex() == self.seen.get(message_id), "not what was approved"
        assert self.approved[message_id] == self.heard, "sent after a stop"
        assert lead.suppressed_at is None, "sent to somebody who is not written to"
        assert lead.hold_until is None or lead.hold_until <= self.now, "sent to somebody away"
        assert message.touch.enrollment.state in {"active", "finished"}, "sent after its sequence"
        gone = {m for t, m in self.through if t == touch} - set(self.let_go)
        assert not gone, "two messages for one touch"
        assert message.closes_at is None or self.now < message.closes_at, "sent too late"
        assert message.opens_at is None or self.now >= message.opens_at, "sent too early"
        if message_id not in self.chosen and message.hours:
            local = self.now.astimezone(self.zone)
            assert local.weekday() < 5, f"sent on a {local:%A}"
            assert 7 <= local.hour < 20, f"sent at {local:%H:%M}"
        self.through.append((touch, message_id))
