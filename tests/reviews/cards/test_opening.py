"""Cards open once for each thing that asks a person, and close when it has answered itself."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from leads.models import Call, Lead
from reviews.cards import opening
from reviews.models import Alert, Card
from sequences import engagement
from sequences.models import Enrollment, Touch
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent, touched
from tests.roles import role
from tests.rules.making import event
from tests.rules.receiving import understood

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def lead() -> Lead:
    return make.lead()


def kinds(lead: Lead) -> list[str]:
    return list(Card.objects.undecided().filter(lead=lead).values_list("kind", flat=True))


def test_answer_opens_one_card_however_often_it_is_looked_for(lead: Lead, now: datetime) -> None:
    stop = heard(lead, "reply")
    assert opening.follow(now=now) == 1
    assert opening.follow(now=now) == 0
    card = Card.objects.get()
    assert (card.kind, card.lead, card.stop) == ("handoff", lead, stop)
    assert Alert.objects.get(kind="card").user == lead.owner


def test_second_answer_joins_the_card_that_is_open(lead: Lead, now: datetime) -> None:
    heard(lead, "reply")
    opening.follow(now=now)
    second = heard(lead, "reply")
    opening.follow(now=now)
    assert Card.objects.get().stop == second


def test_answer_after_a_card_was_settled_opens_another(lead: Lead, now: datetime) -> None:
    heard(lead, "reply")
    opening.follow(now=now)
    Card.objects.update(state="done", choice="answered", decided_by=lead.owner, decided_at=now)
    assert opening.follow(now=now) == 0
    heard(lead, "reply")
    assert opening.follow(now=now) == 1


def test_answer_that_was_received_stands_on_the_card(lead: Lead, now: datetime) -> None:
    mail = understood(lead=lead, matched_by="address", message_id="<a@x>", text="Yes, please.")
    understood(lead=lead, matched_by="address", message_id="<other@x>", text="Older.")
    heard(lead, "reply", source="mail <a@x>")
    opening.follow(now=now)
    assert Card.objects.get().mail == mail


def test_hand_written_answer_closes_the_card_by_itself(lead: Lead, now: datetime) -> None:
    heard(lead, "reply")
    opening.follow(now=now)
    heard(lead, "human_mail")
    opening.follow(now=now)
    card = Card.objects.get()
    assert (card.state, card.choice, card.decided_by) == ("dismissed", "overtaken", None)


@pytest.mark.parametrize(("days", "opens"), [(6, 0), (8, 1)])
def test_silence_is_asked_about_some_days_after_the_last_step(
    lead: Lead, now: datetime, days: int, opens: int
) -> None:
    sent(lead, at=now - days * DAY)
    assert opening.follow(now=now) == opens


def test_silence_waits_while_more_is_planned_but_no_longer_than_in_any_case(
    lead: Lead, now: datetime
) -> None:
    message = sent(lead, at=now - 20 * DAY)
    Touch.objects.filter(pk=message.touch_id).update(state=Touch.State.PLANNED)
    Enrollment.objects.update(state="active")
    assert opening.follow(now=now) == 0
    assert opening.follow(now=now + 26 * DAY) == 1


@pytest.mark.parametrize("kind", ["reply", "meeting", "human_mail", "unsubscribe", "bounce"])
def test_silence_that_was_broken_opens_no_card(lead: Lead, now: datetime, kind: str) -> None:
    sent(lead, at=now - 60 * DAY)
    heard(lead, kind)
    opening.follow(now=now)
    assert "silence" not in kinds(lead)


@pytest.mark.parametrize(("kind", "opens"), [("form_submitted", 0), ("page_viewed", 1)])
def test_form_breaks_the_silence_and_a_visit_does_not(
    lead: Lead, now: datetime, kind: str, opens: int
) -> None:
    sent(lead, at=now - 60 * DAY)
    event(lead=lead, kind=kind)
    assert opening.follow(now=now) == opens


def test_tense_call_without_next_step_is_with_a_person_already(lead: Lead, now: datetime) -> None:
    reason = {"reason": "churn", "quote": "We need", "passage": 1}
    read_call(lead, held_at=now - DAY, sensitive=[reason])
    assert opening.follow(now=now) == 0


@pytest.mark.parametrize(
    "fields", [{"stage": "closed"}, {"suppressed_at": timezone.now()}], ids=["closed", "suppressed"]
)
def test_silence_of_nobody_to_write_to_opens_no_card(
    lead: Lead, now: datetime, fields: dict[str, object]
) -> None:
    sent(lead, at=now - 60 * DAY)
    Lead.objects.filter(pk=lead.pk).update(**fields)
    assert opening.follow(now=now) == 0


def test_silence_card_closes_when_they_answer_and_a_handoff_opens(
    lead: Lead, now: datetime
) -> None:
    sent(lead, at=now - 60 * DAY)
    opening.follow(now=now)
    heard(lead, "reply")
    opening.follow(now=now)
    assert kinds(lead) == ["handoff"]


def test_silence_is_asked_again_after_the_next_mail_only(lead: Lead, now: datetime) -> None:
    sent(lead, at=now - 60 * DAY)
    opening.follow(now=now)
    Card.objects.update(state="done", choice="nudge", decided_by=lead.owner, decided_at=now)
    assert opening.follow(now=now + DAY) == 0
    sent(lead, at=now)
    assert opening.follow(now=now + 8 * DAY) == 1


def test_put_off_card_comes_back(lead: Lead, now: datetime) -> None:
    sent(lead, at=now - 60 * DAY)
    opening.follow(now=now)
    Card.objects.update(
        state="waiting",
        choice="wait",
        decided_by=lead.owner,
        decided_at=now,
        wakes_at=now + 7 * DAY,
    )
    opening.follow(now=now + 6 * DAY)
    assert Card.objects.get().state == "waiting"
    opening.follow(now=now + 7 * DAY)
    card = Card.objects.get()
    assert (card.state, card.choice, card.wakes_at) == ("open", "", None)


def test_call_without_next_step_opens_one_card(lead: Lead, now: datetime) -> None:
    read_call(lead, held_at=now - DAY)
    with_step = read_call(make.lead(), held_at=now - DAY)
    make.promise(with_step, kind="next_step", direction="", text="Meet on Thursday.")
    read_call(make.lead(), held_at=now - DAY, state="received", engine="")
    assert opening.follow(now=now) == 1
    assert opening.follow(now=now) == 0
    assert Card.objects.get().kind == "no_next_step"


def test_later_call_answers_the_question_of_the_next_step(lead: Lead, now: datetime) -> None:
    read_call(lead, held_at=now - 3 * DAY)
    opening.follow(now=now)
    later = read_call(lead, held_at=now - DAY)
    make.promise(later, kind="next_step", direction="", text="Meet on Thursday.")
    opening.follow(now=now)
    assert Card.objects.get().choice == "overtaken"


def test_old_call_without_next_step_is_no_news(lead: Lead, now: datetime) -> None:
    call = read_call(lead, held_at=now - 40 * DAY)
    Call.objects.filter(pk=call.pk).update(created_at=now - 31 * DAY)
    assert opening.follow(now=now) == 0


@pytest.mark.parametrize(("channel", "kind"), [("phone", "call_task"), ("linkedin", "task")])
def test_step_by_hand_becomes_a_card(now: datetime, channel: str, kind: str) -> None:
    touch = touched(channel=channel)
    opening.follow(now=now)
    card = Card.objects.get(touch=touch)
    assert card.kind == kind
    Touch.objects.filter(pk=touch.pk).update(state=Touch.State.CANCELLED)
    opening.follow(now=now)
    card.refresh_from_db()
    assert card.choice == "overtaken"


def test_mail_of_nobody_opens_a_card_that_closes_once_it_is_somebodys(
    lead: Lead, now: datetime
) -> None:
    mail = understood(sender="who@knows.example")
    assert opening.follow(now=now) == 1
    card = Card.objects.get()
    assert (card.kind, card.lead, card.mail) == ("unmatched", None, mail)
    type(mail).objects.filter(pk=mail.pk).update(lead=lead, matched_by="address")
    opening.follow(now=now)
    card.refresh_from_db()
    assert card.choice == "overtaken"


def test_absence_asks_when_to_go_on_and_an_ended_one_does_not(lead: Lead, now: datetime) -> None:
    heard(lead, "out_of_office", hold_until=now + 5 * DAY)
    heard(make.lead(), "out_of_office", hold_until=now - DAY)
    opening.follow(now=now)
    card = Card.objects.get()
    assert (card.kind, card.lead) == ("out_of_office", lead)
    assert card.due_on == timezone.localdate(now + 5 * DAY)


def test_three_clicks_within_a_week_open_a_card_and_machines_do_not(now: datetime) -> None:
    def look(lead: Lead, kind: str = "click", **fields: object) -> None:
        number = next(make.counter)
        given = {"at": now - DAY, "source": f"track:{number}"} | fields
        engagement.record(lead=lead, kind=kind, **given)  # type: ignore[arg-type]

    keen, scanned, opened, late = (make.lead() for _ in range(4))
    for _ in range(3):
        look(keen)
        look(scanned, is_automatic=True)
        look(opened, kind="open")
        look(late, at=now - 8 * DAY)
    opening.follow(now=now)
    assert list(Card.objects.values_list("kind", "lead")) == [("engagement", keen.pk)]
    look(keen)
    assert opening.follow(now=now) == 0


def test_worker_may_open_and_close_cards_and_decide_none(lead: Lead, now: datetime) -> None:
    heard(lead, "reply")
    with role("worker"):
        assert opening.follow(now=now) == 1
    heard(lead, "human_mail")
    with role("worker"):
        opening.follow(now=now)
    assert Card.objects.get().choice == "overtaken"


@pytest.mark.django_db(transaction=True)
def test_two_sweeps_at_once_open_one_card() -> None:
    lead, now = make.lead(), timezone.now()
    heard(lead, "reply")
    read_call(lead, held_at=now - DAY)

    def sweep(_: int) -> int:
        try:
            return opening.follow(now=now)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        opened = list(pool.map(sweep, range(4)))
    assert sum(opened) == Card.objects.count()
    assert Card.objects.filter(kind="handoff").count() == 1


def test_number_of_queries_does_not_grow_with_leads_that_ask_nothing(
    django_assert_max_num_queries: object, now: datetime
) -> None:
    for _ in range(3):
        make.lead()
    with django_assert_max_num_queries(12):  # type: ignore[operator]
        opening.follow(now=now)
