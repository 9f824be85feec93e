"""What becomes of a call while it is read: in order, twice, with a busy model, in a crash."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import timezone
from django_q.models import OrmQ
from pytest_django.fixtures import Settings

from leads import reading
from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Reading
from leads.models import Call, Evidence, Finding
from tests import factories
from tests.leads.extraction.model.call import answer, item
from tests.llm.fake_server import KEY, FakeServer, failing, said
from tests.llm.plugin import fake_server, pauses
from tests.roles import role

__all__ = ["fake_server", "pauses"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def call() -> Call:
    return factories.call()


@pytest.fixture
def model(fake_server: FakeServer, pauses: list[float], settings: Settings) -> FakeServer:
    settings.OPENAI_API_KEY = KEY
    settings.OPENAI_BASE_URL = fake_server.http.url_for("/v1")
    return fake_server


def read(call: Call, *, now: datetime | None = None) -> Call | None:
    with role("worker"):
        return reading.read(call.pk, now=now or timezone.now())


def tried(call: Call, *, now: datetime | None = None) -> Call:
    found = read(call, now=now)
    assert found is not None
    return found


def due(call: Call) -> bool:
    call.refresh_from_db()
    return Call.objects.unread(now=timezone.now()).filter(pk=call.pk).exists()


def test_call_is_read_with_quotes_that_are_in_it(call: Call) -> None:
    found = tried(call)
    assert (found.state, found.engine, found.retry_at) == ("read", "rules", None)
    promises = Finding.objects.filter(call=call, kind="commitment", direction="ours")
    (evidence,) = promises.get().evidence.all()
    assert evidence.passage.text[evidence.start :].startswith(evidence.quote)
    assert not due(call)


def test_call_is_read_once_however_often_the_bell_rings(call: Call) -> None:
    read(call)
    before = list(Finding.objects.values_list("pk", flat=True))
    assert read(call) is None
    assert list(Finding.objects.values_list("pk", flat=True)) == before


def test_busy_model_is_asked_again_later_and_the_rep_sees_why(
    call: Call, model: FakeServer
) -> None:
    model.script(failing(429, "slow down", Retry_After="77"))
    now = timezone.now()
    found = tried(call, now=now)
    assert (found.state, found.retry_at) == ("waiting", now + timedelta(seconds=77))
    assert found.failure == "The model is busy. Followup will try again in a minute."
    assert not due(call)
    assert read(call, now=now + timedelta(seconds=76)) is None
    model.script(said(answer(item("recap", "Pricing.", (1, "pricing breakdown by Friday")))))
    again = tried(call, now=now + timedelta(seconds=78))
    assert (again.state, again.failure, again.attempts) == ("read", "", 2)


def test_pauses_between_tries_grow_until_a_person_must_decide(
    call: Call, model: FakeServer
) -> None:
    model.script(failing(503))
    now, waits = timezone.now(), []
    while (found := read(call, now=now)) and found.state == "waiting":
        assert found.retry_at is not None
        waits.append((found.retry_at - now).total_seconds())
        now = found.retry_at
    assert waits == [30, 60, 120, 240]
    call.refresh_from_db()
    assert (call.state, call.retry_at) == ("failed", None)
    assert "cannot be reached" in call.failure


def test_refused_key_is_not_tried_again_but_a_person_may(call: Call, model: FakeServer) -> None:
    model.script(failing(401))
    found = tried(call)
    assert (found.state, "admin" in found.failure) == ("failed", True)
    assert not due(call)
    OrmQ.objects.all().delete()
    with role("web"):
        reading.retry(found, by=call.owner, now=timezone.now())
    assert due(call)
    assert (call.state, call.attempts, call.failure) == ("received", 0, "")
    assert OrmQ.objects.count() == 1


def test_retry_of_a_call_that_was_read_changes_nothing(call: Call) -> None:
    read(call)
    reading.retry(call, by=call.owner, now=timezone.now())
    call.refresh_from_db()
    assert call.state == "read"


def test_reader_that_dies_leaves_a_lease_that_ends(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(self: RulesEngine, said: Conversation) -> Reading:
        raise SystemExit  # a kill leaves no word behind

    now = timezone.now()
    with monkeypatch.context() as patched:
        patched.setattr(RulesEngine, "read", die)
        with pytest.raises(SystemExit):
            reading.read(call.pk, now=now)
    call.refresh_from_db()
    assert call.state == "reading"
    assert read(call, now=now + reading.LEASE - timedelta(seconds=1)) is None
    assert tried(call, now=now + reading.LEASE).state == "read"


def test_restart_hands_what_was_being_read_to_the_next_reader(call: Call) -> None:
    now = timezone.now()
    Call.objects.filter(pk=call.pk).update(state="reading", retry_at=now + reading.LEASE)
    with role("worker"):
        reading.release(now=now)
    assert due(call)


def test_call_that_kills_every_reader_is_given_to_a_person(call: Call) -> None:
    Call.objects.filter(pk=call.pk).update(attempts=reading.MOST_ATTEMPTS)
    found = tried(call)
    assert (found.state, found.failure) == ("failed", reading.GAVE_UP)
    assert not Finding.objects.exists()


def test_fault_of_ours_is_shown_and_tried_again(
    call: Call, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stumble(self: RulesEngine, said: Conversation) -> Reading:
        raise KeyError("a bug")

    monkeypatch.setattr(RulesEngine, "read", stumble)
    found = tried(call)
    assert (found.state, found.failure) == ("waiting", reading.STUMBLED)


@pytest.mark.parametrize("late", ["finish", "fail"])
def test_slow_reader_that_lost_its_lease_writes_nothing(
    call: Call, late: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, engine = timezone.now(), RulesEngine.read
    begun: list[bool] = []

    def overtaken(self: RulesEngine, said: Conversation) -> Reading:
        if not begun:
            begun.append(True)
            assert reading.read(call.pk, now=now + reading.LEASE) is not None
            if late == "fail":
                raise KeyError("a bug")
        return engine(self, said)

    monkeypatch.setattr(RulesEngine, "read", overtaken)
    assert reading.read(call.pk, now=now) is None
    call.refresh_from_db()
    assert (call.state, call.attempts) == ("read", 2)


def test_second_reading_replaces_the_first(call: Call) -> None:
    read(call)
    count = Finding.objects.count(), Evidence.objects.count()
    Call.objects.filter(pk=call.pk).update(state="received")
    read(call)
    assert (Finding.objects.count(), Evidence.objects.count()) == count


def test_models_quote_that_nobody_said_never_becomes_evidence(
    call: Call, model: FakeServer
) -> None:
    lie: dict[str, Any] = item("commitment", "A 40% discount.", (1, "You get 40% off"))
    model.script(said(answer(lie)))
    read(call)
    assert not Finding.objects.filter(text__contains="40%").exists()
    for found in Evidence.objects.all():
        assert found.quote in found.passage.text
