"""What became of a lead is a person's word; what was planned for them ends with it."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import Lead, StageChange, TrailEntry
from sequences import stages
from sequences.models import Enrollment
from tests import factories
from tests.reviews.views.desk import signed_in

pytestmark = pytest.mark.django_db


def test_rep_says_on_the_lead_page_that_they_became_a_customer() -> None:
    enrolled = factories.touch().enrollment
    lead, epoch = enrolled.lead, enrolled.lead.stop_epoch
    form = {"stage": "customer", "reason": "Signed for forty vans."}
    page = signed_in(lead.owner).post(f"/leads/{lead.pk}/stage/", form, follow=True)
    assert "Signed for forty vans." in page.content.decode()
    lead.refresh_from_db()
    enrolled.refresh_from_db()
    assert (lead.stage, lead.stop_epoch) == ("customer", epoch + 1)
    assert enrolled.state == Enrollment.State.STOPPED
    assert "now “Customer”" in enrolled.reason
    change = StageChange.objects.get()
    assert (change.by, change.from_stage, change.to_stage) == (lead.owner, "prospect", "customer")
    assert TrailEntry.objects.filter(table="leads_stagechange", row_id=change.pk).exists()


def test_prospect_again_ends_nothing() -> None:
    lead = factories.lead(stage="closed")
    stages.move(lead, to="prospect", by=lead.owner, now=timezone.now())
    assert Lead.objects.get(pk=lead.pk).stage == "prospect"
    assert not lead.stop_events.exists()


@pytest.mark.parametrize(("to", "words"), [("won", "Choose"), ("prospect", "already")])
def test_stage_that_says_nothing_new_is_refused(to: str, words: str) -> None:
    lead = factories.lead()
    with pytest.raises(stages.Refused, match=words):
        stages.move(lead, to=to, by=lead.owner, now=timezone.now())
    assert not StageChange.objects.exists()


def test_stranger_changes_no_stage() -> None:
    lead = factories.lead()
    client = signed_in(factories.user())
    assert client.post(f"/leads/{lead.pk}/stage/", {"stage": "customer"}).status_code == 404
