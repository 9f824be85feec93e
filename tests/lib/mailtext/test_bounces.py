"""Mails that did not arrive, in the ways of many servers."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.lib.mailtext import bounce_reasons, read

DAEMON = "From: Mail Delivery System <MAILER-DAEMON@mx.seller.example>"


REFUSALS = (Path(__file__).parent / "refusals.txt").read_text(encoding="utf-8").splitlines()[1:]


@pytest.mark.parametrize("line", REFUSALS)
def test_what_servers_say_is_understood(line: str) -> None:
    said = line[2:]
    reason = bounce_reasons.reason(said, bounce_reasons.status_in(said))
    assert (reason in bounce_reasons.HARD) == line.startswith("+")


def bounced(body: str, *fields: str) -> bytes:
    """A mail of a mail server."""
    given = "\n".join(fields)
    head = [] if "From:" in given else [DAEMON]
    head += [] if "Subject:" in given else ["Subject: Undelivered Mail Returned to Sender"]
    return "\r\n".join([*head, "To: sam@seller.example", *fields, "", *body.split("\n")]).encode()


def report(
    diagnosis: str, *, status: str = "5.0.0", action: str = "failed", words: str = ""
) -> bytes:
    """A delivery status notification (RFC 3464)."""
    body = f"""--b
Content-Type: text/plain

{words or "Your mail could not be delivered."}

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.seller.example

Final-Recipient: rfc822; Jane@Buyer.example
Action: {action}
Status: {status}
Diagnostic-Code: {diagnosis}

--b
Content-Type: message/rfc822

From: sam@seller.example
To: jane@buyer.example
Subject: Offer

The mailbox is full of joy.
--b--
"""
    return bounced(
        body, 'Content-Type: multipart/report; report-type=delivery-status; boundary="b"'
    )


@pytest.mark.parametrize(
    ("status", "diagnosis", "hard"),
    [
        ("5.1.1", "smtp; 550 5.1.1 <jane@buyer.example>... User unknown", True),
        ("5.0.0", "smtp; 550 No such user here", True),
        (
            "5.1.1",
            "smtp; 550-5.1.1 The email account that you tried to reach does not exist.",
            True,
        ),
        (
            "5.4.4",
            "X-Postfix; Host or domain name not found. Name service error for name=buyer.example type=MX: Host not found",
            True,
        ),
        ("5.1.6", "smtp; 551 User has moved; please use jane@new.example", True),
        ("5.1.10", "smtp; 556 5.1.10 Recipient address has a null MX", True),
        (
            "5.1.10",
            "smtp; 550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup",
            True,
        ),
        ("5.4.1", "smtp; 550 5.4.1 Recipient address rejected: Access denied.", True),
        ("5.1.1", "smtp; 550 5.1.1 Requested action not taken: mailbox unavailable", True),
        (
            "5.2.2",
            "smtp; 552 5.2.2 The email account that you tried to reach is over quota.",
            False,
        ),
        ("4.2.2", "smtp; 452 4.2.2 Mailbox full", False),
        ("5.1.1", "smtp; 550 5.7.1 Service unavailable; client host blocked using Spamhaus", False),
        ("5.7.1", "smtp; 554 5.7.1 Message rejected as spam", False),
        (
            "5.7.26",
            "smtp; 550-5.7.26 Unauthenticated email is not accepted due to domain's DMARC policy",
            False,
        ),
        ("5.7.1", "smtp; 554 5.7.1 <jane@buyer.example>: Relay access denied", False),
        (
            "5.1.8",
            "smtp; 553 5.1.8 Domain of sender address sam@seller.example does not exist",
            False,
        ),
        ("5.2.1", "smtp; 550 5.2.1 The email account that you tried to reach is disabled.", False),
        ("5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit", False),
        (
            "4.1.1",
            "smtp; 450 4.1.1 <jane@buyer.example>: User unknown in virtual alias table",
            False,
        ),
        ("4.4.1", "X-Postfix; connect to buyer.example[192.0.2.1]:25: Connection timed out", False),
        ("4.4.7", "smtp; delivery time expired", False),
        ("5.0.0", "smtp; 554 Transaction failed", False),
    ],
)
def test_hard_means_that_nobody_is_there(status: str, diagnosis: str, hard: bool) -> None:
    found = read(report(diagnosis, status=status))
    assert found.kind == "bounce"
    assert found.bounce
    assert (found.bounce.hard, found.bounce.recipient) == (hard, "jane@buyer.example")


def test_a_general_code_gives_way_to_the_one_in_the_diagnosis() -> None:
    found = read(report("smtp; 550 5.1.1 User unknown", status="5.0.0"))
    assert found.bounce
    assert found.bounce.status == "5.1.1"


def test_words_of_our_own_mail_below_do_not_count() -> None:
    found = read(report("smtp; 550 5.1.1 User unknown", status="5.1.1"))
    assert found.bounce
    assert found.bounce.reason == "unknown_user"


def test_a_warning_of_delay_is_no_dead_address() -> None:
    found = read(report("smtp; 550 5.1.1 User unknown", action="delayed", status="4.1.1"))
    assert found.kind == "bounce"
    assert found.bounce
    assert not found.bounce.hard


@pytest.mark.parametrize("action", ["delivered", "relayed", "expanded"])
def test_a_report_of_success_is_no_bounce(action: str) -> None:
    found = read(report("smtp; 250 2.1.5 OK", action=action, status="2.1.5"))
    assert (found.kind, found.bounce) == ("other", None)


QMAIL = """Hi. This is the qmail-send program at mx.seller.example.
I'm afraid I wasn't able to deliver your message to the following addresses.
This is a permanent error; I've given up. Sorry it didn't work out.

<jane@buyer.example>:
192.0.2.1 does not like recipient.
Remote host said: 550 5.1.1 <jane@buyer.example>: User unknown
Giving up on 192.0.2.1.

--- Below this line is a copy of the message.

Return-Path: <sam@seller.example>
Subject: The mailbox is full"""
EXIM = """This message was created automatically by mail delivery software.

A message that you sent could not be delivered to one or more of its
recipients. This is a permanent error. The following address(es) failed:

  jane@buyer.example
    Unrouteable address

------ This is a copy of the message, including all the headers. ------

Received: from seller.example"""
EXCHANGE = """Your message

  To:      jane@buyer.example
  Subject: Offer
  Sent:    Tue, 12 May 2026 10:04:00 +0200

did not reach the following recipient(s):

jane@buyer.example on Tue, 12 May 2026 10:04:10 +0200
    The recipient name is not recognized"""
NOTES = """Your message

  Subject: Offer

was not delivered to:

  jane@buyer.example

because:

  User Jane (jane@buyer.example) not listed in Domino Directory"""
COURIER = """This is a delivery status notification from mx.seller.example.

The original message was received on Tue, 12 May 2026 10:04:00 +0200

UNDELIVERABLE MAIL

Your message to the following recipients cannot be delivered:

<jane@buyer.example>:
    mx.buyer.example [192.0.2.1]:
<<< 552 Quota exceeded for this mailbox"""
YAHOO = """Message from yahoo.com.
Unable to deliver message to the following address(es).

<jane@buyer.example>:
This user doesn't have a buyer.example account (jane@buyer.example) [0]"""
GERMAN = """Ihre Nachricht konnte nicht zugestellt werden.

jane@buyer.example
Empfänger unbekannt"""


@pytest.mark.parametrize(
    ("body", "sender", "subject", "hard"),
    [
        (QMAIL, "MAILER-DAEMON@mx.seller.example", "failure notice", True),
        (
            EXIM,
            "Mail Delivery System <Mailer-Daemon@mx.seller.example>",
            "Mail delivery failed: returning message to sender",
            True,
        ),
        (EXCHANGE, "System Administrator <postmaster@buyer.example>", "Undeliverable: Offer", True),
        (NOTES, "Postmaster@buyer.example", "DELIVERY FAILURE: User Jane not listed", True),
        (COURIER, "<postmaster@mx.seller.example>", "NOTICE: mail delivery status.", False),
        (YAHOO, "MAILER-DAEMON@yahoo.com", "Failure Notice", True),
        (GERMAN, "postmaster@buyer.example", "Unzustellbar: Angebot", True),
    ],
)
def test_bounces_without_a_report_are_read(
    body: str, sender: str, subject: str, hard: bool
) -> None:
    found = read(bounced(body, f"From: {sender}", f"Subject: {subject}"))
    assert found.kind == "bounce"
    assert found.bounce
    assert (found.bounce.hard, found.bounce.recipient) == (hard, "jane@buyer.example")


def test_the_failed_address_may_stand_in_a_field() -> None:
    found = read(bounced("It did not work.", "X-Failed-Recipients: jane@buyer.example"))
    assert found.bounce
    assert found.bounce.recipient == "jane@buyer.example"


def test_a_person_who_forwards_a_bounce_has_answered() -> None:
    found = read(
        bounced(
            f"Look what came back.\n\n{QMAIL}",
            "From: Jane Roe <jane@buyer.example>",
            "Subject: Fwd: failure notice",
        )
    )
    assert found.kind == "reply"


def test_a_person_who_writes_of_unknown_users_has_answered() -> None:
    found = read(
        bounced("550 5.1.1 User unknown", "From: jane@buyer.example", "Subject: Delivery problem")
    )
    assert (found.kind, found.bounce) == ("reply", None)


def test_a_postmaster_can_be_a_person() -> None:
    found = read(
        bounced(
            "The offer is fine, I could not find the appendix.",
            "From: Jane <postmaster@buyer.example>",
            "Subject: Re: Offer",
            "In-Reply-To: <1@seller.example>",
        )
    )
    assert found.kind == "reply"
