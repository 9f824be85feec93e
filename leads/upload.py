"""What a person brings in by hand, between choosing it and it becoming a call."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from leads.models import Call, Lead, User
from leads.sides import SIDES, guess_sides
from leads.transcripts import Transcript, TranscriptError, read

LARGEST = 12 * 1024 * 1024
PAST = timedelta(minutes=10)  # clocks differ; a call that has not begun cannot be followed up


@dataclass(frozen=True, slots=True)
class Speaker:
    """A voice of the transcript, the side proposed for it, and whether names alone say so."""

    name: str
    side: str
    is_certain: bool


def strange_moment(held_at: datetime, *, now: datetime) -> str:
    """What is wrong with a call at this moment, as a sentence; empty when it may have been."""
    if held_at > now + PAST:
        return "This is in the future. When did the call take place?"
    if held_at.year < 2000:  # years near 1 cannot be shown in every zone
        return "This is too long ago. When did the call take place?"
    return ""


def parse(data: bytes, *, name: str) -> Transcript:
    """Read an upload. Raises TranscriptError, for a file that is too large as well."""
    if len(data) > LARGEST:
        raise TranscriptError(
            f"The file is larger than {LARGEST // 2**20} MB. Upload the transcript alone."
        )
    return read(data, name=name)


def pack(data: bytes) -> str:
    """An upload as text that a form can carry while its speakers are asked about."""
    return base64.b64encode(zlib.compress(data, 6)).decode()


def unpack(text: str) -> bytes:
    """The upload again. Raises TranscriptError when it is not one of ours or grows too large."""
    try:
        unzip = zlib.decompressobj()
        data = unzip.decompress(base64.b64decode(text, validate=True), LARGEST)
    except (binascii.Error, zlib.error, ValueError) as error:
        raise TranscriptError("The file was lost on the way. Choose it again.") from error
    if unzip.unconsumed_tail:
        raise TranscriptError("The file was lost on the way. Choose it again.")
    return data


def speakers(
    transcript: Transcript, *, by: User, lead: Lead | None, recipient: str, address: str = ""
) -> list[Speaker]:
    """Whose side everybody is on, as far as can be told; the rest is a guess and said to be one.

    `recipient` and `address` are of the person the mail will go to, who may not be a lead yet.
    """
    known = guess_sides(transcript, by=by, lead=lead, guest=address)
    for name in transcript.speakers:
        if known[name] == "unknown" and recipient and name.casefold() == recipient.casefold():
            known[name] = "theirs"
    # With somebody of ours on the call, a stranger is most likely a guest.
    stranger = "theirs" if "ours" in known.values() else "unknown"
    return [
        Speaker(name, stranger if side == "unknown" else side, side != "unknown")
        for name, side in known.items()
    ]


def are_plain(people: Iterable[Speaker]) -> bool:
    """Nobody has to be asked: every side is certain, and both sides are on the call."""
    people = list(people)
    certain = all(p.is_certain for p in people)
    return not people or (certain and {p.side for p in people} >= {"ours", "theirs"})


def answered(people: Iterable[Speaker], given: Mapping[str, str]) -> dict[str, str] | None:
    """The sides a person chose, by speaker name; None when somebody is still to be asked about."""
    sides = {p.name: given[p.name] for p in people if given.get(p.name) in SIDES}
    return sides if all(p.name in sides for p in people) else None


def taught(people: Iterable[Speaker], chosen: Mapping[str, str]) -> dict[str, str]:
    """What a person's answers say beyond what was certain: worth remembering for the account."""
    certain = {p.name: p.side for p in people if p.is_certain}
    return {name: side for name, side in chosen.items() if certain.get(name) != side}


def title_for(kind: str, company: str) -> str:
    """A title when none was given: Demo with Meridian, Call with Meridian."""
    label = "Call" if kind == Call.Kind.OTHER else Call.Kind(kind).label
    return f"{label} with {company}"[:200]
