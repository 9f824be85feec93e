"""One row behind a number, as a line of a list. Whoever does not see the leads themselves (an
admin) gets the same lines without names and words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Model, QuerySet
from django.urls import reverse

from followup.lib.spans import span
from leads.models import Call, Event, Finding, Lead, User
from reviews.cards.listing import walked
from reviews.cards.titles import title
from reviews.models import Card, Draft
from sequences.models import Message

PAGE = 50


@dataclass(frozen=True, slots=True)
class Line:
    """What is counted, about whom, whose it is and when. `url` is empty where nothing is shown."""

    text: str
    about: str
    owner: str
    when: str
    url: str


@dataclass(frozen=True, slots=True)
class Listed:
    """One page of lines."""

    lines: list[Line]
    has_more: bool


def listed(rows: QuerySet[Any], *, by: User, page: int, now: datetime) -> Listed:
    """One page of the rows. The number of queries is constant."""
    start = (max(1, page) - 1) * PAGE
    found = list(_walked(rows)[start : start + PAGE + 1])
    lines = [_line(row, now=now) for row in found[:PAGE]]
    if by.role == User.Role.ADMIN:
        lines = [Line("", "", line.owner, line.when, "") for line in lines]
    return Listed(lines, len(found) > PAGE)


def _walked(rows: QuerySet[Any]) -> QuerySet[Any]:
    if rows.model is Lead:
        return rows.select_related("account", "owner")
    if rows.model is Card:
        return walked(rows)
    if rows.model is Message:
        return rows.select_related("lead__account", "lead__owner", "touch__step").defer(
            "body", "html"
        )
    if rows.model is Finding:
        return rows.select_related("call__lead__account", "call__lead__owner")
    return rows.select_related("lead__account", "lead__owner", *_more(rows.model))


def _more(model: type[Model]) -> tuple[str, ...]:
    return ("call",) if model is Draft else ()


def _line(row: Any, *, now: datetime) -> Line:
    match row:
        case Lead():
            standing = ", ".join(filter(None, [row.get_stage_display(), row.get_tier_display()]))
            where = reverse("lead", args=[row.pk])
            return Line(row.name, row.account.name, row.owner.name, standing, where)
        case Draft():
            words = row.subject or (row.call.title if row.call else row.get_kind_display())
            where = reverse("draft", args=[row.pk])
            return _about(row.lead, words, where, f"since {_day(row.since, now)}")
        case Card() if row.lead is not None:
            where = reverse("card", args=[row.pk])
            return _about(row.lead, title(row, now=now), where, f"since {_day(row.since, now)}")
        case Message():
            where = reverse("lead", args=[row.lead_id])
            return _about(row.lead, row.subject, where, f"sent {_day(row.sent_at, now)}")
        case Finding():
            where = f"{reverse('company', args=[row.call.account_id])}#promise-{row.pk}"
            due = f"due {row.due:%a %-d %b}" if row.due else "no day named"
            return _about(row.call.lead, row.text, where, due)
        case Event() if row.lead is not None:
            words = row.kind.replace("_", " ").capitalize()
            where = reverse("lead", args=[row.lead_id])
            return _about(row.lead, words, where, _clocks(row))
        case Call():
            where = reverse("call", args=[row.pk])
            return _about(row.lead, row.title, where, f"held {_day(row.held_at, now)}")
    raise TypeError(row)


def _about(lead: Lead, text: str, url: str, when: str) -> Line:
    return Line(text, f"{lead.name} at {lead.account.name}", lead.owner.name, when, url)


def _day(moment: datetime | None, now: datetime) -> str:
    if moment is None:
        return ""
    here = moment.astimezone(now.tzinfo)
    return f"{here:%a %-d %b}" if here.year == now.year else f"{here:%-d %b %Y}"


def _clocks(event: Any) -> str:
    """Both clocks of somebody who asked, as far as they have run."""
    drafted = f"draft after {span(event.drafted)}" if event.drafted is not None else "no draft"
    if event.contacted is None:
        return f"{drafted}, no mail yet"
    return f"{drafted}, mail after {span(event.contacted)}"
