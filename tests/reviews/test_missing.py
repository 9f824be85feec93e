"""Each call without a draft says why."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import Call, User
from reviews import missing
from reviews.models import Draft
from sequences.models import Enrollment, Touch
from tests import factories as make
from tests.rules.making import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def read(rep: User) -> Call:
    return make.call(make.lead(rep), state="read", engine="rules")


def failed(rep: User) -> Call:
    return make.call(make.lead(rep), state="failed", failure="Nobody spoke.")


def busy(rep: User) -> Call:
    return make.call(
        make.lead(rep), state="waiting", failure="The model is busy.", retry_at=timezone.now()
    )


def not_written(rep: User) -> Call:
    call = read(rep)
    draft = make.draft(make.touch(call, state="drafted"))
    Draft.objects.filter(pk=draft.pk).update(state="failed", failure="Nothing could be restated.")
    return call


def being_written(rep: User) -> Call:
    call = not_written(rep)
    Draft.objects.update(state="writing", failure="", retry_at=timezone.now())
    return call


def stopped(rep: User) -> Call:
    call = read(rep)
    make.touch(call)
    Enrollment.objects.filter(call=call).update(state="stopped", reason="Priya asked for it.")
    return call


def planned(rep: User) -> Call:
    call = read(rep)
    make.touch(call)
    return call


@pytest.mark.parametrize(
    ("state", "reason", "mend"),
    [
        (failed, "Nobody spoke.", "retry_call"),
        (busy, "The model is busy. It is tried again", "retry_call"),
        (not_written, "Nothing could be restated.", "open_draft"),
        (being_written, "is being written", ""),
        (read, "An admin has to publish one.", ""),
        (stopped, "stopped before it was written: Priya asked for it.", ""),
        (planned, "comes by itself", ""),
    ],
)
def test_call_without_a_draft_says_why(
    rep: User, state: Callable[[User], Call], reason: str, mend: str
) -> None:
    call = state(rep)
    (row,) = missing.page(user=rep).rows
    assert (row.call, row.mend) == (call, mend)
    assert reason in row.reason


def test_call_with_a_draft_and_calls_of_others_are_not_listed(rep: User) -> None:
    make.draft(make.touch(read(rep), state="drafted"))
    failed(make.user())
    assert missing.page(user=rep).rows == []


def test_list_goes_on_where_it_ended_at_the_same_cost(
    rep: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(missing, "PAGE", 2)
    made = [failed(rep).pk for _ in range(5)]
    seen, after, costs = [], None, set()
    while True:
        with CaptureQueriesContext(connection) as queries:
            page = missing.page(user=rep, after=after)
        costs.add(len(queries))
        seen += [row.call.pk for row in page.rows if row.call]
        after = page.after
        if after is None:
            break
    assert (seen, costs) == (made[::-1], {1})


def test_event_without_a_draft_says_why_until_it_has_one(rep: User) -> None:
    lead = make.lead(rep)
    asked = event(lead=lead, kind="demo_request", source="website")
    event(lead=make.lead(), external_id="2")
    event(lead=lead, source="mail", external_id="3")  # a person answers a mail
    (row,) = missing.page(user=rep).rows
    assert (row.event, row.title) == (asked, "Demo request from website")
    assert row.reason == missing.NOT_STARTED
    enrolled = Enrollment.objects.create(version=make.version(), lead=lead, event=asked)
    step = enrolled.version.steps.get()
    touch = Touch.objects.create(enrollment=enrolled, step=step, due_at=timezone.now())
    (row,) = missing.page(user=rep).rows
    assert "comes by itself" in row.reason
    Draft.objects.create(touch=touch, lead=lead, state="ready", ready_at=timezone.now())
    assert missing.page(user=rep).rows == []
