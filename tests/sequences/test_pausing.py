from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Lead, TrailEntry, User
from sequences import pausing
from sequences.models import Message, Pause, Sequence, Touch
from sequences.pausing import NotPaused, Target
from tests import factories
from tests.rules.making import approved_draft
from tests.rules.making import stop as heard
from tests.sequences.test_enrollment import enroll, version

pytestmark = pytest.mark.django_db

WAYS: dict[str, Callable[[Lead, Sequence], Target]] = {
    "lead": lambda lead, sequence: Target("lead", lead=lead),
    "sequence": lambda lead, sequence: Target("sequence", sequence=sequence),
    "source": lambda lead, sequence: Target("source", source=lead.source),
    "rep": lambda lead, sequence: Target("rep", rep=lead.owner),
    "everything": lambda lead, sequence: Target("everything"),
}


def manager_of(lead: Lead) -> User:
    assert lead.owner.team is not None
    return factories.user(role="manager", of=lead.owner.team)


def put(target: Target, by: User, until: datetime | None = None) -> Pause:
    return pausing.pause(target, reason="Price change.", until=until, by=by, now=timezone.now())


def look(message: Message) -> tuple[str, datetime | None] | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT code, until FROM gate_look(%s)", [message.pk])
        found: tuple[str, datetime | None] | None = cursor.fetchone()
        return found


def approved() -> tuple[Message, Lead]:
    draft = approved_draft()
    Lead.objects.filter(pk=draft.lead_id).update(source="webinar")
    return Message.objects.get(touch=draft.touch), Lead.objects.get(pk=draft.lead_id)


@pytest.mark.parametrize("scope", WAYS)
def test_paused_mail_waits_and_goes_on_when_the_pause_is_lifted(scope: str) -> None:
    message, lead = approved()
    before = look(message)
    boss = manager_of(lead)
    paused = put(WAYS[scope](lead, message.touch.enrollment.version.sequence), boss)
    found = look(message)
    assert found is not None
    assert found[0] == "paused"
    assert found[1] is not None
    assert found[1] <= timezone.now() + timedelta(minutes=5)
    assert pausing.lift(paused, by=boss, now=timezone.now())
    assert look(message) == before
    assert not pausing.lift(paused, by=boss, now=timezone.now())


@pytest.mark.parametrize("scope", [s for s in WAYS if s != "everything"])
def test_pause_of_others_holds_nobody_here(scope: str) -> None:
    message, lead = approved()
    other = factories.lead(source="fair")
    boss = manager_of(other)
    put(WAYS[scope](other, factories.version().sequence), boss)
    before = look(message)
    assert before is None or before[0] != "paused"
    assert pausing.of_lead(lead, now=timezone.now()) == []


@pytest.mark.parametrize("scope", WAYS)
def test_nothing_is_drafted_while_it_is_paused(scope: str) -> None:
    lead = factories.lead(source="webinar")
    plan = version()
    enroll(lead, plan)
    later = timezone.now() + timedelta(days=90)
    assert Touch.objects.to_draft(now=later).count() == 3
    paused = put(WAYS[scope](lead, plan.sequence), manager_of(lead))
    assert Touch.objects.to_draft(now=later).count() == 0
    assert [p.pk for p in pausing.of_lead(lead, now=timezone.now())] == [paused.pk]
    pausing.lift(paused, by=paused.by, now=timezone.now())
    assert Touch.objects.to_draft(now=later).count() == 3


def test_pause_with_an_end_ends_by_itself() -> None:
    message, lead = approved()
    until = timezone.now() + timedelta(minutes=2)
    put(Target("lead", lead=lead), lead.owner, until)
    found = look(message)
    assert found == ("paused", until)
    assert Pause.objects.on(now=until).count() == 0


def test_what_fell_due_during_a_pause_is_planned_anew_when_it_is_lifted() -> None:
    lead = factories.lead()
    made, other = enroll(lead, version()), enroll(factories.lead(), version())
    paused = put(Target("lead", lead=lead), lead.owner)
    later = timezone.now() + timedelta(days=30)
    pausing.lift(paused, by=lead.owner, now=later)
    made.refresh_from_db()
    other.refresh_from_db()
    assert (made.replan_since, other.replan_since) == (later, None)


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("owner", {"lead", "rep"}),
        ("stranger", set()),
        ("manager", {"lead", "sequence", "source", "rep", "everything"}),
        ("other manager", {"sequence", "source", "everything"}),
        ("admin", {"sequence", "source", "rep", "everything"}),
    ],
)
def test_who_may_pause_what(who: str, may: set[str]) -> None:
    lead = factories.lead(source="webinar")
    people: dict[str, Callable[[], User]] = {
        "owner": lambda: lead.owner,
        "stranger": factories.user,
        "manager": lambda: manager_of(lead),
        "other manager": lambda: factories.user(role="manager"),
        "admin": lambda: factories.user(role="admin"),
    }
    by, sequence = people[who](), factories.version().sequence
    allowed = {s for s, way in WAYS.items() if pausing.may_pause(way(lead, sequence), by=by)}
    assert allowed == may


def test_pause_needs_a_reason_and_an_end_that_is_to_come() -> None:
    lead, now = factories.lead(), timezone.now()
    target = Target("lead", lead=lead)
    with pytest.raises(NotPaused, match="Say why"):
        pausing.pause(target, reason=" ", until=None, by=lead.owner, now=now)
    with pytest.raises(NotPaused, match="future"):
        pausing.pause(target, reason="x", until=now, by=lead.owner, now=now)
    with pytest.raises(NotPaused, match="not yours"):
        pausing.pause(target, reason="x", until=None, by=factories.user(), now=now)
    assert not Pause.objects.exists()


def test_pausing_and_lifting_stand_on_the_trail() -> None:
    lead = factories.lead()
    paused = put(Target("lead", lead=lead), lead.owner)
    pausing.lift(paused, by=lead.owner, now=timezone.now())
    rows = TrailEntry.objects.filter(table="sequences_pause", row_id=paused.pk).order_by("pk")
    assert [(r.action, r.row["lifted_by_id"]) for r in rows] == [
        ("insert", None), ("update", lead.owner_id)
    ]  # fmt: skip


def test_answer_of_a_colleague_voids_an_approved_mail_before_anybody_is_told() -> None:
    message, lead = approved()
    Sequence.objects.update(stop_on_colleague=True)
    heard(factories.lead())
    before = look(message)
    assert before is None or before[0] != "colleague"
    heard(factories.lead(lead.owner, account=lead.account))
    assert look(message) == ("colleague", None)
