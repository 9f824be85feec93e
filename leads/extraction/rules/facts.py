"""What the rules found, before it is put into words."""

from __future__ import annotations

from dataclasses import dataclass

from leads.extraction.rules.moments import Moment
from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Kind, Strength


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact: the clause that says it best, where its predicate begins, and what supports it.

    `verb_only` predicates begin at the bare verb ("send the deck"), as in a request that was
    accepted; the others at the speaker's own words ("I'll send the deck").
    """

    kind: Kind
    clause: Clause
    at: int
    owner: str | None
    strength: Strength = "firm"
    support: tuple[Clause, ...] = ()
    verb_only: bool = False
    weight: float = 1.0
    confidence: float = 1.0  # low for what is said and done on the spot
    amended: Clause | None = None  # what corrected the day: "actually, make that Tuesday"
    leans_on: Clause | None = None  # what "it" or "him" means; evidence, and not part of the fact
    moment: Moment | None = None  # a next step's time, in all the words that name it

    @property
    def order(self) -> tuple[int, int]:
        return (self.clause.line.index, self.clause.order)

    @property
    def all_clauses(self) -> tuple[Clause, ...]:
        return (self.clause, *self.support, *((self.amended,) if self.amended else ()))
