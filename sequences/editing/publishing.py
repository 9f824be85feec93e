"""From draft to review to published; and a new draft from what is published."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Max

from leads.models import User
from sequences.conditions import Invalid, parse
from sequences.editing.guard import Refused, only_admin, open_version
from sequences.models import Sequence, Step, Variant, Version
from sequences.models.plans import BY_HAND
from sequences.slots import problems

WITH_RECAP = (Sequence.Purpose.AFTER_CALL, Sequence.Purpose.NO_NEXT_STEP, Sequence.Purpose.QBR,
              Sequence.Purpose.RENEWAL)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Problem:
    """What stands against publishing; `step` is None when it is about the version."""

    words: str
    step: Step | None = None


def begin_draft(sequence_id: int, *, by: User, source_id: int | None = None) -> Version:
    """A draft that begins as a copy of `source_id`, else of the newest published version.

    There is one draft at a time: an open one is given back as it is.
    """
    only_admin(by)
    with transaction.atomic():
        sequence = Sequence.objects.select_for_update().get(pk=sequence_id)
        if draft := sequence.versions.filter(published_at__isnull=True).first():
            return draft
        published = sequence.versions.filter(published_at__isnull=False).order_by("-number")
        source = published.filter(pk=source_id).first() if source_id else published.first()
        number = (sequence.versions.aggregate(at=Max("number"))["at"] or 0) + 1
        draft = Version.objects.create(sequence=sequence, number=number)
        if source is not None:
            _copy(source, draft)
        return draft


def discard_draft(version_id: int, *, by: User) -> Sequence:
    """Throw a draft away. A sequence of which nothing was ever published goes with it."""
    with transaction.atomic():
        version = open_version(version_id, by=by)
        sequence = version.sequence
        version.steps.all().delete()
        version.delete()
        if not sequence.versions.exists():
            sequence.delete()
        return sequence


def ask_for_review(version_id: int, *, by: User, note: str, now: datetime) -> Version:
    """Hand the draft in: from now on it is read, compared and tried, not edited."""
    with transaction.atomic():
        version = open_version(version_id, by=by)
        if found := obstacles(version):
            raise Refused(found[0].words)
        version.note = " ".join(note.split())[:400]
        version.review_asked_at, version.review_asked_by = now, by
        version.save(update_fields=["note", "review_asked_at", "review_asked_by"])
        return version


def take_back(version_id: int, *, by: User) -> Version:
    """Back from review to draft."""
    with transaction.atomic():
        return open_version(version_id, by=by)


def publish(version_id: int, *, by: User, now: datetime) -> Version:
    """Publish what was reviewed. Whoever begins the sequence from now on gets this version; who
    is in it already stays on theirs."""
    only_admin(by)
    with transaction.atomic():
        version = Version.objects.select_for_update().get(pk=version_id)
        if version.published_at is not None:
            raise Refused(f"Version {version.number} is published already.")
        if version.review_asked_at is None:
            raise Refused("It was edited since it was looked at. Ask for a review first.")
        if found := obstacles(version):
            raise Refused(found[0].words)
        version.published_at, version.published_by = now, by
        version.save(update_fields=["published_at", "published_by"])
        return version


def obstacles(version: Version) -> list[Problem]:
    """What must be mended before the version can be published, in the order of its steps."""
    steps = list(version.steps.prefetch_related("variants"))
    if not steps:
        return [Problem("There is no step yet. Add the first one.")]
    return [problem for step in steps for problem in _of_step(step, version.sequence)]


def _of_step(step: Step, sequence: Sequence) -> Iterator[Problem]:
    called = f"Step {step.position}, “{step.angle}”"
    try:
        parse(step.condition)
    except Invalid as invalid:
        yield Problem(f"{called}: {invalid}", step)
    variants = list(step.variants.all())
    if not variants and sequence.purpose not in WITH_RECAP and step.channel not in BY_HAND:
        yield Problem(
            f"{called} has no wording, and there is no call it could restate. Add a wording.", step
        )
    if variants and not any(variant.weight for variant in variants):
        yield Problem(f"{called}: every wording has the share 0, so none is ever drawn.", step)
    frame = [(step.greeting, False), (step.sign_off, False)]
    for variant in variants:
        frame += [(variant.subject, True), (variant.greeting, False)]
        frame += [(variant.body, False), (variant.sign_off, False)]
    for text, is_subject in frame:
        for found in problems(text, is_subject=is_subject):
            yield Problem(f"{called}: {found.words}", step)


def _copy(source: Version, draft: Version) -> None:
    """The steps and wordings of one version into another, as new rows."""
    for step in source.steps.prefetch_related("variants"):
        variants = list(step.variants.all())
        step.pk, step.version, step._state.adding = None, draft, True
        step.save()
        for variant in variants:
            variant.pk, variant.step, variant._state.adding = None, step, True
        Variant.objects.bulk_create(variants)
