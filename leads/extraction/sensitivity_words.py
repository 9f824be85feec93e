"""The words of a tense call in English: what is asked, felt or threatened between the two sides.

A subject alone ("cancer", "court", "cancel") is everyday business for many customers. What counts
is that it happens to the people on the call or between them, so most patterns name both. Each
alternative is bounded: none can run over a long line more than once from one place.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Signal:
    """A reason and the words that give it; `about_us` needs you, your or our product as well.

    `unless` are words in the same sentence that make it somebody else's affair; `not_ours` leaves
    out what our own people say ("so you lost a contract?" is a rep who listens).
    """

    reason: str
    words: re.Pattern[str]
    about_us: bool = False
    unless: re.Pattern[str] | None = None
    not_ours: bool = False


def signal(
    reason: str, *words: str, about_us: bool = False, unless: str = "", not_ours: bool = False
) -> Signal:
    """A signal from regular expressions, each matched between word boundaries."""
    made = re.compile(rf"\b(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)
    veto = re.compile(rf"\b(?:{unless})\b", re.IGNORECASE) if unless else None
    return Signal(reason, made, about_us, veto, not_ours)


ABOUT_US = re.compile(
    r"\b(?:you|your|yours|sorry|apologi[sz]e|apology|the (?:app|system|platform|tool|product|"
    r"software|service|support|integration|sync|import|export|portal|roll-?out|onboarding|"
    r"implementation|migration|training|update|release|invoice|outage|upgrade|account team|data|"
    r"reports?|numbers))\b",
    re.IGNORECASE,
)
THIRD = (
    r"customers?|clients?|members?|subscribers?|users|patients?|guests?|tenants?|students?|"
    r"residents?|passengers?|shoppers?|policy ?holders?|landlords?|families|citizens|parents"
)
OLD = (
    r"current|existing|previous|old|legacy|spreadsheets?|excel|paper|manual(?:ly)?|whiteboard|"
    r"by hand|competitor we use"
)
NUMBER = (
    r"(?:\d{1,3}|five|ten|twelve|fifteen|twenty|twenty-five|thirty|forty|fifty|half)"
    r"(?: ?%| percent| per cent)"
)
MONEY = r"(?:prices?|pricing|quote|fees?|offer|terms|your (?:costs?|rates?|figures?|numbers?))"
KIN = (
    r"(?:father|mother|dad|mum|mom|wife|husband|partner|son|daughter|child|baby|brother|sister|"
    r"grandfather|grandmother|gran|uncle|aunt|friend|colleague|boss|founder|owner|manager|"
    r"director|chief executive|ceo|cfo|cto|team ?mate|assistant|co-?owner)"
)
WE = r"(?:we|i|my \w+|our \w+(?: \w+)?|they|the (?:board|management|company|team)|management)"
COMPANY = r"(?:company|firm|business|group|employer|parent company|owner|site|plant|office)"
CONTRACT = (
    r"(?:contract|subscription|account|licen[cs]es?|agreement|renewal|plan|membership|order with|"
    r"service with)"
)

EVERYDAY = re.compile(
    r"\b(?:no (?:complaints?|discounts?|liability|lawyers?)|not (?:angry|disappointed)|can'?t "
    r"complain|no need to escalate|escalation (?:path|matrix|process|policy|contact)s?|"
    r"discount(?:ed)? "
    r"cash flow|noise[- ]cancell?ing|incident (?:response|management) (?:plan|process|policy|tool)|"
    r"(?:liability|cyber|indemnity) (?:insurance|cover)|professional indemnity|deadlock|churn "
    r"(?:rate|prediction|analysis|model|"
    r"dashboard|report)s?|root cause analysis (?:tool|feature|module)|(?:cancel|undo) button|"
    r"early payment discounts?)\b",
    re.IGNORECASE,
)
