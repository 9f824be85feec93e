"""Asking services in the worker: about whom, how often, and what stays of the answer."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
from django.core.management import call_command
from django.db import DatabaseError, connection, transaction
from django.utils import timezone
from pytest_httpserver import HTTPServer

from leads import details, enrichment
from leads.enrichment import desk
from leads.models import Account, Detail, Enricher, EnricherKey, Event, Lead, Lookup, User
from sequences.suppression import standing_against
from tests import factories
from tests.leads.enriching.test_services import PERSON
from tests.roles import role
from tests.rules.enrichment import company, enricher

pytestmark = pytest.mark.django_db
PEOPLE, COMPANIES = "/people/match", "/organizations/enrich"


@pytest.fixture
def apollo(httpserver: HTTPServer, settings: Any) -> HTTPServer:
    settings.APOLLO_URL, settings.INSIDE_HOSTS = httpserver.url_for("/"), ["localhost", "127.0.0.1"]
    return httpserver


def connected(**fields: Any) -> Enricher:
    made = enricher(**{"asks_people": True} | fields)
    return desk.keep(made, key="k3y", now=timezone.now())


def heard_of(
    address: str = "ines@werk.example", *, at: datetime | None = None, **fields: Any
) -> Lead:
    """Somebody who filled in a form."""
    domain = address.partition("@")[2]
    account = Account.objects.filter(domain=domain).first() or company(domain=domain)
    lead = factories.lead(email=address, **{"account": account} | fields)
    at = at or timezone.now()
    Event.objects.create(
        lead=lead, source="x", external_id=address, kind="form_submitted", occurred_at=at
    )
    return lead


def run(*, after: timedelta = timedelta()) -> list[Enricher]:
    with role("worker"):
        return enrichment.run(
            now=timezone.now() + after, is_listed=lambda one: bool(standing_against([one]))
        )


def known(lead: Lead) -> details.Known:
    return details.of(Lead.objects.select_related("account").get(pk=lead.pk))


def knows(server: HTTPServer, **answer: Any) -> None:
    given = {"person": PERSON} | answer
    server.expect_request(PEOPLE).respond_with_json({"person": given["person"]})
    organization = given["person"]["organization"] if given["person"] else None
    server.expect_request(COMPANIES).respond_with_json({"organization": organization})


def paths(server: HTTPServer) -> list[str]:
    return [request.path for request, _ in server.log]


def test_what_apollo_says_fills_what_is_empty_with_source_and_day(apollo: HTTPServer) -> None:
    connected()
    lead = heard_of(title="Buyer")
    knows(apollo)
    assert run() == []
    found = known(lead).facts
    assert (found["title"].value, found["title"].kind) == ("Buyer", "told")
    assert [(o.value, o.source) for o in found["title"].others] == [
        ("Head of Operations", "Apollo")
    ]
    size = found["employees"]
    assert (size.shown, size.source, size.is_ours) == ("47", "Apollo", False)
    assert size.at is not None
    assert timezone.now() - size.at < timedelta(minutes=1)
    lead.refresh_from_db()
    assert (lead.title, lead.account.employees, lead.account.industry) == ("Buyer", None, "")
    assert lead.record_epoch == 0  # no mail rests on it


def test_one_answer_about_a_person_spares_the_question_about_the_company(
    apollo: HTTPServer,
) -> None:
    connected()
    heard_of()
    knows(apollo)
    run()
    run()
    assert paths(apollo) == [PEOPLE]


def test_company_of_somebody_unknown_is_asked_about_by_itself(apollo: HTTPServer) -> None:
    connected()
    lead = heard_of()
    apollo.expect_request(PEOPLE).respond_with_json({"person": None})
    apollo.expect_request(COMPANIES).respond_with_json({"organization": PERSON["organization"]})
    run()
    assert paths(apollo) == [PEOPLE, COMPANIES]
    assert known(lead)["industry"] == "logistics & supply chain"


@pytest.mark.parametrize("person", [PERSON, None], ids=["known", "unknown"])
def test_answer_is_kept_and_not_asked_for_again_until_it_is_old(
    apollo: HTTPServer, person: Any
) -> None:
    connected(keep_days=90)
    heard_of()
    knows(apollo, person=person)
    run()
    asked = len(apollo.log)
    run(after=timedelta(days=20))
    assert len(apollo.log) == asked
    Event.objects.update(occurred_at=timezone.now() + timedelta(days=85))
    run(after=timedelta(days=91))
    assert len(apollo.log) == 2 * asked


def test_nobody_is_asked_about_of_whom_enough_is_known_or_nothing_was_heard(
    apollo: HTTPServer,
) -> None:
    connected()
    whole = company(domain="whole.example", industry="freight", employees=3, country="DE")
    heard_of("a@whole.example", account=whole, title="Buyer")
    heard_of("b@long.example", at=timezone.now() - timedelta(days=31))
    factories.lead(email="c@list.example", account=company(domain="list.example"))
    run()
    assert apollo.log == []


@pytest.mark.parametrize(
    "held", [{"suppressed_at": timezone.now()}, {"stage": "closed"}], ids=["no mail", "closed"]
)
def test_nobody_is_asked_about_who_is_to_be_left_alone(
    apollo: HTTPServer, held: dict[str, Any]
) -> None:
    of = connected()
    lead = heard_of(**held)
    run()
    assert apollo.log == []
    with pytest.raises(DatabaseError), transaction.atomic():  # nor by any other way
        Lookup.objects.create(enricher=of, lead=lead)


def test_address_on_the_suppression_list_is_not_asked_about_even_as_a_trial(
    apollo: HTTPServer,
) -> None:
    of = connected()
    desk.ask_for_trial(of, address="no@werk.example", by=admin(), now=timezone.now())
    with role("worker"):
        enrichment.run(now=timezone.now(), is_listed=lambda one: one == "no@werk.example")
    assert apollo.log == []
    assert "wants no mail" in Lookup.objects.get().problem


@pytest.mark.parametrize(
    ("fields", "address", "why"),
    [
        ({"asks_people": False}, "ines@gmail.com", "of no company"),
        ({"per_day": 0}, "ines@werk.example", "The budget is spent"),
    ],
)
def test_trial_that_cannot_be_asked_says_why(
    apollo: HTTPServer, fields: dict[str, Any], address: str, why: str
) -> None:
    of = connected(**fields)
    desk.ask_for_trial(of, address=address, by=admin(), now=timezone.now())
    run()
    trial = Lookup.objects.get()
    assert (trial.state, apollo.log) == ("failed", [])
    assert why in trial.problem


def test_free_mail_is_nobodys_company(apollo: HTTPServer) -> None:
    connected(asks_people=False)
    heard_of("ines@gmail.com", account=company(domain="gmail.com"))
    run()
    assert apollo.log == []


def test_companies_alone_are_asked_about_without_anybodys_address(apollo: HTTPServer) -> None:
    connected(asks_people=False)
    heard_of()
    heard_of("jo@werk.example")
    knows(apollo)
    run()
    assert paths(apollo) == [COMPANIES]
    assert b"ines" not in apollo.log[0][0].query_string


def test_service_that_is_off_or_was_never_agreed_to_is_not_asked(apollo: HTTPServer) -> None:
    of = connected(is_on=False)
    heard_of()
    run()
    assert apollo.log == []
    with pytest.raises(desk.Refused):
        desk.switch_on(of, by=of.agreed_by or User(), is_agreed=False, now=timezone.now())


def test_spent_budget_waits_for_the_next_day_and_the_next_month(apollo: HTTPServer) -> None:
    connected(per_day=2, per_month=3)
    for n in range(5):
        heard_of(f"a{n}@werk{n}.example")
    knows(apollo, person=None)
    apollo.expect_request(COMPANIES).respond_with_json({})
    run()
    of = Enricher.objects.get()
    assert len(apollo.log) == 2
    assert enrichment.used(of, now=timezone.now()) == enrichment.Used(2, 2, is_spent=True)
    waiting = Lookup.objects.count()
    assert waiting == 2  # what was not asked was not written down


@pytest.mark.parametrize(
    ("moments", "allowed"),
    [
        (["2026-11-30T10", "2026-11-30T11", "2026-11-30T12", "2026-12-01T10"], [1, 1, 0, 1]),
        (["2026-11-28T10", "2026-11-28T10", "2026-11-29T10", "2026-11-30T10"], [1, 1, 1, 0]),
        (["2026-11-30T10", "2027-11-30T10"], [1, 1]),
    ],
    ids=["a new month", "the month is spent", "the same month of another year"],
)
def test_counters_begin_anew_with_day_and_month(moments: list[str], allowed: list[int]) -> None:
    of = enricher(per_day=2, per_month=3)
    said = [
        enrichment.spend(of, now=datetime.fromisoformat(f"{m}:00:00").replace(tzinfo=UTC))
        for m in moments
    ]
    assert said == [bool(one) for one in allowed]


@pytest.mark.django_db(transaction=True)
def test_two_workers_at_once_never_ask_once_too_often() -> None:
    of, taken, now = enricher(per_day=7, per_month=9), list[bool](), timezone.now()
    begin = threading.Barrier(4)

    def worker() -> None:
        begin.wait()
        try:
            for _ in range(5):
                with transaction.atomic():
                    taken.append(enrichment.spend(of, now=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=worker) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    of.refresh_from_db()
    assert (sum(taken), of.asked_today, of.asked_this_month) == (7, 7, 7)


def test_service_that_another_worker_asks_is_left_to_it(apollo: HTTPServer) -> None:
    connected()
    heard_of()
    Enricher.objects.update(busy_until=timezone.now() + timedelta(minutes=1))
    run()
    assert apollo.log == []


def test_service_that_is_away_is_left_alone_longer_each_time_and_asked_again(
    apollo: HTTPServer,
) -> None:
    connected()
    lead = heard_of()
    heard_of("jo@halden.example")
    apollo.expect_oneshot_request(PEOPLE).respond_with_data("", status=503)
    knows(apollo)
    run()
    assert len(apollo.log) == 1  # one question is enough to see that it is away
    of = Enricher.objects.get()
    assert of.quiet_until - timezone.now() < timedelta(minutes=1)
    assert "503" in of.problem
    run()
    assert len(apollo.log) == 1
    run(after=timedelta(minutes=1, seconds=5))
    run(after=timedelta(minutes=3))
    assert known(lead)["title"] == "Head of Operations"
    assert Enricher.objects.get().failures == 0


def test_question_that_is_never_answered_gives_up_and_holds_up_nobody(apollo: HTTPServer) -> None:
    connected()
    lead = heard_of("jo@halden.example")
    bad = heard_of("bad@werk.example")
    apollo.expect_request(
        PEOPLE,
        query_string={
            "email": "bad@werk.example",
            "domain": "werk.example",
            "reveal_personal_emails": "false",
            "reveal_phone_number": "false",
        },
    ).respond_with_data("", status=500)
    knows(apollo)
    after = timedelta()
    for _ in range(12):
        run(after=after)
        after = Enricher.objects.get().quiet_until - timezone.now() + timedelta(minutes=2)
    states = dict(Lookup.objects.exclude(lead=None).values_list("lead", "state"))
    assert states == {lead.pk: "found", bad.pk: "failed"}


def test_refused_key_stops_the_service_and_keeps_the_question(apollo: HTTPServer) -> None:
    connected()
    lead = heard_of()
    apollo.expect_oneshot_request(PEOPLE).respond_with_data("", status=401)
    knows(apollo)
    assert [one.name for one in run()] == ["Apollo"]
    of = Enricher.objects.get()
    assert "refuses the key (401)" in of.stopped_why
    run(after=timedelta(days=1))
    assert len(apollo.log) == 1
    desk.keep(of, key="another", now=timezone.now())
    run()
    assert apollo.log[-1][0].headers["x-api-key"] == "another"
    assert known(lead)["title"] == "Head of Operations"


def test_trial_is_asked_while_the_service_is_off_and_changes_nobody(apollo: HTTPServer) -> None:
    of = connected(is_on=False)
    lead = heard_of()
    knows(apollo)
    by = admin()
    with role("web"):
        desk.ask_for_trial(of, address=lead.email, by=by, now=timezone.now())
    run()
    trial = Lookup.objects.get()
    assert (trial.state, trial.answer["title"]) == ("found", "Head of Operations")
    assert not Detail.objects.exists()
    assert Enricher.objects.get().asked_today == 1


def admin() -> User:
    return User.objects.filter(role="admin").first() or factories.user(role="admin")


def test_key_of_one_server_never_goes_to_another(apollo: HTTPServer) -> None:
    of = connected(kind="own", name="Ours", url=apollo.url_for("/a/{domain}"), asks_people=False)
    heard_of()
    apollo.expect_request("/a/werk.example").respond_with_json({})
    run()
    assert apollo.log[0][0].headers["authorization"] == "k3y"
    of.refresh_from_db()
    of.url = f"http://127.0.0.1:{apollo.port}/a/{{domain}}"
    kept = desk.keep(of, key="", now=timezone.now())
    assert not kept.is_on
    desk.switch_on(kept, by=admin(), is_agreed=True, now=timezone.now())
    Lookup.objects.all().delete()
    run()
    assert len(apollo.log) == 2
    assert "authorization" not in apollo.log[1][0].headers


def test_pages_cannot_read_the_key() -> None:
    connected()
    with role("web"), pytest.raises(DatabaseError), transaction.atomic():
        list(EnricherKey.objects.all())


def test_key_is_encrypted_at_rest_and_sealed_anew_with_the_others(settings: Any) -> None:
    connected()
    with connection.cursor() as cursor:
        cursor.execute("SELECT key FROM leads_enricherkey")
        (stored,) = cursor.fetchone()
    assert "k3y" not in stored
    settings.MAILBOX_KEYS = ["a fresh one", *settings.MAILBOX_KEYS]
    call_command("reseal_mailboxes", stdout=StringIO())
    settings.MAILBOX_KEYS = ["a fresh one"]
    assert EnricherKey.objects.get().key == "k3y"
