"""What one version says that another does not, step by step and word by word."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from sequences.conditions import in_words
from sequences.models import Step, Variant, Version
from sequences.wording import when

Part = tuple[Literal["same", "gone", "new"], str]


@dataclass(frozen=True, slots=True)
class Change:
    """One place that differs. `kind` is about the step: it is new, gone, moved or changed.

    `parts` are the words of both, in order, each the same in both, gone, or new.
    """

    kind: Literal["new", "gone", "moved", "changed"]
    step: str
    what: str = ""
    parts: tuple[Part, ...] = ()


def difference(old: Version | None, new: Version) -> list[Change]:
    """The changes from `old` to `new`, in the order of the new steps; gone ones last.

    Steps are the same when they are for the same thing (angle and channel), else in turn.
    """
    before = list(old.steps.prefetch_related("variants")) if old else []
    after = list(new.steps.prefetch_related("variants"))
    found = same_steps(before, after)
    steady = _rising([was.position for step in after if (was := found.get(step.pk))])
    changes: list[Change] = []
    for step in after:
        was = found.get(step.pk)
        if was is None:
            changes.append(Change("new", str(step), parts=(("new", _whole(step)),)))
            continue
        if was.position not in steady:
            changes.append(Change("moved", str(step), f"was step {was.position}"))
        changes += _changes(was, step)
    gone = [step for step in before if step not in found.values()]
    return changes + [Change("gone", str(s), parts=(("gone", _whole(s)),)) for s in gone]


def same_steps(before: list[Step], after: list[Step]) -> dict[int, Step]:
    """By the key of a new step, the old one it was."""
    free = list(before)
    found: dict[int, Step] = {}
    for alike in (_same_thing, _same_place):
        for step in after:
            if step.pk in found:
                continue
            was = next((one for one in free if alike(one, step)), None)
            if was is not None:
                found[step.pk] = was
                free.remove(was)
    return found


def _same_thing(old: Step, new: Step) -> bool:
    return (old.angle.casefold(), old.channel) == (new.angle.casefold(), new.channel)


def _same_place(old: Step, new: Step) -> bool:
    return old.position == new.position and old.channel == new.channel


def _rising(positions: list[int]) -> set[int]:
    """The most positions that still stand in their old order; the others have been moved."""
    best: list[list[int]] = []
    for position in positions:
        before = [run for run in best if run[-1] < position]
        best.append([*_longest(before), position])
    return set(_longest(best))


def _longest(runs: list[list[int]]) -> list[int]:
    return max(runs, key=lambda run: len(run), default=[])


def _changes(old: Step, new: Step) -> Iterator[Change]:
    for what, one, other in (
        ("When", when(old), when(new)),
        ("What it is for", old.angle, new.angle),
        ("Condition", in_words(old.condition) or "always", in_words(new.condition) or "always"),
        ("Greeting", old.greeting, new.greeting),
        ("Sign-off", old.sign_off, new.sign_off),
    ):
        if one != other:
            yield Change("changed", str(new), what, words(one, other))
    yield from _wordings(old, new)


def _wordings(old: Step, new: Step) -> Iterator[Change]:
    before = {v.label.casefold(): v for v in old.variants.all()}
    for variant in new.variants.all():
        was = before.pop(variant.label.casefold(), None)
        one, other = _text(was) if was else "", _text(variant)
        if one != other:
            yield Change("changed", str(new), f"Wording “{variant.label}”", words(one, other))
    for label in before.values():
        gone = words(_text(label), "")
        yield Change("changed", str(new), f"Wording “{label.label}”", gone)


def _text(variant: Variant) -> str:
    head = [f"share {variant.weight}"]
    head += [f"language {variant.language}"] if variant.language else []
    frame = [variant.greeting, variant.body, variant.sign_off]
    subject = [f"Subject: {variant.subject}"] if variant.subject else []
    return "\n".join([", ".join(head), *subject, *(part for part in frame if part)])


def _whole(step: Step) -> str:
    return "\n\n".join([when(step), *(_text(variant) for variant in step.variants.all())])


def words(old: str, new: str) -> tuple[Part, ...]:
    """Both texts word by word: what is the same, what is gone, what is new."""
    one, other = _split(old), _split(new)
    matcher = difflib.SequenceMatcher(a=one, b=other, autojunk=False)
    parts: list[Part] = []
    gone = fresh = ""
    for tag, a, b, c, d in matcher.get_opcodes():
        before, after = "".join(one[a:b]), "".join(other[c:d])
        is_gap = tag == "equal" and before.isspace() and "\n" not in before and (gone or fresh)
        if tag != "equal" or (is_gap and b < len(one)):  # a space between two changes is in both
            gone, fresh = gone + before, fresh + after
            continue
        parts += _changed(gone, fresh)
        parts.append(("same", before))
        gone = fresh = ""
    return (*parts, *_changed(gone, fresh))


def _changed(gone: str, fresh: str) -> list[Part]:
    found: list[Part] = [("gone", gone), ("new", fresh)]
    return [part for part in found if part[1]]


def _split(text: str) -> list[str]:
    """Words and the space between them, so that joined they are the text again."""
    return re.findall(r"\s+|\S+", text)
