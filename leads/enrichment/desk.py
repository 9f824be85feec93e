"""What an admin does with a service: connects it, tries it, switches it on and off."""

from __future__ import annotations

from datetime import datetime
from urllib.parse import urlsplit

from django.db import transaction

from leads.models import Enricher, EnricherKey, Lookup, User
from leads.signals import enrichment_wanted

# What the worker counts meanwhile is not written over.
TYPED = (
    "name",
    "url",
    "header",
    "asks_people",
    "per_day",
    "per_month",
    "keep_days",
    "is_on",
    "stopped_why",
    "failures",
    "quiet_until",
)


class Refused(Exception):
    """Nothing was changed; the text says why."""


def keep(enricher: Enricher, *, key: str, now: datetime) -> Enricher:
    """Save what an admin typed in. What had stopped it may be mended, so it is tried again; an
    empty key leaves the one that is there. Where more would leave the house than was agreed to,
    it is off until an admin agrees anew; to another server the old key does not go."""
    with transaction.atomic():
        before = Enricher.objects.select_for_update(no_key=True).filter(kind=enricher.kind).first()
        enricher.stopped_why, enricher.failures, enricher.quiet_until = "", 0, now
        is_moved = before is not None and _server(before) != _server(enricher)
        if before is not None and (is_moved or enricher.asks_people > before.asks_people):
            enricher.is_on = False
        enricher.save(update_fields=None if before is None else TYPED)
        rows = EnricherKey.objects.filter(enricher_id=enricher.pk)
        if not rows.values_list("pk").exists():
            EnricherKey.objects.create(enricher=enricher, key=key)
        elif key or is_moved:
            rows.update(key=key, changed_at=now)
    return enricher


def _server(enricher: Enricher) -> tuple[str, str]:
    return urlsplit(enricher.url)[:2]


def switch_on(enricher: Enricher, *, by: User, is_agreed: bool, now: datetime) -> None:
    """From now on it is asked. Raises `Refused` without the admin's agreement to what leaves."""
    if not is_agreed:
        raise Refused("Say that you have read what leaves the house.")
    Enricher.objects.filter(pk=enricher.pk).update(
        is_on=True, agreed_by=by, agreed_at=now, stopped_why="", failures=0, quiet_until=now
    )
    enrichment_wanted.send(sender=Enricher)


def switch_off(enricher: Enricher) -> None:
    """From now on nothing leaves. What it said stays, with its source and day."""
    Enricher.objects.filter(pk=enricher.pk).update(is_on=False)


def ask_for_trial(enricher: Enricher, *, address: str, by: User, now: datetime) -> Lookup:
    """Have the worker, who may read the key, ask about one address. It counts like any other."""
    trial, _ = Lookup.objects.update_or_create(
        {
            "address": address,
            "asked_by": by,
            "state": Lookup.State.WAITING,
            "answer": {},
            "problem": "",
            "attempts": 0,
            "retry_at": now,
            "answered_at": None,
        },
        enricher=enricher,
        lead=None,
        account=None,
    )
    Enricher.objects.filter(pk=enricher.pk).update(quiet_until=now)
    enrichment_wanted.send(sender=Enricher)
    return trial
