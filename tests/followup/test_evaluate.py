"""The command as a customer uses it: alone, on own data, and with two engines side by side."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from tests.leads.extraction.model.call import LEGAL, PRICING, WORDS, answer
from tests.llm.fake_server import KEY, FakeServer, failing, said
from tests.llm.plugin import fake_server, pauses

__all__ = ["fake_server", "pauses"]


def _evaluate(*args: str) -> str:
    out = io.StringIO()
    call_command("evaluate", *args, stdout=out, stderr=io.StringIO())
    return out.getvalue()


@pytest.fixture
def one_call(tmp_path: Path) -> str:
    said_ = [{"speaker": who, "side": side, "text": text} for who, side, text in WORDS]
    work = [
        {"kind": "commitment", "owner": "Maya Chen", "direction": "ours", "evidence": [2]},
        {"kind": "commitment", "owner": "Priya Rao", "direction": "theirs", "evidence": [3]},
    ]
    soft = {"kind": "commitment", "owner": "Maya Chen", "evidence": [7], "soft": True}
    row = {"id": "a", "utterances": said_, "work": [*work, soft], "date": "2026-11-18"}
    path = tmp_path / "one.jsonl"
    path.write_text(json.dumps(row))
    return str(path)


@pytest.fixture
def configured(fake_server: FakeServer, settings: Any, pauses: list[float]) -> FakeServer:
    model = fake_server.model()
    settings.OPENAI_API_KEY, settings.OPENAI_BASE_URL = KEY, model.base_url
    settings.OPENAI_MODEL, settings.OPENAI_TIMEOUT = "fake-1", 5
    return fake_server


def _values(text: str, engine: str) -> dict[str, float]:
    rows = [json.loads(line) for line in text.splitlines()]
    (row,) = [row for row in rows if row["engine"] == engine]
    return {m["name"]: m["value"] for m in row["measures"]}


def test_shipped_sets_make_a_table_with_intervals_and_speed() -> None:
    text = _evaluate("--sample", "4")
    for said_ in ("calls (4 items", "sentences (", "dates (4 items", "F1", "invented", "speed"):
        assert said_ in text
    assert "balanced accuracy" in text
    assert " ms each" in text


def test_json_has_a_line_for_each_set(one_call: str) -> None:
    rows = [json.loads(line) for line in _evaluate("--json", "--only", "dates").splitlines()]
    assert [(row["set"], row["engine"]) for row in rows] == [("dates", "rules")]
    assert rows[0]["items"] >= 20
    assert {"name", "value", "low", "high", "aim", "reached"} <= set(rows[0]["measures"][0])


def test_two_engines_stand_side_by_side(one_call: str, configured: FakeServer) -> None:
    configured.script(said(answer(PRICING, LEGAL)))
    arguments = ("--data", one_call, "--engine", "rules", "--engine", "model")
    head = _evaluate(*arguments).splitlines()[0]
    assert "rules" in head
    assert "fake-1" in head
    values = _values(_evaluate(*arguments, "--json"), "fake-1")
    assert (values["commitments, F1"], values["invented, or wrong owner or side"]) == (1.0, 0.0)
    assert values["calls the model could not read"] == 0.0


def test_models_of_one_server_are_compared_by_name(one_call: str, configured: FakeServer) -> None:
    configured.script(said(answer(PRICING)))
    text = _evaluate("--data", one_call, "--model", "small", "--model", "large", "--json")
    assert [json.loads(line)["engine"] for line in text.splitlines()] == ["small", "large"]
    assert {request["model"] for request in configured.requests} == {"small", "large"}


def test_call_the_model_cannot_read_is_counted(one_call: str, configured: FakeServer) -> None:
    configured.script(failing(503))
    values = _values(_evaluate("--data", one_call, "--engine", "model", "--json"), "fake-1")
    assert values["calls the model could not read"] == 1.0
    assert values["commitments, recall"] == 0.0


def test_reading_of_the_rules_is_not_passed_off_as_the_models(
    one_call: str, configured: FakeServer
) -> None:
    configured.script(said(answer()))
    values = _values(_evaluate("--data", one_call, "--engine", "model", "--json"), "fake-1")
    assert values["calls where the rules had to step in"] == 1.0


def test_model_judges_only_what_the_checks_let_stand(
    tmp_path: Path, configured: FakeServer
) -> None:
    rows = [
        {"sources": ["Ada: I'll call you."], "sentence": "Ada will call you.", "label": 1},
        {"sources": ["Ada: I'll call you."], "sentence": "It costs $9.", "label": 0},
    ]
    path = tmp_path / "s.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)))
    configured.script(said({"problem": "", "verdict": "unsupported"}))
    values = _values(_evaluate("--data", str(path), "--engine", "model", "--json"), "fake-1")
    assert len(configured.requests) == 1
    assert values["sentences the model did not judge"] == 0.0
    assert values["true sentences that stand"] == 0.0
    assert values["false sentences stopped"] == 1.0


def test_wrong_key_stops_with_a_sentence(one_call: str, configured: FakeServer) -> None:
    configured.script(failing(401))
    with pytest.raises(CommandError, match="key"):
        _evaluate("--data", one_call, "--engine", "model")


def test_model_that_is_not_configured_stops_with_a_sentence(settings: Any) -> None:
    settings.OPENAI_API_KEY = ""
    with pytest.raises(CommandError, match="OPENAI_API_KEY is empty"):
        _evaluate("--engine", "model")


@pytest.mark.parametrize(
    ("arguments", "why"),
    [
        (("--data", "/nowhere/at/all.jsonl"), "No such file"),
        (("--only", "zzz"), "nothing to evaluate"),
        (("--sample", "0"), "1 or more"),
    ],
)
def test_what_cannot_be_evaluated_is_said(arguments: tuple[str, ...], why: str) -> None:
    with pytest.raises(CommandError, match=why):
        _evaluate(*arguments)
