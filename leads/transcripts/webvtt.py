"""WebVTT as Zoom, Teams and everybody else write it."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta

from .assembly import Oddities, Script, Turn
from .cues import CUT_OFF, Cue, is_timing, read_cues
from .language import from_tag
from .schema import TranscriptError
from .voices import by_labels, by_voice_tags, has_voices

_ID_SPEAKER = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[0-9a-f-]{36}", re.IGNORECASE
)
_GUID_CUE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/\S+", re.IGNORECASE)


def claims(text: str) -> bool:
    """Whether the text begins as WebVTT must."""
    return re.match(r"\s{0,100}WEBVTT(?:[ \t\n]|$)", text) is not None


def read(text: str, oddities: Oddities) -> Script:
    """A WebVTT file. Raises TranscriptError when it is cut off in the middle of a cue."""
    lines = text.split("\n")
    first = next(i for i, line in enumerate(lines) if "WEBVTT" in line)
    header, title, language = first + 1, lines[first].strip()[6:].strip(" \t-–"), None
    while header < len(lines) and lines[header].strip() and not is_timing(lines[header]):
        key, _, value = lines[header].partition(":")
        if key.strip().lower() == "language":
            language = from_tag(value)
        header += 1
    under = header < len(lines) and is_timing(lines[header])
    if under and header > first + 1 and ":" not in lines[header - 1]:
        header -= 1  # a cue's number right under the header
    numbered = ((n, lines[n - 1]) for n in range(header + 1, len(lines) + 1))
    script = script_of(list(read_cues(numbered, oddities, comments=True)), oddities)
    script.title = title or None
    script.language = language or script.language
    return script


def script_of(cues: list[Cue], oddities: Oddities) -> Script:
    """Cues to turns, by whichever way this file names its speakers."""
    spoken = next((c for c in cues if c.lines), None)
    if spoken and spoken.lines[0].startswith("{") and '"spokenText"' in "\n".join(spoken.lines):
        return _teams_metadata(cues, oddities)
    if has_voices(cues):
        _refuse_open_ending(cues)
        turns = list(by_voice_tags(cues))
        if any(_ID_SPEAKER.fullmatch(t.speaker or "") for t in turns):
            oddities.note("Speakers are account ids, not names; say who they are")
        return Script("teams_vtt", turns)
    turns, labelled = by_labels(cues)
    if any(_GUID_CUE.fullmatch(c.identifier) for c in cues):
        return Script("teams_vtt", turns)
    numbered = all(c.identifier.isdecimal() for c in cues)
    return Script("zoom_vtt" if labelled and numbered and cues else "webvtt", turns)


def _refuse_open_ending(cues: list[Cue]) -> None:
    """A last voice that is not closed where every other is: words are missing behind it."""
    *before, last = (c for c in cues if c.lines)
    text = "\n".join(last.lines)
    if text.rfind("<") > text.rfind(">"):
        raise TranscriptError(CUT_OFF, line=last.line)
    closed = all("</v>" in "".join(c.lines) for c in before)
    if before and closed and "<v" in text and "</v>" not in text:
        raise TranscriptError(CUT_OFF, line=last.line)


def _teams_metadata(cues: list[Cue], oddities: Oddities) -> Script:
    """Teams' metadata content: the words of each cue are a JSON object."""
    script = Script("teams_metadata_vtt", [])
    for cue in cues:
        try:
            said = json.loads("\n".join(cue.lines) or "{}")
        except (ValueError, RecursionError):
            if cue is cues[-1]:
                raise TranscriptError(CUT_OFF, line=cue.line) from None
            said = None
        if not isinstance(said, dict) or not isinstance(said.get("spokenText", ""), str):
            oddities.note("A cue's JSON could not be read; it was left out", cue.line)
            continue
        name = said.get("speakerName")
        turn = Turn(name if isinstance(name, str) else None, said.get("spokenText", ""))
        turn.start_ms, turn.end_ms, turn.line = cue.start_ms, cue.end_ms, cue.line
        script.turns.append(turn)
        script.language = script.language or from_tag(said.get("spokenLanguage"))
        script.started_at = script.started_at or _began(said.get("startDateTime"), cue.start_ms)
    return script


def _began(moment: object, offset_ms: int | None) -> datetime | None:
    """When the recording began, from a cue's moment (seven decimals) and its offset."""
    if not isinstance(moment, str) or offset_ms is None:
        return None
    try:
        spoken_at = datetime.fromisoformat(re.sub(r"(\.\d{6})\d+", r"\1", moment))
        return spoken_at - timedelta(milliseconds=offset_ms) if spoken_at.tzinfo else None
    except (ValueError, OverflowError):
        return None
