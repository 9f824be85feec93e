"""A mail as everything an approval covers, and as the bytes that go on the wire."""

from __future__ import annotations

from dataclasses import dataclass
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, formataddr
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Mail:
    """What the other side will get; every field is covered by the fingerprint.

    `sender` is a full From header, `to` a bare address, `cc` addresses separated by ", ",
    `in_reply_to` and `references` Message-IDs of the thread, `attachments` a manifest.
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
    channel: str = "email"


def address(name: str, email: str) -> str:
    """`Name <email>` with the name encoded where it has to be."""
    return formataddr((name, email))


def wire(mail: Mail, *, message_id: str, date: datetime) -> EmailMessage:
    """The message as it is sent: nothing is added but Date, Message-ID and the MIME frame.

    Our own Message-ID stands in References as well, because some providers replace the first.
    """
    message = EmailMessage(policy=SMTP.clone(max_line_length=998))
    message["From"] = mail.sender
    message["To"] = mail.to
    if mail.cc:
        message["Cc"] = mail.cc
    if mail.reply_to:
        message["Reply-To"] = mail.reply_to
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(date)
    message["Message-ID"] = message_id
    if mail.in_reply_to:
        message["In-Reply-To"] = mail.in_reply_to
    message["References"] = f"{mail.references} {message_id}".strip()
    message.set_content(mail.body.replace("\r\n", "\n"), charset="utf-8", cte="quoted-printable")
    return message
