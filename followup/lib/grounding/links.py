"""Links and addresses: literally in a cited passage that our side said, or not at all."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from followup.lib.grounding.schema import Reason, Source

_LINK = re.compile(
    r"[a-z][a-z0-9+.-]{1,20}://[^\s<>\"“”]+|\bwww\.[^\s<>\"“”]+|[^\s<>@\"“”(]{1,64}@[^\s<>@\"“”)]{1,255}"
    r"|(?<![\w@.-])(?:[a-z0-9-]{1,63}\.){1,8}(?:com|org|net|io|example|dev|app|ai|co|uk|de|eu|fr|info"
    r"|biz|xyz|me|us|ru|cn|in|ly|link|site|online|shop|top|test)(?![\w.-]*\w)(?:/[^\s<>\"“”]*)?",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def links(text: str) -> tuple[tuple[str, int, int], ...]:
    """Links and e-mail addresses of `text` with their places, closing punctuation left out."""
    found = []
    for match in _LINK.finditer(text[:20_000]):
        shown = match.group().rstrip(".,;:!?)]}'’»")
        found.append((shown, match.start(), match.start() + len(shown)))
    return tuple(found)


def check_links(sentence: str, cited: Sequence[Source], *, sided: bool) -> list[Reason]:
    """Links of `sentence` that no cited passage has; where sides are known, one of ours must.

    The other side may name an address in the record, but nothing they wrote becomes a link in our
    mail without a person: otherwise a hostile transcript puts its link into the draft.
    """
    literal = {
        shown for s in cited for shown, _, _ in links(s.text) if not sided or s.side == "ours"
    }
    theirs = {shown for s in cited for shown, _, _ in links(s.text)}
    reasons = []
    for shown, start, end in links(sentence):
        if shown in literal:
            continue
        text = f"“{shown}” is not in what this cites"
        if shown in theirs:
            text = f"“{shown}” comes from the other side; a person must add it"
        reasons.append(Reason("link", text, start, end))
    return reasons
