"""Search: everything one may see, by the beginnings of words, and nothing else."""

from __future__ import annotations

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from leads.models import Account, User
from reviews import searching
from reviews.models import Draft
from tests import factories as make
from tests.reviews.views.desk import page, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def record(rep: User) -> Draft:
    """One lead with a call, a promise and a draft that all speak of pricing."""
    account = Account.objects.create(name="Pricewell Freight", domain="pricewell.example")
    lead = make.lead(rep, account=account, name="Pricilla Nair")
    call = make.call(lead, title="Pricing call", state="read", engine="rules")
    make.promise(call)
    return make.draft(make.touch(call, state="drafted"), subject="Prices we spoke of")


def test_every_kind_is_found_by_the_beginning_of_a_word(rep: User) -> None:
    draft = record(rep)
    found = searching.search("pric", user=rep)
    assert [lead.pk for lead in found.leads] == [draft.lead_id]
    assert [account.name for account in found.accounts] == ["Pricewell Freight"]
    assert [one.pk for one in found.drafts] == [draft.pk]
    assert [one.call_id for one in found.promises] == [draft.call_id]
    assert [one.pk for one in found.calls] == [draft.call_id]
    assert [one.passage.index for one in found.said] == [1]
    assert ("pricing", True) in found.said[0].pieces


def test_words_of_the_mail_and_whole_addresses_are_found(rep: User) -> None:
    draft = record(rep)
    assert [d.pk for d in searching.search("breakdown friday", user=rep).drafts] == [draft.pk]
    (lead,) = searching.search(draft.lead.email.upper(), user=rep).leads
    assert lead == draft.lead


@pytest.mark.parametrize("role", ["rep", "manager", "admin"])
def test_nothing_is_found_of_what_one_may_not_see(rep: User, role: str) -> None:
    record(rep)
    assert searching.search("pric", user=make.user(role=role)).is_empty
    same_team = searching.search("pric", user=make.user(role=role, of=rep.team))
    assert same_team.is_empty == (role != "manager")


@pytest.mark.parametrize("given", ["", "  ", "!!", "'", "zz'); --", ":*", "& |", "\\", "ä" * 300])
def test_what_is_no_word_finds_nothing_and_breaks_nothing(rep: User, given: str) -> None:
    record(rep)
    assert searching.search(given, user=rep).is_empty


def test_page_costs_the_same_for_one_hit_and_for_thirty(rep: User) -> None:
    costs = set()
    for more in (1, 12):
        for _ in range(more):
            call = make.call(make.lead(rep), title="Pricing call", state="read", engine="rules")
            make.draft(make.touch(call, state="drafted"), subject="Pricing")
        with CaptureQueriesContext(connection) as queries:
            searching.search("pricing", user=rep)
        costs.add(len(queries))
    assert costs == {6}


def test_words_of_the_record_walk_their_index(rep: User) -> None:
    """The vectors asked for are the indexed ones, letter by letter."""
    record(rep)
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL enable_seqscan = off; SET LOCAL enable_indexscan = off")
    with CaptureQueriesContext(connection) as queries:
        searching.search("pric", user=rep)
    plans = "".join(plan(query["sql"]) for query in queries.captured_queries)
    for name in ("lead", "account", "draft", "sentence", "finding", "call", "passage"):
        assert f"{name}_words" in plans


def plan(query: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN {query}")
        return str(cursor.fetchall())


def test_search_page_marks_what_was_found_and_escapes_it(rep: User) -> None:
    said = (("Priya Nair", "theirs", "The <b>pricing</b> is high."),)
    make.call(make.lead(rep), said=said, state="read", engine="rules")
    shown = page(signed_in(rep), "/search/?q=pricing")
    assert re.search(r"&lt;b&gt;<mark [^>]*>pricing</mark>&lt;/b&gt;", shown)
    assert "<b>" not in shown
