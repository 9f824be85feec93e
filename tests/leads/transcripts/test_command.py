"""`manage.py read_transcript`; pytest-django lets none of these near a database."""

from __future__ import annotations

import json
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

VTT = "WEBVTT\n\n00:01.500 --> 00:02.000\n<v Ana Ruiz>We will send you the offer — and it is €5.\n"


def _run(path: Path, *options: str) -> str:
    out = StringIO()
    call_command("read_transcript", str(path), *options, stdout=out)
    return out.getvalue()


def test_read_transcript_prints_the_stable_json_form(tmp_path: Path) -> None:
    path = tmp_path / "call.txt"
    path.write_text(VTT, encoding="utf-8")
    assert json.loads(_run(path, "--json")) == {
        "format": "teams_vtt",
        "language": "en",
        "utterances": [
            {
                "index": 0,
                "speaker": "Ana Ruiz",
                "start_ms": 1500,
                "end_ms": 2000,
                "text": "We will send you the offer — and it is €5.",
            }
        ],
        "warnings": [],
    }


def test_read_transcript_lists_turns_for_people(tmp_path: Path) -> None:
    path = tmp_path / "Acme demo.vtt"
    path.write_text("1:00:05\nhello there\n", encoding="utf-8")
    listing = _run(path)
    assert "Acme demo: text, language unknown, 1 turns, 0 speakers" in listing
    assert "Warning: No speaker is named" in listing
    assert "    0 1:00:05  ?: hello there" in listing


def test_read_transcript_refuses_a_bad_file_in_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "call.vtt"
    path.write_text("WEBVTT\n\n00:01.000 --> ", encoding="utf-8")
    with pytest.raises(CommandError, match=r"^call.vtt: Line 3: The file ends in the middle") as e:
        _run(path, "--json")
    assert "\n" not in str(e.value)
    with pytest.raises(CommandError, match="No such file"):
        _run(tmp_path / "nothing.vtt")
    with pytest.raises(CommandError, match="Is a directory"):
        _run(tmp_path)
