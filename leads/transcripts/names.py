"""Is what stands before a colon the name of a speaker? Decided over the whole file."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence

_LABEL = re.compile(r"\s*([^:：\n]{1,80})(?::(?=[\s*_]|$)|：)")
_SENTENCE = re.compile(r"[?!;…]|\w{4,}\. ")
_PARTICLES = frozenset(
    "de del der den van von da di do dos la le bin al el ibn y e and und et of from".split()  # noqa: SIM905
)
_NOT_NAMES = frozenset(
    """http https mailto note notes nb ps re subject date time when where duration title topic
    meeting agenda attendees participants present location link url recording summary overview
    transcript action actions todo next step steps decision decisions question questions answer
    answers example important remember warning update total result results conclusion goal goals
    datum dauer thema teilnehmer betreff hinweis frage antwort fecha asunto duración tema asistentes
    durée sujet objet participantes nota pregunta remarque
    and so but because like well that is""".split()  # noqa: SIM905
)


def split_label(text: str) -> tuple[str, str] | None:
    """`("Jane Doe", "rest")` when the text begins with something shaped like a name and a colon."""
    found = _LABEL.match(text[:90])
    if not found:
        return None
    name = bare(found.group(1))
    if not plausible(name):
        return None
    return name, text[found.end() :].lstrip(" \t*_")


def bare(name: str) -> str:
    """A name without the list marks, emphasis and brackets that documents put around it."""
    name = name.strip().lstrip("#>•*_-–— \t").rstrip("*_ \t-–—|,")
    if name.startswith("[") and name.endswith("]"):
        name = name[1:-1].strip()
    return name


def plausible(name: str) -> bool:
    """Whether a name could look so: emoji, pipes, `@`, lower case and several people are fine."""
    if not name or len(name) > 80 or len(name.split()) > 10 or _SENTENCE.search(name):
        return False
    if name.lower() in ("http", "https", "mailto", "webvtt"):
        return False
    return any(c.isalpha() for c in name) or (name.isdigit() and len(name) < 4)


def is_field(label: str) -> bool:
    """Whether a document writes this before a colon without meaning a person: `Date`, `Agenda`."""
    return label.split()[0].lower() in _NOT_NAMES if label.split() else False


def looks_named(name: str) -> bool:
    """Whether it looks like a name even when it occurs once: `Jane van Dyk (Acme)`, `Speaker 2`."""
    words = re.findall(r"[^\W_]+", name)
    if not words or len(words) > 6 or words[0].lower() in _NOT_NAMES:
        return False
    letters = [w for w in words if w[0].isalpha() and w.lower() not in _PARTICLES]
    return bool(letters) and all(not w[0].islower() for w in letters)


def speakers_among(candidates: Sequence[str | None]) -> frozenset[str]:
    """Which labels are speakers; one candidate for each cue or line, None where there is none.

    When nearly every line carries a label, all of them are. Otherwise a label must look like a
    name, and a single word must come back: "Remember: Friday" is not a speaker called Remember.
    """
    counts = Counter(c for c in candidates if c)
    share = counts.total() / max(1, len(candidates))
    if share >= 0.9:
        return frozenset(
            c for c, n in counts.items() if n > 1 or c.split()[0].lower() not in _NOT_NAMES
        )
    return frozenset(c for c, n in counts.items() if _speaks(c, n, share))


def _speaks(label: str, count: int, share: float) -> bool:
    if looks_named(label):
        return count > 1 or share >= 0.5 or len(label.split()) > 1
    repeated = count > 4 or (count > 2 and len(label.split()) <= 3)
    return repeated and label.lower() not in _NOT_NAMES
