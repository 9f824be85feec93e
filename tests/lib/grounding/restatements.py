"""Made-up utterances; sentences that restate them truly (`true.txt`) and falsely (`false.txt`)."""

from __future__ import annotations

from pathlib import Path

from followup.lib.grounding import Context, Source
from followup.lib.grounding.schema import Side

CONTEXT = Context(author="Maya Lind", recipient="Priya Shah")
_PEOPLE: dict[str, tuple[str, Side]] = {
    "Maya": ("Maya Lind", "ours"),
    "Devon": ("Devon Price", "ours"),
    "Priya": ("Priya Shah", "theirs"),
    "Tom": ("Tom Okafor", "theirs"),
}


def passages(text: str) -> list[Source]:
    """`Maya: … / Priya: …` as sources."""
    found = []
    for part in text.split(" / "):
        who, _, words = part.partition(": ")
        name, side = _PEOPLE[who]
        found.append(Source(words, name, side))
    return found


def _rows(name: str) -> list[list[str]]:
    lines = Path(__file__).with_name(name).read_text(encoding="utf-8").splitlines()
    return [line.split(" => ") for line in lines if line and not line.startswith("#")]


def true_cases() -> list[tuple[list[Source], str]]:
    """Passages and a sentence they support."""
    return [(passages(left), sentence) for left, sentence in _rows("true.txt")]


def false_cases() -> list[tuple[list[Source], str, str]]:
    """Passages, a sentence they do not support, and the code of the reason (or `any`)."""
    return [(passages(left), sentence, code) for left, code, sentence in _rows("false.txt")]
