"""How warm a lead is, with every point explained. Pure: no clock, no network, no database."""

from __future__ import annotations

from datetime import datetime

from leads.scoring.schema import SIGNALS, Act, Facts, Reason, Rule, Rules, Score, Tier
from leads.scoring.signals import HOLDS, wish

__all__ = ["SHIPPED", "SIGNALS", "Act", "Facts", "Reason", "Rule", "Rules", "Score", "score"]

# What ships: guesses that an admin is expected to replace by their own.
SHIPPED = Rules(
    rules=(
        Rule(signal="company_size", points=15, least=50, most=2_000),
        Rule(signal="title_match", points=15, words=("head", "director", "vp", "chief", "founder")),
        Rule(signal="title_match", points=-20, words=("student", "intern")),
        Rule(signal="source", points=10, words=("demo", "referral", "website")),
        Rule(signal="page_depth", points=10, least=4, within_days=14),
        Rule(signal="intent_page", points=20, least=2, within_days=7, words=("pricing", "demo")),
        Rule(signal="engagement", points=30, within_days=14, words=("demo request",)),
        Rule(signal="engagement", points=20, within_days=30),
        Rule(signal="recency", points=10, within_days=14),
        Rule(signal="completeness", points=10, least=75),
    )
)
MOST_WISHES = 3


def score(facts: Facts, rules: Rules, *, now: datetime) -> Score:
    """The points of every rule that holds, the largest first; each rule counts at most once."""
    held = [(rule, HOLDS[rule.signal](rule, facts, now)) for rule in rules.rules]
    reasons = [Reason(rule.points, words, rule.signal) for rule, words in held if words]
    reasons.sort(key=lambda r: -abs(r.points))
    total = sum(r.points for r in reasons)
    missed = [rule for rule, words in held if not words]
    return Score(total, tier_of(total, rules), tuple(reasons), _lifts(total, missed, rules))


def tier_of(total: int, rules: Rules) -> Tier:
    """The tier of a total."""
    if total >= rules.hot_from:
        return "hot"
    return "warm" if total >= rules.warm_from else "cold"


def _lifts(total: int, missed: list[Rule], rules: Rules) -> tuple[str, ...]:
    """What a person could do that would by itself lift them into the next tier, if anything."""
    tier = tier_of(total, rules)
    found = []
    for rule in sorted(missed, key=lambda r: r.points):
        after = tier_of(total + rule.points, rules)
        if rule.points > 0 and after != tier and (words := wish(rule)):
            found.append(f"{words} ({rule.points:+d}) would make them {after}")
    return tuple(found[:MOST_WISHES])
