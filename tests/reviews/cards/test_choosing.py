"""Answering a card: what follows from each choice, and what never does."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest
from django.db import transaction
from django.utils import timezone

from leads.models import Lead, StopEvent
from reviews import decisions, inbox
from reviews.cards import choosing, opening
from reviews.cards.calling import call_instead
from reviews.cards.choices import OFFERS
from reviews.cards.choosing import Said
from reviews.decisions import Refused
from reviews.models import Card, CardDecision, Decision, Draft
from sequences.models import Alias, Message, Touch
from tests import factories as make
from tests.reviews.cards.makers import heard, read_call, sent, touched
from tests.roles import role
from tests.rules.cards import card as card_of
from tests.rules.receiving import understood

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


@pytest.fixture
def now() -> datetime:
    return timezone.now()


@pytest.fixture
def lead() -> Lead:
    return make.lead()


def silent(lead: Lead, now: datetime) -> Card:
    sent(lead, at=now - 60 * DAY)
    opening.follow(now=now)
    return Card.objects.get(lead=lead, kind="silence")


def choose(card: Card, choice: str, *, now: datetime, **said: object) -> Card:
    by = card.lead.owner if card.lead else make.user(role="manager")
    return choosing.choose(card.pk, by=by, choice=choice, said=Said(**said), now=now)  # type: ignore[arg-type]


def test_every_kind_offers_choices_with_different_keys() -> None:
    assert OFFERS.keys() == set(Card.Kind.values)
    for offered in OFFERS.values():
        keys = [offer.key for offer in offered if offer.key]
        assert len(keys) == len(set(keys))


def test_silence_offers_waiting_a_nudge_a_call_and_closing() -> None:
    assert [o.choice for o in OFFERS["silence"]] == ["wait", "nudge", "call", "close"]


def test_waiting_puts_off_until_that_day(lead: Lead, now: datetime) -> None:
    choose(silent(lead, now), "wait", now=now, until=now + 7 * DAY)
    card = Card.objects.get()
    assert (card.state, card.wakes_at) == ("waiting", now + 7 * DAY)


@pytest.mark.parametrize("days", [None, -1, 400])
def test_waiting_needs_a_day_to_come(lead: Lead, now: datetime, days: int | None) -> None:
    until = now + days * DAY if days else None
    with pytest.raises(Refused, match="day that is still to come"):
        choose(silent(lead, now), "wait", now=now, until=until)
    assert not CardDecision.objects.exists()


def test_nudge_is_a_draft_for_review_and_sends_nothing(lead: Lead, now: datetime) -> None:
    card = silent(lead, now)
    Lead.objects.filter(pk=lead.pk).update(phone="")
    call = read_call(lead, held_at=now - 61 * DAY)
    make.promise(call, text="Maya Reyes will send the pricing breakdown.")
    before = Message.objects.count()
    draft = choose(card, "nudge", now=now).written
    assert draft is not None
    assert (draft.state, draft.kind, draft.lead) == ("ready", "mail", lead)
    machine = draft.sentences.filter(origin="machine")
    assert [s.verdict for s in machine] == ["supported"]
    assert "pricing breakdown" in machine[0].text
    assert machine[0].evidence.get().quote == "I'll send the pricing breakdown by Friday."
    assert Message.objects.count() == before
    assert draft.pk in {row.pk for row in inbox.page("ready", user=lead.owner).rows}


def test_nudge_can_be_approved_like_any_draft(lead: Lead, now: datetime) -> None:
    card = silent(lead, now)
    make.promise(read_call(lead, held_at=now - 61 * DAY), text="Maya Reyes will send the pricing.")
    draft = choose(card, "nudge", now=now).written
    assert draft is not None
    message = decisions.approve(
        draft.pk,
        by=lead.owner,
        sign_in=make.sign_in(lead.owner),
        seen=make.seen(draft, lead.owner),
        now=timezone.now(),
    )
    assert message.state == "scheduled"
    assert message.subject.startswith("Re: ")


def test_nudge_without_anything_open_is_an_empty_page(lead: Lead, now: datetime) -> None:
    draft = choose(silent(lead, now), "nudge", now=now).written
    assert draft is not None
    assert not draft.sentences.exists()


def test_nudge_in_a_tense_matter_is_a_brief_without_machine_words(
    lead: Lead, now: datetime
) -> None:
    card = silent(lead, now)
    make.promise(read_call(lead, held_at=now - 61 * DAY))
    heard(lead, "sensitive")
    draft = choose(card, "nudge", now=now).written
    assert draft is not None
    assert (draft.kind, draft.sentences.count()) == ("brief", 0)


def test_nobody_nudges_a_person_who_wants_no_mail(lead: Lead, now: datetime) -> None:
    card = card_of(lead)
    heard(lead, "unsubscribe")
    with pytest.raises(Refused, match="No mail goes"):
        choose(card, "nudge", now=now)
    assert not Draft.objects.exists()


def test_closing_closes_the_lead_and_ends_what_was_planned(lead: Lead, now: datetime) -> None:
    card = silent(lead, now)
    enrolled = make.touch(make.call(lead)).enrollment
    epoch = Lead.objects.get(pk=lead.pk).stop_epoch
    choose(card, "close", now=now)
    lead.refresh_from_db()
    enrolled.refresh_from_db()
    assert (lead.stage, lead.stop_epoch, enrolled.state) == ("closed", epoch + 1, "stopped")
    choosing.reopen(card.pk, by=lead.owner, now=now)
    lead.refresh_from_db()
    assert lead.stage == "prospect"


def test_call_opens_a_card_for_the_call_and_its_outcome_is_kept(lead: Lead, now: datetime) -> None:
    choose(silent(lead, now), "call", now=now)
    task = Card.objects.get(kind="call_task")
    with pytest.raises(Refused, match="what came of it"):
        choose(task, "called", now=now, note="  ")
    choose(task, "called", now=now, note="Back in May, wants the deck then.")
    decision = CardDecision.objects.get(card=task)
    assert (decision.note, decision.by) == ("Back in May, wants the deck then.", lead.owner)


def test_calling_instead_puts_the_brief_aside_with_a_decision(now: datetime) -> None:
    draft = make.draft()
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    by = draft.lead.owner
    card = call_instead(draft.pk, by=by, revision=1, now=now)
    draft.refresh_from_db()
    assert draft.state == "rejected"
    assert Decision.objects.get(draft=draft, kind="call").by == by
    assert (card.kind, card.draft, card.call) == ("call_task", draft, draft.call)
    decisions.undo(draft.pk, by=by, sign_in=make.sign_in(by), now=now)
    opening.follow(now=now)
    card.refresh_from_db()
    assert card.choice == "overtaken"


def test_calling_instead_of_a_draft_that_changed_is_refused(now: datetime) -> None:
    draft = make.draft()
    with pytest.raises(Refused):
        call_instead(draft.pk, by=draft.lead.owner, revision=7, now=now)
    assert not Card.objects.exists()


@pytest.mark.parametrize(("choice", "state"), [("called", "done"), ("dismissed", "cancelled")])
def test_step_by_hand_is_done_or_left_out(now: datetime, choice: str, state: str) -> None:
    touch = touched(channel="phone")
    opening.follow(now=now)
    choose(Card.objects.get(touch=touch), choice, now=now, note="Spoke to them.")
    touch.refresh_from_db()
    assert touch.state == state
    opening.follow(now=now)
    assert Card.objects.get(touch=touch).decided_by is not None


def test_step_by_hand_that_is_asked_for_again_is_to_be_done(now: datetime) -> None:
    touch = touched(channel="phone")
    opening.follow(now=now)
    card = Card.objects.get(touch=touch)
    choose(card, "called", now=now, note="Spoke to them.")
    touch.refresh_from_db()
    assert touch.done_at is not None
    choosing.reopen(card.pk, by=touch.enrollment.lead.owner, now=now)
    opening.follow(now=now)
    again = Touch.objects.get(pk=touch.pk)
    card.refresh_from_db()
    assert (again.state, again.done_at, card.state) == ("task", None, "open")


def test_mail_of_nobody_is_given_to_a_lead_and_what_follows_follows(
    lead: Lead, now: datetime
) -> None:
    mail = understood(
        sender="priya@home.example", message_id="<x@y>", text="Yes, go ahead.", owner=lead.owner
    )
    opening.follow(now=now)
    card = Card.objects.get()
    choosing.choose(card.pk, by=lead.owner, choice="assigned", said=Said(lead_id=lead.pk), now=now)
    mail.refresh_from_db()
    assert (mail.lead, mail.assigned_by) == (lead, lead.owner)
    assert Alias.objects.get().address == "priya@home.example"
    assert StopEvent.objects.get(lead=lead).kind == "reply"
    opening.follow(now=now)
    assert Card.objects.get(kind="handoff").mail == mail


def test_mail_of_nobody_cannot_be_given_to_a_lead_one_does_not_see(
    lead: Lead, now: datetime
) -> None:
    rep = make.user()
    understood(sender="x@home.example", owner=rep)
    opening.follow(now=now)
    with pytest.raises(Refused, match="whose mail"):
        choosing.choose(
            Card.objects.get().pk, by=rep, choice="assigned", said=Said(lead_id=lead.pk), now=now
        )


def test_another_day_moves_the_absence(lead: Lead, now: datetime) -> None:
    heard(lead, "out_of_office", hold_until=now + 5 * DAY)
    opening.follow(now=now)
    choose(Card.objects.get(), "resume", now=now, until=now + 2 * DAY)
    lead.refresh_from_db()
    assert lead.hold_until == now + 2 * DAY


@pytest.mark.parametrize("with_line", [True, False])
def test_answer_begins_with_their_question_only_when_that_was_asked_for(
    lead: Lead, now: datetime, with_line: bool
) -> None:
    mail = understood(
        owner=lead.owner,
        sender=lead.email,
        message_id="<q@x>",
        subject="Re: Pricing",
        text="Thanks.\n\nCould you send the SOC 2 report? We meet on Monday.",
    )
    opening.follow(now=now)
    stranger = Card.objects.get()
    choosing.choose(
        stranger.pk, by=lead.owner, choice="assigned", said=Said(lead_id=lead.pk), now=now
    )
    make.version()
    opening.follow(now=now)
    card = Card.objects.get(kind="handoff")
    assert card.mail == mail
    draft = choose(card, "write", now=now, with_line=with_line).written
    assert draft is not None
    if not with_line:
        assert not draft.sentences.exists()
        return
    (line,) = draft.sentences.filter(origin="machine")
    assert line.text == "You asked: “Could you send the SOC 2 report?”"
    assert line.evidence.get().passage.event == mail.__class__.objects.get(pk=mail.pk).event


def test_second_answer_is_refused_and_names_who_was_faster(lead: Lead, now: datetime) -> None:
    card = card_of(lead)
    choose(card, "call", now=now)
    with pytest.raises(Refused, match=rf"{lead.owner} was faster"):
        choose(card, "close", now=now)


def test_choice_of_another_kind_of_card_is_refused(lead: Lead, now: datetime) -> None:
    with pytest.raises(Refused, match="not one of the choices"):
        choose(card_of(lead), "assigned", now=now)


def test_card_of_another_team_is_not_found(lead: Lead, now: datetime) -> None:
    card = card_of(lead)
    for person in (make.user(), make.user(role="manager"), make.user(role="admin")):
        with pytest.raises(Card.DoesNotExist):
            choosing.choose(card.pk, by=person, choice="close", said=Said(), now=now)


def test_web_role_may_answer_every_kind_of_card(lead: Lead, now: datetime) -> None:
    sent(lead, at=now - 60 * DAY)
    make.promise(read_call(lead, held_at=now - 61 * DAY))
    opening.follow(now=now)
    card = Card.objects.get(kind="silence")
    with role("web"):
        choose(card, "nudge", now=now)
    heard(lead, "reply")
    opening.follow(now=now)
    with role("web"), transaction.atomic():
        choose(Card.objects.get(kind="handoff"), "call", now=now)
        choose(Card.objects.get(kind="call_task"), "called", now=now, note="Spoke.")
        choose(card_of_same(lead), "close", now=now)


def card_of_same(lead: Lead) -> Card:
    return Card.objects.create(kind="silence", key=f"s{next(make.counter)}", lead=lead)
