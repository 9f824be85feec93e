"""Which findings belong in the mail, where, and which are better left out."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from followup.lib.grounding.links import links
from leads.extraction.evidence import share_words
from leads.extraction.schema import SURE, Conversation, Finding, Kind, Reading
from reviews.writing.schema import Block, LeftOut

ORDER: tuple[Block, ...] = ("recap", "ours", "theirs", "actions", "next_step", "questions")
MOST: Mapping[Block, int] = {"recap": 5, "questions": 4, "next_step": 1}
LONGEST = 400
ADDRESS = "It holds a link or an address. Add it by hand if it belongs in the mail."
# boss (at) evil.example, evil[.]example, hxxps://…
DISGUISE = re.compile(r"[\[({<]\s?(?:\.|dot|at|@)\s?[\])}>]|\bh(?:xx|\*\*)ps?\b", re.IGNORECASE)
BLOCKS: Mapping[Kind, Block] = {
    "recap": "recap",
    "deadline": "recap",
    "ask": "recap",
    "concern": "recap",
    "action_item": "actions",
    "next_step": "next_step",
    "open_question": "questions",
}
# Where two findings rest on the same words, the one that binds somebody says it best.
WEIGHT: tuple[Kind, ...] = (
    "commitment", "next_step", "action_item", "open_question", "deadline", "ask", "concern",
    "recap",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Selection:
    """Findings by block, each fact once, in the reading's order; and what was left out."""

    chosen: tuple[tuple[Block, Finding], ...]
    left_out: tuple[LeftOut, ...]


def select(reading: Reading) -> Selection:
    """The findings a short, honest mail would hold."""
    once = _each_once(reading)
    placed = {finding: block_of(finding) for finding in once if not _is_disguised(finding)}
    chosen: list[tuple[Block, Finding]] = []
    left_out = [LeftOut(f.text, ADDRESS, f.evidence) for f in once if _is_disguised(f)]
    for block in ORDER:
        within = [finding for finding, where in placed.items() if where == block]
        most = MOST.get(block, len(within))
        chosen += [(block, finding) for finding in within[:most]]
        left_out += [
            LeftOut(finding.text, "Left out to keep the mail short.", finding.evidence)
            for finding in within[most:]
        ]
    return Selection(tuple(chosen), tuple(left_out))


def block_of(finding: Finding) -> Block:
    """Where a finding stands. A promise of nobody's side is a task with an owner."""
    if finding.kind == "commitment":
        return finding.direction or "actions"
    return BLOCKS[finding.kind]


def asked_by_us(finding: Finding, conversation: Conversation) -> bool:
    """Whether an open question came from our side."""
    return bool(finding.evidence) and (
        finding.direction == "ours" or conversation.lines[finding.evidence[0].line].side == "ours"
    )


def unfit(text: str) -> str:
    """Why a sentence must not enter a mail by itself, or nothing."""
    if links(text):
        return ADDRESS
    if len(text) > LONGEST:
        return "It is too long for a mail. Say it in your own words."
    return ""


def _is_disguised(finding: Finding) -> bool:
    """Whether it rests on an address spelled so that no program sees one: a rewording would
    take the brackets away and leave the address standing."""
    return any(DISGUISE.search(cited.quote) for cited in finding.evidence)


def _each_once(reading: Reading) -> list[Finding]:
    """The findings in their order, without those another one already says."""
    kept: list[Finding] = []
    for finding in sorted(reading.findings, key=lambda f: WEIGHT.index(f.kind)):
        if finding.confidence < SURE or (finding.kind == "concern" and finding.direction == "ours"):
            continue
        if not any(_says_it(other, finding) for other in kept):
            kept.append(finding)
    return [finding for finding in reading.findings if finding in kept]


def _says_it(other: Finding, finding: Finding) -> bool:
    """Two different promises in one breath are two facts; a promise and its task are one."""
    if finding.kind == other.kind:
        return finding.text == other.text
    return share_words(other, finding)
