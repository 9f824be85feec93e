"""Each signal as one function: does it hold for these facts, and in which words?

An answer is the sentence of the breakdown, or None where the signal does not hold or the fact is
not known: what nobody told us counts neither for nor against anybody.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta

from leads.scoring.schema import Act, Facts, Rule

PAGES = frozenset({"page_viewed"})
ENGAGED = {
    "meeting": "meeting",
    "meeting_booked": "meeting",
    "call": "call",
    "demo_requested": "demo request",
    "reply": "answer",
    "form_submitted": "form",
    "click": "click",
}
DEEDS = tuple(dict.fromkeys(ENGAGED.values()))

Holds = Callable[[Rule, Facts, datetime], "str | None"]


def company_size(rule: Rule, facts: Facts, now: datetime) -> str | None:
    if facts.employees is None or not _within(rule, facts.employees):
        return None
    return f"their company has {facts.employees:,} people"


def title_match(rule: Rule, facts: Facts, now: datetime) -> str | None:
    word = _said(rule.words, facts.title)
    return f"their title says “{word}”" if word else None


def industry(rule: Rule, facts: Facts, now: datetime) -> str | None:
    return f"they are in {facts.industry}" if _said(rule.words, facts.industry) else None


def source(rule: Rule, facts: Facts, now: datetime) -> str | None:
    return f"they came by “{facts.source}”" if _said(rule.words, facts.source) else None


def page_depth(rule: Rule, facts: Facts, now: datetime) -> str | None:
    seen = {a.path for a in _recent(rule, facts, now) if a.kind in PAGES}
    if not _within(rule, len(seen)):
        return None
    return f"{_counted(len(seen), 'page')} read {_ago(rule)}"


def intent_page(rule: Rule, facts: Facts, now: datetime) -> str | None:
    wanted = {w.casefold() for w in rule.words}
    seen = [a for a in _recent(rule, facts, now) if a.kind in PAGES and a.intent in wanted]
    if not _within(rule, len(seen)):
        return None
    return f"{seen[-1].intent} page {_times(len(seen))} {_ago(rule)}"


def engagement(rule: Rule, facts: Facts, now: datetime) -> str | None:
    wanted = {w.strip().casefold() for w in rule.words} or set(DEEDS)
    done = [ENGAGED[a.kind] for a in _recent(rule, facts, now) if a.kind in ENGAGED]
    done = [deed for deed in done if deed in wanted]
    if not _within(rule, len(done)):
        return None
    kinds = [deed for deed in DEEDS if deed in done]
    return " and ".join(_counted(done.count(k), k) for k in kinds) + f" {_ago(rule)}"


def recency(rule: Rule, facts: Facts, now: datetime) -> str | None:
    last = max((a.at for a in facts.acts if a.at <= now), default=None)
    if last is None or now - last > timedelta(days=rule.within_days):
        return None
    days = (now.date() - last.astimezone(now.tzinfo).date()).days
    return f"we heard of them {({0: 'today', 1: 'yesterday'}).get(days, f'{days} days ago')}"


def completeness(rule: Rule, facts: Facts, now: datetime) -> str | None:
    if not facts.asked:
        return None
    share = 100 * facts.answered // facts.asked
    return f"{share} % of the form filled in" if _within(rule, share) else None


HOLDS: Mapping[str, Holds] = {
    "company_size": company_size,
    "title_match": title_match,
    "industry": industry,
    "source": source,
    "page_depth": page_depth,
    "intent_page": intent_page,
    "engagement": engagement,
    "recency": recency,
    "completeness": completeness,
}


def wish(rule: Rule) -> str | None:
    """What the person would have to do for a rule to hold; None where it is not theirs to do."""
    match rule.signal:
        case "page_depth":
            return f"{_counted(rule.least, 'page')} read {_ago(rule)}"
        case "intent_page":
            return f"{' or '.join(rule.words)} page {_times(rule.least)} {_ago(rule)}"
        case "engagement":
            deed = _counted(rule.least, rule.words[0] if rule.words else "click")
            return f"{deed}{'' if rule.words else ', or an answer,'} {_ago(rule)}"
        case "recency":
            return "hearing of them again"
    return None


def _within(rule: Rule, number: int) -> bool:
    return rule.least <= number and (rule.most is None or number <= rule.most)


def _recent(rule: Rule, facts: Facts, now: datetime) -> Sequence[Act]:
    since = now - timedelta(days=rule.within_days)
    return sorted((a for a in facts.acts if since <= a.at <= now), key=lambda a: a.at)


def _said(words: Sequence[str], text: str) -> str:
    """The first of the words that stands in the text as a whole word, as the rule spells it."""
    for word in words:
        if word.strip() and re.search(rf"(?<!\w){re.escape(word.strip())}(?!\w)", text, re.I):
            return word.strip()
    return ""


def _counted(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _times(number: int) -> str:
    return {1: "once", 2: "twice"}.get(number, f"{number} times")


def _ago(rule: Rule) -> str:
    return {7: "this week", 1: "today"}.get(rule.within_days, f"in {rule.within_days} days")
