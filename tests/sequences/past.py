"""A past to learn from: people heard of long ago, what they did, and what became of them."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from leads.models import Account, Event, Lead, TrailEntry, User
from tests import factories

DAY = timedelta(days=1)


@dataclass
class Somebody:
    """`heard`: days ago; `became`: (days after that, stage); `did`: (days after that, kind, more)."""

    heard: float
    became: tuple[tuple[float, str], ...] = ()
    did: tuple[tuple[float, str, dict[str, Any]], ...] = ((0, "form_submitted", {}),)
    title: str = ""
    retitled: tuple[tuple[float, str], ...] = ()


def remember(people: list[Somebody], *, now: datetime, owner: User | None = None) -> list[Lead]:
    """Rows as they would stand today, the trail included."""
    owner, account = owner or factories.user(), factories.lead().account
    number = Lead.objects.count()
    leads = Lead.objects.bulk_create(
        Lead(
            account=account,
            owner=owner,
            name=f"Person {number + n}",
            email=f"past{number + n}@theirs.example",
            title=one.retitled[-1][1] if one.retitled else one.title,
            stage=one.became[-1][1] if one.became else "prospect",
            created_at=now - one.heard * DAY,
        )
        for n, one in enumerate(people)
    )
    pairs = list(zip(leads, people, strict=True))
    Event.objects.bulk_create(
        Event(
            lead=lead,
            source="past",
            external_id=f"{lead.pk}-{n}",
            kind=kind,
            occurred_at=now - (one.heard - after) * DAY,
            received_at=now - (one.heard - after) * DAY,
            metadata=more,
        )
        for lead, one in pairs
        for n, (after, kind, more) in enumerate(one.did)
    )
    TrailEntry.objects.bulk_create(
        entry for lead, one in pairs for entry in _images(lead, one, account, now=now)
    )
    return leads


def _images(lead: Lead, one: Somebody, account: Account, *, now: datetime) -> list[TrailEntry]:
    stood = {"stage": "prospect", "title": one.title, "source": "", "account_id": account.pk}
    changes: list[tuple[float, dict[str, str]]] = [(0.0, {})]
    changes += [(after, {"stage": stage}) for after, stage in one.became]
    changes += [(after, {"title": title}) for after, title in one.retitled]
    images = []
    for after, change in sorted(changes, key=lambda row: row[0]):
        stood = stood | change
        at = now - (one.heard - after) * DAY
        images.append(
            TrailEntry(at=at, action="update", table="leads_lead", row_id=lead.pk, row=stood)
        )
    return images


def organisation(number: int, *, now: datetime, seed: int = 7) -> list[Lead]:
    """People over a year, two thirds of whom read the price and buy more often than the others;
    what they did first says it, whatever their title."""
    rng = random.Random(seed)
    people = []
    for _ in range(number):
        priced = rng.random() < 0.6
        won = rng.random() < (0.5 if priced else 0.08)
        page = {"path": "/pricing", "intent": "pricing"} if priced else {"path": "/blog"}
        did = [
            (day, "page_viewed", {**page, "path": f"{page['path']}/{day}"})
            for day in (0.0, 3.0, 5.0)
        ]
        did += [(40.0, "page_viewed", {"path": "/blog"})] if rng.random() < 0.3 else []
        people.append(
            Somebody(
                heard=rng.uniform(100, 460),
                became=((rng.uniform(10, 80), "customer"),) if won else (),
                did=tuple(did),
                title=rng.choice(("Head of Sales", "Analyst", "")),
            )
        )
    return remember(people, now=now)
