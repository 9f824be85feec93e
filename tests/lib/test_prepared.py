"""Queries that are put together once: each asking gets its own answer, and nobody else's."""

from __future__ import annotations

import pytest

from followup.lib.prepared import Prepared
from leads.models import Lead
from tests import factories as make

pytestmark = pytest.mark.django_db
ME = -1


def test_each_asking_has_its_own_values_in_the_places_of_the_stand_ins() -> None:
    one, other = make.lead(), make.lead()
    asked = Prepared(Lead.objects.filter(owner=ME).values_list("pk", "name"))
    for lead in (one, other):
        assert asked.ask({ME: lead.owner_id}) == [(lead.pk, lead.name)]
    assert asked.ask({}) == []


def test_what_is_given_is_a_parameter_and_never_sql() -> None:
    lead = make.lead()
    asked = Prepared(Lead.objects.filter(name="who").values_list("pk"))
    assert asked.ask({"who": "x' OR '1'='1"}) == []
    assert asked.ask({"who": lead.name}) == [(lead.pk,)]


def test_query_that_finds_nothing_asks_nobody(django_assert_num_queries: object) -> None:
    asked = Prepared(Lead.objects.none().values_list("pk"))
    with django_assert_num_queries(0):  # type: ignore[operator]
        assert asked.ask({ME: 1}) == []
