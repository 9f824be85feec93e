"""What can be scored: a call, a sentence or a date, each with the right answer."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime

from followup.lib.grounding import Context, Source
from leads.extraction.schema import Conversation, Direction, Kind


@dataclass(frozen=True, slots=True)
class Work:
    """Something that somebody has to do after the call, and the lines that say so.

    With `owners` any of them is right; without, or with no `direction` or `due`, it is not scored.
    A commitment is taken on by the one who speaks, an action item given by somebody else. What is
    `soft` is a hedge or a condition ("I'll try"): it need not be found, and not as a firm promise.
    """

    evidence: frozenset[int]
    kind: Kind | None = None
    owners: tuple[str, ...] = ()
    direction: Direction | None = None
    due: date | None = None
    soft: bool = False


@dataclass(frozen=True, slots=True)
class CallItem:
    """A call and what is in it; what is None is not known and not scored.

    `work` is the complete list of commitments and action items; the `kinds` it holds are also
    scored each on its own. `promising` are the lines in which
    somebody takes something on (only people of `side`, where given). `sums` holds the sum `side`
    has committed to, None inside when there was none.
    """

    id: str
    conversation: Conversation
    work: tuple[Work, ...] | None = None
    kinds: tuple[Kind, ...] = ()
    promising: frozenset[int] | None = None
    side: Direction | None = None
    sums: tuple[float | None] | None = None

    @property
    def document(self) -> str:
        return self.id


@dataclass(frozen=True, slots=True)
class SentenceItem:
    """A sentence, the passages it cites, and whether they support it.

    `errors` names what is wrong with an unsupported one. Items of one `document` stand or fall
    together, so intervals are taken over documents.
    """

    id: str
    document: str
    cited: tuple[Source, ...]
    sentence: str
    supported: bool
    errors: tuple[str, ...] = ()
    context: Context = field(default_factory=Context)


@dataclass(frozen=True, slots=True)
class DateItem:
    """A text with one date phrase: `span` says where, None that the whole text is the phrase.

    `answers` are ISO days, moments or intervals `a/b`, any of them right; empty means that no date
    must be given.
    """

    id: str
    document: str
    text: str
    reference: datetime
    answers: tuple[str, ...]
    span: tuple[int, int] | None = None
    timezone: str = "UTC"
    language: str = "en"
    fiscal_year_start: int | None = None


Item = CallItem | SentenceItem | DateItem
