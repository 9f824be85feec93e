"""From our own outcomes to points that count, through the page; managers read it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import LearnedUse, TrailEntry, Training
from sequences import learnt, warmth
from tests import factories
from tests.reviews.views.desk import page, signed_in
from tests.sequences.past import organisation
from tests.sequences.test_learnt import version
from tests.sequences.test_warmth import interested, tier

pytestmark = pytest.mark.django_db
PATH = "/settings/scoring/learnt/"


def test_admin_learns_looks_and_switches_on_and_off() -> None:
    organisation(220, now=timezone.now())
    lead, client = interested(name="Priya Nair"), signed_in(factories.user(role="admin"))
    assert "It takes 200 people" in page(client, PATH)
    said = client.post(PATH + "train/", follow=True).content.decode()
    assert "Being learnt since" in said
    assert "Learn now" not in said
    training = Training.objects.get()
    asks_again = {"HX-Request": "true"}
    assert client.get(PATH, headers=asks_again).status_code == 204
    learnt.run(training.pk, now=timezone.now())
    said = client.get(PATH, headers=asks_again).content.decode()
    for words in ("from 220 people", "Order (AUC)", "In five groups", "would change tier"):
        assert words in said
    client.post(f"{PATH}{training.pk}/switch/", {"to": "on", "reason": "Better calibrated."})
    warmth.rescore(lead.pk, now=timezone.now())
    said = page(client, PATH)
    assert "Better calibrated." in said
    assert "These points count now." in said
    assert "was switched on by" in page(client, "/settings/scoring/")
    said = page(signed_in(lead.owner), f"/leads/{lead.pk}/")
    assert "pricing page twice this week" in said
    assert f"learnt from your own outcomes, version {training.pk}" in said
    client.post(f"{PATH}{training.pk}/switch/", {"to": "off", "reason": "A second look."})
    warmth.rescore(lead.pk, now=timezone.now())
    assert (tier(lead), LearnedUse.objects.get().off_reason) == ("hot", "A second look.")
    told = TrailEntry.objects.filter(table__in=["leads_training", "leads_learneduse"])
    assert told.count() == 4


def test_too_few_outcomes_are_told_on_the_page() -> None:
    client = signed_in(factories.user(role="admin"))
    client.post(PATH + "train/")
    learnt.run(Training.objects.get().pk, now=timezone.now())
    said = page(client, PATH)
    assert "There are 0: 0 became customers, 0 did not." in said
    assert "Switch on" not in said


def test_second_press_while_it_is_learnt_says_so() -> None:
    client = signed_in(factories.user(role="admin"))
    client.post(PATH + "train/")
    said = client.post(PATH + "train/", follow=True).content.decode()
    assert "Something is being learnt already." in said
    assert Training.objects.count() == 1


def test_page_warns_of_few_and_of_other_rules() -> None:
    by, client = factories.user(role="admin"), signed_in(factories.user(role="admin"))
    training = version()
    assert "So few say little" in page(client, PATH)
    warmth.publish(warmth.in_force()[0], by=by, note="", now=timezone.now())
    said = page(client, f"{PATH}?version={training.pk}")
    assert "This version cannot be switched on any more" in said
    refused = client.post(
        f"{PATH}{training.pk}/switch/", {"to": "on", "reason": "Still."}, follow=True
    )
    assert "learnt for other rules" in refused.content.decode()
    assert not LearnedUse.objects.exists()


@pytest.mark.parametrize("to", ["on", "off"])
def test_switching_wants_a_reason(to: str) -> None:
    client, training = signed_in(factories.user(role="admin")), version()
    form = {"to": to, "reason": "  "}
    said = client.post(f"{PATH}{training.pk}/switch/", form, follow=True).content.decode()
    assert "Say why" in said
    assert not LearnedUse.objects.exists()


def test_manager_reads_and_changes_nothing() -> None:
    training, client = version(), signed_in(factories.user(role="manager"))
    said = page(client, PATH)
    assert "What each rule is worth" in said
    assert "Learn anew" not in said
    assert 'name="reason"' not in said
    form = {"to": "on", "reason": "Because."}
    assert client.post(f"{PATH}{training.pk}/switch/", form).status_code == 403
    assert client.post(PATH + "train/").status_code == 403
    assert signed_in(factories.user()).get(PATH).status_code == 403


@pytest.mark.parametrize("wanted", ["0", "x", "99999", "1e9"])
def test_version_that_is_not_there_is_not_found(wanted: str) -> None:
    client = signed_in(factories.user(role="admin"))
    assert client.get(f"{PATH}?version={wanted}").status_code == 404
