"""A template's text as pieces: words and slots; its sentences; what is wrong with it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from sequences.slots.catalogue import SLOTS, nearest

_SLOT = re.compile(r"\{([^{}\n]*)\}")
# What other tools write for a slot, and what people leave for later. None of it may go out.
_PLACEHOLDER = re.compile(
    r"[{}]|\[[^\]\n]{1,60}\]|<<?[A-Za-z_ ]{2,40}>>?|%[A-Z_]{3,30}%|\b(?:XXX+|TODO|TBD)\b"
)
_BULLET = re.compile(r"[-*•–] +(?=\S)")
# A stop ends a sentence when white space follows and what comes next does not go on in small
# letters; the scripts that use 。 need no white space.
_END = re.compile(
    r"(?:[.!?…]+[\"”’»)\]]*(?=\s)|[。！？]+[」』”）]*|(?P<whole>\{[^{}\n]*\})(?=\s))\s*"
)
_SHORT = re.compile(
    r"(?:^|[\s(“\"])(?:e\.g|i\.e|z\.B|u\.a|d\.h|p\.ex|p\.ej|Mr|Mrs|Ms|Dr|Prof|St|No|vs|ca|approx|etc|"
    r"incl)\.$"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """Words as they stand, or a slot by its name."""

    text: str
    slot: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One sentence of the template with the layout before it; `is_item` on a list's line."""

    text: str
    lead_in: str
    is_item: bool = False
    begins_line: bool = False


@dataclass(frozen=True, slots=True)
class Problem:
    """Why a template cannot be used as it stands, and where: an index into the text."""

    start: int
    end: int
    words: str


def pieces(text: str) -> list[Piece]:
    """The words and the slots of a sentence, in order."""
    found: list[Piece] = []
    at = 0
    for match in _SLOT.finditer(text):
        if match.start() > at:
            found.append(Piece(text[at : match.start()]))
        found.append(Piece(match[0], slot=match[1].strip() or "?"))
        at = match.end()
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def slots_in(text: str) -> list[str]:
    """The names that stand in braces, known or not, in order."""
    return [piece.slot for piece in pieces(text) if piece.slot]


def left_for_later(words: str) -> str:
    """The first thing in these words (slots apart) that looks like a gap to be filled, or ''."""
    match = _PLACEHOLDER.search(words)
    return match[0] if match else ""


def lines(text: str) -> Iterator[Line]:
    """The sentences of a template, each with the line breaks, bullet or space before it."""
    lead_in = ""
    for row in re.split(r"(\n+)", text.replace("\r\n", "\n").strip()):
        if not row.strip():
            lead_in += "\n\n" if row.count("\n") > 1 else row
            continue
        row = row.strip()
        bullet = _BULLET.match(row)
        rest = row[bullet.end() :] if bullet else row
        lead_in += "- " if bullet else ""
        for index, sentence in enumerate(_sentences(rest)):
            yield Line(sentence, " " if index else lead_in, bool(bullet), not index)
        lead_in = ""


def _sentences(row: str) -> Iterator[str]:
    begin = 0
    for match in _END.finditer(row):
        following = row[match.end() : match.end() + 1]
        if not following or following.islower() or _SHORT.search(row[begin : match.end()].rstrip()):
            continue
        if match["whole"] and not (_is_sentence(match["whole"]) and following.isupper()):
            continue
        yield row[begin : match.end()].strip()
        begin = match.end()
    if row[begin:].strip():
        yield row[begin:].strip()


def _is_sentence(slot: str) -> bool:
    """Whether what fills this slot is a whole sentence, which then ends where the slot ends."""
    known = SLOTS.get(slot[1:-1].strip())
    return known is not None and known.kind != "record"


def problems(text: str, *, is_subject: bool = False) -> list[Problem]:
    """What must be mended before a template is used: unknown slots, braces, forgotten gaps, and
    machine words in a subject, where nobody would verify them."""
    found: list[Problem] = []
    rest = text
    for match in _SLOT.finditer(text):
        name = match[1].strip()
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        if name not in SLOTS:
            found.append(Problem(match.start(), match.end(), _unknown(match[0], name)))
        elif is_subject and SLOTS[name].kind == "machine":
            words = f"{match[0]} is for the body: a subject holds no words from a call or a form."
            found.append(Problem(match.start(), match.end(), words))
    for match in _PLACEHOLDER.finditer(rest):
        words = f"“{match[0]}” looks like a gap nobody filled. Use a slot, or take it out."
        if match[0] in "{}":
            words = "There is a brace without its partner. A slot looks like {lead.first_name}."
        found.append(Problem(match.start(), match.end(), words))
    return sorted(found, key=lambda problem: problem.start)


def _unknown(written: str, name: str) -> str:
    meant = [f"{{{one}}}" for one in nearest(name)]
    asked = f" Did you mean {' or '.join(meant)}?" if meant else ""
    return f"There is no slot {written}.{asked}"
