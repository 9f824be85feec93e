"""What a machine may say in the slots `{call.…}` of a template: restated, verified, cited.

The same writer and the same verifier as for a recap. What was promised and is kept or dropped
since is left away; so is what the record does not bear out.
"""

from __future__ import annotations

from dataclasses import replace

from leads import reading
from leads.extraction.schema import Finding, Reading
from leads.models import Call, Lead, Passage
from leads.models import Finding as Row
from reviews.material import stored
from reviews.writing import Brief, Person
from reviews.writing.layout import Point
from reviews.writing.rules import point
from reviews.writing.schema import Block
from reviews.writing.selection import asked_by_us, select
from sequences.slots import Quote, Value

SLOT: dict[Block, str] = {
    "recap": "call.recap_point",
    "ours": "call.promise",
    "theirs": "call.their_promise",
    "next_step": "call.next_step",
    "questions": "call.question",
}
OVER = (Row.Status.KEPT, Row.Status.DROPPED)


def words(call: Call, *, lead: Lead) -> dict[str, tuple[Value, ...]]:
    """By slot, what can be said to `lead` about `call` in its owner's name; {} if it is tense."""
    if call.sensitive or lead.is_sensitive:
        return {}
    passages = {p.index: p for p in call.passages.all()}
    brief = Brief(
        conversation=reading.conversation(call),
        reading=_without_what_is_over(call, stored(call, passages)),
        author=Person(lead.owner.name, lead.owner.first_name),
        recipient=Person(lead.name, lead.first_name),
        greeting="",
        sign_off="",
        title=call.title,
        language=call.language,
    )
    found: dict[str, tuple[Value, ...]] = {}
    for block, finding in select(brief.reading).chosen:
        slot = SLOT.get(block)
        if slot is None or (block == "questions" and asked_by_us(finding, brief.conversation)):
            continue
        if (value := _value(block, finding, brief, call, passages)) is not None:
            found[slot] = (*found.get(slot, ()), value)
    return found


def _without_what_is_over(call: Call, found: Reading) -> Reading:
    over = set(call.findings.filter(status__in=OVER).values_list("kind", "text"))
    return replace(found, findings=tuple(f for f in found.findings if (f.kind, f.text) not in over))


def _value(
    block: Block, finding: Finding, brief: Brief, call: Call, passages: dict[int, Passage]
) -> Value | None:
    said = point(block, finding, brief)
    if not isinstance(said, Point):
        return None
    quotes = tuple(Quote(passages[e.line].pk, e.quote, e.start) for e in said.evidence)
    return Value(said.text, f"{call.title}, {call.held_at:%-d %B}", quotes)
