"""How many wait, of everything that is to be emptied: one query, however many there are."""

from __future__ import annotations

from functools import cache
from typing import Any

from django.db.models import BigIntegerField, Count, Exists, OuterRef, QuerySet, Value
from django.db.models.functions import Cast

from followup.lib.prepared import Prepared
from leads.models import Call, User
from reviews import missing
from reviews.alerts import unseen
from reviews.cards import listing
from reviews.models import Draft, Undrafted
from reviews.queues import UNKNOWN, State
from reviews.walking import given, someone, whose

WAITING = ("ready", "needs", "manager", "snoozed")
NOBODY = Cast(Value(None), BigIntegerField())


def counters(user: User) -> dict[str, int]:
    """How many wait in each queue, calls that got no draft so far, and alerts not seen yet."""
    names = (*WAITING, "delegated", "scheduled", "reading", "news")
    counted = dict.fromkeys(names, 0)
    asked = _counts(user.role, in_team=user.team_id is not None)
    for desk, holder, number in asked.ask(given(user)):
        if desk == "unsure":  # counted with the approved ones too
            counted["needs"] += number
            counted["scheduled"] -= number
        elif desk in {"ready", "needs"} and holder not in {None, user.pk}:
            counted["delegated"] += number
        else:
            counted["scheduled" if desk == "approved" else desk] += number
    return counted


def in_progress(user: User) -> QuerySet[Undrafted]:
    """Calls and events that have no follow-up yet and wait for no person: being read, failed to be
    read, or with a draft being written."""
    failed = Draft.objects.filter(call=OuterRef("call"), state=State.FAILED)
    return missing.visible(user).exclude(Exists(failed), call__state=Call.State.READ)


@cache
def _counts(role: str, *, in_team: bool) -> Prepared[Any]:
    """Where it lies, whom it was handed to, and how many of these the person sees; "unsure" are
    those of the approved that may have been sent."""
    user = someone(role, in_team=in_team)
    parts = [
        _all(listing.open_cards(user), listing.QUEUE),
        _all(in_progress(user), "reading"),
        _all(unseen(user), "news"),
    ]
    for rows, link in whose(user):
        seen = Draft.objects.filter(**{f"{link}__in": rows}).order_by()
        lying = seen.filter(desk__in=[*WAITING, "approved"]).values_list("desk", "assigned_to")
        parts += [
            lying.annotate(number=Count("*")),
            _all(seen.filter(UNKNOWN, desk="approved"), "unsure"),
        ]
    return Prepared(parts[0].union(*parts[1:], all=True))


def _all(rows: QuerySet[Any], name: str) -> QuerySet[Any, Any]:
    """One row: a name, nobody, and how many there are."""
    named = rows.order_by().values_list(Value(name), NOBODY)
    found: QuerySet[Any, Any] = named.annotate(number=Count("*"))
    return found
