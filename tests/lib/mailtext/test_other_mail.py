"""Complaints, calendars' answers, receipts, and wishes to hear no more."""

from __future__ import annotations

import pytest

from followup.lib.mailtext import read

from .test_read import mail


def feedback(kind: str) -> bytes:
    """A feedback report (RFC 5965)."""
    body = f"""--b
Content-Type: text/plain

This is an email abuse report.

--b
Content-Type: message/feedback-report

Feedback-Type: {kind}
User-Agent: Reporter/1.0
Version: 1
Original-Rcpt-To: <Jane@buyer.example>

--b
Content-Type: message/rfc822

From: sam@seller.example
To: jane@buyer.example

Offer
--b--
"""
    return mail(body, "Content-Type: multipart/report; report-type=feedback-report; boundary=b")


def test_a_spam_report_is_a_complaint_of_its_recipient() -> None:
    found = read(feedback("abuse"))
    assert (found.kind, found.complainant) == ("complaint", "jane@buyer.example")


@pytest.mark.parametrize("kind", ["auth-failure", "not-spam"])
def test_other_feedback_is_no_complaint(kind: str) -> None:
    assert read(feedback(kind)).kind == "other"


def test_a_read_receipt_is_no_reply() -> None:
    body = "--b\nContent-Type: text/plain\n\nYour message was read.\n\n--b\nContent-Type: message/disposition-notification\n\nDisposition: manual-action/MDN-sent-manually; displayed\n\n--b--\n"
    receipt = 'Content-Type: multipart/report; report-type="disposition-notification"; boundary=b'
    assert read(mail(body, receipt, "In-Reply-To: <1@seller.example>")).kind == "other"


@pytest.mark.parametrize("answer", ["ACCEPTED", "DECLINED", "TENTATIVE"])
def test_an_answered_invitation_is_a_reply_whoever_sent_it(answer: str) -> None:
    body = f"""--b
Content-Type: text/plain

Jane Roe has answered.

--b
Content-Type: text/calendar; method=REPLY

BEGIN:VCALENDAR
METHOD:REPLY
BEGIN:VEVENT
ATTENDEE;CN=Jane Roe;PARTS
 TAT={answer}:mailto:jane@buyer.example
END:VEVENT
END:VCALENDAR
--b--
"""
    found = read(
        mail(
            body,
            "Content-Type: multipart/alternative; boundary=b",
            "Auto-Submitted: auto-generated",
        )
    )
    assert (found.kind, found.meeting, found.is_meeting_reply) == ("reply", answer.lower(), True)


@pytest.mark.parametrize(
    "words",
    [
        "Unsubscribe",
        "STOP",
        "Please remove me from your list.",
        "Please take me off your mailing list, thanks.",
        "Hi Sam,\n\nplease stop emailing me.\n\nJane",
        "Do not contact me again.",
        "We are not interested. Don't email us anymore.",
        "I no longer wish to receive these emails.",
        "No more emails please.",
        "Bitte nehmen Sie mich aus Ihrem Verteiler.",
        "Bitte keine weiteren Mails.",
        "Schreiben Sie mir bitte nicht mehr.",
        "Merci de me désinscrire.",
        "Veuillez ne plus me contacter.",
        "Por favor, denme de baja.",
        "No me envíen más correos.",
        "Per favore cancellatemi dalla vostra lista.",
        "Gelieve mij niet meer te mailen en verwijder mij van de lijst.",
        "Por favor, removam meu e-mail da lista.",
        "Sluta maila mig.",
        "Fjern mig fra listen.",
        "Proszę o wypisanie mnie z listy.",
        "Odhlaste mě prosím.",
        "Пожалуйста, удалите меня из рассылки.",
        "配信停止をお願いします。",
        "请不要再发邮件给我。",
    ],
)
def test_a_wish_to_hear_no_more_is_understood(words: str) -> None:
    assert read(mail(words)).kind == "unsubscribe"


@pytest.mark.parametrize(
    "words",
    [
        "How can our users unsubscribe from the digest?",
        "Please don't unsubscribe me, I like the updates.",
        "Don't send the contract to me before Friday, send it to Tom.",
        "Stop by on Friday if you can.",
        "We removed the clause from the list of open points.",
        "Please remove the second line item from the offer.",
        "Can you email me the draft?",
        "Does your product support opt-in lists?",
        "Ich schicke Ihnen keine Unterlagen, bevor der Vertrag unterschrieben ist.",
        "Non scriviamo più di due pagine.",
        "Thanks!\n\nOn 12 May 2026 at 10:00, Sam <sam@seller.example> wrote:\n> To unsubscribe, click here",
    ],
)
def test_other_words_are_no_such_wish(words: str) -> None:
    assert read(mail(words)).kind == "reply"


def test_the_subject_alone_can_be_the_wish() -> None:
    assert read(mail("", "Subject: unsubscribe")).kind == "unsubscribe"


def test_the_button_of_a_mail_program_unsubscribes_too() -> None:
    sent = mail(
        "This message was sent automatically.",
        "Subject: Unsubscribe",
        "Auto-Submitted: auto-generated",
    )
    assert read(sent).kind == "unsubscribe"
