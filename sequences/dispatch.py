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

from django.db import OperationalError, connection
from django.utils import timezone
from psycopg import errors

from sequences import mailboxes, tracking
from sequences.channels.outcome import Outcome, Way
from sequences.fingerprint import fingerprint
from sequences.models import Mailbox
from sequences.rendering import Mail

log = logging.getLogger(__name__)

CLAIM_LEASE = timedelta(minutes=2)
SEND_LEASE = timedelta(minutes=12)  # longer than RFC 5321's ten minutes for the answer to the dot
NO_CONNECTION = timedelta(minutes=1)
MOST_ATTEMPTS = 6
OTHER_WORDS = (
    "The HTML part does not say what the plain text says. Open the draft and approve anew."
)


@dataclass(frozen=True, slots=True)
class Claim:
    """One leased message; the token proves the lease. `mailbox`: None is the site's connection."""

    message: int
    token: UUID
    attempt: int
    mailbox: int | None = None
    channel: str = "email"


class Unsettled(Exception):
    """Somebody holds the lead's row, so what came of the send could not be written down yet."""

    def __init__(self, claimed: Claim, outcome: Outcome) -> None:
        self.claimed, self.outcome = claimed, outcome
        super().__init__(f"message {claimed.message}: {outcome.kind}, not written down yet")


def claim(*, worker: str, limit: int = 10) -> list[Claim]:
    """Lease what is due, most overdue first. Messages that may not go are voided with a reason."""
    rows = _ask("SELECT id, token, attempt FROM gate_claim(%s, %s, %s)", worker, limit, CLAIM_LEASE)
    if not rows:
        return []
    found = _ask("SELECT id, mailbox FROM gate_mailboxes(%s)", [row[0] for row in rows])
    leaves_from = dict(found)
    channels = dict(
        _ask("SELECT id, channel FROM sequences_message WHERE id = ANY(%s)", list(leaves_from))
    )
    return [
        Claim(m, token, tries, leaves_from.get(m), channels.get(m, "email"))
        for m, token, tries in rows
    ]


def send(claimed: Claim, *, channel: Way) -> str:
    """Send one leased message. Returns its state afterwards, or 'dropped' when it may not go.

    Raises Unsettled when it was handed over and the answer has to be written down later.
    """
    if (problem := channel.open()) is not None:
        return _give_back(claimed, problem)
    found = _transmit(claimed)
    if found is None:
        return "dropped"
    message_id, answered, mail = found
    if mail.html and not tracking.is_dress_of(mail.html, mail.body):
        return settle(claimed, Outcome("refused", OTHER_WORDS))
    outcome = channel.send(
        mail,
        message_id=message_id,
        date=timezone.now(),
        before_dot=lambda: _dot(claimed),
        answered=answered,
    )
    if outcome.kind == "withheld":
        return "dropped"
    if outcome.must_sign_in:
        _pause(claimed, outcome)
    return settle(claimed, outcome)


def settle(claimed: Claim, outcome: Outcome) -> str:
    """Write down what came of a send. Raises Unsettled when the lead's row is held: ask again."""
    try:
        return _finish(claimed, outcome)
    except OperationalError as error:
        if isinstance(error.__cause__, errors.LockNotAvailable):
            raise Unsettled(claimed, outcome) from error
        raise


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


def _transmit(claimed: Claim) -> tuple[str, str, Mail] | None:
    """Message-ID, the provider's name of what it answers, and the words; None: it may not go."""
    rows = _ask(
        "SELECT message_id, answered, fingerprint, sender, recipient, cc, reply_to, in_reply_to,"
        " thread, subject, body, html, unsubscribe FROM gate_transmit(%s, %s, %s)",
        claimed.message,
        claimed.token,
        SEND_LEASE,
    )
    if not rows:
        return None
    message_id, answered, approved, sender, to, cc, reply_to, in_reply_to, *rest = rows[0]
    references, subject, body, html, unsubscribe = rest
    mail = Mail(
        sender=sender,
        to=to,
        cc=cc,
        reply_to=reply_to,
        in_reply_to=in_reply_to,
        references=references,
        subject=subject,
        body=body,
        html=html,
        unsubscribe=unsubscribe,
        channel=claimed.channel,
    )
    if fingerprint(mail) != bytes(approved):  # what is about to be written is what was approved
        raise RuntimeError(f"message {claimed.message}: the words do not have the approved print")
    return message_id, answered, mail


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
    if problem.must_sign_in:
        _pause(claimed, problem)
    _ask(
        "SELECT gate_release(%s, %s, %s, %s)",
        claimed.message,
        claimed.token,
        problem.detail,
        NO_CONNECTION,
    )
    log.warning("message %s waits: %s", claimed.message, problem.detail)
    return "scheduled"


def _pause(claimed: Claim, problem: Outcome) -> None:
    """A mailbox that does not let us in is paused: more tries would lock the account for good."""
    box = Mailbox.objects.filter(pk=claimed.mailbox or 0).first()
    if box is not None and mailboxes.pause(box, reason=problem.detail, now=timezone.now()):
        log.error("mailbox %s paused: %s", box, problem.detail)


def _ask(question: str, *arguments: Any) -> list[tuple[Any, ...]]:
    """One question to the gate, in one round trip, committed before the answer is here: outside a
    transaction each statement is one of its own."""
    with connection.cursor() as cursor:
        cursor.execute(question, arguments)
        rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows
