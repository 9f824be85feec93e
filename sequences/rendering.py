"""A mail as everything an approval covers, and as the bytes that go on the wire."""

from __future__ import annotations

import re
from dataclasses import dataclass
from email.header import Header
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr, getaddresses
from hashlib import sha256
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

_FOLD = "\r\n "
_CONTROL = re.compile("[\x00-\x1f\x7f]")
_UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff\U000e0000-\U000e007f]"
)
_WRITTEN = re.compile(r"[ -~]+(?:\r\n [ -~]+)*")


@dataclass(frozen=True, slots=True)
class Mail:
    """What the other side will get; every field is covered by the fingerprint.

    `sender` is a full From header, `to` a bare address, `cc` addresses separated by ", ",
    `in_reply_to` and `references` Message-IDs of the thread, `attachments` a manifest. `html` is
    the body once more (`sequences.layout.as_html`), `unsubscribe` the address a mail program may
    post to for its reader (RFC 8058); both may be empty.
    """

    sender: str
    to: str
    subject: str
    body: str
    cc: str = ""
    reply_to: str = ""
    in_reply_to: str = ""
    references: str = ""
    attachments: str = ""
    html: str = ""
    unsubscribe: str = ""
    channel: str = "email"


@dataclass(frozen=True, slots=True)
class Automatic(Mail):
    """A mail that a machine sends by itself, in words an admin approved: its headers say so
    (RFC 3834), and no other machine answers it."""


def address(name: str, email: str) -> str:
    """`Name <email>` on one line of ASCII, the name encoded where it has to be.

    What cannot be seen is left out of the name: once encoded, no check would find it.
    """
    name = " ".join(_UNSEEN.sub(" ", name).split())
    if _is_plain(name):
        return formataddr((name, in_ascii(email)))
    return f"{_encoded(name).replace(_FOLD, ' ')} <{in_ascii(email)}>"


def recipients(mail: Mail) -> list[str]:
    """Everybody on the envelope: the lead first, then the copies."""
    return [in_ascii(mail.to), *(in_ascii(email) for _, email in _copies(mail))]


def wire(mail: Mail, *, message_id: str, date: datetime) -> bytes:
    """The message as it is sent: nothing is added but Date, Message-ID and the MIME frame.

    The headers are written here because `email` decodes encoded words in what it is given and
    puts what comes out, line breaks included, on the wire. Our own Message-ID stands in
    References as well, because some providers replace the first. Raises ValueError for a header
    that cannot be written.
    """
    headers = {
        "From": mail.sender.replace("?= =?", f"?={_FOLD}=?"),
        "To": in_ascii(mail.to),
        "Cc": f",{_FOLD}".join(address(*copy) for copy in _copies(mail)),
        "Reply-To": mail.reply_to,
        "Subject": _single(mail.subject),
        "Date": format_datetime(date),
        "Message-ID": message_id,
        **{name: value.replace(" ", _FOLD) for name, value in extra(mail, message_id).items()},
    }
    for name, value in headers.items():
        if value and not _WRITTEN.fullmatch(value):
            raise ValueError(f"The header {name} cannot be written.")
    head = "".join(f"{name}: {value}\r\n" for name, value in headers.items() if value)
    return head.encode("ascii") + _framed(mail, message_id).as_bytes()


def extra(mail: Mail, message_id: str) -> dict[str, str]:
    """The headers that no mail library writes by itself, on one line each: the thread, and the
    one-click way out."""
    found = {
        "In-Reply-To": mail.in_reply_to,
        "References": f"{mail.references} {message_id}".strip(),
    }
    if isinstance(mail, Automatic):
        found["Auto-Submitted"] = "auto-generated"
        found["X-Auto-Response-Suppress"] = "All"
    if mail.unsubscribe:
        found["List-Unsubscribe"] = f"<{mail.unsubscribe}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return {name: value for name, value in found.items() if value}


def _framed(mail: Mail, message_id: str) -> EmailMessage:
    """The MIME part: plain text, and the HTML beside it when there is one."""
    framed = EmailMessage(policy=SMTP.clone(max_line_length=76))
    framed.set_content(mail.body.replace("\r\n", "\n"), charset="utf-8", cte="quoted-printable")
    if mail.html:
        html = mail.html.replace("\r\n", "\n")
        framed.add_alternative(html, subtype="html", charset="utf-8", cte="quoted-printable")
        # A boundary of the mail's own, so that the same mail is the same bytes at every try.
        framed.set_boundary(f"=_{sha256(message_id.encode()).hexdigest()[:40]}")
    return framed


def _copies(mail: Mail) -> list[tuple[str, str]]:
    if _CONTROL.search(mail.cc):  # the parser would read on over a line break
        raise ValueError("The header Cc cannot be written.")
    return [(name, email) for name, email in getaddresses([mail.cc]) if email]


def _is_plain(text: str) -> bool:
    """Whether a reader's mail program shows it as it stands."""
    return text.isascii() and "=?" not in text and text == text.strip() and len(text) < 900


def _single(text: str) -> str:
    return text if _is_plain(text) else _encoded(text)


def _encoded(text: str) -> str:
    """RFC 2047 encoded words, one a line; also for what looks like one and is not meant as one."""
    if _CONTROL.search(text):
        raise ValueError("A header holds a control character.")
    return Header(text, "utf-8", maxlinelen=72).encode(linesep="\r\n")


def in_ascii(email: str) -> str:
    """The address with its domain as the mail servers spell it. Raises ValueError."""
    local, at, domain = email.rpartition("@")
    return email if email.isascii() else f"{local}{at}{domain.encode('idna').decode()}"
