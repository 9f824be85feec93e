"""Scoring what an engine understood of a call against what is known of it."""

from __future__ import annotations

from collections.abc import Sequence

from followup.evaluation.items import CallItem, Work
from followup.evaluation.matching import matched, same_owner
from followup.evaluation.measures import Measure, tally
from followup.evaluation.sums import committed_sum
from leads.extraction.schema import Conversation, Finding, Kind, Reading

NEAR = 2  # utterances by which evidence may miss; speech repeats itself
KINDS: tuple[Kind, ...] = ("commitment", "action_item")


def _found(name: str, key: str) -> tuple[Measure, ...]:
    return (
        Measure(f"{name}, F1", ((f"{key} hits twice", f"{key} found and right"),)),
        Measure(f"  {name}, precision", ((f"{key} hits", f"{key} found"),)),
        Measure(f"  {name}, recall", ((f"{key} hits", f"{key} right"),)),
    )


MEASURES = (
    *_found("action items", "action_item"),
    *_found("commitments", "commitment"),
    *_found("action items and commitments together", "work"),
    Measure("invented, or wrong owner or side", (("invented", "work found"),), True),
    Measure("  hedges taken for promises", (("work hardened", "work hedges"),), True),
    Measure("  wrong owner, of those where it is known", (("wrong owner", "owners"),), True),
    Measure("  wrong side, of those where it is known", (("wrong side", "sides"),), True),
    Measure("due day right", (("due right", "dues"),)),
    Measure("due day wrong", (("due wrong", "due given"),), True),
    *_found("promising lines", "lines"),
    Measure("commitments laid to the wrong side", (("wrong party", "pledges"),), True),
    Measure("committed sum exact, of calls", (("sum exact", "sums"),)),
    Measure("sum invented, of calls without one", (("sum invented", "no sum"),), True),
    Measure("commitment invented, of calls without any", (("pledge invented", "no pledge"),), True),
    Measure("findings whose quotes are in the record", (("quoted", "findings"),)),
    Measure("calls the model could not read", (("unread", "asked"),), True),
    Measure("calls where the rules had to step in", (("stepped in", "asked"),), True),
)


def score(item: CallItem, reading: Reading) -> dict[str, float]:
    """Counts for MEASURES from one call."""
    counts: dict[str, float] = {"findings": len(reading.findings)}
    counts["quoted"] = sum(_is_quoted(f, item.conversation) for f in reading.findings)
    if item.work is not None:
        found = [f for f in reading.findings if f.kind in KINDS]
        counts |= _score_work(item.work, found)
        for kind in item.kinds:
            counts |= _score_kind(kind, item.work, found)
    if item.promising is not None:
        counts |= _score_lines(item, item.promising, reading)
    if item.sums is not None and item.side is not None:
        counts |= _score_sum(item, item.sums[0], reading)
    return counts


def unread(item: CallItem) -> dict[str, float]:
    """Counts for a call that the engine could not read: nothing found, nothing invented."""
    return score(item, Reading((), "", "")) | {"unread": 1}


def _is_quoted(finding: Finding, conversation: Conversation) -> bool:
    texts = {line.index: line.text for line in conversation.lines}
    return bool(finding.evidence) and all(
        e.quote and texts.get(e.line, "")[e.start : e.end] == e.quote for e in finding.evidence
    )


def _score_work(gold: tuple[Work, ...], found: list[Finding]) -> dict[str, float]:
    pairs, counts = _paired("work", gold, found)
    owners = [(w, f) for w, f in pairs if w.owners]
    sides = [(w, f) for w, f in pairs if w.direction and f.direction]
    strayed = [f for w, f in owners if f.owner and not same_owner(w, f)]
    crossed = [f for w, f in sides if w.direction != f.direction]
    wrong = {id(f) for f in (*strayed, *crossed)}
    due = [(w, f) for w, f in pairs if w.due]
    given = [(w, f) for w, f in pairs if f.due]
    return counts | {
        "owners": len(owners),
        "wrong owner": len(strayed),
        "sides": len(sides),
        "wrong side": len(crossed),
        "invented": counts["work found"] - len(pairs) + len(wrong),
        "dues": len(due),
        "due right": sum(w.due == f.due for w, f in due),
        "due given": len(given),
        "due wrong": sum(w.due != f.due for w, f in given),
    }


def _paired(
    key: str, gold: Sequence[Work], found: Sequence[Finding]
) -> tuple[list[tuple[Work, Finding]], dict[str, float]]:
    """The pairs of what had to be found, and counts. A hedge reported as one does not count."""
    pairs = matched(gold, found, near=NEAR)
    hedges = [f for w, f in pairs if w.soft]
    hardened = sum(f.strength == "firm" for f in hedges)
    firm = [(w, f) for w, f in pairs if not w.soft]
    soft = sum(w.soft for w in gold)
    counts = tally(
        f"{key} ",
        hits=len(firm),
        found=len(found) - len(hedges) + hardened,
        right=len(gold) - soft,
    )
    return firm, counts | {f"{key} hedges": soft, f"{key} hardened": hardened}


def _score_kind(kind: Kind, gold: tuple[Work, ...], found: list[Finding]) -> dict[str, float]:
    right = [w for w in gold if w.kind == kind]
    return _paired(kind, right, [f for f in found if f.kind == kind])[1]


def _score_lines(item: CallItem, gold: frozenset[int], reading: Reading) -> dict[str, float]:
    by_index = {line.index: line for line in item.conversation.lines}
    pledges = [f for f in reading.findings if f.kind == "commitment"]
    if item.side:
        pledges = [f for f in pledges if f.direction == item.side]
    lines: set[int] = set()
    crossed = 0
    for pledge in pledges:
        own = {
            e.line
            for e in pledge.evidence
            if (by_index[e.line].side == item.side if item.side else True)
            and (item.side or by_index[e.line].speaker == pledge.owner)
        }
        crossed += bool(item.side) and not own
        lines |= own
    counts = tally("lines ", hits=len(lines & gold), found=len(lines) + crossed, right=len(gold))
    return counts | ({"pledges": len(pledges), "wrong party": crossed} if item.side else {})


def _score_sum(item: CallItem, gold: float | None, reading: Reading) -> dict[str, float]:
    side = item.side or "theirs"
    said = committed_sum(item.conversation, reading.findings, side)
    exact = said is gold is None or (
        said is not None and gold is not None and abs(said - gold) < 0.005
    )
    counts: dict[str, float] = {"sums": 1, "sum exact": exact}
    if gold is None:
        counts |= {"no sum": 1, "sum invented": said is not None}
        if not item.promising:
            pledged = [
                f for f in reading.findings if f.kind == "commitment" and f.direction == side
            ]
            counts |= {"no pledge": 1, "pledge invented": bool(pledged)}
    return counts
