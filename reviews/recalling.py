"""An answer within the hold recalls the mail: what was approved before something was heard from
the lead comes back to the inbox at once, with the reason."""

from __future__ import annotations

from datetime import datetime

from django.db import connection, transaction

from reviews import outcomes


def recall(*, now: datetime, lead_id: int | None = None) -> int:
    """Take back what a stop has overtaken, of one lead or of everybody, and carry it over to the
    drafts; how many messages. What is being sent already is the sender's to look at once more."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT gate_recall_stopped(%s)", [lead_id])
        (back,) = cursor.fetchone()
    if back:
        outcomes.follow(now=now)
    return int(back)
