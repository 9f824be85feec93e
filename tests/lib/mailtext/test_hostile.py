"""Whatever the bytes: an answer, soon."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from followup.lib.mailtext import new_words, read, refusal

MEGABYTE = 1_000_000
LINES = [
    "> ", "On ", "wrote:", "From: ", "-", "_", "--\n", "a@b ", "<", "<a ", "<!--", '<p style="', "&#", "&amp", "\t",
    " ", "5.1.1 ", "550 ", "Sent from my ", "=?utf-8?q?", "(", ")", "user user ", "mailbox ", "12.05.2026 ", "stop ",
    "remove me ", "nicht ", "confidential message ", "On 1.1.2026 10:00 a@b wrote:\n", "From: a\nSent: b\n", "é", "電",
    "sender address ", "exceeded ", "host not ", "account ", "message ", "sent by ", "bericht ", "> quoted\nnot\n",
]  # fmt: skip


@pytest.mark.parametrize("piece", LINES)
@pytest.mark.parametrize(
    "fields",
    [
        "From: jane@buyer.example\nContent-Type: text/html; charset=utf-8",
        "From: MAILER-DAEMON@x.example\nSubject: Undelivered",
        "From: a@b.example\nAuto-Submitted: auto-replied\nDate: Tue, 12 May 2026 10:00:00 +0000",
    ],
    ids=["html", "bounce", "away"],
)
def test_a_megabyte_of_anything_is_read_within_a_second(piece: str, fields: str) -> None:
    raw = f"{fields}\n\n{piece * (MEGABYTE // len(piece.encode()))}".encode()
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 1


@pytest.mark.parametrize("name", ["From", "To", "Subject", "References", "Content-Type", "Date"])
@pytest.mark.parametrize("piece", ["a@b,", "=?utf-8?q?", '"', "<", "(", ";a=", ";a*0=", "x ", "1 "])
def test_a_megabyte_in_a_field_is_read_within_a_second(name: str, piece: str) -> None:
    raw = f"{name}: {piece * (MEGABYTE // len(piece))}\n\nHello".encode()
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 1


def test_parts_in_parts_in_parts_end_somewhere() -> None:
    raw = b"From: a@b.example\n" + b"".join(
        b"Content-Type: multipart/mixed; boundary=%d\n\n--%d\n" % (n, n) for n in range(20_000)
    )
    started = time.process_time()
    read(raw)
    assert time.process_time() - started < 1


def test_many_parts_and_many_fields_end_somewhere() -> None:
    parts = b"Content-Type: multipart/mixed; boundary=b\n\n" + b"--b\n\nx\n" * 100_000
    fields = b"To: a@b.example\n" * 100_000 + b"\nHello"
    assert read(parts).kind == "reply"
    assert len(read(fields).recipients) == 1


FIELDS = [
    b"From: a@b.example", b"Subject: Re: x", b"Content-Type: multipart/mixed; boundary=b", b"--b", b"--b--", b"",
    b"Content-Type: text/html; charset=nope", b"Content-Transfer-Encoding: base64", b"Content-Type: text/calendar",
    b"Content-Type: message/delivery-status", b"Status: 5.1.1", b"Final-Recipient: rfc822; a@b.example",
    b"Auto-Submitted: auto-replied", b"Date: Tue, 12 May 2026 10:00:00 -0000", b"Return-Path: <>", b"> quoted",
    b"On 1 May 2026 at 10:00, a@b.example wrote:", b"-- ", b"Content-Type: text/plain; charset*0*=a'b'c",
    b"back on 31.12.9999", b"Date: Fri, 31 Dec 9999 23:59:59 +0000", b"until 29 February", b"Content-Type: ;;;=",
    b"Content-Transfer-Encoding: quoted-printable", b"=ZZ=", b"\xff\xfe\x00", b"METHOD:REPLY",
]  # fmt: skip


@given(st.lists(st.sampled_from(FIELDS) | st.binary(max_size=40), max_size=40))
@settings(max_examples=400, deadline=None)
def test_any_lines_are_read(lines: list[bytes]) -> None:
    found = read(b"\r\n".join(lines))
    assert "\x00" not in found.text
    assert (found.bounce is not None) == (found.kind == "bounce")


@given(st.binary(max_size=2_000))
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_read(raw: bytes) -> None:
    read(raw)
    refusal(raw)


@given(st.text(max_size=500))
@settings(max_examples=200, deadline=None)
def test_new_words_are_words_of_the_mail(text: str) -> None:
    assert set(new_words(text)) <= set(text)


@pytest.mark.parametrize(
    ("charset", "encoded"),
    [
        ("iso-8859-1", "Grüße – bis 5 €".encode("cp1252")),
        ("us-ascii", "Grüße – bis 5 €".encode()),
        ("", "Grüße – bis 5 €".encode()),
        ("utf-8", "Grüße – bis 5 €".encode("cp1252")),
        ("x-unknown", "Grüße – bis 5 €".encode()),
        ("iso-8859-15", "Grüße - bis 5 €".encode("iso-8859-15")),
        ("utf-7", "Grüße – bis 5 €".encode("utf-7")),
        ("punycode", "Grüße – bis 5 €".encode()),
        ("zlib", "Grüße – bis 5 €".encode()),
    ],
)
def test_words_are_read_in_whatever_they_are_written(charset: str, encoded: bytes) -> None:
    head = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert read(head + encoded).text.replace("–", "-") == "Grüße - bis 5 €"


@pytest.mark.parametrize(
    ("charset", "words"),
    [("iso-2022-jp", "金曜日で大丈夫です。"), ("shift_jis", "金曜日で大丈夫です。"), ("gb2312", "星期五可以。"), ("ks_c_5601-1987", "금요일 좋습니다."), ("koi8-r", "Пятница подходит."), ("windows-1250", "Pátek se hodí.")],
)  # fmt: skip
def test_words_of_other_scripts_are_read(charset: str, words: str) -> None:
    codec = {"ks_c_5601-1987": "cp949"}.get(charset, charset)
    head = f"From: a@b.example\nContent-Type: text/plain; charset={charset}\n\n".encode()
    assert read(head + words.encode(codec)).text == words


def test_what_draws_nothing_is_left_out() -> None:
    hidden = "Fri\u200bday \u202eworks\u202c.\U000e0041"
    assert read(f"From: a@b.example\n\n{hidden}".encode()).text == "Friday works."
