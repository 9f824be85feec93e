"""A person answers a card. Each answer is one transaction: the lead's row first, another look, one
append-only row, and what follows from it. None of it sends anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leads.models import Lead, User
from reviews.cards.choices import NEEDS_NOTE, offers
from reviews.cards.writing import write
from reviews.decisions import Refused
from reviews.models import Card, CardDecision
from sequences import enrollment, pausing, stages
from sequences.models import Enrollment, Touch
from sequences.receiving import assigning

LONGEST = timedelta(days=366)
Choice, State = Card.Choice, Card.State


@dataclass(frozen=True, slots=True)
class Said:
    """What came with a choice: a note, a moment (aware), a lead's id, and whether the first line
    that was asked for is wanted."""

    note: str = ""
    until: datetime | None = None
    lead_id: int = 0
    with_line: bool = False


def choose(card_id: int, *, by: User, choice: str, said: Said, now: datetime) -> Card:
    """Answer a card. Raises `Refused` with a sentence that says how to mend it, and
    Card.DoesNotExist for one the person may not see."""
    with transaction.atomic():
        card = locked(card_id, by=by)
        expect_undecided(card)
        if choice not in {offer.choice for offer in offers(card)}:
            raise Refused("choice", "That is not one of the choices of this card.")
        note = said.note.strip()[:1000]
        if choice in NEEDS_NOTE and not note:
            raise Refused("note", "Say in a few words what came of it, or why.")
        decision = CardDecision(card=card, choice=choice, by=by, at=now, note=note)
        _FOLLOWS.get(choice, _nothing)(card, decision, said)
        decision.save()
        settle(card, choice, by=by, now=now)
        return card


def reopen(card_id: int, *, by: User, now: datetime) -> Card:
    """Ask again: the choice was a slip, or things have changed. Raises `Refused` and
    Card.DoesNotExist as `choose` does."""
    with transaction.atomic():
        card = locked(card_id, by=by)
        if card.state == State.OPEN:
            raise Refused("open", "This card is open already.")
        if card.choice in {Choice.OVERTAKEN, Choice.ASSIGNED}:
            raise Refused("past", "This card has answered itself. It cannot be asked again.")
        if card.state != State.WAITING and _has_another(card):
            raise Refused("another", "Another card asks the same about this person.")
        last = card.decisions.first()
        before = last.before if last and last.choice == Choice.CLOSE else Lead.Stage.CLOSED
        if card.lead and card.lead.stage == Lead.Stage.CLOSED and before != Lead.Stage.CLOSED:
            stages.move(card.lead, to=before, why="Asked again", by=by, now=now)
        if card.touch_id and card.choice in {Choice.CALLED, Choice.DONE, Choice.DISMISSED}:
            Touch.objects.filter(pk=card.touch_id).update(  # it is to be done again
                state=Touch.State.TASK, reason="", done_at=None
            )
        CardDecision.objects.create(card=card, choice=Choice.REOPENED, by=by, at=now)
        card.state, card.choice, card.opened_at = State.OPEN, "", now
        card.decided_by = card.decided_at = card.wakes_at = None
        card.save()
        return card


def locked(card_id: int, *, by: User) -> Card:
    """The card with its lead's row locked first, as everybody does."""
    lead_id = Card.objects.visible_to(by).values_list("lead_id", flat=True).get(pk=card_id)
    if lead_id is not None:
        Lead.objects.select_for_update(no_key=True).get(pk=lead_id)
    rows = Card.objects.select_for_update(no_key=True, of=("self",))
    return rows.select_related("lead__account", "mail", "touch__enrollment").get(pk=card_id)


def expect_undecided(card: Card) -> None:
    """Raises `Refused` when somebody, or the course of events, was faster."""
    if card.state in {State.OPEN, State.WAITING}:
        return
    if card.decided_by is None:
        raise Refused("decided", "This has answered itself meanwhile. Nothing is left to decide.")
    raise Refused("decided", f"{card.decided_by} was faster: {card.get_choice_display().lower()}.")


def settle(card: Card, choice: str, *, by: User, now: datetime) -> None:
    card.choice, card.decided_by, card.decided_at = choice, by, now
    card.state = State.DONE
    if choice == Choice.WAIT:
        card.state = State.WAITING
    elif choice in {Choice.DISMISSED, Choice.NONE}:
        card.state = State.DISMISSED
    if card.state != State.WAITING:
        card.wakes_at = None
    card.save()


def _wait(card: Card, decision: CardDecision, said: Said) -> None:
    card.wakes_at = _moment(said.until, now=decision.at)


def _write(card: Card, decision: CardDecision, said: Said) -> None:
    card.written = write(
        card, choice=decision.choice, with_line=said.with_line, by=decision.by, now=decision.at
    )


def _call(card: Card, decision: CardDecision, said: Said) -> None:
    Card.objects.create(
        kind=Card.Kind.CALL_TASK,
        key=f"call:{card.pk}:{decision.at.isoformat()}",
        lead=card.lead,
        call=card.call,
        message=card.message,
        mail=card.mail,
        stop=card.stop,
        due_on=decision.at.date(),
        opened_at=decision.at,
    )


def _close(card: Card, decision: CardDecision, said: Said) -> None:
    """The lead is closed, and whatever was planned or approved for them ends."""
    lead = card.lead
    assert lead is not None
    decision.before = lead.stage
    if lead.stage != Lead.Stage.CLOSED:
        closed = Lead.Stage.CLOSED
        stages.move(lead, to=closed, why=decision.note, by=decision.by, now=decision.at)


def _of_touch(card: Card, decision: CardDecision, said: Said) -> None:
    """A step by hand was taken, or it is left out."""
    if card.touch is None:
        return
    dropped = decision.choice == Choice.DISMISSED
    state = Touch.State.CANCELLED if dropped else Touch.State.DONE
    Touch.objects.filter(pk=card.touch.pk, state=Touch.State.TASK).update(
        state=state,
        reason=decision.note[:200] if dropped else "",
        done_at=None if dropped else decision.at,
    )


def _assign(card: Card, decision: CardDecision, said: Said) -> None:
    assert card.mail is not None
    try:
        lead = Lead.objects.visible_to(decision.by).get(pk=said.lead_id)
        assigning.assign(card.mail, lead=lead, by=decision.by, now=decision.at)
    except Lead.DoesNotExist:
        raise Refused("lead", "Choose whose mail it is.") from None
    except assigning.AssignError as refused:
        raise Refused("assigned", str(refused)) from refused
    decision.note = decision.note or lead.name


def _resume(card: Card, decision: CardDecision, said: Said) -> None:
    """They are back on another day than they said, or at once when the day is today."""
    lead = card.lead
    assert lead is not None
    if said.until is None:
        raise Refused("moment", "Choose a day.")
    pausing.back(lead, by=decision.by, now=decision.at)
    if said.until <= decision.at:
        return
    until = _moment(said.until, now=decision.at)
    Lead.objects.filter(pk=lead.pk).update(hold_until=until)
    why = f"Out of office until {until:%-d %B %Y}, says {decision.by.name}"
    for one in Enrollment.objects.open().filter(lead=lead):
        enrollment.pause(one, reason=why, until=until, now=decision.at)


def _nothing(card: Card, decision: CardDecision, said: Said) -> None:
    pass


_FOLLOWS: dict[str, Callable[[Card, CardDecision, Said], None]] = {
    Choice.WAIT: _wait,
    Choice.WRITE: _write,
    Choice.NUDGE: _write,
    Choice.CALL: _call,
    Choice.CLOSE: _close,
    Choice.CALLED: _of_touch,
    Choice.DONE: _of_touch,
    Choice.DISMISSED: _of_touch,
    Choice.ASSIGNED: _assign,
    Choice.RESUME: _resume,
}


def _moment(until: datetime | None, *, now: datetime) -> datetime:
    if until is None or not now < until <= now + LONGEST:
        raise Refused("moment", "Choose a day that is still to come, within a year.")
    return until


def _has_another(card: Card) -> bool:
    same = Card.objects.undecided().filter(lead=card.lead_id, kind=card.kind)
    return card.lead_id is not None and same.exclude(pk=card.pk).exists()
