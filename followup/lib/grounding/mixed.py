"""Parts of one passage put together anew: "the price is fine, the timing worries me" does not say
that the price worries anybody, nor does "5 % for annual prepayment" promise 5 %."""

from __future__ import annotations

from collections.abc import Sequence

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.coverage import light, parts_of
from followup.lib.grounding.lexicon import forms, near
from followup.lib.grounding.numbers import numbers
from followup.lib.grounding.passages import Unit, is_content
from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token
from followup.lib.grounding.vocabulary import words

_BACK = words("it this that they these those which who he she them there")
_LIMITS = words("for on if with when only during within until unless except excluding through in")
_LIMITING = words("during until unless except excluding")
_SCOPES = words("""
    year quarter month phase pilot trial plan tier edition region country first second last annual
    charity nonprofit customer user student school partner prepayment contract renewal
""")
_PHRASE_ENDS = words("and but or so because which who that if when to from with i we you")
_FEWEST = 4  # cited sentences up to which who cites them means each


def _in(token: Token, part: list[Token]) -> bool:
    mine = forms(token.word) | near(token.word)
    return any(not mine.isdisjoint(forms(t.word)) for t in part)


def check_mixed(claim: Claim) -> list[Reason]:
    """A subject of one clause with what another clause, with a subject of its own, says."""
    said = [t for t in claim.content if t.is_word and not light(t)]
    if not claim.tight or len(claim.units) > _FEWEST or len(said) < 2 or claim.quotes:
        return []
    if len([p for p in parts_of(claim.row) if any(is_content(t) for t in p)]) > 1:
        return []
    if any(_together(said, unit) for unit in claim.units):
        return []
    for unit in claim.top[:2]:
        if part := _other_clause(said, unit):
            shown = unit.text[part[0].start : part[-1].end].strip()
            text = f"“{said[0].raw}” is not what “{shown}” is about in what this cites"
            return [Reason("owner", text, said[0].start, said[-1].end)]
    return []


def _together(said: list[Token], unit: Unit) -> bool:
    """Does one clause of the unit hold the first word and one of the others that sets it apart?"""
    parts = parts_of(unit.row)
    if len(parts) < 2:
        return all(_in(t, list(unit.row)) for t in said)
    return any(all(_in(t, part) for t in said) for part in parts)


def _other_clause(said: list[Token], unit: Unit) -> list[Token] | None:
    """The clause that says the rest, when the first word stands in another one only."""
    parts = parts_of(unit.row)
    subject, rest = said[0], said[1:]
    homes = [p for p in parts if _in(subject, p)]
    if len(homes) != 1 or not all(_in(t, list(unit.row)) for t in rest):
        return None
    home = homes[0]
    apart = [t for t in rest if not _in(t, home)]
    own = [t for t in home if is_content(t) and not _in(t, said)]
    for part in parts:
        if part is home or not apart or not own or not all(_in(t, part) for t in apart):
            continue
        first = next(i for i, t in enumerate(part) if _in(t, rest))
        before = [t for t in part[:first] if is_content(t)]
        if before and not any(t.word in _BACK for t in part[:first]):
            return part
    return None


def qualifiers(claim: Claim) -> list[Reason]:
    """What an amount hangs on in the passage ("for annual prepayment") and the sentence drops."""
    if not claim.tight:
        return []
    reasons = []
    mine = {(n.value, n.kind): n for n in numbers(claim.text) if n.kind}
    for unit in claim.top[:2]:
        for number in numbers(unit.text):
            said = mine.get((number.value, number.kind))
            limit = _limit(unit, number.end) if said else []
            if said and limit and not any(_in(t, list(claim.row)) for t in limit):
                shown = unit.text[limit[0].start : limit[-1].end]
                text = f"what this cites says it for “{shown}” only"
                reasons.append(Reason("hedge", text, said.start, said.end))
    return reasons or _only(claim) or _scope(claim)


def _scope(claim: Claim) -> list[Reason]:
    """What a thing is limited to ("seats in the first year", "a discount for charities")."""
    unit = claim.top[0] if claim.top else None
    if unit is None or len(claim.units) > _FEWEST:
        return []
    for i, noun in enumerate(unit.row[:-1]):
        if not is_content(noun) or not _in(noun, list(claim.row)):
            continue
        limit = _phrase(unit.row[i + 1 :])
        if limit and not any(_in(t, list(claim.row)) for t in limit):
            shown = unit.text[unit.row[i + 1].start : limit[-1].end]
            said = next(t for t in claim.row if _in(t, [noun]))
            return [Reason("hedge", f"what this cites limits it: “{shown}”", said.start, said.end)]
    return []


def _phrase(row: Sequence[Token]) -> list[Token]:
    """The content words of a phrase that limits the word before it; empty when none begins here."""
    first = row[0].word
    found: list[Token] = []
    for token in row[1:6]:
        if not token.is_word or token.word in _PHRASE_ENDS:
            break
        found += [token] if is_content(token) else []
    within = first in ("in", "on", "under", "for") and any(forms(t.word) & _SCOPES for t in found)
    return found if first in _LIMITING or within else []


def _limit(unit: Unit, end: int) -> list[Token]:
    """The content words of a limiting phrase that begins right behind an amount."""
    after = [t for t in unit.row if t.start >= end and t.word not in ("%", "percent")]
    for i, token in enumerate(after[:3]):
        if token.word in _LIMITS:
            found = []
            for t in after[i + 1 : i + 6]:
                if t.word in (",", ".", ";", "and", "but"):
                    break
                found += [t] if is_content(t) else []
            return found
        if not is_content(token):
            break
    return []


def _only(claim: Claim) -> list[Reason]:
    """`only` in the passage with words the sentence leaves out."""
    if not claim.top or any(t.word in ("only", "just", "solely") for t in claim.row):
        return []
    unit = claim.top[0]
    for i, token in enumerate(unit.row):
        if token.word != "only" or (i and unit.row[i - 1].word == "not"):
            continue
        beside = [t for t in unit.row[max(0, i - 3) : i + 4] if is_content(t) and t is not token]
        if beside and any(_in(t, list(claim.row)) for t in unit.row if is_content(t)):
            text = "what this cites says “only”"
            return [Reason("hedge", text, 0, len(claim.text))]
    return []
