"""Who speaks in a cue: `<v Name>` tags, or a `Name:` in front, decided over the whole file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from .assembly import Turn
from .cleaning import decoded, without_cue_markup
from .cues import Cue
from .names import speakers_among, split_label

# Classes may follow the v (`<v.loud Jane>`). `[^<>]` keeps hostile input from costing quadratic
# time: no part of the pattern can run past the next tag.
_VOICE = re.compile(r"<(?:v(?:\.[^\s<>]*)?(?:\s([^<>]*))?|(/v))>")


def has_voices(cues: list[Cue]) -> bool:
    """Whether any cue names its speaker by a voice tag."""
    return any("<v" in line and _VOICE.search(line) for cue in cues for line in cue.lines)


def by_voice_tags(cues: list[Cue]) -> Iterator[Turn]:
    """One turn for each voice in a cue; an end tag may be missing, words may stand outside."""
    for cue in cues:
        speaker: str | None = None
        text = "\n".join(cue.lines)
        at = 0
        for tag in _VOICE.finditer(text):
            yield from _spoken(cue, speaker, text[at : tag.start()])
            at = tag.end()
            speaker = None if tag.group(2) else decoded(tag.group(1) or "").strip() or None
        yield from _spoken(cue, speaker, text[at:])


def _spoken(cue: Cue, speaker: str | None, text: str) -> Iterator[Turn]:
    text = without_cue_markup(text)
    if text.strip():
        yield Turn(speaker, text, cue.start_ms, cue.end_ms, cue.line)


def by_labels(cues: list[Cue]) -> tuple[list[Turn], bool]:
    """Turns by `Name: text`, and whether the file has such names at all.

    A later line of a cue begins another speaker's turn only when that name is one of the file's
    speakers, or, as subtitles do for two voices, when every line begins with a dash.
    """
    texts = [without_cue_markup("\n".join(cue.lines)) for cue in cues]
    firsts = [split_label(text) for text in texts if text.strip()]
    speakers = speakers_among([label[0] if label else None for label in firsts])
    turns: list[Turn] = []
    for cue, text in zip(cues, texts, strict=True):
        turns += _cue_turns(cue, text, speakers)
    return turns, bool(speakers)


def _cue_turns(cue: Cue, text: str, speakers: frozenset[str]) -> list[Turn]:
    turns: list[Turn] = []
    lines = [line for line in text.split("\n") if line.strip()]
    dashes = len(lines) > 1 and all(line.lstrip().startswith(("- ", "– ")) for line in lines)
    said: list[list[str]] = []
    for line in lines:
        label = split_label(line)
        if label and label[0] in speakers:
            turns.append(Turn(label[0], "", *_span(cue)))
            said.append([label[1]])
        elif not turns or dashes:
            turns.append(Turn(None, "", *_span(cue)))
            said.append([line.lstrip(" -–") if dashes else line])
        else:
            said[-1].append(line)
    for turn, spoken in zip(turns, said, strict=True):
        turn.text = "\n".join(spoken)
    return turns or [Turn(None, "", *_span(cue))]


def _span(cue: Cue) -> tuple[int | None, int | None, int]:
    return cue.start_ms, cue.end_ms, cue.line
