"""What other rules would have made of the people we know: who would change tier, and why."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import datetime

from leads.models import Lead, TierOverride
from leads.scoring import Rules, score
from leads.scoring.schema import Score
from sequences.warmth import counting, facts_of

MOST = 500  # the newest prospects; enough to see what a rule does
SHOWN = 40
ORDER = {"hot": 2, "warm": 1, "cold": 0}


@dataclass(frozen=True, slots=True)
class Moved:
    """Somebody whose tier would change. `is_held`: a person has set it, so it stays."""

    lead: Lead
    before: Score
    after: Score
    is_held: bool

    @property
    def is_up(self) -> bool:
        return ORDER[self.after.tier] > ORDER[self.before.tier]


@dataclass(frozen=True, slots=True)
class Trial:
    """`tiers`: (tier, how many now, how many with the new rules)."""

    looked_at: int
    tiers: list[tuple[str, int, int]]
    moved: list[Moved]

    @property
    def shown(self) -> list[Moved]:
        return self.moved[:SHOWN]

    @property
    def more(self) -> int:
        return max(0, len(self.moved) - SHOWN)


def compare(rules: Rules, *, now: datetime) -> Trial:
    """The rules beside what counts now, for the newest prospects. Nothing is written."""
    people = Lead.objects.filter(stage=Lead.Stage.PROSPECT).select_related("account")
    leads = list(people.order_by("-pk")[:MOST])
    facts = facts_of(leads, now=now)
    old = counting().rules
    held = set(
        TierOverride.objects.filter(lead__in=leads, lifted_at=None).values_list("lead", flat=True)
    )
    found = [
        Moved(
            lead,
            score(facts[lead.pk], old, now=now),
            score(facts[lead.pk], rules, now=now),
            lead.pk in held,
        )
        for lead in leads
    ]
    now_in, then_in = (
        Counter(one.before.tier for one in found),
        Counter(one.after.tier for one in found),
    )
    tiers = [(tier, now_in[tier], then_in[tier]) for tier in ("hot", "warm", "cold")]
    moved = [one for one in found if one.before.tier != one.after.tier]
    moved.sort(key=lambda one: -abs(one.after.total - one.before.total))
    return Trial(looked_at=len(leads), tiers=tiers, moved=moved)
