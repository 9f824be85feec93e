"""One finding per fact: repeats join their evidence, corrections replace what they correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import MONEY, words
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.when import due_phrase
from leads.extraction.schema import Kind

_CORRECTS = re.compile(
    r"\b(?:actually|sorry|scratch that|correction|on second thought|i mean|make (?:that|"
    r"it)|let us (?:say|make it)|rather|instead|"
    r"change that|i meant|no wait|wait|better)\b"
)
_PRONOUN_OBJECT = re.compile(
    r"\b(?:it|that|this|them|those|these|so)\b(?! (?:team|week|month|one)\b)"
)
_STOP = words(
    "i we you he she it they a an the to of and or so but will would can could should "
    "may might shall am is are be been do does "
    "going go have has had that this these those my your our their his her me us them "
    "just also then well okay yes sure by on in at "
    "for with from as if up out about over back not really like want need get let s "
    "there here some any all more get know think "
    "today tomorrow tonight week month day monday tuesday wednesday thursday friday "
    "saturday sunday next end happy glad willing try "
    "dollar dollars cent cents euro euros pound pounds percent bucks "
    "make take give definitely certainly probably maybe now soon later"
)


def content(clause: Clause) -> set[str]:
    """The words a clause is about, roughly stemmed."""
    return about(clause.canon)


def about(text: str) -> set[str]:
    """The words a canonical text is about, roughly stemmed."""
    words = re.findall(r"[^\W\d_]{2,}", text)
    return {re.sub(r"(?:ing|ed|es|s|ion)$", "", w) for w in words if w not in _STOP}


def merged(facts: Sequence[Fact]) -> list[Fact]:
    """Facts of one kind and owner about the same thing become one, the latest wording first."""
    out: list[Fact] = []
    for fact in sorted(facts, key=lambda f: f.order):
        for at in range(len(out) - 1, -1, -1):
            old = out[at]
            if _same_fact(old, fact):
                out[at] = _joined(old, fact)
                break
        else:
            out.append(fact)
    return out


def _same_fact(old: Fact, new: Fact) -> bool:
    if (old.kind == "next_step") != (new.kind == "next_step") or old.owner != new.owner:
        return False
    if old.clause is new.clause:
        return True
    if {old.kind, new.kind} - {"commitment", "action_item"} and old.kind != new.kind:
        return False
    a = set().union(*(content(c) for c in old.all_clauses))
    b = content(new.clause)
    gap = new.clause.line.index - old.all_clauses[-1].line.index
    if not b or (_CORRECTS.search(new.clause.canon) and gap <= 6 and len(b - a) <= 2):
        return gap <= 8
    shared = len(a & b)
    return (shared >= 2 and shared >= 0.6 * len(b)) or (
        shared >= 1 and shared == len(b) and (gap <= 12 or _money(new) is not None)
    )


def _money(fact: Fact) -> str | None:
    found = MONEY.search(fact.clause.canon)
    return found.group() if found else None


def _said_when(fact: Fact) -> str | None:
    start, end = fact.clause.tokens[0].start, fact.clause.tokens[-1].end
    return due_phrase(fact.clause.line.text[start:end])


def _joined(old: Fact, new: Fact) -> Fact:
    """The newer statement wins; a superseded sum or day is no evidence any more."""
    changed = (_money(old) and _money(new) and _money(old) != _money(new)) or (
        _said_when(old) and _said_when(new) and _said_when(old) != _said_when(new)
    )
    vague = old.verb_only and bool(_PRONOUN_OBJECT.search(new.clause.canon))
    newer = not vague and (
        bool(changed and (content(new.clause) or _money(new)))
        or (bool(_said_when(new) or _money(new)) and not (_said_when(old) or _money(old)))
    )
    main, rest = (new, old) if newer else (old, new)
    kept = [*main.support, *rest.all_clauses]
    if changed and main is old:
        return _amended(old, new)
    if changed:
        kept = [c for c in kept if not _differs(c, main)]
    seen: list[Clause] = []
    for clause in kept:
        if clause is not main.clause and all(clause is not s for s in seen):
            seen.append(clause)
    strength = (
        new.strength
        if newer
        else ("firm" if "firm" in (old.strength, new.strength) else old.strength)
    )
    return replace(
        main,
        kind=_kind(old, new),
        support=tuple(seen),
        strength=strength,
        confidence=max(old.confidence, new.confidence),
    )


def _kind(old: Fact, new: Fact) -> Kind:
    """A task its owner took on is a promise to the other side; among colleagues it is a task."""
    if old.kind == new.kind:
        return old.kind
    return "action_item" if new.clause.side == "unknown" else "commitment"


def _differs(clause: Clause, main: Fact) -> bool:
    """Whether a clause names another sum or day than the one that holds now."""
    money, when = (
        MONEY.search(clause.canon),
        due_phrase(clause.line.text[clause.tokens[0].start : clause.tokens[-1].end]),
    )
    return bool(
        (money and _money(main) and money.group() != _money(main))
        or (when and _said_when(main) and when != _said_when(main))
    )


def _amended(old: Fact, new: Fact) -> Fact:
    """The old words with the new day; passages that still name the old day only are dropped."""
    kept = tuple(c for c in old.support if due_phrase(c.canon) is None)
    return replace(old, support=kept, amended=new.clause)


def corrected(facts: Sequence[Fact], clauses: Sequence[Clause]) -> list[Fact]:
    """Corrections applied that are no promise by themselves: "Actually, make that Tuesday"."""
    out = list(facts)
    for clause in clauses:
        if clause.words > 12 or not _CORRECTS.search(clause.canon) or clause.is_question:
            continue
        when = due_phrase(clause.line.text[clause.tokens[0].start : clause.tokens[-1].end])
        if when is None or any(clause is c for f in out for c in f.all_clauses):
            continue
        for at in range(len(out) - 1, -1, -1):
            fact = out[at]
            last = max(fact.all_clauses, key=lambda c: (c.line.index, c.order))
            gap = (clause.line.index, clause.order) > (
                last.line.index,
                last.order,
            ) and clause.line.index - last.line.index
            if gap is not False and gap <= 3 and _day_of(fact) and _may_correct(clause, fact):
                out[at] = replace(fact, amended=clause)
                break
    return out


def _may_correct(clause: Clause, fact: Fact) -> bool:
    return fact.kind == "next_step" or any(c.speaker == clause.speaker for c in fact.all_clauses)


def _day_of(fact: Fact) -> bool:
    return any(
        due_phrase(c.line.text[c.tokens[0].start : c.tokens[-1].end]) for c in fact.all_clauses
    )
