"""One finding per fact: repeats join their evidence, corrections replace what they correct."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.lexicon import MONEY
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.when import due_phrase

_CORRECTS = re.compile(
    r"\b(?:actually|sorry|scratch that|correction|on second thought|i mean|make (?:that|it)|let us (?:say|make it)|rather|instead|"
    r"change that|i meant|no wait|wait|better)\b"
)
_STOP = frozenset(
    "i we you he she it they a an the to of and or so but will would can could should may might shall am is are be been do does "
    "going go have has had that this these those my your our their his her me us them just also then well okay yes sure by on in at "
    "for with from as if up out about over back not really like want need get let s there here some any all more get know think "
    "today tomorrow tonight week month day monday tuesday wednesday thursday friday saturday sunday next end happy glad willing try "
    "make take give definitely certainly probably maybe now soon later".split()
)


def content(clause: Clause) -> set[str]:
    """The words a clause is about, roughly stemmed."""
    words = re.findall(r"[^\W\d_]{2,}", clause.canon)
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
    return shared >= 2 and shared >= 0.6 * len(b) or shared >= 1 and shared == len(b) and (gap <= 12 or _money(new))


def _money(fact: Fact) -> str | None:
    found = MONEY.search(fact.clause.canon)
    return found.group() if found else None


def _said_when(fact: Fact) -> str | None:
    start, end = fact.clause.tokens[0].start, fact.clause.tokens[-1].end
    return due_phrase(fact.clause.line.text[start:end])


def _joined(old: Fact, new: Fact) -> Fact:
    """The newer statement wins where they differ; a superseded sum or day is no evidence any more."""
    changed = (_money(old) and _money(new) and _money(old) != _money(new)) or (
        _said_when(old) and _said_when(new) and _said_when(old) != _said_when(new)
    )
    newer = bool(changed) or (bool(_said_when(new) or _money(new)) and not (_said_when(old) or _money(old)))
    main, rest = (new, old) if newer and content(new.clause) else (old, new)
    kept = [c for c in (*main.support, *rest.all_clauses)]
    if changed:
        kept = [c for c in kept if not _differs(c, main)]
    seen: list[Clause] = []
    for clause in kept:
        if clause is not main.clause and all(clause is not s for s in seen):
            seen.append(clause)
    strength = new.strength if newer else ("firm" if "firm" in (old.strength, new.strength) else old.strength)
    return replace(main, support=tuple(seen), strength=strength)


def _differs(clause: Clause, main: Fact) -> bool:
    """Whether a clause names another sum or day than the one that holds now."""
    money, when = MONEY.search(clause.canon), due_phrase(clause.line.text[clause.tokens[0].start : clause.tokens[-1].end])
    return bool(money and _money(main) and money.group() != _money(main) or when and _said_when(main) and when != _said_when(main))
