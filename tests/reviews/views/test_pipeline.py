"""The pipeline page: true numbers, each with its rows, for those who may see them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads.models import User
from reviews.pipeline import periods
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def rep() -> User:
    return make.user()


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def worked(rep: User) -> None:
    """A lead with a mail that was answered and a call that left things open."""
    now = timezone.now()
    lead = make.lead(rep, tier="hot", source="Webinar & co")
    sent(lead, at=now - 5 * DAY)
    heard(lead, "reply")
    read_call(lead, held_at=now - DAY)
    make.draft(make.touch(make.call(lead), state="drafted"))


def numbers(page: str) -> dict[str, int]:
    """Where each number on a page leads, and how much it is."""
    links = re.findall(r'href="(/pipeline/rows/[^"]+)"[^>]*>(?:<[^a][^>]*>|[^<\d])*(\d+)<', page)
    return {address.replace("&amp;", "&"): int(count) for address, count in links}


def lines(page: str) -> int:
    return page.count('<li class="flex flex-wrap items-baseline')


def test_every_number_is_the_length_of_its_list(rep: User) -> None:
    for _ in range(2):
        worked(rep)
    worked(make.user())
    client = signed_in(rep)
    found = numbers(client.get("/pipeline/").content.decode())
    assert len(found) > 15
    assert found["/pipeline/rows/replied/?period=30"] == 2
    for address, count in found.items():
        rows = client.get(address).content.decode()
        assert lines(rows) == count, address


def test_manager_counts_the_team_and_rep_the_own(rep: User) -> None:
    worked(rep)
    worked(make.user(of=rep.team))
    manager = make.user(role="manager", of=rep.team)
    for person, count in ((rep, 1), (manager, 2)):
        page = signed_in(person).get("/pipeline/").content.decode()
        assert numbers(page)["/pipeline/rows/sent/?period=30"] == count


def test_admin_sees_how_many_and_whose_and_nobody_by_name(rep: User) -> None:
    worked(rep)
    client = signed_in(make.user(role="admin"))
    assert numbers(client.get("/pipeline/").content.decode())["/pipeline/rows/leads/"] == 1
    for name in ("leads", "sent", "waiting", "loose", "calls"):
        rows = client.get(f"/pipeline/rows/{name}/").content.decode()
        assert f"A lead of {rep.name}" in rows
        assert "Priya" not in rows
        assert "Halden" not in rows


def test_page_costs_the_same_queries_for_one_and_for_many(rep: User) -> None:
    client = signed_in(rep)

    def cost(address: str) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(address).status_code == 200
        return len(queries)

    addresses = ["/pipeline/", *(f"/pipeline/rows/{n}/" for n in ("leads", "sent", "loose", "due"))]
    worked(rep)
    before = [cost(address) for address in addresses]
    for _ in range(5):
        worked(rep)
    assert [cost(address) for address in addresses] == before


def test_row_lists_are_paged(rep: User) -> None:
    for _ in range(51):
        make.lead(rep)
    client = signed_in(rep)
    first = client.get("/pipeline/rows/leads/").content.decode()
    second = client.get("/pipeline/rows/leads/?page=2").content.decode()
    assert (lines(first), lines(second)) == (50, 1)


@pytest.mark.parametrize(
    "query",
    ["?period=x", "?from=&to=", "?from=2026-13-01&to=2026-01-01", "?from=0001-01-01&to=0001-01-02"],
)
def test_period_that_cannot_be_one_is_the_last_thirty_days(rep: User, query: str) -> None:
    page = signed_in(rep).get(f"/pipeline/{query}").content.decode()
    assert 'href="?period=30" aria-current="true"' in page


def test_rows_of_no_number_are_not_found(rep: User) -> None:
    client = signed_in(rep)
    assert client.get("/pipeline/rows/secrets/").status_code == 404
    for query in (
        "sequence=9&step=x",
        "sequence=&step=",
        "stage=x",
        "page=-1",
        "sequence=²&step=1",
    ):
        for name in ("sent", "leads"):
            assert client.get(f"/pipeline/rows/{name}/?{query}").status_code == 200


def test_period_is_counted_in_whole_days_of_the_person() -> None:
    zone = ZoneInfo("Asia/Tokyo")
    now = datetime(2026, 11, 17, 20, 0, tzinfo=UTC)  # the 18th in Tokyo
    chosen = periods.chosen({"period": "7"}, zone=zone, now=now)
    assert (chosen.first, chosen.last) == (date(2026, 11, 12), date(2026, 11, 18))
    assert chosen.period.start.isoformat() == "2026-11-12T00:00:00+09:00"
    assert chosen.period.end.isoformat() == "2026-11-19T00:00:00+09:00"


def test_period_of_two_days_covers_both() -> None:
    given = {"from": "2026-03-28", "to": "2026-03-29"}  # a night with an hour less
    zone = ZoneInfo("Europe/Berlin")
    chosen = periods.chosen(given, zone=zone, now=timezone.now())
    assert (chosen.preset, chosen.query) == ("", given)
    start, end = (moment.astimezone(UTC) for moment in (chosen.period.start, chosen.period.end))
    assert end - start == timedelta(hours=47)
