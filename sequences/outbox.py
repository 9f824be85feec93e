"""Where an approved mail becomes a message. `schedule` has one caller: the decision to approve."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import DatabaseError, connection, transaction

from leads.models import Lead, SignIn
from sequences import tracking
from sequences.fingerprint import fingerprint
from sequences.mailboxes import for_sender
from sequences.models import Approval, Message, Touch
from sequences.refusals import from_database
from sequences.rendering import Mail
from sequences.windows import Window

VALID_FOR = timedelta(days=14)


def schedule(
    *,
    mail: Mail,
    touch: Touch,
    lead: Lead,
    sign_in: SignIn,
    send_at: datetime,
    now: datetime,
    window: Window | None = None,
) -> Message:
    """Record the approval and the message it lets go, in the caller's transaction.

    Outside its `window` the gate holds it back, and voids it when the window has closed. `lead`
    carries the epochs the person saw; the database compares them with the present ones.
    Raises `GateRefused` and leaves nothing behind when the gate says no.
    """
    print_of_mail = fingerprint(mail)
    mailbox = for_sender(sign_in.user) if mail.channel == "email" else None
    try:
        with transaction.atomic():
            approval = Approval.objects.create(
                lead=lead,
                touch=touch,
                fingerprint=print_of_mail,
                approver_id=sign_in.user_id,
                sign_in=sign_in,
                stop_epoch=lead.stop_epoch,
                record_epoch=lead.record_epoch,
                decided_at=now,
                expires_at=max(now, send_at) + VALID_FOR,
            )
            message = Message.objects.create(
                approval=approval,
                lead=lead,
                touch=touch,
                send_at=send_at,
                opens_at=window.opens_at if window else None,
                closes_at=window.closes_at if window else None,
                hours=window.hours if window else [],
                message_id=f"<{approval.pk}.{print_of_mail.hex()[:24]}@{settings.MESSAGE_ID_DOMAIN}>",
                channel=mail.channel,
                mailbox=mailbox,
                sender=mail.sender,
                to=mail.to,
                cc=mail.cc,
                reply_to=mail.reply_to,
                in_reply_to=mail.in_reply_to,
                references=mail.references,
                subject=mail.subject,
                body=mail.body,
                attachments=mail.attachments,
                html=mail.html,
                unsubscribe=mail.unsubscribe,
            )
            tracking.keep(message)
            return message
    except DatabaseError as error:
        if refused := from_database(error):
            raise refused from error
        raise


def recall(message: Message, *, sign_in: SignIn, reason: str = "undone") -> bool:
    """Take a message back. False when it is already on its way."""
    return _ask("SELECT gate_recall(%s, %s, %s)", [message.pk, sign_in.pk, reason])


def settle(message: Message, *, sign_in: SignIn, was_sent: bool, reason: str) -> bool:
    """A person says whether a message that may have been sent was sent. False: not unknown."""
    return _ask("SELECT gate_settle(%s, %s, %s, %s)", [message.pk, sign_in.pk, was_sent, reason])


def prove(message_id: str, *, where: str) -> bool:
    """Settle a message that may have been sent, because it was found: in the Sent folder, or in
    an event of the mail service. `where` says so in words. False: there was nothing to settle."""
    return _ask("SELECT gate_evidence(%s, %s)", [message_id, where])


def _ask(sql: str, arguments: list[Any]) -> bool:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, arguments)
            (answer,) = cursor.fetchone()
    except DatabaseError as error:
        if refused := from_database(error):
            raise refused from error
        raise
    return bool(answer)
