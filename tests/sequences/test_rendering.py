"""What stands on the wire is what was approved: every captured byte is parsed back."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.header import decode_header, make_header
from email.utils import getaddresses

import pytest

from sequences.rendering import Mail, address, recipients, wire

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
MESSAGE_ID = "<1.abc@ours.example>"
HEADERS = {"From", "To", "Subject", "Date", "Message-ID", "References", "MIME-Version",
           "Content-Type", "Content-Transfer-Encoding"}  # fmt: skip
SMUGGLED = "=?utf-8?q?Hello=0D=0ABcc:_x@evil.example=0D=0A=0D=0ANobody_approved_this?="
HOSTILE = [
    SMUGGLED,
    "=?utf-8?b?SGVsbG8NCkJjYzogeEBldmlsLmV4YW1wbGU=?=",
    "=?iso-8859-1?Q?a?= =?iso-8859-1?Q?b?=",
    "=?unknown?q?a?=",
    "x" * 400,
    "Grüße " * 66,
    "日本語の件名" * 60,
    "🙂" * 400,
    'quotes "and" <brackets@x.example>, commas; colons: and \\slashes\\ (comments)',
    "a" * 70 + " ü",
    "two  blanks and a trailing one ",
]


def sent(**changes: str) -> Mail:
    return Mail(**{"sender": "Maya <maya@ours.example>", "to": "lee@theirs.example",
                   "subject": "Hello", "body": "Hi,\n"} | changes)  # fmt: skip


def on_the_wire(mail: Mail) -> bytes:
    data = wire(mail, message_id=MESSAGE_ID, date=NOON)
    assert data.count(b"\n") == data.count(b"\r\n") == data.count(b"\r")
    assert max(map(len, data.split(b"\r\n"))) <= 998
    assert data.isascii()
    return data


def words(value: str) -> str:
    return str(make_header(decode_header(value.replace("\r\n", ""))))


@pytest.mark.parametrize("subject", HOSTILE)
def test_subject_arrives_as_approved_and_adds_no_header(subject: str) -> None:
    parsed = message_from_bytes(on_the_wire(sent(subject=subject)))
    assert set(parsed.keys()) == HEADERS
    assert words(parsed["Subject"]) == subject
    assert parsed.get_payload(decode=True) == b"Hi,\r\n"


@pytest.mark.parametrize("name", HOSTILE)
def test_name_of_the_sender_stays_a_name(name: str) -> None:
    name = name[:120]
    mail = sent(sender=address(name, "maya@ours.example"))
    parsed = message_from_bytes(on_the_wire(mail))
    assert set(parsed.keys()) == HEADERS
    ((shown, email),) = getaddresses([parsed["From"].replace("\r\n", "")])
    assert email == "maya@ours.example"
    assert words(shown) == " ".join(name.split())


@pytest.mark.parametrize("unseen", ["\r\n", "\u202e", "\0", "\u200b", "\U000e0041", "\u2028"])
@pytest.mark.parametrize("name", ["Maya{}Reyes", "M\u00e4ya{}Reyes"])
def test_what_cannot_be_seen_is_left_out_of_a_name(name: str, unseen: str) -> None:
    ((shown, email),) = getaddresses([address(name.format(unseen), "maya@ours.example")])
    assert (words(shown), email) == (name.format(" "), "maya@ours.example")


def test_a_name_that_is_an_address_does_not_become_the_sender() -> None:
    parsed = message_from_bytes(
        on_the_wire(sent(sender=address("Müller <boss@bank.example>", "maya@ours.example")))
    )
    assert [email for _, email in getaddresses([parsed["From"]])] == ["maya@ours.example"]


def test_international_domains_are_spelled_in_ascii() -> None:
    mail = sent(to="lee@bücher.example", cc="Ana <ana@日本.example>, x@y.example",
                sender=address("Maya", "maya@straße.example"))  # fmt: skip
    data = on_the_wire(mail)
    assert b"To: lee@xn--bcher-kva.example\r\n" in data
    assert recipients(mail) == [
        "lee@xn--bcher-kva.example",
        "ana@xn--wgv71a.example",
        "x@y.example",
    ]
    assert b"maya@strasse.example" in data or b"maya@xn--strae-oqa.example" in data


def test_copies_on_the_envelope_are_the_ones_in_the_header() -> None:
    mail = sent(cc='"Ana, of Acme" <ana@x.example>, b@y.example')
    parsed = message_from_bytes(on_the_wire(mail))
    assert [email for _, email in getaddresses([parsed["Cc"]])] == recipients(mail)[1:]
    assert recipients(mail) == ["lee@theirs.example", "ana@x.example", "b@y.example"]


@pytest.mark.parametrize(
    "body",
    [
        ".\r\n", "a\n.\nb\n", "..\n.a\n", "MAIL FROM:<x@y>\n.\nRCPT TO:<z@y>\n", "x" * 5000 + "\n",
        "Grüße =20 = \t \nend \n", "a\x0bb\x0cc\x85d\u2028e\n", "ü" * 2000 + "\n", "\n\n\n",
        "From here on\nFrom: somebody\n",
    ],
)  # fmt: skip
def test_body_arrives_byte_for_byte(body: str) -> None:
    data = on_the_wire(sent(body=body))
    arrived = message_from_bytes(data).get_payload(decode=True)
    assert isinstance(arrived, bytes)
    assert arrived.decode().replace("\r\n", "\n") == body.replace("\r\n", "\n")
    assert all(len(line) <= 76 for line in data.partition(b"\r\n\r\n")[2].split(b"\r\n"))


@pytest.mark.parametrize(
    "field", ["sender", "to", "cc", "reply_to", "in_reply_to", "references", "subject"]
)
@pytest.mark.parametrize("value", ["a\r\nBcc: x@evil.example", "a\nb", "a\rb", "a\0b"])
def test_control_characters_in_a_header_are_never_put_on_the_wire(field: str, value: str) -> None:
    with pytest.raises(ValueError, match="header"):
        wire(sent(**{field: value}), message_id=MESSAGE_ID, date=NOON)
