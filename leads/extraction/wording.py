"""A finding as a sentence of a mail that one person writes to another.

"Maya will send the deck" becomes "I will send the deck" in Maya's mail and "You will send ..."
in a mail to her. Nothing is added; where the pronouns are not certain, the quote stays a quote.
"""

from __future__ import annotations

import re

from leads.extraction.rules.lexicon import words
from leads.extraction.rules.sentences import finish
from leads.extraction.rules.tokens import tokens
from leads.extraction.schema import Conversation, Finding

_PLAIN = {"is": "am", "has": "have", "does": "do"}
_BASE = words(
    "needs wants hopes plans aims intends promises guarantees owes agrees commits "
    "pledges undertakes"
)


def say(finding: Finding, conversation: Conversation, *, author: str, recipient: str | None) -> str:
    """The finding's sentence in a mail from `author` to `recipient` (names as in the record).

    With no recipient, or one who was not on the call, they stay in the third person. The result
    has no content word that is neither in `finding.text` nor in its quotes.
    """
    text = finding.text
    if "“" in text:
        return _from_quote(finding, conversation, author=author, recipient=recipient) or text
    owner = finding.owner
    if owner and text.startswith(owner + " "):
        if owner == author:
            text = _first_person(text[len(owner) + 1 :], "I")
        elif recipient and owner == recipient:
            text = _first_person(text[len(owner) + 1 :], "You")
    text = _named(text, author, "me", "my")
    if recipient:
        text = _named(text, recipient, "you", "your")
    return text[:1].upper() + text[1:]


def _first_person(rest: str, pronoun: str) -> str:
    verb, _, tail = rest.partition(" ")
    plain = _PLAIN.get(verb, verb[:-1] if verb in _BASE else verb)
    if pronoun == "You" and plain == "am":
        plain = "are"
    return f"{pronoun} {plain} {tail}".rstrip()


def _named(text: str, name: str, pronoun: str, possessive: str) -> str:
    """A name standing anywhere but first becomes the mail's pronoun."""
    if not name:
        return text
    text = re.sub(rf"(?<=\w ){re.escape(name)}['’]s\b", possessive, text)
    return re.sub(rf"(?<=\w ){re.escape(name)}(?!\w|['’])", pronoun, text)


def _from_quote(
    finding: Finding, conversation: Conversation, *, author: str, recipient: str | None
) -> str | None:
    """A quote of one passage by the mail's author or the recipient's side, without its marks."""
    lines = {line.index: line for line in conversation.lines}
    first = finding.evidence[0] if finding.evidence else None
    line = lines.get(first.line) if first else None
    if first is None or line is None or not finding.text.endswith("”"):
        return None
    words = finding.text.partition("“")[2].removesuffix("”")
    if words not in " ".join(line.text.split()):
        return None
    if line.speaker == author and line.side == "ours":
        return _own_words(words)
    if line.side == "theirs":
        return _to_them(words, same=line.speaker == recipient)
    return None


_OWN_START = re.compile(
    r"^(?:(?:so|and|okay|well|yes|sure|right|great|then|but),? )*(?=(?:I|We|Ich|Wir|Je|"
    r"Nous|J)(?: |['’]))",
    re.IGNORECASE,
)
_HERE_ONLY = re.compile(r"\b(?:he|she|they|him|her|them|this|that|these|those|it)\b", re.IGNORECASE)


def _own_words(words: str) -> str | None:
    """The author's own promise stands as it is: "I" and "you" mean the same in the mail."""
    found = _OWN_START.match(words)
    return finish(words[found.end() :].rstrip("?")) if found and "?" not in words else None


_SWAP = {"we": "you", "our": "your", "ours": "yours", "us": "you", "ourselves": "yourselves"}
_SWAP_ONE = {"i": "you", "my": "your", "mine": "yours", "me": "you", "myself": "yourself"}


def _to_them(words: str, *, same: bool) -> str | None:
    """What they said, told back to them: "we have 40 reps" becomes "You have 40 reps"."""
    heard = tokens(words)
    if (
        not heard
        or "?" in words
        or heard[0].norm not in ("we", "our", *(("i", "my") if same else ()))
    ):
        return None
    swap = _SWAP | (_SWAP_ONE if same else {})
    out: list[str] = []
    for at, token in enumerate(heard):
        norm, before = token.norm, heard[at - 1].norm if at else ""
        if norm in ("you", "your", "yours") or (norm in _SWAP_ONE and not same):
            return None
        if norm in swap:
            out.append(swap[norm])
        elif before == "i" and norm in ("am", "was"):
            out.append({"am": "are", "was": "were"}[norm])
        else:
            original = words[token.start : token.end]
            out.append(original if original.lower().replace("’", "'") == norm else norm)
    return finish(re.sub(r" ([,.;:!?])", r"\1", " ".join(out)))
