"""What a card is about, in one line: for a row of the inbox, a heading, an alert."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from reviews.models import Card
from sequences import texting

Kind = Card.Kind


def title(card: Card, *, now: datetime) -> str:
    """The question's subject, without a full stop."""
    name = card.lead.name if card.lead else ""
    match card.kind:
        case Kind.HANDOFF:
            by_text = card.stop is not None and texting.is_answer(card.stop)
            return f"{name} answered by text message" if by_text else f"{name} answered"
        case Kind.SILENCE:
            return f"No answer from {name}{_for_days(card, now)}"
        case Kind.CALL_TASK:
            return f"Call {name}"
        case Kind.TASK if card.touch:
            return f"{card.touch.step.get_channel_display()}: {name}"
        case Kind.NO_NEXT_STEP:
            return f"No next step with {name}"
        case Kind.UNMATCHED:
            return "Whose mail is this?"
        case Kind.OUT_OF_OFFICE:
            until = card.stop.hold_until if card.stop else None
            return f"{name} is away" + (f" until {_day(until)}" if until else "")
        case Kind.ENGAGEMENT if card.event_id:
            return f"{name} is back"
        case Kind.ENGAGEMENT:
            return f"{name} keeps looking"
    return f"{card.get_kind_display()}: {name}"


def about(card: Card) -> str:
    """The second line of a row: what the card rests on, in its own words."""
    match card.kind:
        case Kind.HANDOFF if card.stop and texting.is_answer(card.stop):
            return "Their words stand inside"
        case Kind.HANDOFF | Kind.OUT_OF_OFFICE | Kind.UNMATCHED if card.mail:
            return " ".join(card.mail.text.split())[:160] or card.mail.subject or "No subject"
        case Kind.HANDOFF if card.stop and card.stop.by:
            return f"{card.stop.by.name} says so"
        case Kind.SILENCE if card.message:
            return card.message.subject
        case Kind.CALL_TASK | Kind.TASK if card.touch:
            return card.touch.step.angle
        case Kind.ENGAGEMENT if card.event_id:
            return "Looked at prices or a demo again, after a silence"
        case Kind.ENGAGEMENT:
            return "Several clicks within a week, no answer"
    return card.call.title if card.call else card.get_kind_display()


def _for_days(card: Card, now: datetime) -> str:
    if card.message is None or card.message.sent_at is None:
        return ""
    days = (now - card.message.sent_at).days
    return f" for {days} days" if days > 1 else ""


def _day(moment: datetime) -> str:
    return f"{timezone.localtime(moment):%-d %B}"
