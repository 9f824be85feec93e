from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Lead
from sequences import engagement
from sequences.models import Engagement, Message, TierChange
from tests import factories
from tests.rules.making import approved_draft, stop

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def message(db: None) -> Message:
    return Message.objects.get(touch=approved_draft().touch)


def told(message: Message, kind: str = "click", number: int = 1, **fields: object) -> object:
    given = {"at": NOW, "source": f"{kind} {number}"} | fields
    return engagement.record(lead=message.lead, kind=kind, message=message, **given)  # type: ignore[arg-type]


def tier(message: Message) -> str:
    return Lead.objects.get(pk=message.lead_id).tier


@pytest.mark.parametrize(
    ("before", "after"), [("", "warm"), ("cold", "warm"), ("warm", "hot"), ("hot", "hot")]
)
def test_click_without_an_answer_raises_the_tier_by_one_step(
    message: Message, before: str, after: str
) -> None:
    Lead.objects.filter(pk=message.lead_id).update(tier=before)
    told(message)
    assert tier(message) == after
    changes = [(c.before, c.after) for c in TierChange.objects.all()]
    assert changes == ([] if before == after else [(before, after)])


def test_change_of_tier_says_which_mail_and_when(message: Message) -> None:
    told(message)
    reason = TierChange.objects.get().reason
    assert f"“{message.subject}”" in reason
    assert f"{NOW:%-d %B}" in reason


@pytest.mark.parametrize("kind", ["open", "page", "reply", "meeting"])
def test_nothing_but_a_click_changes_a_tier(message: Message, kind: str) -> None:
    told(message, kind)
    assert Engagement.objects.count() == 1
    assert not TierChange.objects.exists()


def test_click_of_a_scanner_is_kept_labelled_and_changes_nothing(message: Message) -> None:
    told(message, is_automatic=True, label="Link scanner of the mail provider")
    seen = Engagement.objects.get()
    assert (seen.is_automatic, seen.label) == (True, "Link scanner of the mail provider")
    assert tier(message) == ""


def test_click_of_one_who_has_answered_changes_nothing(message: Message) -> None:
    stop(message.lead)
    told(message)
    assert tier(message) == ""


def test_same_click_told_twice_counts_once(message: Message) -> None:
    assert told(message) is not None
    assert told(message) is None
    assert tier(message) == "warm"


def test_further_clicks_in_the_same_mail_raise_no_further(message: Message) -> None:
    told(message)
    told(message, number=2, at=NOW + timedelta(days=3))
    assert tier(message) == "warm"


def test_clicks_of_one_day_are_one_sign(message: Message) -> None:
    told(message)
    engagement.record(lead=message.lead, kind="click", at=NOW, source="other mail")
    assert tier(message) == "warm"
    engagement.record(lead=message.lead, kind="click", at=NOW + timedelta(days=2), source="later")
    assert tier(message) == "hot"


def test_click_of_one_lead_warms_nobody_else(message: Message) -> None:
    other = factories.lead()
    told(message)
    other.refresh_from_db()
    assert other.tier == ""
