"""An answer by text message opens a card like any answer: what they wrote, the thread, what was
promised and what stopped."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from followup import tasks
from leads.models import Lead
from reviews.models import Alert, Card
from sequences import texting
from tests import factories as make
from tests.reviews.cards.makers import sent
from tests.roles import role
from tests.rules.texting import NUMBER, draft_to, message

pytestmark = pytest.mark.django_db


def answered(words: str, *, sid: str = "SM1", lead: Lead | None = None) -> Lead:
    """The lead's answer to a text message of ours, and the card it opened."""
    lead = lead or message(draft_to(NUMBER)).lead
    with role("web"):
        assert texting.heard(NUMBER, words, sid=sid, now=timezone.now()) == 1
    with role("worker"):
        tasks.follow_stops(lead.pk)
        tasks.follow_cards(lead.pk)
    return lead


def page_of(card: Card, client: Client) -> str:
    assert card.lead
    client.force_login(card.lead.owner)
    return client.get(f"/cards/{card.pk}/").content.decode()


def test_answer_by_text_opens_a_card_with_thread_promises_and_what_stopped(client: Client) -> None:
    lead = message(draft_to(NUMBER)).lead
    sent(lead, at=timezone.now() - timedelta(days=1))
    make.promise(lead.calls.latest("pk"), direction="ours")
    answered("Friday works, call me at ten.", lead=lead)
    card = Card.objects.get()
    assert (card.kind, card.lead) == ("handoff", lead)
    page = page_of(card, client)
    assert f"{lead.name} answered by text message" in page
    assert "Friday works, call me at ten." in page
    assert "Text message" in page
    assert "A text message was not sent. Something happened" in page
    assert "We promised" in page
    assert "The words are not in Followup" not in page


def test_owner_is_told_once_and_in_their_words() -> None:
    lead = answered("Friday works.")
    told = Alert.objects.get()
    assert told.user == lead.owner
    assert told.text == f"{lead.name} answered by text message: “Friday works.”."


def test_wish_for_no_more_texts_stands_on_the_card_and_is_told(client: Client) -> None:
    lead = answered("STOP")
    texts = set(Alert.objects.values_list("text", flat=True))
    assert f"{lead.name} wants no more text messages. None goes there any more." in texts
    assert "They want no more text messages" in page_of(Card.objects.get(), client)


def test_second_text_joins_the_card_that_is_open(client: Client) -> None:
    lead = answered("One moment.")
    answered("Yes, agreed.", sid="SM2", lead=lead)
    page = page_of(Card.objects.get(), client)
    assert "One moment." in page
    assert "Yes, agreed." in page
