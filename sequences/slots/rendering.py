"""A template and what is known become a mail. What is not known drops its sentence: nothing here
can print a blank or a bracket."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from sequences.slots.catalogue import SLOTS
from sequences.slots.parsing import Line, Piece, left_for_later, lines, pieces, slots_in
from sequences.slots.schema import (
    Block,
    Dropped,
    Facts,
    Filled,
    Origin,
    Rendered,
    Sentence,
    Template,
    Value,
)

MOST_ITEMS = 5  # of a list that one line of the template stands for
OR = "|"  # between the subjects of which the first that can be filled is taken


def render(template: Template, *, facts: Facts) -> Rendered:
    """The mail for one person.

    A line of a list that holds a machine slot is said once for each value, at most five times. A
    line that ends in a colon goes when nothing is left under it.
    """
    subject, dropped = _subject(template.subject, facts)
    sentences: list[Sentence] = []
    parts: tuple[tuple[Block, str], ...] = (
        ("greeting", template.greeting),
        ("body", template.body),
        ("sign_off", template.sign_off),
    )
    for block, text in parts:
        built = _Built(block, facts)
        for line in lines(text):
            built.add(line)
        built.close_heading()
        if built.said:
            built.said[0] = replace(built.said[0], lead_in="\n\n" if sentences else "")
        sentences += built.said
        dropped += built.dropped
    return Rendered(subject, tuple(sentences), tuple(dropped), _is_worth(template.body, sentences))


def _is_worth(template: str, sentences: list[Sentence]) -> bool:
    """Whether the mail says what it was made for."""
    body = [s for s in sentences if s.block == "body"]
    wanted = any(slot in SLOTS and SLOTS[slot].is_substance for slot in slots_in(template))
    if not wanted:
        return bool(body)
    return any(SLOTS[fill.slot].is_substance for s in body for fill in s.fills)


@dataclass(slots=True)
class _Built:
    """A part of the mail on its way.

    `waiting` is the layout of what was dropped: the next sentence takes over the stronger of the
    two. `open_heading`: the last sentence is a line with a colon and nothing stands under it yet;
    `in_list`: its list has begun.
    """

    block: Block
    facts: Facts
    said: list[Sentence] = field(default_factory=list)
    dropped: list[Dropped] = field(default_factory=list)
    waiting: str = ""
    open_heading: bool = False
    in_list: bool = False

    def add(self, line: Line) -> None:
        if self.in_list and not line.is_item:
            self.close_heading()
        found = _said(self.block, line, _stronger(self.waiting, line.lead_in), self.facts)
        if isinstance(found, Dropped):
            self.dropped.append(found)
            self.waiting = _stronger(self.waiting, line.lead_in)
            self.in_list = line.is_item
            if not line.is_item:
                self.close_heading()
            return
        self.said += found
        self.waiting, self.in_list = "", False
        self.open_heading = line.text.endswith(":") and not line.is_item

    def close_heading(self) -> None:
        """A heading under which nothing is left goes, too."""
        if self.open_heading:
            gone = self.said.pop()
            self.waiting = _stronger(gone.lead_in, self.waiting)
            self.dropped.append(Dropped(gone.text, "Nothing is left to stand under it."))
        self.open_heading = self.in_list = False


def _stronger(first: str, second: str) -> str:
    """The second layout, with as many line breaks as the one of the two that has more."""
    breaks = "\n" * max(first.count("\n"), second.count("\n"))
    return breaks + second.lstrip("\n ") if breaks else second


def _said(block: Block, line: Line, lead_in: str, facts: Facts) -> list[Sentence] | Dropped:
    parsed = pieces(line.text)
    for piece in parsed:
        if why := _obstacle(piece, facts):
            return Dropped(line.text, why)
    machine = [p.slot for p in parsed if p.slot and SLOTS[p.slot].kind == "machine"]
    if not (line.is_item and len(machine) == 1):
        return [_filled(block, lead_in, parsed, facts)]
    values = facts.values[machine[0]][:MOST_ITEMS]
    each = [Facts({**facts.values, machine[0]: (value,)}) for value in values]
    return [_filled(block, "\n- " if n else lead_in, parsed, one) for n, one in enumerate(each)]


def _obstacle(piece: Piece, facts: Facts) -> str:
    """Why this piece cannot be said, or ''."""
    if not piece.slot:
        gap = left_for_later(piece.text)
        return f"“{gap}” is a gap nobody filled." if gap else ""
    if piece.slot not in SLOTS:
        return f"There is no slot {piece.text}."
    if not facts.values.get(piece.slot):
        why = facts.missing.get(piece.slot)
        return f"{SLOTS[piece.slot].label}: {why or 'not known'}."
    return ""


def _filled(block: Block, lead_in: str, parsed: list[Piece], facts: Facts) -> Sentence:
    text, fills = "", []
    origin: Origin = "template"
    for piece, following in zip(parsed, [*parsed[1:], None], strict=True):
        if not piece.slot:
            text += piece.text
            continue
        value = facts.values[piece.slot][0]
        if following is not None:
            value = _inside(value, following, whole=SLOTS[piece.slot].kind != "record")
        if SLOTS[piece.slot].kind == "machine":
            origin = "machine"
        fills.append(Filled(piece.slot, value, len(text), len(text) + len(value.text)))
        text += value.text
    return Sentence(text, origin, block, lead_in, tuple(fills))


def _inside(value: Value, following: Piece, *, whole: bool) -> Value:
    """A sentence inside a sentence gives up its full stop, and nothing ends in two of them."""
    if value.text.endswith(".") and (whole or following.text.startswith(".")):
        return replace(value, text=value.text[:-1])
    return value


def _subject(template: str, facts: Facts) -> tuple[str, list[Dropped]]:
    dropped: list[Dropped] = []
    for choice in (part.strip() for part in template.split(OR)):
        if not choice:
            continue
        found = _said("body", Line(choice, ""), "", facts)
        if isinstance(found, list) and found[0].origin == "machine":
            found = Dropped(choice, "A subject holds no words from a call or a form.")
        if isinstance(found, list):
            return " ".join(found[0].text.split()), dropped
        dropped.append(Dropped(f"Subject: {found.text}", found.reason))
    return "", dropped
