"""An answer within the hold brings the mail back to the inbox; nothing else does."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from followup import tasks
from leads.models import Lead
from reviews import inbox, recalling
from reviews.models import Card, Draft
from sequences.models import Message
from tests import factories as make
from tests.reviews.cards.makers import heard
from tests.roles import role
from tests.rules.making import approved_draft

pytestmark = pytest.mark.django_db


def message_of(draft: Draft) -> Message:
    return Message.objects.get(touch=draft.touch_id)


def test_answer_within_the_hold_brings_the_mail_back_with_the_reason() -> None:
    draft = approved_draft()
    heard(draft.lead, "reply")
    with role("worker"):
        tasks.follow_cards(draft.lead_id)
    draft.refresh_from_db()
    assert (message_of(draft).state, message_of(draft).reason) == ("void", "stopped")
    assert draft.state == "ready"
    assert "Something happened in this conversation" in draft.note
    rows = inbox.page("needs", user=draft.lead.owner).rows
    assert {row.pk for row in rows if not isinstance(row, Card)} == {draft.pk}
    assert [row for row in rows if isinstance(row, Card)] == [Card.objects.get(kind="handoff")]


def test_what_stopped_stands_on_the_card() -> None:

    draft = approved_draft()
    heard(draft.lead, "reply")
    tasks.follow_cards(draft.lead_id)
    browser = Client()
    browser.force_login(draft.lead.owner)
    page = browser.get(f"/cards/{Card.objects.get(kind='handoff').pk}/").content.decode()
    assert f"“{draft.subject}” was not sent" in page


def test_mail_of_a_lead_nobody_heard_from_stays_on_its_way() -> None:
    draft, other = approved_draft(), approved_draft()
    heard(other.lead, "reply")
    assert recalling.recall(now=timezone.now(), lead_id=draft.lead_id) == 0
    assert recalling.recall(now=timezone.now()) == 1
    draft.refresh_from_db()
    assert (draft.state, message_of(draft).state) == ("approved", "scheduled")


def test_absence_recalls_nothing() -> None:
    draft = approved_draft()
    heard(draft.lead, "out_of_office", hold_until=timezone.now() + timedelta(days=3))
    assert recalling.recall(now=timezone.now()) == 0


def test_what_the_sender_holds_is_left_to_it() -> None:
    draft = approved_draft()
    Message.objects.update(send_at=timezone.now() - timedelta(seconds=1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM gate_claim('w', 1, interval '1 minute')")
    heard(draft.lead, "reply")
    assert recalling.recall(now=timezone.now()) == 0
    assert message_of(draft).state == "claimed"


def test_only_the_worker_recalls_by_itself() -> None:
    for name in ("web", "sender"):
        with pytest.raises(DatabaseError), role(name), transaction.atomic():
            recalling.recall(now=timezone.now())


def test_recall_moves_no_epoch() -> None:
    draft = approved_draft()
    heard(draft.lead, "reply")
    before = Lead.objects.get(pk=draft.lead_id)
    recalling.recall(now=timezone.now())
    after = Lead.objects.get(pk=draft.lead_id)
    assert (before.stop_epoch, before.record_epoch) == (after.stop_epoch, after.record_epoch)


def test_nothing_to_recall_looks_at_no_draft() -> None:
    make.draft()
    assert recalling.recall(now=timezone.now()) == 0
