"""What the admin's pages show of sequences and versions: where they stand, and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Count, Q

from sequences.conditions import Invalid, in_words
from sequences.editing import Problem, obstacles
from sequences.models import Enrollment, Sequence, Step, Variant, Version
from sequences.wording import share, when

OPEN = Q(enrollments__state__in=[Enrollment.State.ACTIVE, Enrollment.State.PAUSED])


@dataclass(frozen=True, slots=True)
class Listed:
    """A sequence in the list: its published version, its draft, and how many are in it."""

    sequence: Sequence
    published: Version | None
    draft: Version | None
    running: int


@dataclass(frozen=True, slots=True)
class Wording:
    """A wording with its share in percent."""

    variant: Variant
    share: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A step with its wordings, and what must be mended in it."""

    step: Step
    wordings: tuple[Wording, ...]
    problems: tuple[Problem, ...]

    @property
    def when(self) -> str:
        return when(self.step)

    @property
    def condition(self) -> str:
        """Such as "only if they clicked a link"; empty when there is none, or it is broken."""
        try:
            return in_words(self.step.condition)
        except Invalid:
            return ""


def listed() -> list[Listed]:
    """Every sequence, those that are on first, in the order of the purposes. Two queries."""
    order = {purpose: place for place, purpose in enumerate(Sequence.Purpose.values)}
    versions: dict[int, list[Version]] = {}
    for version in counted(Version.objects.all()):
        versions.setdefault(version.sequence_id, []).append(version)
    found = [_listed(one, versions.get(one.pk, [])) for one in Sequence.objects.all()]
    return sorted(
        found,
        key=lambda row: (
            not row.sequence.is_active,
            order[row.sequence.purpose],
            row.sequence.name.casefold(),
        ),
    )


def counted(versions: Iterable[Version]) -> list[Version]:
    """The versions, newest first, each with `running`: how many people are in it now."""
    rows = Version.objects.filter(pk__in=[version.pk for version in versions])
    return list(rows.annotate(running=Count("enrollments", filter=OPEN)).order_by("-number"))


def steps_of(version: Version) -> list[Shown]:
    """The steps of a version as a page shows them. Three queries, however many steps."""
    wrong = obstacles(version)
    shown = []
    for step in version.steps.prefetch_related("variants"):
        variants = list(step.variants.all())
        shown.append(
            Shown(
                step,
                tuple(Wording(v, _share(v, variants)) for v in variants),
                tuple(one for one in wrong if one.step == step),
            )
        )
    return shown


def _share(variant: Variant, variants: list[Variant]) -> int:
    """Its share among those of its language: only they compete."""
    rivals = [one for one in variants if one.language == variant.language]
    return share(variant.weight, sum(one.weight for one in rivals))


def _listed(sequence: Sequence, versions: list[Version]) -> Listed:
    published = [version for version in versions if version.published_at is not None]
    return Listed(
        sequence,
        published[0] if published else None,
        next((version for version in versions if version.published_at is None), None),
        sum(version.running for version in versions),  # type: ignore[attr-defined]
    )
