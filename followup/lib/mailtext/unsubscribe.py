"""A wish to hear no more, in words.

Asked of the new words alone: the footer of our own mail, quoted below a friendly answer, says
"unsubscribe" too. A wish that is negated or a question about unsubscribing is none.
"""

from __future__ import annotations

import re

from followup.lib.mailtext import patterns

LONGEST = 3_000  # characters of the new words that are read
ALONE = re.compile(
    rf"\W*(?:please |bitte |pls |merci |por favor,? )?{patterns.any_of('unsubscribe_alone')}"
    r"(?:,? (?:please|pls|bitte|now|thanks|danke|merci|svp|por favor|grazie|tack|tak|me|us))?"
    r"[^\w?？]*",
    re.IGNORECASE,
)

WISHES = patterns.compiled("unsubscribe")
# "Please don't unsubscribe me", "how can our users unsubscribe?" are no wishes.
NEGATED = re.compile(
    r"\b(?:do not|don['’]?t|did not|didn['’]t|not|never|without|nicht|ne|no|non|não|niet|inte|ikke|"
    r"nie|не)\s+(?:want to |need to |please )?$",
    re.IGNORECASE,
)
ASKED = patterns.compiled("unsubscribe_asked")
SENTENCE = re.compile(r"[^.!?\n。！？]+[.!?。！？]*")


def wished(text: str, subject: str = "") -> bool:
    """Whether the new words of a mail, or its subject alone, ask for no more mail."""
    text = text[:LONGEST]
    if ALONE.fullmatch(subject.strip()[:80]):
        return True
    if any(ALONE.fullmatch(line) for line in text.split("\n")[:30] if 0 < len(line) < 60):
        return True
    for sentence in SENTENCE.finditer(text):
        words = " ".join(sentence[0].split())[:600]
        if len(words) < 30 and ALONE.fullmatch(words):
            return True
        wish = WISHES.search(words)
        if wish and not NEGATED.search(words[: wish.start()]) and not ASKED.search(words):
            return True
    return False
