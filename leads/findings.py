"""Keeping what a reading found. What people entered about a promise outlives every new reading."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db.models import Exists, F, OuterRef

from leads.extraction import schema
from leads.models import Call, Evidence, Finding, LedgerEntry, Passage, Proposal, Ruling

_ASIDE = 1_000_000  # positions out of the way while the places are given anew


def replace(call: Call, found: Sequence[schema.Finding], passages: Mapping[int, Passage]) -> None:
    """Put the findings of a new reading in the place of the old ones; inside a transaction.

    A promise about which somebody made an entry and which is found again in the same words stays
    the same row, with its status and a day that a person named. If it is not found again it stays
    as it was: what a person said about it is on the record.
    """
    entered = Exists(LedgerEntry.objects.filter(finding=OuterRef("pk")))
    answered = Exists(Proposal.objects.filter(finding=OuterRef("pk")).exclude(state="open"))
    old = Finding.objects.filter(call=call)
    lasting = list(old.filter(entered | answered).prefetch_related("evidence"))
    gone = old.exclude(pk__in=[f.pk for f in lasting])
    Evidence.objects.filter(finding__in=gone).delete()
    gone.delete()
    old.update(position=F("position") + _ASIDE)
    for position, new in enumerate(found):
        was = next((f for f in lasting if _is_same(f, new, passages)), None)
        if was is not None:
            lasting.remove(was)
        _write(was or Finding(call=call), new, position, passages)
    for position, was in enumerate(lasting, start=len(found)):
        Finding.objects.filter(pk=was.pk).update(position=position)


def flags(
    call: Call, found: Sequence[schema.SensitiveReason], passages: Mapping[int, Passage]
) -> list[dict[str, object]]:
    """Why the call is sensitive, as it stores it, without what a person has overruled."""
    overruled = {
        (flag.get("reason"), flag.get("passage"))
        for ruling in Ruling.objects.filter(call=call, is_sensitive=False)
        for flag in ruling.flags
    }
    given = [(s.reason, passages[s.evidence.line].pk, s.evidence.quote) for s in found]
    return [
        {"reason": reason, "passage": passage, "quote": quote}
        for reason, passage, quote in given
        if (reason, passage) not in overruled
    ]


def _is_same(was: Finding, new: schema.Finding, passages: Mapping[int, Passage]) -> bool:
    return was.kind == new.kind and any(
        e.passage_id == passages[n.line].pk
        and 2 * (min(e.start + len(e.quote), n.end) - max(e.start, n.start))
        >= max(1, min(len(e.quote), n.end - n.start))
        for e in was.evidence.all()
        for n in new.evidence
    )


def _write(
    row: Finding, new: schema.Finding, position: int, passages: Mapping[int, Passage]
) -> None:
    row.position, row.kind, row.text = position, new.kind, new.text
    row.direction, row.owner, row.strength = new.direction or "", new.owner or "", new.strength
    row.due_phrase, row.confidence = new.due_phrase or "", new.confidence
    if row.due_by_id is None:
        row.due = new.due if new.due_phrase else None
    row.save()
    row.evidence.all().delete()
    Evidence.objects.bulk_create(
        Evidence(finding=row, passage=passages[e.line], quote=e.quote, start=e.start)
        for e in dict.fromkeys(new.evidence)
    )
