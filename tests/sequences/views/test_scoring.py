"""An admin tries rules on people we know before they count; managers read them."""

from __future__ import annotations

import pytest
from django.test import Client

from leads.models import ScoringRules
from leads.scoring import SHIPPED
from sequences import warmth
from tests import factories
from tests.reviews.views.desk import signed_in
from tests.sequences.test_warmth import interested, tier

pytestmark = pytest.mark.django_db
PATH = "/settings/scoring/"


def filled(client: Client, path: str = PATH, **changes: str) -> dict[str, str]:
    """The form as the page shows it, with some fields changed."""
    form = client.get(path).context["form"]
    fields = [f for part in (*form.rows, form.lines, form.rows.management_form) for f in part]
    shown = {f.html_name: f.value() for f in fields if f.value() not in (None, False, "")}
    return {name: str(value) for name, value in shown.items()} | changes


def test_admin_sees_who_would_change_and_publishes_exactly_that() -> None:
    lead = interested(name="Priya Nair")
    client = signed_in(factories.user(role="admin"))
    form = filled(client, hot_from="90", note="Hot was too easy")
    tried = client.post(PATH + "preview/", form, headers={"HX-Request": "true"}).content.decode()
    assert "1 would change tier" in tried
    assert "hot (75)" in tried
    assert "warm (75)" in tried
    assert "<html" not in tried
    assert not ScoringRules.objects.exists()
    page = client.post(PATH, form, follow=True).content.decode()
    assert "Hot was too easy" in page
    assert warmth.in_force()[0].hot_from == 90
    warmth.rescore(lead.pk, now=ScoringRules.objects.get().published_at)
    assert tier(lead) == "warm"


def test_rows_are_added_and_removed_and_earlier_rules_come_back() -> None:
    client = signed_in(factories.user(role="admin"))
    form = filled(client)
    spare = f"rule-{form['rule-INITIAL_FORMS']}"
    added = {f"{spare}-signal": "industry", f"{spare}-points": "12", f"{spare}-words": "freight, "}
    client.post(PATH, form | added | {"rule-0-DELETE": "on"})
    now, first = warmth.in_force()
    assert (now.rules[-1].signal, now.rules[-1].words) == ("industry", ("freight",))
    assert len(now.rules) == len(SHIPPED.rules)
    client.post(PATH, filled(client, hot_from="80"))
    assert first is not None
    client.post(PATH, filled(client, f"{PATH}?from={first.pk}"))
    assert warmth.in_force()[0] == now


@pytest.mark.parametrize(
    "wrong",
    [{"hot_from": "20"}, {"rule-1-words": ""}, {"rule-0-least": "9000"}, {"rule-0-points": "x"}],
    ids=["lines-crossed", "no-words", "bounds-crossed", "no-number"],
)
def test_rules_that_make_no_sense_are_not_published(wrong: dict[str, str]) -> None:
    client = signed_in(factories.user(role="admin"))
    answer = client.post(PATH, filled(client) | wrong)
    assert (answer.status_code, ScoringRules.objects.exists()) == (422, False)
    tried = client.post(PATH + "preview/", filled(client) | wrong)
    assert 'role="alert"' in tried.content.decode()


def test_manager_reads_and_does_not_publish() -> None:
    client = signed_in(factories.user(role="manager"))
    form = filled(client)
    assert client.post(PATH, form).status_code == 403
    assert client.post(PATH + "preview/", form).status_code == 403
    assert signed_in(factories.user()).get(PATH).status_code == 403


def test_rep_sets_the_tier_on_the_lead_page_and_lets_the_rules_decide_again() -> None:
    lead = interested()
    client = signed_in(lead.owner)
    form = {"tier": "cold", "reason": "They only want a price list."}
    page = client.post(f"/leads/{lead.pk}/tier/", form, follow=True).content.decode()
    assert "They only want a price list." in page
    assert tier(lead) == "cold"
    page = client.post(f"/leads/{lead.pk}/tier/lift/", follow=True).content.decode()
    assert "pricing page twice this week" in page
    assert tier(lead) == "hot"
    stranger = signed_in(factories.user())
    assert stranger.post(f"/leads/{lead.pk}/tier/", form).status_code == 404
