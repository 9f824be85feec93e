"""Deepgram: utterances when they were asked for, else paragraphs, else the words by voice."""

from __future__ import annotations

from collections.abc import Iterator

from ..assembly import Oddities, Script, Turn
from ..language import from_tag
from .fields import Record, in_seconds, items, record, records, speaker, words
from .spoken_words import Word, turns_of


def read(data: object, oddities: Oddities) -> Script | None:
    """The turns of a pre-recorded answer; None when the data is not Deepgram's."""
    body = record(data)
    results = record(body.get("results"))
    channels = [channel for _, channel in records(results.get("channels"))]
    if not channels and "utterances" not in results:
        return None
    script = Script("deepgram", [])
    first = record(next(iter(channels), None))
    script.language = from_tag(first.get("detected_language"))
    if items(results.get("utterances")):
        script.turns = list(_utterances(results, several=len(channels) > 1, oddities=oddities))
        return script
    for number, channel in enumerate(channels):
        name = f"Channel {number}" if len(channels) > 1 else None
        best = record(next(iter(items(channel.get("alternatives"))), None))
        script.turns += _paragraphs(best, name) or list(_by_words(best, name))
    script.turns.sort(key=lambda turn: turn.start_ms or 0)
    return script


def _utterances(results: Record, *, several: bool, oddities: Oddities) -> Iterator[Turn]:
    for number, said in records(results.get("utterances"), oddities):
        name = speaker(said.get("speaker"))
        if several:
            name = f"Channel {said.get('channel')}" + (f" {name}" if name else "")
        start, end = in_seconds(said.get("start")), in_seconds(said.get("end"))
        yield Turn(name, words(said, "transcript") or "", start, end, number)


def _paragraphs(best: Record, name: str | None) -> list[Turn]:
    turns: list[Turn] = []
    for number, paragraph in records(record(best.get("paragraphs")).get("paragraphs")):
        who = speaker(paragraph.get("speaker")) or name
        for _, sentence in records(paragraph.get("sentences")):
            start, end = in_seconds(sentence.get("start")), in_seconds(sentence.get("end"))
            turns.append(Turn(who, words(sentence, "text") or "", start, end, number))
    return turns


def _by_words(best: Record, name: str | None) -> Iterator[Turn]:
    spoken = [
        Word(
            words(word, "punctuated_word", "word") or "",
            in_seconds(word.get("start")),
            in_seconds(word.get("end")),
            speaker(word.get("speaker")) or name,
        )
        for _, word in records(best.get("words"))
    ]
    yield from turns_of(spoken or [Word(words(best, "transcript") or "", speaker=name)])
