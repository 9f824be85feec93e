"""Sending what is due: claim, last look, send, settle. Safe to run in several processes.

The sender's database role can call five functions and see ids; the words of a mail reach this
module only through `gate_transmit`, after the last look.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import uniform
from typing import Any, cast
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
    rows = _ask("SELECT id, token, attempt FROM gate_claim(%s, %s, %s)", worker, limit, CLAIM_LEASE)
    return [Claim(*row) for row in rows]


def send(claimed: Claim, *, channel: Channel) -> str:
    """Send one leased message. Returns its state afterwards, or 'dropped' when it may not go."""
    if (problem := channel.open()) is not None:
        return _give_back(claimed, problem)
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
    ((requeued, unknown),) = _ask("SELECT requeued, unknown FROM gate_reap()")
    if unknown:
        log.error("%s message(s) may have been sent: a person has to settle them", unknown)
    return requeued, unknown


def next_due() -> datetime | None:
    """When the next scheduled message is due, or the next lease ends; None when there is none."""
    ((moment,),) = _ask(
        "SELECT least("
        "(SELECT min(send_at) FROM sequences_message WHERE state = 'scheduled'), "
        "(SELECT min(lease_until) FROM sequences_message WHERE state IN ('claimed', 'sending')))"
    )
    return cast("datetime | None", moment)


def backoff(attempts: int) -> timedelta:
    """30 s, 2 min, 8 min … at most 6 h, each shortened by up to half so that tries spread out."""
    longest = timedelta(seconds=30 * 4 ** (attempts - 1))
    return min(timedelta(hours=6), longest) * uniform(0.5, 1.0)  # noqa: S311 (no secret)


def _transmit(claimed: Claim) -> tuple[str, Mail] | None:
    rows = _ask(
        "SELECT message_id, sender, recipient, cc, reply_to, in_reply_to, thread, subject, body"
        " FROM gate_transmit(%s, %s, %s)",
        claimed.message,
        claimed.token,
        SEND_LEASE,
    )
    if not rows:
        return None
    message_id, sender, to, cc, reply_to, in_reply_to, references, subject, body = rows[0]
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
    ((may,),) = _ask("SELECT gate_dot(%s, %s)", claimed.message, claimed.token)
    return bool(may)


def _finish(claimed: Claim, outcome: Outcome) -> str:
    may_retry = outcome.kind == "deferred" and claimed.attempt < MOST_ATTEMPTS
    ((state,),) = _ask(
        "SELECT gate_finish(%s, %s, %s, %s, %s, %s)",
        claimed.message,
        claimed.token,
        outcome.kind,
        outcome.provider_id,
        outcome.detail,
        backoff(claimed.attempt) if may_retry else None,
    )
    log.info("message %s: %s", claimed.message, state)
    return str(state)


def _give_back(claimed: Claim, problem: Outcome) -> str:
    """No connection, so no words were asked for: the message goes back in line."""
    _ask(
        "SELECT gate_release(%s, %s, %s, %s)",
        claimed.message,
        claimed.token,
        problem.detail,
        NO_CONNECTION,
    )
    log.warning("message %s waits: %s", claimed.message, problem.detail)
    return "scheduled"


def _ask(question: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """One question to the gate, committed before the answer is used."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(question, arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
