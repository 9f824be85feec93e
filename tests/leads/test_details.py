"""What is known of somebody: whose word counts, in whatever order the words come."""

from __future__ import annotations

import itertools
import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import details, importing, intake, routing
from leads.details import Word
from leads.models import Account, Detail, Lead, Source, TrailEntry
from sequences import warmth
from sequences.facts import facts_of, profile
from sequences.models import LibraryItem
from tests import factories
from tests.roles import role
from tests.rules.enrichment import company

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 12, 9, 0, tzinfo=UTC)


def hours(number: int) -> datetime:
    return NOW + timedelta(hours=number)


def read(lead: Lead) -> Lead:
    return Lead.objects.select_related("account").get(pk=lead.pk)


def fact(lead: Lead, name: str) -> details.Fact:
    return details.of(read(lead)).facts[name]


def apollo(lead: Lead, at: datetime = NOW, **values: object) -> list[str]:
    return details.told(lead, values, Word("apollo", "Apollo", at))


# Who says something, when; from the one that counts least to the one that counts most.
WORDS = (
    ("apollo", "Apollo", 9),
    ("own", "Ours", 8),
    ("file", "Fair", 7),
    ("told", "An earlier form", 5),
    ("told", "Website", 6),
)
ORDERS = list(itertools.permutations(range(len(WORDS)), 3))


@pytest.mark.parametrize("order", ORDERS, ids=str)
def test_whose_word_counts_does_not_depend_on_who_came_first(order: tuple[int, ...]) -> None:
    lead = factories.lead(account=company())
    for n in order:
        kind, source, at = WORDS[n]
        given = {"title": f"From {source}", "industry": f"From {source}"}
        details.told(lead, given, Word(kind, source, hours(at)))
    best = WORDS[max(order)]
    for name, column in (("title", read(lead).title), ("industry", read(lead).account.industry)):
        found = fact(lead, name)
        assert (found.value, found.source) == (f"From {best[1]}", best[1])
        assert column == (found.value if found.is_ours else "")


def test_person_counts_before_everybody_and_may_say_that_nobody_knows() -> None:
    lead = factories.lead(account=company(), title="Buyer")
    details.said(lead, {"title": "Head of buying", "employees": ""}, by=lead.owner, now=NOW)
    details.told(lead, {"title": "Intern", "employees": 9}, Word("told", "Form", hours(1)))
    apollo(lead, hours(2), employees=4000)
    assert fact(lead, "title").value == read(lead).title == "Head of buying"
    assert fact(lead, "employees").value == ""
    assert read(lead).account.employees is None
    others = {(o.source, o.shown) for o in fact(lead, "employees").others}
    assert others == {("Form", "9"), ("Apollo", "4,000")}


def test_what_nobody_wrote_down_counts_as_told_since_it_was_there() -> None:
    lead = factories.lead(title="Buyer", source="Website")
    found = fact(lead, "title")
    assert (found.value, found.kind, found.source) == ("Buyer", "told", "Website")
    assert found.at == read(lead).created_at
    details.told(lead, {"title": "From a list"}, Word("file", "Fair", timezone.now()))
    assert read(lead).title == "Buyer"


def test_correcting_is_on_the_trail_and_makes_drafts_stale() -> None:
    lead = factories.lead(title="Buyer")
    with role("web"):
        details.said(lead, {"title": "Head of buying"}, by=lead.owner, now=NOW)
    assert read(lead).record_epoch == 1
    entry = TrailEntry.objects.filter(table="leads_detail").get()
    assert (entry.row["value"], entry.row["by_id"]) == ("Head of buying", lead.owner_id)
    details.said(lead, {"employees": "47"}, by=lead.owner, now=NOW)
    assert read(lead).record_epoch == 1  # no mail says it


@pytest.mark.parametrize(
    "given", [{"employees": "about 50"}, {"country": "Narnia"}, {"phone": "0301"}], ids=str
)
def test_value_that_cannot_be_is_refused_in_words(given: dict[str, str]) -> None:
    lead = factories.lead()
    with pytest.raises(ValueError, match="cannot be read"):
        details.said(lead, given, by=lead.owner, now=NOW)
    assert not Detail.objects.exists()


def test_many_are_read_in_one_query() -> None:
    leads = [factories.lead(account=company()) for _ in range(6)]
    for lead in leads:
        apollo(lead, title="Buyer", industry="freight")
    for some in (leads[:1], leads):
        people = list(Lead.objects.filter(pk__in=[x.pk for x in some]).select_related("account"))
        with CaptureQueriesContext(connection) as asked:
            assert {k["title"] for k in details.known(people).values()} == {"Buyer"}
        assert len(asked) == 1


def test_service_counts_for_score_routing_and_conditions() -> None:
    lead = factories.lead(account=company(domain="werk.example"))
    apollo(lead, title="VP Operations", industry="freight", employees=300, company_country="DE")
    lead = read(lead)
    facts = warmth.facts_of([lead], now=NOW)[lead.pk]
    assert (facts.title, facts.industry, facts.employees) == ("VP Operations", "freight", 300)
    standing = profile(lead, details.of(lead), now=NOW, since=NOW)
    assert (standing.industry, standing.employees) == ("freight", 300)
    newcomer = routing.newcomer(address="jo@werk.example")
    assert (newcomer.industry, newcomer.country) == ("freight", "DE")


def test_new_detail_makes_the_score_stale() -> None:
    lead = factories.lead(account=company())
    factories.call(lead)
    warmth.rescore(lead.pk, now=timezone.now())
    assert not warmth.stale(now=timezone.now()).exists()
    apollo(lead, timezone.now(), employees=300)
    assert warmth.stale(now=timezone.now()).get() == lead
    scored = warmth.rescore(lead.pk, now=timezone.now() + timedelta(seconds=1))
    assert scored is not None
    assert "their company has 300 people" in str(scored.reasons)


def test_no_mail_restates_what_a_service_says_but_the_library_is_chosen_by_it() -> None:
    lead = factories.lead(account=company())
    apollo(lead, title="VP Operations", industry="freight")
    words = "How do you plan rush orders today?"
    LibraryItem.objects.create(
        kind="pain_question",
        text=words,
        industry="freight",
        title_words="vp",
        language="en",
        approved_at=NOW,
        approved_by=factories.user(role="admin"),
    )
    step = factories.touch(factories.call(lead)).step
    found = facts_of(
        read(lead), step=step, rep=lead.owner, call=None, event=None, language="en"
    ).values
    assert found["lead.title"] == found["account.industry"] == ()
    assert [value.text for value in found["library.pain_question"]] == [words]
    details.said(lead, {"title": "VP Operations"}, by=lead.owner, now=NOW)
    found = facts_of(
        read(lead), step=step, rep=lead.owner, call=None, event=None, language="en"
    ).values
    assert [value.text for value in found["lead.title"]] == ["VP Operations"]


def told(kind: str, number: str, title: str, at: datetime) -> Lead:
    """Somebody writes, and says what they are."""
    source, _ = Source.objects.get_or_create(
        name=f"Our {kind}", kind=kind, defaults={"owner": factories.user()}
    )
    data = {"email": "ines@werk.example", "name": "Ines Park", "title": title, "message": "Hello"}
    event = {"type": "form.submitted", "timestamp": at.isoformat(), "data": data}
    intake.receive(source, json.dumps(event).encode(), now=at, number=number)
    intake.understand(now=at)
    return Lead.objects.get(email="ines@werk.example")


def test_title_of_a_form_counts_before_that_of_a_list_and_says_where_it_is_from() -> None:
    bring_in(b"Email,Name,Title,Industry\nines@werk.example,Ines Park,Clerk,freight\n")
    assert fact(Lead.objects.get(), "title").source == "Fair"
    lead = told("webhook", "1", "Head of Operations", timezone.now())
    assert (fact(lead, "title").value, fact(lead, "title").source) == (
        "Head of Operations",
        "Our webhook",
    )
    bring_in(b"Email,Title\nines@werk.example,Clerk\n")
    assert read(lead).title == "Head of Operations"


def bring_in(data: bytes) -> importing.Report:
    table = importing.table(data)
    owner = factories.user()
    with role("web"):
        return importing.bring_in(
            table, importing.propose(table.header), name="Fair", owner=owner, now=timezone.now()
        )


def test_file_fills_what_is_empty_of_whom_we_know() -> None:
    lead = factories.lead(email="ines@werk.example", title="Buyer", account=company())
    apollo(lead, employees=9)
    report = bring_in(
        b"Email,Job title,Seniority,Industry,Company size,Country\n"
        b"ines@werk.example,Clerk,Head,freight,47,Germany\n"
        b"jo@halden.example,Clerk,wizard,mining,51-200,XX\n"
    )
    assert (len(report.new), len(report.known), len(report.wrong)) == (1, 1, 0)
    known = details.of(read(lead))
    assert (known["title"], known["seniority"], known["industry"]) == ("Buyer", "head", "freight")
    assert (known.employees, known["company_country"]) == (47, "DE")
    assert read(lead).account.employees == 47
    other = details.of(read(Lead.objects.get(email="jo@halden.example")))
    assert (other["title"], other["seniority"], other.employees) == ("Clerk", "", None)
    assert Account.objects.get(domain="halden.example").industry == "mining"


def page(lead: Lead, **given: Any) -> str:
    client = Client()
    client.force_login(lead.owner)
    if given:
        with role("web"):
            client.post(f"/leads/{lead.pk}/details/", given)
    return client.get(f"/leads/{lead.pk}/").content.decode()


def test_page_says_who_says_so_and_takes_a_correction() -> None:
    lead = factories.lead(account=company(), title="Buyer")
    apollo(lead, NOW, employees=47, title="<b>Boss</b>")
    shown = page(lead)
    assert "from Apollo, 12 Nov 2026" in shown
    assert "no mail restates it" in shown
    assert "Apollo says &lt;b&gt;Boss&lt;/b&gt;, 12 Nov 2026" in shown
    corrected = {"employees": "52", "was-employees": "47", "title": "Buyer", "was-title": "Buyer"}
    shown = page(lead, **corrected)
    assert "Noted as your word: people." in shown
    assert f"{lead.owner.name} says so" in shown
    assert read(lead).account.employees == 52
    assert not Detail.objects.filter(kind="person", field="title").exists()  # it was not touched


def test_correction_that_cannot_be_is_explained() -> None:
    lead = factories.lead(account=company())
    shown = page(lead, employees="many", **{"was-employees": ""})
    assert "People: “many” cannot be read." in shown
