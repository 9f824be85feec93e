from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import call_command

MOMENT = "2026-11-18T14:00:00"


def _answers(
    monkeypatch: pytest.MonkeyPatch, lines: list[str], *, fails: bool = False
) -> list[dict[str, Any]]:
    monkeypatch.setattr("sys.stdin", io.StringIO("\n".join(lines)))
    out = io.StringIO()
    if fails:
        with pytest.raises(SystemExit) as stopped:
            call_command("resolve_dates", stdout=out)
        assert stopped.value.code == 1
    else:
        call_command("resolve_dates", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_command_writes_days_moments_intervals_and_null(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "Friday, tomorrow at 3 pm, next week, every Monday"
    row = {"id": "a", "text": text, "reference": MOMENT, "timezone": "Europe/London"}
    (answer,) = _answers(monkeypatch, [json.dumps(row)])
    assert answer["id"] == "a"
    assert [found["value"] for found in answer["dates"]] == [
        "2026-11-20",
        "2026-11-19T15:00:00",
        "2026-11-23/2026-11-29",
        None,
    ]
    assert all(text[found["start"] : found["end"]] == found["text"] for found in answer["dates"])


def test_command_asks_where_a_phrase_needs_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    row = {"id": 1, "text": "before our quarter closes", "reference": MOMENT}
    (answer,) = _answers(monkeypatch, [json.dumps(row)])
    assert answer["dates"][0]["value"] is None
    assert "fiscal year" in answer["dates"][0]["asks"]


def test_command_names_bad_lines_and_answers_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    good = {"id": 2, "text": "tomorrow", "reference": MOMENT}
    lines = ["{", json.dumps({"id": 1, "text": 5}), json.dumps(good | {"timezone": "Mars"}), "",
             json.dumps(good | {"fiscal_year_start": 13}), json.dumps(good)]  # fmt: skip
    answers = _answers(monkeypatch, lines, fails=True)
    assert [bool(answer.get("error")) for answer in answers] == [True, True, True, True, False]
    assert answers[-1]["dates"][0]["value"] == "2026-11-19"
