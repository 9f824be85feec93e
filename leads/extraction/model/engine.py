"""The engine: windows out, answers in, one reading of the whole call."""

from __future__ import annotations

import re
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from itertools import zip_longest
from typing import TypeVar

from django.conf import settings

from followup.lib.llm import Completion, Model, ModelError, complete
from leads.extraction.evidence import share_words
from leads.extraction.model import prompt
from leads.extraction.model.answer import Answer, Item, form
from leads.extraction.model.findings import Record, finding, flag
from leads.extraction.model.merging import merged
from leads.extraction.model.people import People, people
from leads.extraction.model.windows import halves, windows
from leads.extraction.rules import RulesEngine
from leads.extraction.schema import Conversation, Finding, Reading, SensitiveReason

T = TypeVar("T")
NO_KEY = "No model is configured: OPENAI_API_KEY is empty."
NOTHING_HELD = "Nothing the model understood is in the record; the built-in reading is used."
AT_ONCE = 3  # windows asked about at the same time
PATIENCE = 150.0  # seconds after which no further window is begun; a task lives for 300


@dataclass(frozen=True, slots=True)
class Piece:
    """One answered request: the answer and the lines it was about."""

    record: Record
    completion: Completion[Answer]


def configured_model() -> Model:
    """The model of the settings. Raises `ModelError` when none is configured."""
    if not settings.OPENAI_API_KEY:
        raise ModelError("unauthorized", permanent=True, sentence=NO_KEY)
    return Model(
        api_key=settings.OPENAI_API_KEY,
        base_url=settings.OPENAI_BASE_URL,
        name=settings.OPENAI_MODEL,
        timeout=float(settings.OPENAI_TIMEOUT),
    )


class ModelEngine:
    """Reads with `model`, or with the configured one."""

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or configured_model()

    def read(self, conversation: Conversation) -> Reading:
        """Everything the model understood and the record bears out.

        When that is nothing, it is the reading of the rules, which says so of itself.
        Long calls are read in overlapping windows. Raises `ModelError` when a window cannot be
        read: half a call must not pass for the whole, the next step often stands at its end.
        """
        plain = RulesEngine().read(conversation)
        known = people(conversation)
        pieces = self._pieces(conversation, known, plain)
        findings: list[Finding] = []
        flags: list[SensitiveReason] = list(plain.sensitive)
        dropped: list[str] = []
        for item, record in _by_rank(pieces):
            _sort(finding(item, record), findings, dropped)
        for piece in pieces:
            for raised in piece.completion.parsed.sensitive[:20]:
                _sort(flag(raised, piece.record), flags, dropped)
        found = merged(findings)
        if not found and plain.findings:
            # Nothing it said could be shown in the record: the built-in reading is the better one.
            return replace(
                plain,
                sensitive=_once(flags),
                language=_language(pieces, conversation),
                dropped=_words(dropped),
                warnings=(NOTHING_HELD,),
            )
        name = pieces[0].completion.model if pieces else self.model.name
        return Reading(
            findings=found,
            engine="model",
            version=f"{name}/{prompt.VERSION}",
            sensitive=tuple({(s.reason, s.evidence.line): s for s in reversed(flags)}.values())[
                ::-1
            ],
            language=_language(pieces, conversation),
            dropped=_words(dropped),
            warnings=tuple(_overlooked(plain, found)),
        )

    def _pieces(self, conversation: Conversation, known: People, plain: Reading) -> list[Piece]:
        until = time.monotonic() + PATIENCE
        with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
            read = pool.map(
                lambda window: self._window(conversation, window, known, plain, until),
                windows(conversation.lines),
            )
            return [piece for pieces in read for piece in pieces]

    def _window(
        self,
        conversation: Conversation,
        window: range,
        known: People,
        plain: Reading,
        until: float,
    ) -> list[Piece]:
        """The answers for one window; in halves when it is more than the model can take."""
        user, shown = prompt.request(conversation, window, found=plain.findings)
        if not shown:
            return []
        if time.monotonic() > until:
            raise ModelError("timeout")
        try:
            answer: Completion[Answer] = complete(
                self.model,
                schema=form(tuple(shown), _owners(conversation, known)),
                system=prompt.SYSTEM,
                user=user,
                accept=Answer,
                max_tokens=min(6_000, 400 + 60 * len(shown)),
            )
        except ModelError as error:
            parts = halves(window) if error.kind in {"too_long", "truncated"} else None
            if parts is None:
                raise
            again = [self._window(conversation, part, known, plain, until) for part in parts]
            return [piece for pieces in again for piece in pieces]
        return [Piece(Record(conversation, shown, known, plain.findings), answer)]


def _sort(found: T | str, kept: list[T], dropped: list[str]) -> None:
    if isinstance(found, str):
        dropped.append(found)
    else:
        kept.append(found)


def _owners(conversation: Conversation, known: People) -> tuple[str, ...] | None:
    return None if conversation.source == "note" else tuple(known.raw)


def _by_rank(pieces: Iterable[Piece]) -> Iterator[tuple[Item, Record]]:
    """The first of every piece, then the second: what mattered late in a call counts as much."""
    ranked = [[(i, p.record) for i in p.completion.parsed.findings[:60]] for p in pieces]
    for row in zip_longest(*ranked):
        yield from (pair for pair in row if pair)


def _words(dropped: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(dropped))


def _once(flags: Iterable[SensitiveReason]) -> tuple[SensitiveReason, ...]:
    first: dict[tuple[str, int], SensitiveReason] = {}
    for raised in flags:
        first.setdefault((raised.reason, raised.evidence.line), raised)
    return tuple(first.values())


def _language(pieces: Iterable[Piece], conversation: Conversation) -> str:
    codes = [p.completion.parsed.language.strip().lower() for p in pieces]
    known = [code for code in codes if re.fullmatch(r"[a-z]{2}", code)]
    return max(known, key=known.count) if known else conversation.language


def _overlooked(plain: Reading, found: tuple[Finding, ...]) -> Iterator[str]:
    """Promises and next steps the rules saw and the model did not.

    Words in the record can talk a model out of a promise; they cannot talk the rules out of it.
    """
    for finding_ in plain.findings:
        if finding_.kind not in {"commitment", "next_step"} or finding_.strength != "firm":
            continue
        if not any(share_words(finding_, other) for other in found):
            yield f"The model passed over this, please check: {finding_.text}"
