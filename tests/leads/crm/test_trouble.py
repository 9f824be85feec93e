"""Crashes, lost answers, outages, refusals and races: each thing is written once, in the end."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connections as databases
from django.utils import timezone

from leads.crm import connections, entries, writing
from leads.models import CrmEntry
from tests.leads.crm import making
from tests.leads.crm.hubspot_server import FakeHubSpot
from tests.roles import role

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def test_answer_that_is_lost_on_the_way_does_not_make_a_second_note(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    lead = making.known(hubspot)
    connection.people.create(lead=lead, number="501", seen_at=timezone.now())
    making.told(lead)
    hubspot.lost = [504]
    making.write()
    entry = making.of(lead, "sent")
    assert (entry.state, len(hubspot.notes_on("501"))) == ("waiting", 1)
    assert "504" in entry.problem
    making.write(after=HOUR)
    entry.refresh_from_db()
    assert (entry.state, entry.number, len(hubspot.notes_on("501"))) == ("written", "9000", 1)


class Killed(BaseException):
    """The process is gone in the middle of it."""


def test_worker_that_dies_between_the_request_and_the_commit_does_not_write_twice(
    hubspot: FakeHubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    making.connected()
    lead = making.known(hubspot)
    making.told(lead)

    def die(*_: object, **__: object) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr("leads.crm.writing._done", die)
        with pytest.raises(Killed):
            making.write()
    assert len(hubspot.notes_on("501")) == 1
    assert making.write() == 0  # its lease still holds
    assert making.write(after=HOUR) == 1
    assert making.of(lead, "sent").state == "written"
    assert len(hubspot.notes_on("501")) == 1


def test_hubspot_that_is_away_is_left_alone_for_a_while_and_nothing_is_lost(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = making.known(hubspot)
    for number in range(3):
        making.told(lead, key=f"message:{number}")
    hubspot.answers = [503]
    assert making.write() == 1
    connection.refresh_from_db()
    assert (connection.misses, connection.paused_at) == (1, None)
    assert making.write() == 0
    assert making.write(after=HOUR) == 3
    connection.refresh_from_db()
    assert (connection.misses, connection.rests_until) == (0, None)
    assert len(hubspot.notes_on("501")) == 3


def test_hubspot_that_asks_us_to_wait_is_obeyed(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    making.told(making.known(hubspot))
    hubspot.answers, hubspot.retry_after = [429], "1800"
    making.write()
    connection.refresh_from_db()
    assert connection.rests_until is not None
    assert connection.rests_until > timezone.now() + timedelta(minutes=29)
    assert making.write(after=timedelta(minutes=20)) == 0


def test_entry_that_alone_does_not_go_ends_with_its_reason_and_is_tried_again_by_a_person(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = making.known(hubspot)
    making.told(lead)
    hubspot.answers = [400]
    making.write()
    entry = making.of(lead, "sent")
    assert entry.state == "failed"
    assert "400" in entry.problem
    with role("web"):
        assert entries.again(connection, now=timezone.now()) == 1
    making.write()
    entry.refresh_from_db()
    assert (entry.state, entry.problem) == ("written", "")


def test_outage_of_days_fails_nothing_while_a_poisoned_entry_ends(hubspot: FakeHubSpot) -> None:
    connection = making.connected()
    lead = making.known(hubspot)
    entry = making.told(lead)
    connection.people.create(lead=lead, number="501", seen_at=timezone.now())
    for _ in range(14):
        CrmEntry.objects.filter(pk=entry.pk).update(retry_at=timezone.now())
        type(connection).objects.update(rests_until=None, heard_at=timezone.now() - HOUR * 3)
        hubspot.answers = [500]
        making.write()
    entry.refresh_from_db()
    assert (entry.state, entry.attempts) == ("waiting", 14)
    CrmEntry.objects.filter(pk=entry.pk).update(retry_at=timezone.now())
    type(connection).objects.update(rests_until=None, heard_at=timezone.now())
    hubspot.answers = [500]
    making.write()
    entry.refresh_from_db()
    assert entry.state == "failed"


def test_token_that_is_refused_pauses_and_a_new_one_takes_everything_up_again(
    hubspot: FakeHubSpot,
) -> None:
    connection = making.connected()
    lead = making.known(hubspot)
    making.told(lead)
    connection.secret.token = "revoked"
    connection.secret.save()
    making.write()
    connection.refresh_from_db()
    assert connection.paused_at is not None
    assert "Give the connection a new one" in connection.pause_reason
    assert making.write(after=HOUR) == 0
    with role("web"):
        connections.change(
            connection,
            fields=connection.fields,
            notes=connection.notes,
            token="pat-eu1-right",
            now=timezone.now(),
        )
    assert making.asked(connection).paused_at is None
    assert making.write(after=HOUR) == 1
    assert len(hubspot.notes_on("501")) == 1


@pytest.mark.django_db(transaction=True)
def test_two_workers_never_take_the_same_entry(hubspot: FakeHubSpot) -> None:
    making.connected()
    lead = making.known(hubspot)
    for number in range(12):
        making.told(lead, key=f"message:{number}")

    def work() -> int:
        done = 0
        try:
            while writing.write_one(now=timezone.now()):
                done += 1
        finally:
            databases.close_all()
        return done

    with ThreadPoolExecutor(3) as workers:
        shares = list(workers.map(lambda _: work(), range(3)))
    assert sum(shares) == 12
    assert len(hubspot.notes_on("501")) == len(set(hubspot.notes_on("501"))) == 12
