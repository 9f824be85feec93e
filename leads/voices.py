"""Whose side a voice on a recording is on, as far as names and addresses say.

Pure. The surest sign decides: what a person once said about this voice in this account, then an
address, then names and the company beside a name. Where signs of one strength contradict each
other nobody is guessed: giving a promise to the wrong side is an invention.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from leads.domains import company_domain, is_within

LONGEST = 300  # characters looked at in one label; a name is not a paragraph
_ADDRESS = re.compile(r"[\w.+'-]{1,64}@(?:[\w-]{1,63}\.){1,8}[a-z]{2,24}", re.IGNORECASE)
_BESIDE = re.compile(r"\(([^()]{1,80})\)|\[([^\[\]]{1,80})\]|[|/–—@-]\s+([^|/()]{1,80})$")
# Names that recorders give to whoever speaks: another person on every call.
_PASSING = re.compile(
    r"(?:(?:unknown|unidentified|unbekannte[rs]?|inconnue?|new|external)\s+)?"
    r"(?:speaker|spk|spkr|sprecher(?:in)?|locuteur|hablante|orador|participant|teilnehmer|attendee|"
    r"caller|guest|gast|invité|invitado|user|host|agent|customer|client|kunde|rep|prospect|voice|"
    r"person|channel|audio|me|you|them|us|unknown|unbekannt|conference room|meeting room|"
    r"iphone|ipad|android|phone|telefon|computer)?[\s_#:.-]*(?:\d{0,4}|[a-z])",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Signs:
    """What is known before anybody speaks. Names are `folded`, addresses and domains lower case."""

    remembered: Mapping[str, str]
    our_names: frozenset[str]
    their_names: frozenset[str]
    our_first_names: frozenset[str] = frozenset()
    their_first_names: frozenset[str] = frozenset()
    our_addresses: frozenset[str] = frozenset()
    their_addresses: frozenset[str] = frozenset()
    our_domains: frozenset[str] = frozenset()
    their_domains: frozenset[str] = frozenset()
    their_companies: frozenset[str] = frozenset()


def folded(name: str) -> str:
    """A voice's name for comparing: one case, one kind of blank, nothing in brackets or beside."""
    flat = " ".join(unicodedata.normalize("NFKC", name[:LONGEST]).casefold().split())
    plain = flat.split("(")[0].split("|")[0].split("[")[0].strip(" ,;-–—")
    return (plain or flat)[:200]


def lasts(name: str) -> bool:
    """Whether a name means the same person on the next call; "Speaker 2" and "Guest" do not."""
    plain = folded(name)
    return bool(plain) and _PASSING.fullmatch(plain) is None


def sides(speakers: Iterable[str], attendees: Sequence[str], signs: Signs) -> dict[str, str]:
    """ours, theirs or unknown for each speaker. `attendees` may hold names, addresses or both."""
    cards = [_card(one) for one in attendees[:500]]
    return {name: _side(name, cards, signs) for name in speakers}


def _side(name: str, cards: Sequence[tuple[str, str]], signs: Signs) -> str:
    plain = folded(name)
    if known := signs.remembered.get(plain):
        return known
    found = [_of_address(address, signs) for address in _addresses_of(name, cards)]
    our_name = plain in signs.our_names or plain in signs.our_first_names
    their_name = plain in signs.their_names or plain in signs.their_first_names
    for ours, theirs in (
        ("ours" in found, "theirs" in found),
        (our_name, their_name or bool(_companies_beside(name) & signs.their_companies)),
    ):
        if ours or theirs:
            return "unknown" if ours and theirs else "ours" if ours else "theirs"
    return "unknown"


def _of_address(address: str, signs: Signs) -> str:
    if address in signs.our_addresses:
        return "ours"
    if address in signs.their_addresses:
        return "theirs"
    domain = company_domain(address)
    if domain is None:
        return ""
    ours, theirs = is_within(domain, signs.our_domains), is_within(domain, signs.their_domains)
    return "" if ours == theirs else "ours" if ours else "theirs"


def _card(attendee: str) -> tuple[str, str]:
    """The name and the address in an attendee's entry, each may be missing."""
    text = attendee[:LONGEST]
    address = _ADDRESS.search(text)
    name = text.replace(address[0], " ") if address else text
    return folded(name.translate(_MARKS)), address[0].lower() if address else ""


_MARKS = str.maketrans('<>()"', "     ")


def _addresses_of(name: str, cards: Sequence[tuple[str, str]]) -> set[str]:
    """Addresses in the label itself, of the attendee of this name, or made from the name."""
    own = {a.lower() for a in _ADDRESS.findall(name[:LONGEST])}
    if own:
        return own
    plain = folded(name)
    named = {address for card, address in cards if address and card == plain}
    return named or {a for card, a in cards if a and not card and _is_made_of(a, plain)}


def _is_made_of(address: str, plain: str) -> bool:
    """priya.nair@…, pnair@… and nairp@… are made from Priya Nair; priya@… is not surely."""
    local = _ascii(address.partition("@")[0])
    words = [w for w in re.split(r"[^a-z]+", _ascii(plain)) if w]
    if len(words) < 2:
        return False
    first, last = words[0], words[-1]
    if sorted(re.split(r"[^a-z]+", local.rstrip("0123456789"))) == sorted((first, last)):
        return True
    return local in {first + last, last + first, first[0] + last, last + first[0], first + last[0]}


def _ascii(text: str) -> str:
    flat = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in flat if not unicodedata.combining(c))


def _companies_beside(name: str) -> set[str]:
    """ "Halden Freight" in "Priya Nair (Halden Freight)" or "Priya | Halden Freight"."""
    found = {part for match in _BESIDE.findall(name[:LONGEST]) for part in match if part}
    return {" ".join(part.casefold().split()) for part in found}
