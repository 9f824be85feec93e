"""A finding as a sentence of a mail that one person writes to another.

"Maya will send the deck" becomes "I will send the deck" in Maya's mail and "You will send ..."
in a mail to her. Nothing is added; where the pronouns are not certain, the quote stays a quote.
"""

from __future__ import annotations

import re

from leads.extraction.rules.lexicon import words as _words
from leads.extraction.rules.sentences import finish
from leads.extraction.rules.tokens import tokens
from leads.extraction.schema import Conversation, Finding

_PLAIN = {"is": "am", "has": "have", "does": "do"}
_BASE = _words(
    "needs wants hopes plans aims intends promises guarantees owes agrees commits "
    "pledges undertakes"
)


def say(finding: Finding, conversation: Conversation, *, author: str, recipient: str | None) -> str:
    """The finding's sentence in a mail from `author` to `recipient` (names as in the record).

    With no recipient, or one who was not on the call, they stay in the third person. The result
    has no content word that is neither in `finding.text` nor in its quotes.
    """
    text = _AFTERTHOUGHT.sub(".", finding.text)
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


_AFTERTHOUGHT = re.compile(r",? (?:yes|yeah|okay|actually|of course|no problem)\.$", re.IGNORECASE)


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
    if finding.owner and finding.owner != line.speaker and line.speaker != author:
        granted = _granted(words, finding.owner, author=author, recipient=recipient)
        if granted or "?" in words:
            return granted
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
# Speech without punctuation: what leads up to "I'll send ..." is left off if nothing is taken back.
_OWN_LATER = re.compile(
    r"^.{0,80}?(?:\b(?:so|and|is|then|great|okay) )(?=(?:i|we)(?:['’]ll| will) )", re.I
)
_HEDGED = re.compile(
    r"\b(?:if|unless|not|n['’]t|maybe|perhaps|might|hope|try|think|once|when|until|depends?|"
    r"before|"
    r"after|whether|said|say)\b",
    re.IGNORECASE,
)


def _own_words(words: str) -> str | None:
    """The author's own promise stands as it is: "I" and "you" mean the same in the mail."""
    if "?" in words:
        return None
    found = _OWN_START.match(words)
    if found is None and not _HEDGED.search(words):
        found = _OWN_LATER.search(words)
    return finish(words[found.end() :]) if found else None


_OPENING = re.compile(
    r"^(?:(?:and|so|but|well|oh|yeah|yes|okay|great|perfect|cool|brilliant|um|uh|honestly|"
    r"frankly|by the way|to be honest|"
    r"one (?:more|last|other) thing(?: i wanted to raise)?),? )+",
    re.IGNORECASE,
)
# "US" is a country, "let us" is no statement, and "how do we ..." is a question whatever its mark.
_NOT_OURS = re.compile(
    r"\bUS\b|\b[Ll]et(?: us|['’]s)\b|^(?:(?:[Aa]nd|[Ss]o|[Bb]ut),? )*(?:[Hh]ow|[Ww]hat|[Ww]hy|"
    r"[Ww]here|[Ww]hen|[Ww]ho|[Dd]o|[Dd]oes|[Cc]an|[Cc]ould|[Ss]hould) (?:do|does|did|is|are|can|"
    r"could|should|would|will|we|you|I|it)\b"
)
_ASIDE = re.compile(
    r", (?:um|uh|erm|basically|you know|i mean|what|well|actually|honestly),", re.IGNORECASE
)
_PADDING = re.compile(
    r",? like,(?= )"
    r"| (?:um|uh|erm)(?= )|(?<!do)(?<!did)(?<!if)(?<!as)(?<!let) you know(?= (?!how|what|if|that|"
    r"where))",
    re.IGNORECASE,
)
_RESTART = re.compile(r"\bi mean\b|\b(\w+),? \1\b(?<!had had)", re.IGNORECASE)  # a broken start
_LEADS_IN = _words("and but so well okay yes no right also then because honestly basically , -")
_SWAP = {"we": "you", "our": "your", "ours": "yours", "us": "you", "ourselves": "yourselves"}
_SWAP_ONE = {"i": "you", "my": "your", "mine": "yours", "me": "you", "myself": "yourself"}


_REQUEST = re.compile(
    r"^(?:(?:and|so|then|okay|cool|great|yes|sure|just),? )*(?:can|could|would|will) you"
    r"(?: please| also| just)* (?P<what>[^?]{4,160})\??$",
    re.IGNORECASE,
)


def _granted(words: str, owner: str, *, author: str, recipient: str | None) -> str | None:
    """Their request that was said yes to: "can you include ours?", "I will include yours"."""
    found = _REQUEST.match(words)
    if found is None or re.search(r"\b(?:you|your|yours)\b", found["what"], re.IGNORECASE):
        return None
    who = "I" if owner == author else "You" if owner == recipient else owner
    told = _to_them(f"we {found['what']}", same=True)
    return f"{who} will {told[4:]}" if told else None


def _to_them(words: str, *, same: bool) -> str | None:
    """What they said, told back to them: "we have 40 reps" becomes "You have 40 reps"."""
    if _NOT_OURS.search(words):
        return None
    words = _PADDING.sub(" ", _ASIDE.sub(",", _OPENING.sub("", words)))
    if _RESTART.search(words):
        return None
    heard = tokens(words)
    while len(heard) > 4 and heard[0].norm in _LEADS_IN:
        heard = heard[1:]
    if not heard or "?" in words or any(t.norm == "!" for t in heard):
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
