"""Opening cards: once for each thing, however often and by however many it is looked for."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from leads.models import Lead
from reviews import alerts
from reviews.cards.closing import close_overtaken, wake
from reviews.cards.wanted import Wanted, wanted
from reviews.models import Card

# Of these a lead has one at a time: what is newly heard joins the card that is open.
ONE_OF_A_KIND = (
    Card.Kind.HANDOFF,
    Card.Kind.SILENCE,
    Card.Kind.OUT_OF_OFFICE,
    Card.Kind.ENGAGEMENT,
)


def follow(*, now: datetime, lead_id: int | None = None) -> int:
    """Close the cards that events have answered, bring back those that were put off, and open
    what is missing: of everybody, or of one lead. How many were opened. Safe to run twice."""
    close_overtaken(now=now, lead_id=lead_id)
    wake(now=now)
    return sum(open_card(one, now=now) for one in list(wanted(now=now, lead_id=lead_id)))


def open_card(asked: Wanted, *, now: datetime) -> bool:
    """Open one card. False: it is there, or what it says joined the one that is open."""
    with transaction.atomic():
        if asked.lead_id is not None:
            Lead.objects.select_for_update(no_key=True).get(pk=asked.lead_id)
        standing = _standing(asked)
        if standing is not None:
            _join(standing, asked)
            return False
        card, is_new = Card.objects.get_or_create(
            key=asked.key,
            defaults={
                "kind": asked.kind,
                "lead_id": asked.lead_id,
                "due_on": asked.due_on,
                "opened_at": now,
                **asked.refs,
            },
        )
        if is_new:
            alerts.card_opened(card)
        return is_new


def _standing(asked: Wanted) -> Card | None:
    if asked.kind not in ONE_OF_A_KIND or asked.lead_id is None:
        return None
    return Card.objects.undecided().filter(lead=asked.lead_id, kind=asked.kind).first()


def _join(card: Card, asked: Wanted) -> None:
    """The newest is what the card shows; the rest stands in the thread beneath it."""
    for name, value in asked.refs.items():
        setattr(card, name, value if value is not None else getattr(card, name))
    card.save(update_fields=list(asked.refs)) if asked.refs else None
