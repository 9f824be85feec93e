"""Drafts as the lines of a queue show them: what is read of each, and nothing more."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from functools import cache
from typing import Any, NamedTuple

from django.db.models import Count, F, OuterRef, Subquery
from django.db.models.functions import Coalesce

from followup.lib.prepared import MANY, Prepared, among
from reviews.models import Draft, Sentence
from sequences.models import Message


class Line(NamedTuple):
    """One draft. `to_check` and `backed` count its machine sentences by verdict; `message_state`
    and `send_at` are the newest message's that came of it."""

    pk: int
    kind: str
    state: str
    desk: str
    subject: str
    note: str
    next_step_missing: bool
    asked_by: int | None
    at: datetime | None
    snoozed_until: datetime | None
    promised_for: date | None
    touch_state: str
    name: str
    company: str
    owner: int
    owner_name: str
    call: str | None
    holder: str | None
    to_check: int
    backed: int
    message_state: str | None
    send_at: datetime | None


def lines(ids: Sequence[int]) -> dict[int, Line]:
    """The lines of these drafts, by id. Who may see them was settled when they were found."""
    if not ids:
        return {}
    found = (Line._make(row) for row in _lines().ask({MANY: list(ids)}))
    return {line.pk: line for line in found}


@cache
def _lines() -> Prepared[Any]:
    def count(verdict: str) -> Coalesce:
        of_draft = Sentence.objects.filter(
            draft=OuterRef("pk"), verdict=verdict, is_left_out=False
        ).order_by()
        return Coalesce(Subquery(of_draft.values("draft").annotate(n=Count("pk")).values("n")), 0)

    messages = Message.objects.filter(touch=OuterRef("touch")).order_by("-pk")
    return Prepared(
        Draft.objects.filter(among("pk")).values_list(
            "pk", "kind", "state", "desk", "subject", "note", "next_step_missing", "asked_by",
            Coalesce("decided_at", "ready_at"), "snoozed_until", "promised_for", "touch__state",
            "lead__name", "lead__account__name", "lead__owner", "lead__owner__name",
            F("call__title"), F("assigned_to__name"),
            count(Sentence.Verdict.WEAK), count(Sentence.Verdict.SUPPORTED),
            Subquery(messages.values("state")[:1]), Subquery(messages.values("send_at")[:1]),
        )
    )  # fmt: skip
