"""Who is meant by I, we, you and by a name, in a mail and in a passage."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from followup.lib.grounding.schema import Context, Side, Source
from followup.lib.grounding.text import fold, tokens

_OTHER: dict[str, Side] = {"ours": "theirs", "theirs": "ours", "unknown": "unknown"}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody a sentence is about: a side, a folded name, or neither when it cannot be known.

    `group` is "we" or "they": the side, with its speaker among them. `shown` is the word used.
    """

    side: Side = "unknown"
    name: str = ""
    group: bool = False
    shown: str = ""


def same_name(one: str, other: str) -> bool:
    """Do two folded names share their first word, or is one a word of the other?"""
    mine, theirs = one.split(), other.split()
    if not mine or not theirs:
        return False
    if len(mine) > 1 and len(theirs) > 1:
        return mine[0] == theirs[0] or set(mine) <= set(theirs) or set(theirs) <= set(mine)
    return mine[0] in theirs or theirs[0] in mine


def speakers(sources: Iterable[Source], context: Context) -> dict[str, Side]:
    """Folded full names of everybody known, with their side."""
    found: dict[str, Side] = {}
    for source in sources:
        if source.speaker:
            name = fold(source.speaker).strip()
            found[name] = source.side if source.side != "unknown" else found.get(name, "unknown")
    for name in context.people:
        found.setdefault(fold(name), "unknown")
    if context.author:
        found[fold(context.author)] = "ours"
    if context.recipient:
        found[fold(context.recipient)] = "theirs"
    return found


def name_words(known: Iterable[str]) -> frozenset[str]:
    """The single words of full names, for finding them in running text."""
    return frozenset(t.word for name in known for t in tokens(name) if len(t.word) > 1)


def in_mail(word: str, known: dict[str, Side], context: Context) -> Person:
    """Who `word` is in the sentence of a mail signed by the author: I and we are ours."""
    if word in ("i", "my", "me"):
        return Person("ours", fold(context.author or ""), shown=word)
    if word in ("we", "our", "us"):
        return Person("ours", group=True, shown=word)
    if word in ("you", "your"):
        return Person("theirs", group=True, shown=word)
    return _named(word, known)


def in_passage(word: str, source: Source, known: dict[str, Side]) -> Person:
    """Who `word` is in a passage: I is its speaker, you the other side."""
    speaker = fold(source.speaker or "")
    if word in ("i", "my", "me"):
        return Person(source.side, speaker, shown=word)
    if word in ("we", "our", "us"):
        return Person(source.side, speaker, group=True, shown=word)
    if word in ("you", "your"):
        return Person(_OTHER[source.side], f"!{speaker}" if speaker else "", shown=word)
    return _named(word, known)


def _named(word: str, known: dict[str, Side]) -> Person:
    """Whose name has every word of `word`; nobody's where two people share them."""
    parts = set(word.split())
    having = [name for name in known if parts <= set(name.split())]
    if not having:
        return Person(shown=word)
    longest = max(having, key=len)
    sides = {known[name] for name in having}
    side = sides.pop() if len(sides) == 1 else "unknown"
    alone = all(set(name.split()) <= set(longest.split()) for name in having)
    return Person(known[longest] if alone else side, longest if alone else "", shown=word)


def conflict(mine: Person, theirs: Person) -> str:
    """`side` or `owner` when the two cannot be the same, else an empty string.

    A name beginning with "!" is anybody but that speaker.
    """
    if "unknown" not in (mine.side, theirs.side) and mine.side != theirs.side:
        return "side"
    if not mine.name or not theirs.name or mine.group or theirs.group:
        return ""
    if theirs.name.startswith("!"):
        return "owner" if same_name(mine.name, theirs.name[1:]) else ""
    return "" if same_name(mine.name, theirs.name) else "owner"


def sided(sources: Sequence[Source], context: Context) -> bool:
    """Are sides known at all? Plain strings from a support command have none."""
    return bool(context.author) or any(s.side != "unknown" for s in sources)
