"""What a person must see and decide."""

from reviews.models.alerts import Alert
from reviews.models.decisions import Decision
from reviews.models.drafts import Draft, Sentence, SentenceEvidence

__all__ = ["Alert", "Decision", "Draft", "Sentence", "SentenceEvidence"]
