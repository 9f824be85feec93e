"""What a person must see and decide."""

from reviews.models.alerts import Alert
from reviews.models.cards import Card, CardDecision
from reviews.models.decisions import Decision
from reviews.models.drafts import NO_DAY, Draft, Sentence, SentenceEvidence
from reviews.models.notices import Memo, Preference, Undrafted
from reviews.models.policy import Policy
from reviews.models.reading import DraftView, Scratch

__all__ = [
    "NO_DAY",
    "Alert",
    "Card",
    "CardDecision",
    "Decision",
    "Draft",
    "DraftView",
    "Memo",
    "Policy",
    "Preference",
    "Scratch",
    "Sentence",
    "SentenceEvidence",
    "Undrafted",
]
