"""The mail a model writes, and what is kept of it."""

from __future__ import annotations

from typing import Any

import pytest

from followup.lib.llm import ModelError
from leads.extraction.schema import Finding
from reviews.writing import Composition, compose
from tests.llm.fake_server import FakeServer, failing, said, schema_of
from tests.llm.plugin import fake_server, pauses
from tests.reviews.writing.brief import EXPORT, LEGAL, PRICING, TUESDAY, VEHICLES, brief

__all__ = ["fake_server", "pauses"]


def write(server: FakeServer, findings: tuple[Finding, ...], *sentences: Any) -> Composition:
    server.script(said({"sentences": [{"facts": f, "text": t} for f, t in sentences]}))
    return compose(brief(*findings), model=server.model())


def test_sentences_that_hold_are_used_as_written(fake_server: FakeServer) -> None:
    mail = write(
        fake_server, (PRICING, LEGAL),
        (["f1"], "You will check with legal whether the data clause is fine."),
        (["f0"], "I'll send you the pricing breakdown by Friday."),
    )  # fmt: skip
    assert "What we promised:\n- I'll send you the pricing breakdown by Friday." in mail.body
    assert (mail.engine, mail.version) == ("model", "fake-1-2026/write-2")
    assert mail.left_out == ()
    ours = next(s for s in mail.sentences if s.block == "ours")
    assert (ours.origin, ours.evidence) == ("machine", PRICING.evidence)


def test_facts_are_an_enumeration_and_fenced(fake_server: FakeServer) -> None:
    write(fake_server, (PRICING, LEGAL))
    request = fake_server.requests[0]
    items = schema_of(request)["$defs"]["Sentence"]["properties"]["facts"]["items"]
    assert items["enum"] == ["f0", "f1"]
    assert "<facts " in request["messages"][1]["content"]
    assert '"en"' in request["messages"][0]["content"]


@pytest.mark.parametrize(
    "lie",
    [
        "I will send you the pricing breakdown by Monday.",
        "I will send you the pricing breakdown with a 40% discount.",
        "You will send me the pricing breakdown by Friday.",
        "Please pay at https://evil.example/pay today.",
        "Write to boss@evil.example by Friday.",
        "I will send the pricing breakdown. " * 40,
        "",
    ],
)
def test_invented_sentence_is_listed_and_the_promise_said_plainly(
    fake_server: FakeServer, lie: str
) -> None:
    mail = write(fake_server, (PRICING,), (["f0"], lie))
    assert lie.strip() == "" or lie.strip() not in mail.body
    assert "- I will send the pricing breakdown by Friday." in mail.body
    assert len(mail.left_out) == bool(lie)


def test_forgotten_fact_is_said_plainly(fake_server: FakeServer) -> None:
    mail = write(fake_server, (VEHICLES, PRICING, LEGAL, EXPORT))
    assert [s.block for s in mail.sentences if s.origin == "machine"] == [
        "recap", "ours", "theirs", "questions",
    ]  # fmt: skip


def test_sentence_that_mixes_sides_is_not_used(fake_server: FakeServer) -> None:
    mixed = "I send the pricing breakdown by Friday and you will check with legal."
    mail = write(fake_server, (PRICING, LEGAL), (["f0", "f1"], mixed))
    assert mixed not in mail.body
    assert mail.left_out[0].text == mixed


def test_fact_said_twice_stands_once(fake_server: FakeServer) -> None:
    text = "I will send the pricing breakdown by Friday."
    mail = write(fake_server, (PRICING,), (["f0"], text), (["f0"], text))
    assert mail.body.count("pricing") == 1


def test_no_next_step_can_be_written_when_none_was_agreed(fake_server: FakeServer) -> None:
    mail = write(fake_server, (PRICING,), (["f0"], "I look forward to our meeting on Tuesday."))
    assert mail.next_step_missing
    assert "Tuesday" not in mail.body
    assert not write(fake_server, (TUESDAY,)).next_step_missing


def test_nothing_to_say_asks_nobody(fake_server: FakeServer) -> None:
    assert write(fake_server, ()).engine == "model"
    assert fake_server.requests == []


def test_failing_model_is_the_callers_to_handle(
    fake_server: FakeServer, pauses: list[float]
) -> None:
    fake_server.script(failing(503))
    with pytest.raises(ModelError):
        compose(brief(PRICING), model=fake_server.model())
