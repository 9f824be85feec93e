"""The commands that read JSON lines: a bad line gets an error of its own and stops nothing."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from django.core.management import CommandError, call_command

GOOD = {
    "id": "good",
    "sources": ["Maya: I'll send it tomorrow."],
    "sentence": "Maya will send it tomorrow.",
    "text": "tomorrow",
    "reference": "2026-11-18T10:00:00",
    "utterances": [{"speaker": "Maya", "side": "ours", "text": "I'll send the list tomorrow."}],
}
BAD = {
    "not JSON": b"{",
    "no object": b"[]",
    "another number": b'{"id": "x", "score": NaN}',
    "too deep": b"[" * 100_000,
    "no UTF-8": b"\xff\xfe\x00",
    "nothing asked": b'{"id": "x"}',
    "other types": b'{"id": "x", "utterances": 5, "sources": 5, "text": 5}',
    "other parts": b'{"id": "x", "utterances": [5], "sources": [5], "sentence": "a"}',
    "no index": b'{"id": "x", "utterances": [{"index": 1e999, "text": "a"}]}',
    "the same index": b'{"id": "x", "utterances": [{"index": 1, "text": "a"}, '
    b'{"index": 1, "text": "b"}]}',
    "no date": b'{"id": "x", "date": "soon", "sources": ["a"], "sentence": "a", '
    b'"utterances": [], "text": "a", "reference": "soon"}',
}


def _answers(
    command: str, *lines: bytes, monkeypatch: pytest.MonkeyPatch
) -> tuple[list[dict[str, Any]], bool]:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(b"\n".join(lines))))
    out, failed = io.StringIO(), False
    try:
        call_command(*command.split(), stdout=out)
    except (SystemExit, CommandError):
        failed = True
    return [json.loads(row) for row in out.getvalue().splitlines()], failed


@pytest.mark.parametrize("bad", BAD.values(), ids=BAD.keys())
@pytest.mark.parametrize("command", ["check_grounding", "resolve_dates", "read_call --jsonl"])
def test_bad_line_gets_an_error_and_the_others_an_answer(
    command: str, bad: bytes, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = json.dumps(GOOD).encode()

    answers, failed = _answers(command, good, bad, b"", good, monkeypatch=monkeypatch)

    assert failed
    assert [a["id"] for a in answers if "error" not in a] == ["good", "good"]
    assert answers[1]["id"] in ("x", None)
    assert answers[1]["error"].startswith("line 2: ")


@pytest.mark.parametrize("command", ["check_grounding", "resolve_dates", "read_call --jsonl"])
def test_mark_at_the_beginning_of_a_file_is_no_error(
    command: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = b"\xef\xbb\xbf" + json.dumps(GOOD).encode()

    answers, failed = _answers(command, line, monkeypatch=monkeypatch)

    assert not failed
    assert answers[0]["id"] == "good"


def test_utterances_without_an_index_are_counted_from_nought(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answers, _ = _answers("read_call --jsonl", json.dumps(GOOD).encode(), monkeypatch=monkeypatch)

    assert answers[0]["findings"][0]["evidence"][0]["utterance"] == 0
