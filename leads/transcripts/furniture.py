"""What stands around the words in a document: headings, attendees, dates, notices, endings.

None of it was said by anybody, so none of it may be cited. The notices are matched by the few
words every language's version has, because vendors reword them.
"""

from __future__ import annotations

import re

from .clock import STAMP
from .names import bare

_TRANSCRIPT = r"(?:trans[ck]ri|trascri|transcri|文字起こし|書き起こし)"
_NOTICE = re.compile(
    rf"{_TRANSCRIPT}.{{0,120}}(?:comput|ordena|ordinat|automat|autom[aá]t|コンピュータ|自動)"
    rf"|(?:comput|ordena|ordinat|automat|autom[aá]t|コンピュータ|自動).{{0,120}}{_TRANSCRIPT}"
    r"|transcribed by https?://|https?://(?:www\.)?otter\.ai|^view recording\b",
    re.IGNORECASE,
)
_EDITABLE = re.compile(r"edit|bearbeit|bewerk|modifi|https?:|^view recording|編集", re.IGNORECASE)
_ENDED = re.compile(
    rf"^.{{0,25}}?(?:{_TRANSCRIPT}|meeting|reuni[oóã]|réunion|besprechung|riunione|vergadering|会議)"
    r".{0,60}?\d{1,2}:\d{2}:\d{2}\W*(?:beendet|beëindigd)?\W*$",
    re.IGNORECASE,
)
_SWITCHED = re.compile(
    rf"^.{{1,80}}?(?:started|stopped|gestartet|beendet|démarré|arrêté|inici[oó]u?|detuvo|finaliz[oó]u?"
    rf"|parou|avviato|interrotto|gestart|gestopt)\s.{{0,20}}{_TRANSCRIPT}\w*\.?$"
    rf"|^.{{1,80}}?\s.{{0,20}}{_TRANSCRIPT}\w*\s(?:gestartet|beendet|gestart|gestopt|beëindigd)\.?$",
    re.IGNORECASE,
)
_ATTENDEES = re.compile(
    r"(?:attendees|participants|invited|guests|people|asistentes|participantes|invitados|invités"
    r"|teilnehmer(?:innen|/innen)?|eingeladen|eingeladene|partecipanti|invitati|deelnemers|genodigden"
    r"|convidados|出席者|参加者)\s*[:：]?",
    re.IGNORECASE,
)
_NOT_A_PERSON = re.compile(
    r"'s presentation$|^(?:presentation|présentation|presentación|präsentation|presentazione)\b"
    r"|note ?taker|^(?:otter\.?ai|read\.ai|fathom|tl;dv)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"[^\w\n]{0,8}(?:\S.{0,99}\s?[-–—:]\s)?(?:trans[ck]ri|trascri)\w{0,10}\W{0,4}", re.IGNORECASE
)
_WORTH_A_LOOK = re.compile(
    r"trans[ck]ri|trascri|meeting|r[eé]uni|besprech|vergader|otter|view rec|[一-龯]", re.I
)
_RULE = re.compile(r"[-=_*~#\s]{3,}")
_MOMENT = re.compile(
    rf"\b\d{{4}}\b|\b{STAMP}\b|\b\d+ ?(?:h|m|s|min|mins|minutes|hours?)\b|^[\w ]+ - [\w ]+ \d+$"
)


def worth_a_look(line: str) -> bool:
    """Whether any word that a notice, an ending or a switch must hold is in the line; cheap."""
    return len(line) < 400 and _WORTH_A_LOOK.search(line) is not None


def is_notice(line: str) -> bool:
    """A vendor's notice (computer generated, who transcribed it), in any of several languages."""
    return bool(_NOTICE.search(line[:300]) and _EDITABLE.search(line[:300]))


def is_ending(line: str) -> bool:
    """`Transcription ended after 00:47:51`, in several languages."""
    return len(line) < 120 and _ENDED.search(line) is not None


def is_switch(line: str) -> bool:
    """`Jane Doe started transcription`: Teams notes who switched it on and off."""
    return len(line) < 160 and _SWITCHED.search(line) is not None


def opens_transcript(line: str) -> bool:
    """The heading over the words themselves: `Transcript`, `📖 Acme call - Transcript`."""
    return len(line) < 130 and _SECTION.fullmatch(line) is not None


def is_heading(line: str) -> bool:
    """A rule, a Markdown heading, or a short line with a date, a time or a duration."""
    return (
        line.startswith("#")
        or opens_transcript(line)
        or _RULE.fullmatch(line) is not None
        or (len(line) < 100 and _MOMENT.search(line) is not None)
    )


def opens_attendees(line: str) -> bool:
    """The heading over a list of people, in several languages."""
    return _ATTENDEES.fullmatch(bare(line)) is not None or _ATTENDEES.fullmatch(line) is not None


def people_in(line: str) -> tuple[str, ...]:
    """The people of an attendee line; shared screens and note takers are left out."""
    names = (bare(name) for name in re.split(r"[,;]\s", line))
    return tuple(name for name in names if name and not _NOT_A_PERSON.search(name))
