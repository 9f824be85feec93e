"""The visible lines of a Word document's body (WordprocessingML), read as a stream."""

from __future__ import annotations

from xml.parsers import expat

from .assembly import Oddities
from .schema import TranscriptError

_AGAIN = "Download the transcript again, or export it as .vtt or text."
_OFF = ("0", "false", "off")
# Text inside these is not on the page: deleted or moved away by an editor, or drawn twice.
_NOT_SHOWN = frozenset(("del", "moveFrom", "Fallback", "instrText", "delText"))


def visible_lines(xml: bytes, oddities: Oddities) -> list[str]:
    """One string for each line a reader of the document sees; tabs stay tabs.

    Text formatted as hidden, deleted under change tracking, white, or one point small is left
    out and noted. Raises TranscriptError for broken XML and for any document type declaration.
    """
    body = _Body()
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    parser.StartElementHandler = body.start
    parser.EndElementHandler = body.end
    parser.CharacterDataHandler = body.characters
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    try:
        parser.Parse(xml, True)
    except (expat.ExpatError, LookupError, ValueError) as error:
        if isinstance(error, TranscriptError):
            raise
        raise TranscriptError(f"The document's text is damaged. {_AGAIN}") from error
    if body.hid:
        oddities.note("Text that the document hides was left out")
    return "".join(body.pieces).split("\n")


def _refuse(*_declaration: object) -> None:
    raise TranscriptError(
        f"The document declares XML entities, which no transcript needs. {_AGAIN}"
    )


class _Body:
    """The parser's state: whether we are in a run's text, and whether that run is shown."""

    def __init__(self) -> None:
        self.pieces: list[str] = []
        self.hid = False
        self._covered = 0  # depth inside elements whose text is not shown
        self._in_text = False
        self._hidden_run = False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _NOT_SHOWN:
            self._covered += 1
        elif tag == "r":
            self._hidden_run = False
        elif tag == "t":
            self._in_text = True
        elif tag == "tab" and not self._covered:
            self.pieces.append("\t")
        elif tag in ("br", "cr") and not self._covered:
            self.pieces.append("\n")
        elif self._hides(tag, attributes):
            self._hidden_run = True

    def end(self, name: str) -> None:
        tag = name.rpartition(" ")[2]
        if tag in _NOT_SHOWN:
            self._covered -= 1
        elif tag == "t":
            self._in_text = False
        elif tag == "p":
            self.pieces.append("\n")
        elif tag in ("r", "pPr"):
            self._hidden_run = False

    def characters(self, text: str) -> None:
        if not self._in_text:
            return
        if self._covered or self._hidden_run:
            self.hid = self.hid or bool(text.strip())
        else:
            self.pieces.append(text)

    def _hides(self, tag: str, attributes: dict[str, str]) -> bool:
        value = next((v for k, v in attributes.items() if k.endswith(" val")), "").lower()
        if tag in ("vanish", "webHidden"):
            return value not in _OFF
        if tag == "color":
            return value in ("ffffff", "white")
        return tag == "sz" and value.isdecimal() and int(value[:4]) <= 3  # half points
