"""The support command: one answer for each line, whatever the line."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest

from followup.lib.grounding.spoken import source_of
from followup.management.commands.check_grounding import Command, answer


def _run(text: str, monkeypatch: pytest.MonkeyPatch) -> tuple[list[dict[str, Any]], int]:
    monkeypatch.setattr("sys.stdin", io.StringIO(text))
    out = io.StringIO()
    code = 0
    try:
        Command(stdout=out).handle()
    except SystemExit as stop:
        code = int(str(stop.code))
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_command_answers_good_lines_and_reports_bad_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"id": 1, "sources": ["Maya: I'll send it by Friday."],
            "sentence": "Maya will send it by Friday."}  # fmt: skip
    text = "\n".join([json.dumps(good), "not json", '{"id": 3}', "", json.dumps(good)])
    rows, code = _run(text, monkeypatch)
    assert code == 1
    assert [row.get("verdict") for row in rows] == ["supported", None, None, "supported"]
    assert rows[2]["id"] == 3
    assert "error" in rows[1]
    assert "error" in rows[2]


def test_command_exits_well_when_every_line_is_good(monkeypatch: pytest.MonkeyPatch) -> None:
    line = json.dumps({"id": "a", "sources": [], "sentence": "Hello there."})
    rows, code = _run(line, monkeypatch)
    assert code == 0
    assert rows[0]["verdict"] == "unsupported"


def test_sources_may_be_lines_or_objects() -> None:
    assert source_of("Maya Lind: I'll send it").speaker == "Maya Lind"
    assert source_of("Subject: Hello").speaker is None
    assert source_of("https://a.example/x").speaker is None
    assert source_of({"text": "hi", "speaker": "Tom", "side": "theirs"}).side == "theirs"
    with pytest.raises(ValueError, match="source"):
        source_of(3)


def test_date_resolves_tomorrow() -> None:
    row = {"id": 1, "sources": ["Maya: I'll send it tomorrow."], "date": "2026-11-18",
           "sentence": "Maya will send it on 19 November."}  # fmt: skip
    assert answer(row)["verdict"] == "supported"
