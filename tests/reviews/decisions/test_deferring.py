"""Putting a draft off, and how it comes back by itself."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.utils import timezone

from leads.models import Lead, StopEvent
from reviews import decisions, waking
from reviews.decisions import Conflict, Refused
from reviews.models import Alert, Draft
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


def snooze(
    draft: Draft, until: datetime | None = None, *, waits_for: str = "", revision: int = 1
) -> Draft:
    with role("web"):
        return decisions.snooze(
            draft.pk,
            by=draft.lead.owner,
            until=until,
            waits_for=waits_for,
            now=timezone.now(),
            revision=revision,
        )


def wake(*, now: datetime) -> int:
    with role("worker"):
        return waking.wake(now=now)


def test_draft_put_off_comes_back_at_its_moment_and_not_before(draft: Draft) -> None:
    until = timezone.now() + timedelta(hours=3)
    assert snooze(draft, until).state == "snoozed"
    assert wake(now=until - timedelta(minutes=1)) == 0
    assert wake(now=until) == 1
    assert wake(now=until) == 0
    draft.refresh_from_db()
    assert (draft.state, draft.snoozed_until, draft.note) == ("ready", None, "")
    assert Alert.objects.filter(kind="draft_ready", user=draft.lead.owner).count() == 1


@pytest.mark.parametrize(
    ("waits_for", "kind", "said"),
    [
        ("answer", "reply", "They replied"),
        ("meeting", "meeting", "A meeting was booked"),
        ("meeting", "unsubscribe", "They unsubscribed"),
        ("stage", "human_mail", "Somebody here wrote to them by hand"),
    ],
)
def test_draft_comes_back_the_moment_something_happens_and_says_what(
    draft: Draft, waits_for: str, kind: str, said: str
) -> None:
    snooze(draft, waits_for=waits_for)
    assert wake(now=timezone.now() + timedelta(days=20)) == 0
    StopEvent.objects.create(lead=draft.lead, kind=kind, source="x")
    assert wake(now=timezone.now()) == 1
    draft.refresh_from_db()
    assert draft.note == f"{said} while this was put off."


@pytest.mark.parametrize(
    ("waits_for", "kind"),
    [("answer", "meeting"), ("meeting", "reply"), ("stage", "reply"), ("stage", "meeting")],
)
def test_draft_that_waits_for_one_thing_sleeps_through_another(
    draft: Draft, waits_for: str, kind: str
) -> None:
    snooze(draft, waits_for=waits_for)
    StopEvent.objects.create(lead=draft.lead, kind=kind, source="x")
    assert wake(now=timezone.now()) == 0
    StopEvent.objects.create(lead=draft.lead, kind="complaint", source="y")
    assert wake(now=timezone.now()) == 1


def test_draft_put_off_again_for_something_else_waits_for_that(draft: Draft) -> None:
    snooze(draft, waits_for="meeting")
    snooze(draft, waits_for="answer")
    StopEvent.objects.create(lead=draft.lead, kind="meeting", source="x")
    assert wake(now=timezone.now()) == 0


def test_draft_put_off_to_a_moment_comes_back_for_whatever_happens(draft: Draft) -> None:
    snooze(draft, timezone.now() + timedelta(days=3))
    StopEvent.objects.create(lead=draft.lead, kind="meeting", source="x")
    assert wake(now=timezone.now()) == 1


def test_draft_of_which_nobody_knows_what_it_waits_for_comes_back(draft: Draft) -> None:
    moment = timezone.now() + timedelta(days=3)
    Draft.objects.filter(pk=draft.pk).update(state="snoozed", snoozed_until=moment)
    assert wake(now=timezone.now()) == 0
    StopEvent.objects.create(lead=draft.lead, kind="meeting", source="x")
    assert wake(now=timezone.now()) == 1


@pytest.mark.parametrize("waits_for", ["answer", "meeting", "stage"])
def test_draft_waiting_for_something_comes_back_after_the_silence(
    draft: Draft, waits_for: str
) -> None:
    now = timezone.now()
    snooze(draft, waits_for=waits_for)
    assert wake(now=now + timedelta(days=45, minutes=1)) == 1


@pytest.mark.parametrize("after", [timedelta(0), timedelta(hours=-1), timedelta(days=400)])
def test_moment_that_cannot_be_waited_for_is_refused(draft: Draft, after: timedelta) -> None:
    with pytest.raises(Refused, match="still to come"):
        snooze(draft, timezone.now() + after - timedelta(seconds=1))


def test_draft_that_changed_since_it_was_read_is_not_put_off(draft: Draft) -> None:
    with pytest.raises(Conflict):
        snooze(draft, waits_for="answer", revision=draft.revision + 1)


def test_draft_put_off_can_be_brought_back_and_is_refused_approval_until_then(
    draft: Draft,
) -> None:
    by = draft.lead.owner
    snooze(draft, waits_for="answer")
    with pytest.raises(Refused, match="put off by Maya Reyes"):
        decisions.approve(
            draft.pk,
            by=by,
            sign_in=factories.sign_in(by),
            seen=factories.seen(draft, by),
            now=timezone.now(),
        )
    with role("web"):
        decisions.undo(draft.pk, by=by, sign_in=factories.sign_in(by), now=timezone.now())
    draft.refresh_from_db()
    assert draft.state == "ready"
    assert [d.kind for d in draft.decisions.all()] == ["undo", "snooze"]


def test_draft_put_off_until_another_stage_comes_back_when_it_is_reached(draft: Draft) -> None:
    with role("web"):
        decisions.snooze(
            draft.pk, by=draft.lead.owner, revision=1, waits_for="stage", now=timezone.now()
        )
    assert wake(now=timezone.now()) == 0
    Lead.objects.filter(pk=draft.lead_id).update(stage="customer")
    assert wake(now=timezone.now()) == 1
    draft.refresh_from_db()
    assert (draft.state, draft.snoozed_stage) == ("ready", "")
    assert draft.note == "Their stage is now “Customer”."
