"""Whether a sentence may stand: the writers ask before they write, the caller asks again."""

from __future__ import annotations

from collections.abc import Sequence

from followup.lib.grounding import Context, Judgement, Source, check
from leads.extraction.schema import Evidence, Finding
from leads.extraction.visible import visible
from reviews.writing.schema import Brief


def verdict(
    text: str, evidence: Sequence[Evidence], findings: Sequence[Finding], brief: Brief
) -> Judgement:
    """The verifier's judgement of `text` against the passages it rests on.

    Whole passages, not quotes: a hedge just outside the quote still counts. `findings` are what
    the sentence restates; days worked out for them may be named.
    """
    return check(
        text,
        cited=[
            Source(visible(line.text), line.speaker, line.side)
            for line in (brief.conversation.lines[i] for i in sorted({e.line for e in evidence}))
        ],
        context=Context(
            reference=brief.conversation.held_at,
            timezone=brief.conversation.timezone,
            author=brief.author.name,
            recipient=brief.recipient.name,
            people=tuple(dict.fromkeys(line.speaker for line in brief.conversation.lines)),
            dates=tuple(f.due for f in findings if f.due),
        ),
    )
