"""The writer that asks a model, and lets nothing through that the record does not bear out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from followup.lib.llm import Completion, Model, complete
from leads.extraction.evidence import united
from leads.extraction.model import configured_model
from leads.extraction.schema import Finding
from leads.extraction.visible import visible
from reviews.writing import prompt
from reviews.writing.form import Sentence, Sentences, form
from reviews.writing.layout import Point, lay_out
from reviews.writing.rules import heading, point
from reviews.writing.schema import Block, Brief, Composition, LeftOut
from reviews.writing.selection import LONGEST, select, unfit
from reviews.writing.shape import shaped
from reviews.writing.verdicts import verdict

Facts = Mapping[str, tuple[Block, Finding]]


@dataclass(frozen=True, slots=True)
class Placed:
    """A sentence that held, and the facts it covers."""

    point: Point
    facts: tuple[str, ...]


class ModelWriter:
    """Writes with `model`, or with the configured one."""

    def __init__(self, model: Model | None = None) -> None:
        self.model = model or configured_model()

    def compose(self, brief: Brief) -> Composition:
        """The mail for a brief, in the model's words where they hold.

        A fact the model passed over or got wrong is said in the speakers' own words instead: a
        promise is never lost to a model's taste, nor to what the record talked it into.
        Raises `ModelError`.
        """
        selection = shaped(select(brief.reading), brief.shape)
        facts: Facts = {f"f{i}": chosen for i, chosen in enumerate(selection.chosen)}
        left_out = list(selection.left_out)
        placed: list[Placed] = []
        name = self.model.name
        if facts:
            answer = self._ask(facts, brief)
            name = answer.model
            for sentence in answer.parsed.sentences[: 2 * len(facts)]:
                made = place(sentence, facts, brief)
                if isinstance(made, Placed):
                    placed.append(made)
                elif made.text:
                    left_out.append(made)
        points = _points(placed, facts, brief, left_out)
        return lay_out(brief, points, left_out, engine="model", version=f"{name}/{prompt.VERSION}")

    def _ask(self, facts: Facts, brief: Brief) -> Completion[Sentences]:
        answer: Completion[Sentences] = complete(
            self.model,
            schema=form(tuple(facts)),
            system=prompt.system(brief),
            user=prompt.request(facts, brief),
            accept=Sentences,
            max_tokens=min(4_000, 200 + 90 * len(facts)),
        )
        return answer


def place(sentence: Sentence, facts: Facts, brief: Brief) -> Placed | LeftOut:
    """The sentence with the quotes it rests on, or why it must not be used."""
    text = visible(sentence.text.lstrip("-*• "), most=2 * LONGEST)
    named = tuple(dict.fromkeys(at for at in sentence.facts if at in facts))
    evidence = united(*(facts[at][1].evidence for at in named))
    groups = {(facts[at][0], heading(*facts[at], brief)) for at in named}
    if not text or len(groups) != 1:
        return LeftOut(text, "It belongs to no single part of the mail.", evidence)
    if reason := unfit(text):
        return LeftOut(text, reason, evidence)
    judged = verdict(text, evidence, [facts[at][1] for at in named], brief)
    if judged.verdict == "unsupported":
        said = (
            "; ".join(dict.fromkeys(r.text for r in judged.reasons)) or "the record does not say so"
        )
        return LeftOut(text, f"Not in the record: {said}.", evidence)
    ((block, line),) = groups
    return Placed(Point(block, text, evidence, line), named)


def _points(
    placed: Sequence[Placed], facts: Facts, brief: Brief, left_out: list[LeftOut]
) -> list[Point]:
    """One point per fact in the reading's order; a fact said twice stands once."""
    points: list[Point] = []
    done: set[str] = set()
    for at, (block, finding) in facts.items():
        if at in done:
            continue
        mine = next((p for p in placed if at in p.facts and not done & set(p.facts)), None)
        done.update(mine.facts if mine else (at,))
        made = mine.point if mine else point(block, finding, brief)
        if isinstance(made, Point):
            points.append(made)
        else:
            left_out.append(made)
    return points
