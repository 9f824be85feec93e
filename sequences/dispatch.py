"""Sending what is due: claim, last look, send, settle. Safe to run in several processes.

The sender's database role can call five functions and see ids; the words of a mail reach this
module only through `gate_transmit`, after the last look.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import cast
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from sequences.channels.email import Channel
from sequences.channels.outcome import Outcome
from sequences.rendering import Mail

log = logging.getLogger(__name__)

CLAIM_LEASE = timedelta(minutes=2)
SEND_LEASE = timedelta(minutes=12)  # longer than RFC 5321's ten minutes for the answer to the dot
NO_CONNECTION = timedelta(minutes=1)
MOST_ATTEMPTS = 6


@dataclass(frozen=True, slots=True)
class Claim:
    """One leased message; the token proves the lease."""

    message: int
    token: UUID
    attempt: int


def claim(*, worker: str, limit: int = 10) -> list[Claim]:
    """Lease what is due, most overdue first. Messages that may not go are voided with a reason."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT id, token, attempt FROM gate_claim(%s, %s, %s)", [worker, limit, CLAIM_LEASE]
        )
        return [Claim(*row) for row in cursor.fetchall()]


def send(claimed: Claim, *, channel: Channel) -> str:
    """Send one leased message. Returns its state afterwards, or 'dropped' when it may not go."""
    if (waiting := channel.open()) is not None:
        return _give_back(claimed, waiting)
    found = _transmit(claimed)
    if found is None:
        return "dropped"
    message_id, mail = found
    outcome = channel.send(
        mail, message_id=message_id, date=timezone.now(), before_dot=lambda: _dot(claimed)
    )
    if outcome.kind == "withheld":
        return "dropped"
    return _finish(claimed, outcome)


def reap() -> tuple[int, int]:
    """Messages of dead workers: (back in line, unknown)."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT requeued, unknown FROM gate_reap()")
        requeued, unknown = cursor.fetchone()
    if unknown:
        log.error("%s message(s) may have been sent: a person has to settle them", unknown)
    return requeued, unknown


def next_due() -> datetime | None:
    """When the next scheduled message is due, or the next lease ends; None when there is none."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT least((SELECT min(send_at) FROM sequences_message WHERE state = 'scheduled'),"
            " (SELECT min(lease_until) FROM sequences_message WHERE state IN ('claimed', 'sending')))"
        )
        (moment,) = cursor.fetchone()
    return cast("datetime | None", moment)


def _transmit(claimed: Claim) -> tuple[str, Mail] | None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT message_id, sender, recipient, cc, reply_to, in_reply_to, thread, subject, body"
            " FROM gate_transmit(%s, %s, %s)",
            [claimed.message, claimed.token, SEND_LEASE],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    message_id, sender, to, cc, reply_to, in_reply_to, references, subject, body = row
    return message_id, Mail(
        sender=sender,
        to=to,
        cc=cc,
        reply_to=reply_to,
        in_reply_to=in_reply_to,
        references=references,
        subject=subject,
        body=body,
    )


def _dot(claimed: Claim) -> bool:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT gate_dot(%s, %s)", [claimed.message, claimed.token])
        (may,) = cursor.fetchone()
    return bool(may)


def _finish(claimed: Claim, outcome: Outcome) -> str:
    with transaction.atomic(), connection.cursor() as cursor:
        may_retry = outcome.kind == "deferred" and claimed.attempt < MOST_ATTEMPTS
        retry_in = backoff(claimed.attempt) if may_retry else None
        cursor.execute(
            "SELECT gate_finish(%s, %s, %s, %s, %s, %s)",
            [
                claimed.message,
                claimed.token,
                outcome.kind,
                outcome.provider_id,
                outcome.detail,
                retry_in,
            ],
        )
        (state,) = cursor.fetchone()
    log.info("message %s: %s", claimed.message, state)
    return str(state)


def backoff(attempts: int) -> timedelta:
    """30 s, 2 min, 8 min … at most 6 h, each shortened by up to half so that tries spread out."""
    return min(timedelta(hours=6), timedelta(seconds=30) * 4 ** (attempts - 1)) * uniform(0.5, 1)  # noqa: S311


def _give_back(claimed: Claim, problem: Outcome) -> str:
    """No connection, so no words were asked for: the message goes back in line."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "SELECT gate_release(%s, %s, %s, %s)",
            [claimed.message, claimed.token, problem.detail, NO_CONNECTION],
        )
    log.warning("message %s waits: %s", claimed.message, problem.detail)
    return "scheduled"
