"""Mail to our own people, handed over by the sender process: digests and invitations.

Not through the gate, which is for mail to leads, and not around it: a memo names a user, and the
database hands out that user's own address with it, nothing else (0007_notices.sql).
"""

from __future__ import annotations

import logging

from django.core.mail import EmailMessage
from django.db import connection, transaction

log = logging.getLogger(__name__)
LEASE = "10 minutes"  # tried again after this long, at most five times


def post(*, most: int = 20) -> int:
    """Send what waits, each in a try of its own; how many were taken."""
    for count in range(most):
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(
                "SELECT id, recipient, subject, body FROM memo_take(%s::interval)", [LEASE]
            )
            found = cursor.fetchone()
        if found is None:
            return count
        _post_one(*found)
    return most


def _post_one(memo: int, recipient: str, subject: str, body: str) -> None:
    problem = ""
    headers = {"Auto-Submitted": "auto-generated", "X-Auto-Response-Suppress": "All"}
    try:
        EmailMessage(subject, body, to=[recipient], headers=headers).send()
    except Exception as error:  # whatever a mail server or its library raises: it is tried again
        problem = f"{type(error).__name__}: {error}"[:300]
        log.warning("memo %s waits: %s", memo, problem)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT memo_end(%s, %s)", [memo, problem])
