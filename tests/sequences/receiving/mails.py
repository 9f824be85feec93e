"""Mails as they arrive, written the way mail programs write them."""

from __future__ import annotations

from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from django.utils import timezone

from leads.models import Lead
from sequences.models import Message, ReceivedMail
from sequences.receiving import keep, understand
from tests import factories
from tests.rules.making import message


def raw(
    *,
    sender: str = "Priya Nair <priya@theirs.example>",
    to: str = "maya@ours.example",
    subject: str = "Re: Recap of our call",
    text: str = "Friday works for us.",
    message_id: str = "",
    **headers: str,
) -> bytes:
    """`in_reply_to` and the like as header fields; each mail has an id of its own."""
    mail = EmailMessage(policy=SMTP)
    mail["From"], mail["To"], mail["Subject"] = sender, to, subject
    mail["Date"] = format_datetime(timezone.now())
    mail["Message-ID"] = message_id or f"<r{next(factories.counter)}@theirs.example>"
    for name, value in headers.items():
        mail[name.replace("_", "-")] = value
    mail.set_content(text)
    return mail.as_bytes()


def answer(to: Message, **fields: str) -> bytes:
    """An answer to a message of ours, from its lead, in the thread."""
    given = {"sender": f"{to.lead.name} <{to.lead.email}>", "in_reply_to": to.message_id}
    return raw(**given | fields)


def received(mail: bytes, *, door: str = "imap") -> ReceivedMail:
    """The mail kept and understood, as the running site does it."""
    now = timezone.now()
    kept = keep(mail, door=door, now=now)
    assert kept is not None
    understand(kept.pk, now=now)
    kept.refresh_from_db()
    return kept


def written_to(lead: Lead | None = None) -> Message:
    """A message of ours to a lead."""
    from tests.factories import call, draft, touch

    return message(draft(touch(call(lead or factories.lead()), state="drafted")))


REPORT = """\
Return-Path: <>
From: Mail Delivery System <MAILER-DAEMON@mx.theirs.example>
To: maya@ours.example
Subject: Undelivered Mail Returned to Sender
Date: Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: <{id}@mx.theirs.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain; charset=us-ascii

Your message could not be delivered.
<{recipient}>: {said}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.theirs.example

Final-Recipient: rfc822; {recipient}
Action: failed
Status: {status}
Diagnostic-Code: smtp; {said}

--b
Content-Type: text/rfc822-headers

From: maya@ours.example
To: {recipient}
Message-ID: {original}

--b--
"""


def bounce(
    of: Message, *, status: str = "5.1.1", said: str = "550 5.1.1 User unknown", original: str = ""
) -> bytes:
    """A server's report that a message of ours did not arrive."""
    text = REPORT.format(
        id=next(factories.counter),
        recipient=of.to,
        status=status,
        said=said,
        original=original or of.message_id,
    )
    return text.replace("\n", "\r\n").encode()


COMPLAINT = """\
From: feedback@provider.example
To: abuse@ours.example
Subject: FW: complaint
Date: Fri, 20 Nov 2026 10:00:00 +0000
Message-ID: <c{id}@provider.example>
MIME-Version: 1.0
Content-Type: multipart/report; report-type=feedback-report; boundary="b"

--b
Content-Type: text/plain

This is an abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Provider/1.0
Version: 1

--b
Content-Type: message/rfc822

From: maya@ours.example
To: {recipient}
Subject: Recap
Message-ID: {original}

Hello.

--b--
"""


def complaint(of: Message) -> bytes:
    """An abuse report (RFC 5965) about a message of ours."""
    text = COMPLAINT.format(id=next(factories.counter), recipient=of.to, original=of.message_id)
    return text.replace("\n", "\r\n").encode()
