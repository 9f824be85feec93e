"""Running the engines over data sets, and the clock beside them."""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from followup.evaluation import calls, corpora, days, sentences
from followup.evaluation.items import CallItem, DateItem, SentenceItem
from followup.evaluation.measures import Measure, Measured, added, measured
from followup.evaluation.sets import DataSet
from followup.lib.grounding import Judge, check, with_judge
from followup.lib.model_errors import ModelError
from leads.extraction.model.engine import NOTHING_HELD
from leads.extraction.schema import Engine


@dataclass(frozen=True, slots=True)
class Reader:
    """An engine by name, with the judge that the same model gives (None: checks alone).

    `patient`: it waits for others, so that its time is the wall's and not the processor's.
    """

    name: str
    engine: Engine
    judge: Judge | None = None
    patient: bool = False

    @property
    def clock(self) -> Callable[[], float]:
        return time.perf_counter if self.patient else time.process_time


@dataclass(frozen=True, slots=True)
class Result:
    """One reader over one data set. Seconds are for one item; `pace` says the same in words."""

    name: str
    reader: str
    items: int
    documents: int
    measures: tuple[Measured, ...]
    seconds: float
    slowest: float
    pace: str


def run(data: DataSet, reader: Reader) -> Result:
    """Everything in one set. Raises ModelError when the model cannot be had at all."""
    rows: list[tuple[str, dict[str, float]]] = []
    spent: list[float] = []
    clock = reader.clock
    for item in data.items:
        began = clock()
        outcome = _outcome(item, reader)
        spent.append(clock() - began)
        rows.append((item.document, outcome()))
    documents: dict[str, list[dict[str, float]]] = defaultdict(list)
    for document, counts in rows:
        documents[document].append(counts)
    found = measured(_measures(data), [added(d) for d in documents.values()])
    seconds = sum(spent) / len(spent)
    pace = _pace(data, sum(spent), max(spent))
    return Result(
        data.name, reader.name, len(spent), len(documents), tuple(found), seconds, max(spent), pace
    )


def _outcome(
    item: CallItem | SentenceItem | DateItem, reader: Reader
) -> Callable[[], dict[str, float]]:
    """The engine's part, which is timed; what comes back does the scoring, which is not."""
    if isinstance(item, DateItem):
        found = days.answers(item)
        return lambda: days.score(item, found)
    if isinstance(item, SentenceItem):
        return _sentence(item, reader)
    return _call(item, reader)


def _call(item: CallItem, reader: Reader) -> Callable[[], dict[str, float]]:
    asked = {"asked": 1.0} if reader.patient else {}
    try:
        reading = reader.engine.read(item.conversation)
    except ModelError as error:
        if hopeless(error):
            raise
        return lambda: calls.unread(item) | asked
    stepped = {"stepped in": NOTHING_HELD in reading.warnings}
    return lambda: calls.score(item, reading) | asked | stepped


def hopeless(error: ModelError) -> bool:
    """Whether every further question would end the same way: wrong key, wrong name, no quota."""
    return error.permanent and error.kind in {"unauthorized", "rejected", "rate_limited"}


def _sentence(item: SentenceItem, reader: Reader) -> Callable[[], dict[str, float]]:
    """The verdict a draft would get; a judge is asked only where it could lower it."""
    judgement = check(item.sentence, cited=item.cited, context=item.context)
    if reader.judge is None or judgement.verdict == "unsupported":
        return lambda: sentences.score(item, judgement)
    try:
        lowered = with_judge(judgement, reader.judge(item.sentence, item.cited))
    except ModelError as error:
        if hopeless(error):
            raise
        return lambda: sentences.score(item, judgement) | {"asked": 1, "unjudged": 1}
    return lambda: sentences.score(item, lowered) | {"asked": 1}


def _measures(data: DataSet) -> tuple[Measure, ...]:
    known: tuple[Measure, ...]
    if data.kind is CallItem:
        known = calls.MEASURES
    elif data.kind is DateItem:
        known = days.MEASURES
    else:
        errors = {e for i in data.items if isinstance(i, SentenceItem) for e in i.errors}
        known = (*sentences.MEASURES, *sentences.error_measures(errors))
    return tuple(_barred(data.name, known))


def _barred(name: str, known: Iterable[Measure]) -> Iterator[Measure]:
    for measure in known:
        floor, aim = corpora.BARS.get((name, measure.name), ("", ""))
        yield replace(measure, floor=floor, aim=aim)


def _pace(data: DataSet, spent: float, slowest: float) -> str:
    count = len(data.items)
    if data.kind is not CallItem:
        return f"{1000 * spent / count:.1f} ms each, slowest {1000 * slowest:.0f} ms"
    lines = sum(len(i.conversation.lines) for i in data.items if isinstance(i, CallItem))
    each = f"{spent / count:.2f} s a call, slowest {slowest:.2f} s"
    return f"{each}, {1000 * spent / lines:.2f} s for 1,000 utterances"
