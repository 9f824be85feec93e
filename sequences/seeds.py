"""The sequences a site begins with. Seeded once; from then on they are the admin's."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from leads.models import User
from sequences.cadences import Cadence, Touch, questions, shipped
from sequences.models import LibraryItem, Sequence, Step, Variant, Version


def ensure_after_call(*, by: User, now: datetime) -> Version:
    """The published version that follows up calls; if there is none, one published by `by`.

    A sequence that an admin switched off counts as one that is there.
    """
    purpose = Sequence.Purpose.AFTER_CALL
    published = Version.objects.filter(sequence__purpose=purpose, published_at__isnull=False)
    if found := published.order_by("-published_at", "-number").first():
        return found
    (cadence,) = (one for one in shipped() if one.purpose == purpose)
    version = _begun(cadence)
    _publish(version, by=by, now=now)
    return version


def ensure_published(*, by: User, now: datetime) -> list[Version]:
    """For the sample: every shipped sequence whose purpose has none yet, published by `by`."""
    made = ensure_drafts()
    for version in made:
        _publish(version, by=by, now=now)
    return made


def ensure_library(items: Iterable[dict[str, str]], *, by: User, now: datetime) -> None:
    """For the sample: these words, approved by `by`, if the library is empty."""
    if not LibraryItem.objects.exists():
        LibraryItem.objects.bulk_create(
            LibraryItem(approved_at=now, approved_by=by, **item) for item in items
        )


def ensure_drafts() -> list[Version]:
    """For a real site: drafts of the shipped sequences whose purpose has none yet, and into an
    empty library questions that wait for an admin's approval."""
    with transaction.atomic():
        if not LibraryItem.objects.exists():
            kind = LibraryItem.Kind.PAIN_QUESTION
            LibraryItem.objects.bulk_create(LibraryItem(kind=kind, **q) for q in questions())
        there = set(Sequence.objects.values_list("purpose", flat=True))
        return [_begun(cadence) for cadence in shipped() if cadence.purpose not in there]


def _begun(cadence: Cadence) -> Version:
    """The cadence as a sequence with a draft of its first version."""
    name, number = cadence.name, 1
    while Sequence.objects.filter(name__iexact=name).exists():
        number += 1
        name = f"{cadence.name} {number}"
    with transaction.atomic():
        sequence = Sequence.objects.create(
            name=name,
            purpose=cadence.purpose,
            description=cadence.description,
            recontact_days=cadence.recontact_days,
            once=cadence.once,
        )
        version = Version.objects.create(sequence=sequence, number=1)
        for position, touch in enumerate(cadence.steps, start=1):
            _step(version, position, touch)
    return version


def _step(version: Version, position: int, touch: Touch) -> None:
    amount, unit = touch.delay
    step = Step.objects.create(
        version=version,
        position=position,
        delay_amount=amount,
        delay_unit=unit,
        channel=touch.channel,
        angle=touch.angle,
        condition=touch.condition,
    )
    Variant.objects.bulk_create(
        Variant(step=step, **wording.model_dump()) for wording in touch.variants
    )


def _publish(version: Version, *, by: User, now: datetime) -> None:
    version.published_at, version.published_by = now, by
    version.save(update_fields=["published_at", "published_by"])
