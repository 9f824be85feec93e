"""Whether a sentence may stand: the writers ask before they write, the caller asks again."""

from __future__ import annotations

from collections.abc import Sequence

from followup.lib.grounding import Context, Judgement, Source, check
from leads.extraction.schema import Conversation, Evidence, Finding
from leads.extraction.visible import visible
from reviews.writing.schema import Brief


def verdict(
    text: str, evidence: Sequence[Evidence], findings: Sequence[Finding], brief: Brief
) -> Judgement:
    """The verifier's judgement of `text` against the passages it rests on.

    Whole passages, not quotes: a hedge just outside the quote still counts, and the rest of the
    record may contradict. `findings` are what the sentence restates; days worked out for them
    may be named.
    """
    lines, cited = brief.conversation.lines, {e.line for e in evidence}
    passages = sources(brief.conversation)
    speakers = [line.speaker for line in lines if line.speaker]
    return check(
        text,
        cited=[source for i, source in enumerate(passages) if i in cited],
        rest=[source for i, source in enumerate(passages) if i not in cited],
        context=Context(
            reference=brief.conversation.held_at,
            timezone=brief.conversation.timezone,
            author=brief.author.name,
            recipient=brief.recipient.name,
            people=tuple(dict.fromkeys([*speakers, brief.author.name, brief.recipient.name])),
            dates=tuple(f.due for f in findings if f.due),
        ),
    )


def sources(conversation: Conversation) -> list[Source]:
    """The passages as the verifier sees them, in their order.

    A note keeps its writer and side: without them nothing the rep noted could be said plainly.
    """
    return [
        Source(visible(line.text), line.speaker or None, line.side) for line in conversation.lines
    ]
