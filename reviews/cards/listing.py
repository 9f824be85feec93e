"""The open cards as the inbox lists them: beside the drafts that need a person, in one order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import F, Q, QuerySet
from django.db.models.fields.tuple_lookups import Tuple, TupleGreaterThan, TupleLessThan

from leads.models import Lead, User
from reviews.cards.titles import about, title
from reviews.models import Card

QUEUE = "needs"  # the queue of the inbox in which open cards stand
Place = datetime | int
WALKED = ("lead__account", "lead__owner", "call", "message", "mail", "stop__by", "touch__step")
ORDER = ("-haste", "-opened_at", "-pk")


@dataclass(frozen=True, slots=True)
class Row:
    """A card as a row of the inbox says it."""

    card: Card
    title: str
    about: str

    @property
    def pk(self) -> int:
        return self.card.pk


def row(card: Card, *, now: datetime) -> Row:
    return Row(card, title(card, now=now), about(card))


def open_cards(user: User) -> QuerySet[Card]:
    """The open cards a person may see: what the counter of the queue counts."""
    return Card.objects.visible_to(user).open()


def of_lead(lead: Lead) -> QuerySet[Card]:
    """What a person is asked about one lead, put off or not, in the inbox's order."""
    return walked(Card.objects.undecided().filter(lead=lead)).order_by(*ORDER)


def nearest(
    user: User,
    *,
    most: int,
    beside: Sequence[Place] | None = None,
    behind: bool = True,
    search: str = "",
) -> QuerySet[Card]:
    """The first open cards, or those next `beside` a place (haste, moment, id) of the order, with
    everything a row walks through."""
    found = open_cards(user)
    if search:
        found = found.filter(_about(search))
    if beside is not None:
        columns = Tuple(F("haste"), F("opened_at"), F("pk"))
        found = found.filter(
            (TupleLessThan if behind else TupleGreaterThan)(columns, tuple(beside))
        )
    found = found.order_by(*ORDER) if behind else found.order_by("haste", "opened_at", "pk")
    return walked(found)[:most]


def walked(cards: QuerySet[Card]) -> QuerySet[Card]:
    """The same cards with everything a row or a heading walks through, in one query."""
    return cards.select_related(*WALKED).defer("mail__raw")


def _about(search: str) -> Q:
    return (
        Q(lead__name__icontains=search)
        | Q(lead__email__icontains=search)
        | Q(lead__account__name__icontains=search)
        | Q(mail__subject__icontains=search)
        | Q(mail__sender__icontains=search)
    )
