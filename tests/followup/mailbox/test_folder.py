"""Mail as files: whole, in order, and read without trusting any of it."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from followup.mailbox import folder

PLAIN = (
    b"From: Ann <ann@ours.test>\r\nTo: bo@theirs.test\r\n"
    b"Subject: =?utf-8?q?Gr=C3=BC=C3=9Fe?=\r\n\r\nHello.\r\n"
)


def deliver(root: Path, content: bytes = PLAIN) -> str:
    return folder.deliver(root, content, sender="ann@ours.test", recipients=["bo@theirs.test"])


def test_delivered_message_is_kept_byte_for_byte_under_its_envelope(tmp_path: Path) -> None:
    kept = folder.raw(tmp_path, deliver(tmp_path))
    envelope = b"Return-Path: <ann@ours.test>\r\nDelivered-To: bo@theirs.test\r\n"
    assert kept == envelope + PLAIN
    assert list((tmp_path / "tmp").iterdir()) == []


def test_list_is_newest_first_and_goes_on_where_a_page_ended(tmp_path: Path) -> None:
    keys = [deliver(tmp_path) for _ in range(5)]
    first = folder.summaries(tmp_path, limit=2)
    assert [line.key for line in first] == keys[:2:-1]
    rest = folder.summaries(tmp_path, before=first[-1].key, limit=9)
    assert [line.key for line in rest] == keys[2::-1]


def test_list_of_a_mailbox_that_does_not_exist_yet_is_empty(tmp_path: Path) -> None:
    assert folder.summaries(tmp_path / "none", limit=5) == []


def test_message_is_shown_with_its_words_decoded(tmp_path: Path) -> None:
    message = folder.read(tmp_path, deliver(tmp_path))
    assert message.subject == "Grüße"
    assert message.text == "Hello.\r\n"
    assert ("From", "Ann <ann@ours.test>") in message.headers


def test_text_part_is_shown_and_attachments_are_named(tmp_path: Path) -> None:
    content = (
        b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n'
        b"--b\r\nContent-Type: text/html\r\n\r\n<script>alert(1)</script>\r\n"
        b"--b\r\nContent-Type: text/plain; charset=latin-1\r\n\r\nSch\xf6n\r\n"
        b'--b\r\nContent-Type: text/plain\r\nContent-Disposition: attachment; filename="a.txt"\r\n'
        b"\r\nnot this\r\n--b--\r\n"
    )
    message = folder.read(tmp_path, deliver(tmp_path, content))
    assert message.text == "Schön"
    assert message.attachments == ["a.txt"]


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no headers at all",
        b"Subject: =?nonsense?q?=41?=\r\n\r\nx",
        b"Subject: =?utf-8?b?////?=\r\n\r\nx",
        b"Content-Type: text/plain; charset=klingon\r\n\r\nHello",
        b"Content-Type: multipart/mixed\r\n\r\nno boundary",
        b"Content-Transfer-Encoding: base64\r\n\r\n!!!",
        b"Subject: \xff\xfe\r\nTo: \x00\r\n\r\n\xff",
        b"Subject: " + b"(" * 20_000 + b"\r\n\r\nx",
    ],
)
def test_malformed_mail_is_listed_and_shown_all_the_same(tmp_path: Path, content: bytes) -> None:
    key = deliver(tmp_path, content)
    assert folder.read(tmp_path, key).key == key
    assert [line.key for line in folder.summaries(tmp_path, limit=5)] == [key]


def test_envelope_cannot_bring_headers_of_its_own(tmp_path: Path) -> None:
    key = folder.deliver(tmp_path, PLAIN, sender="a\r\nBcc: x@y.test", recipients=[])
    assert "Bcc" not in [name for name, _ in folder.read(tmp_path, key).headers]


@pytest.mark.parametrize("key", ["", "..", "../../etc/passwd", "1", "0" * 20 + "-zzzzzzzz"])
def test_key_that_is_none_names_no_file(tmp_path: Path, key: str) -> None:
    deliver(tmp_path)
    with pytest.raises(FileNotFoundError):
        folder.raw(tmp_path, key)


def test_moment_of_a_message_is_listed_and_a_broken_one_is_none(tmp_path: Path) -> None:
    for date in (b"Sat, 21 Nov 2026 13:28:45 +0100", b"soon", b"Sat, 21 Nov 2026 13:28:45 -0000"):
        deliver(tmp_path, b"Date: " + date + b"\r\n" + PLAIN)
    moments = [line.sent_at for line in folder.summaries(tmp_path, limit=3)]
    assert moments == [None, None, datetime.fromisoformat("2026-11-21T13:28:45+01:00")]
