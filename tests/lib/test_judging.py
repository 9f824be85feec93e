"""What a model's opinion may do to a verdict."""

from __future__ import annotations

import pytest

from followup.lib.grounding import Judgement, Source, with_judge
from followup.lib.judging import model_judge
from followup.lib.llm import ModelError
from tests.llm.fake_server import FakeServer, failing, said
from tests.llm.plugin import fake_server, pauses

__all__ = ["fake_server", "pauses"]

SOURCES = [Source("I'll send it by Friday.", "Maya", "ours")]


def opinion(server: FakeServer, verdict: str, problem: str = "") -> Judgement:
    server.script(said({"verdict": verdict, "problem": problem}))
    return model_judge(server.model())("Maya sends it by Monday.", SOURCES)


def test_opinion_lowers_a_verdict_and_says_why(fake_server: FakeServer) -> None:
    second = opinion(fake_server, "unsupported", "the day is\nFriday")
    judged = with_judge(Judgement("supported", 0.9), second)
    assert (judged.verdict, judged.score) == ("unsupported", 0.0)
    assert [(r.code, r.text) for r in judged.reasons] == [("judge", "the day is Friday")]


def test_opinion_never_raises_a_verdict(fake_server: FakeServer) -> None:
    first = Judgement("unsupported", 0.1)
    assert with_judge(first, opinion(fake_server, "supported")) == first


def test_partly_is_weak_even_without_a_reason(fake_server: FakeServer) -> None:
    second = opinion(fake_server, "partly")
    assert second.verdict == "weak"
    assert second.reasons[0].text


def test_missing_opinion_is_an_error_for_the_caller(
    fake_server: FakeServer, pauses: list[float]
) -> None:
    fake_server.script(failing(500))
    with pytest.raises(ModelError):
        model_judge(fake_server.model())("Maya sends it.", SOURCES)
