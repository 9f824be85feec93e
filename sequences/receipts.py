"""The receipt: one acknowledgement of one event, in exactly the words an admin approved.

The database makes it, chooses its words and refuses everything else (0010_receipts.sql). It goes
through the sender process as every mail does, says in its headers that a machine sent it, and is
tried again only while the mail server cannot have it.
"""

from __future__ import annotations

import logging
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.utils import parseaddr
from typing import Any, cast
from uuid import UUID

from django.conf import settings
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from leads.models import SignIn
from sequences.channels.outcome import Outcome
from sequences.channels.pool import Pool
from sequences.models import Mailbox, ReceiptWording
from sequences.rendering import Automatic, address

log = logging.getLogger(__name__)
CLAIM_LEASE = timedelta(minutes=2)
SEND_LEASE = timedelta(minutes=12)  # longer than RFC 5321's ten minutes for the answer to the dot
MOST_TRIES = 6
RETRY = timedelta(seconds=20)
NO_SIGN_IN = "FU004"  # what gate_signed_in raises
SIGN_IN_AGAIN = "Sign in again: only an admin who is signed in can change what receipts say."

# Why a receipt did not go: the database's codes, as a person reads them.
REASONS = {
    "wording": "The receipt was switched off.",
    "event": "This was nothing a receipt answers.",
    "address": "They gave no address with it.",
    "late": "It came too late: after an hour a receipt helps nobody.",
    "suppressed": "They want no mail, or the address does not work.",
    "listed": "They are on the suppression list.",
    "paused": "Mail was paused.",
    "many": "They got five receipts within a day.",
    "cap": "The mailbox had sent what it may that day.",
    "mailbox": "The mailbox is paused.",
    "crashed": "The sender stopped.",
}


class Refused(Exception):
    """Nothing was changed; the text says why, as a person reads it."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One leased receipt; the token proves the lease."""

    receipt: int
    token: UUID
    mailbox: int | None
    tries: int


def begin(event_id: int) -> str:
    """Have the database make the receipt of an event, once. Empty: there is one; else why not."""
    return begin_many([event_id]).get(event_id, "event")


def begin_many(event_ids: Collection[int]) -> dict[int, str]:
    """The same for several, by event. The leads' rows are taken in one order."""
    rows = _ask(
        "SELECT id, receipt_begin(id) FROM leads_event WHERE id = ANY(%s) ORDER BY lead_id, id",
        list(event_ids),
    )
    return {number: str(why) for number, why in rows}


def write(
    *,
    subject: str,
    body: str,
    notice: str,
    name: str,
    mailbox: Mailbox | None,
    sign_in: SignIn | None,
) -> ReceiptWording:
    """New wording, not switched on. Raises `Refused`, also for words that a receipt may not say."""
    site = parseaddr(settings.DEFAULT_FROM_EMAIL)[1]
    try:
        sender = address(name, mailbox.address if mailbox and mailbox.address else site)
        ((made,),) = _ask(
            "SELECT receipt_write(%s, %s, %s, %s, %s, %s)",
            *(_pk(sign_in), subject.strip(), _lines(body), _lines(notice), sender, _pk(mailbox)),
        )
        return ReceiptWording.objects.get(pk=made)
    except (DatabaseError, ValueError) as error:
        if getattr(error.__cause__, "sqlstate", "") == NO_SIGN_IN:
            raise Refused(SIGN_IN_AGAIN) from error
        if "receiptwording_plain" in str(error):
            raise Refused(
                "A receipt thanks and says who will answer. Leave out questions, links and slots."
            ) from error
        raise Refused("These words cannot be sent as a mail.") from error


def switch(wording: ReceiptWording | None, *, sign_in: SignIn | None) -> None:
    """Send this wording from now on, and no other; None: no receipts, what waits is not sent.

    Raises `Refused`.
    """
    try:
        _ask("SELECT receipt_switch(%s, %s)", _pk(sign_in), _pk(wording))
    except DatabaseError as error:
        if getattr(error.__cause__, "sqlstate", "") == NO_SIGN_IN:
            raise Refused(SIGN_IN_AGAIN) from error
        raise


def send_due(pool: Pool, *, limit: int = 20) -> int:
    """Send what waits, in the sender process; how many were taken up."""
    _ask("SELECT receipt_reap()")
    rows = _ask("SELECT id, token, mailbox, tries FROM receipt_claim(%s, %s)", limit, CLAIM_LEASE)
    for row in rows:
        claim = Claim(*row)
        outcome = _send(claim, pool)
        if outcome is not None:
            _finish(claim, outcome)
    return len(rows)


def next_due() -> datetime | None:
    """When the next receipt is due, or a lease ends; None when there is none."""
    ((moment,),) = _ask(
        "SELECT min(CASE WHEN state = 'waiting' THEN send_at ELSE lease_until END)"
        " FROM sequences_receipt WHERE state IN ('waiting', 'claimed', 'sending')"
    )
    return cast("datetime | None", moment)


def _send(claim: Claim, pool: Pool) -> Outcome | None:
    """None: the database said no, and has written down why."""
    way = pool.way(claim.mailbox)
    if (problem := way.open()) is not None:
        return problem
    rows = _ask(
        "SELECT message_id, sender, recipient, subject, body FROM receipt_words(%s, %s, %s)",
        claim.receipt,
        claim.token,
        SEND_LEASE,
    )
    if not rows:
        return None
    message_id, sender, to, subject, body = rows[0]
    outcome = way.send(
        Automatic(sender=sender, to=to, subject=subject, body=body),
        message_id=message_id,
        date=timezone.now(),
        before_dot=lambda: _dot(claim),
    )
    return None if outcome.kind == "withheld" else outcome


def _dot(claim: Claim) -> bool:
    ((may,),) = _ask("SELECT receipt_dot(%s, %s)", claim.receipt, claim.token)
    return bool(may)


def _finish(claim: Claim, outcome: Outcome) -> None:
    again = RETRY * 2**claim.tries if claim.tries < MOST_TRIES else None
    said = (claim.receipt, claim.token, outcome.kind, outcome.detail, again)
    ((state,),) = _ask("SELECT receipt_finish(%s, %s, %s, %s, %s)", *said)
    log.info("receipt %s: %s", claim.receipt, state)


def _pk(row: SignIn | ReceiptWording | Mailbox | None) -> int | None:
    return row.pk if row else None


def _lines(text: str) -> str:
    return "\n".join(line.rstrip() for line in text.strip().splitlines())


def _ask(question: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """One question to the database, committed before the answer is used."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question, arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
