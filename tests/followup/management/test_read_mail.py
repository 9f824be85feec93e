"""`read_mail`: files and folders in, one JSON line for each out."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command

REPLY = b"From: jane@buyer.example\nSubject: Re: Offer\n\nYes.\n\nOn 1 May 2026 10:00, Sam <s@x.example> wrote:\n> Offer?\n"
AWAY = b"From: jane@buyer.example\nSubject: Automatic reply: Offer\nDate: Tue, 12 May 2026 10:00:00 +0000\n\nBack on 25 May 2026, see you then.\n"
BOUNCE = b"From: MAILER-DAEMON@mx.example\nSubject: Undelivered\n\n<jane@buyer.example>: 550 5.1.1 User unknown\n"


def run(*paths: Path) -> list[dict[str, Any]]:
    """The lines the command prints."""
    out = io.StringIO()
    call_command("read_mail", *map(str, paths), "--json", stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_read_mail_prints_a_line_for_each_file_of_a_folder(tmp_path: Path) -> None:
    (tmp_path / "deeper").mkdir()
    (tmp_path / "1.eml").write_bytes(REPLY)
    (tmp_path / "2.eml").write_bytes(AWAY)
    (tmp_path / "deeper/3.eml").write_bytes(BOUNCE)
    (tmp_path / ".hidden").write_bytes(b"")
    assert run(tmp_path) == [
        {
            "path": f"{tmp_path}/1.eml",
            "kind": "reply",
            "text": "Yes.",
            "bounce": None,
            "return_date": None,
        },
        {
            "path": f"{tmp_path}/2.eml",
            "kind": "auto_reply",
            "text": "Back on 25 May 2026, see you then.",
            "bounce": None,
            "return_date": "2026-05-25",
        },
        {
            "path": f"{tmp_path}/deeper/3.eml",
            "kind": "bounce",
            "text": "<jane@buyer.example>: 550 5.1.1 User unknown",
            "bounce": {"hard": True, "status": "5.1.1", "recipient": "jane@buyer.example"},
            "return_date": None,
        },
    ]


@pytest.mark.parametrize("content", [b"", b"  \n", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + b"\0" * 100])
def test_a_file_that_is_no_mail_is_named_and_the_others_read(
    tmp_path: Path, content: bytes
) -> None:
    (tmp_path / "1.eml").write_bytes(content)
    (tmp_path / "2.eml").write_bytes(REPLY)
    out = io.StringIO()
    with pytest.raises(SystemExit) as stopped:
        call_command(
            "read_mail", str(tmp_path), str(tmp_path / "missing.eml"), "--json", stdout=out
        )
    rows = [json.loads(line) for line in out.getvalue().splitlines()]
    assert stopped.value.code == 1
    assert ["error" in row for row in rows] == [True, False, True]
    assert [row["kind"] for row in rows] == ["other", "reply", "other"]


def test_of_a_mail_too_large_the_beginning_is_read(tmp_path: Path) -> None:
    (tmp_path / "1.eml").write_bytes(REPLY + b"\n" + b"x" * 50_000_000)
    assert [row["kind"] for row in run(tmp_path)] == ["reply"]


def test_a_saved_body_without_fields_is_read_as_a_reply(tmp_path: Path) -> None:
    (tmp_path / "body.txt").write_bytes(b"Yes.\n\n-- \nJane")
    assert [(row["kind"], row["text"]) for row in run(tmp_path)] == [("reply", "Yes.")]


def test_without_json_the_listing_is_for_people(tmp_path: Path) -> None:
    (tmp_path / "3.eml").write_bytes(BOUNCE)
    out = io.StringIO()
    call_command("read_mail", str(tmp_path), stdout=out)
    assert "bounce, hard 5.1.1 jane@buyer.example" in out.getvalue()
