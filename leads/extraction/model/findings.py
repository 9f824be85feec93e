"""From what a model filled in to findings that the record bears out.

Nothing is taken on the model's word: quotes are found in the passage or lost, sides follow from
who spoke, dates are worked out by `followup.lib.dates`, and a restatement the verifier refuses
is replaced by the quote itself.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from followup.lib.grounding import Context, Source, check
from followup.lib.grounding.links import links
from leads.extraction.evidence import united
from leads.extraction.model.answer import Flag, Item, Quote
from leads.extraction.model.dates import due_day
from leads.extraction.model.people import People, owner_of
from leads.extraction.model.quotes import align
from leads.extraction.model.roles import role, weaker
from leads.extraction.schema import (
    Conversation,
    Evidence,
    Finding,
    SensitiveReason,
)
from leads.extraction.visible import LONGEST, visible

LONGEST_TEXT = 300


@dataclass(frozen=True, slots=True)
class Record:
    """One conversation, the passages shown in this request, and who took part."""

    conversation: Conversation
    shown: Mapping[str, int]
    known: People
    plain: tuple[Finding, ...] = ()  # what the rules found

    def words(self, line: int) -> str:
        return self.conversation.lines[line].text[: 2 * LONGEST]

    def sources(self, evidence: Sequence[Evidence]) -> list[Source]:
        cited = [self.conversation.lines[i] for i in sorted({e.line for e in evidence})]
        return [Source(visible(line.text), line.speaker or None, line.side) for line in cited]


def finding(item: Item, record: Record) -> Finding | str:
    """The finding behind one item of the answer, or why it was dropped, in words."""
    said = visible(item.text, most=LONGEST_TEXT)
    evidence = united(e for e in (quoted(q, record) for q in item.evidence[:6]) if e)
    if not evidence:
        return f"{said} (its quote is not in the record)"
    owner = owner_of(item.owner, evidence, record.conversation, record.known)
    speakers = [record.conversation.lines[e.line].speaker for e in evidence]
    note = record.conversation.source == "note"
    whose = role(item.kind, owner, speakers, record.known, note=note)
    if isinstance(whose, str):
        return f"{said} ({whose})"
    evidence, phrase = _due(item.due_phrase, evidence, record)
    found = Finding(
        kind=whose.kind,
        text=said,
        evidence=evidence,
        direction=whose.direction,
        owner=whose.owner,
        strength=item.strength,
        due_phrase=phrase,
        due=due_day(phrase, record.conversation) if phrase else None,
        confidence=0.9,
    )
    return _worded(replace(found, strength=weaker(found, record.plain)), record)


def flag(found: Flag, record: Record) -> SensitiveReason | str:
    """The sensitive reason with its verbatim quote, or why it was dropped."""
    evidence = quoted(found.evidence, record)
    if evidence is None:
        return f"{found.reason}: {visible(found.evidence.quote, most=120)} (not in the record)"
    return SensitiveReason(found.reason, evidence)


def quoted(quote: Quote, record: Record) -> Evidence | None:
    """The quote as it stands in its passage, or in the one other passage that has it verbatim."""
    words = visible(quote.quote, most=1_000)
    at = record.shown.get(quote.passage)
    if at is not None and (span := align(words, record.words(at))):
        return _cut(at, *span, record)
    others = [
        (line, span)
        for line in record.shown.values()
        if line != at and (span := align(words, record.words(line), near=False))
    ]
    return _cut(others[0][0], *others[0][1], record) if len(others) == 1 else None


def _cut(line: int, start: int, end: int, record: Record) -> Evidence:
    return Evidence(line, record.conversation.lines[line].text[start:end], start, end)


def _due(
    phrase: str | None, evidence: tuple[Evidence, ...], record: Record
) -> tuple[tuple[Evidence, ...], str | None]:
    """The due phrase as said in a cited line; the quote there is widened to hold it."""
    words = visible(phrase or "", most=80).casefold()
    for place, cited in enumerate(evidence):
        text = record.words(cited.line)
        start = text.casefold().find(words) if words else -1
        end = start + len(words)
        if start < 0 or text[start:end].casefold() != words:
            continue
        wide = _cut(cited.line, min(start, cited.start), max(end, cited.end), record)
        return (*evidence[:place], wide, *evidence[place + 1 :]), text[start:end]
    return evidence, None


def _worded(found: Finding, record: Record) -> Finding:
    """The finding in the model's words if they hold, else in the speaker's own."""
    held = record.conversation.held_at
    context = Context(
        reference=held,
        timezone=record.conversation.timezone,
        people=tuple(record.known.side),
        dates=(found.due,) if found.due else (),
    )
    judged = check(found.text, cited=record.sources(found.evidence), context=context)
    if judged.verdict != "unsupported" and not links(found.text):
        return found
    cited = found.evidence[0]
    speaker = record.conversation.lines[cited.line].speaker
    words = visible(cited.quote, most=LONGEST_TEXT)
    for _, start, end in reversed(links(words)):
        words = f"{words[:start]}[…]{words[end:]}"
    return replace(found, text=f"{speaker}: “{words}”", confidence=0.6)
