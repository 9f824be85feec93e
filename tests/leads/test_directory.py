"""The list of companies: only one's own, with what stands open, found by any name."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import directory
from leads.models import Finding, User
from tests import factories as make

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


def today() -> date:
    return timezone.localdate()


def test_companies_are_ones_own_and_count_what_is_open(rep: User) -> None:
    promise = make.promise(make.call(make.lead(rep), state="read", engine="rules"))
    Finding.objects.filter(pk=promise.pk).update(
        due=today() - timedelta(days=1), due_phrase="by then", strength="firm"
    )
    make.promise(make.call(make.lead(make.user()), state="read", engine="rules"))
    found = directory.companies(user=rep, today=today())
    assert [(c.pk, c.open, c.late) for c in found.companies] == [(promise.call.account_id, 1, 1)]  # type: ignore[attr-defined]
    assert not found.has_more


def test_company_is_found_by_the_name_of_somebody_there(rep: User) -> None:
    lead = make.lead(rep)
    make.lead(rep)
    for search in (lead.email, lead.account.name.upper()):
        found = directory.companies(user=rep, search=search, today=today()).companies
        assert lead.account in found
    assert directory.companies(user=rep, search="nobody %", today=today()).companies == []


def test_page_of_companies_costs_the_same_for_one_and_for_thirty(rep: User) -> None:
    client = Client()
    client.force_login(rep)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert client.get("/companies/").status_code == 200
        return len(seen)

    make.call(make.lead(rep))
    client.get("/companies/")
    first = cost()
    for _ in range(29):
        make.call(make.lead(rep))
    assert cost() == first
