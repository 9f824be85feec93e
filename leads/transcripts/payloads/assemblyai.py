"""AssemblyAI: utterances, sentences or paragraphs, else the words by voice. Milliseconds."""

from __future__ import annotations

from ..assembly import Oddities, Script, Turn
from ..language import from_tag
from ..schema import TranscriptError
from .fields import Record, in_milliseconds, items, record, records, speaker, words
from .spoken_words import Word, turns_of

_OWN_KEYS = {"audio_url", "acoustic_model", "language_model", "speech_model", "speaker_labels"}
_PARTS = ("utterances", "sentences", "paragraphs")


def read(data: object, oddities: Oddities) -> Script | None:
    """The turns of a finished transcript; None when the data is not AssemblyAI's.

    Raises TranscriptError when the service has not finished or has failed.
    """
    body = record(data)
    part = next((key for key in _PARTS if items(body.get(key))), None)
    first = record(next(iter(items(body.get(part or ""))), None))
    if not (_OWN_KEYS & body.keys() or {"words", "start", "end", "text"} <= first.keys()):
        return None
    status = words(body, "status")
    if status and status != "completed":
        raise TranscriptError(
            f"AssemblyAI's status of this transcript is {status[:20]!r}. Export it once completed."
        )
    script = Script("assemblyai", [], language=from_tag(body.get("language_code")))
    if part:
        for number, said in records(body.get(part), oddities):
            start, end = in_milliseconds(said.get("start")), in_milliseconds(said.get("end"))
            name = speaker(said.get("speaker"))
            script.turns.append(Turn(name, words(said, "text") or "", start, end, number))
    else:
        script.turns = list(turns_of(_words(body) or [Word(words(body, "text") or "")]))
    return script


def _words(body: Record) -> list[Word]:
    return [
        Word(
            words(word, "text") or "",
            in_milliseconds(word.get("start")),
            in_milliseconds(word.get("end")),
            speaker(word.get("speaker")),
        )
        for _, word in records(body.get("words"))
    ]
