"""A loop of its own for deliveries: what was kept at the door is understood at once.

It does not go through the queue: a row there for each delivery would cost the door half its
speed. A `NOTIFY` of the delivery's own transaction wakes it; a look every few seconds finds what
a lost one, or a killed process, left waiting.
"""

from __future__ import annotations

import logging
import threading

import psycopg
from django.db import Error, close_old_connections, connection
from django.utils import timezone

from leads import intake

log = logging.getLogger("followup.intake")
CHANNEL = "followup_intake"
LOOK = 5.0  # seconds between two looks when nothing is announced
SOON = 3 * intake.QUIET.total_seconds()  # and after a delivery: the next may come unannounced
AWAY = 2.0  # seconds before a database that is away is asked again


def run(ended: threading.Event) -> None:
    """Until told to stop. Several at once share the work: each claims what it takes up."""
    listening: psycopg.Connection | None = None
    is_busy = False
    while not ended.is_set():
        close_old_connections()
        try:
            connection.ensure_connection()
            wire: psycopg.Connection = connection.connection
            if wire is not listening:
                wire.execute(f"LISTEN {CHANNEL}")
                listening = wire
            while intake.understand(now=timezone.now()) and not ended.is_set():
                is_busy = True
            heard = list(wire.notifies(timeout=SOON if is_busy else LOOK, stop_after=1))
            is_busy = bool(heard)
        except (Error, psycopg.Error) as error:
            log.warning("deliveries cannot be read: %s", str(error).strip().splitlines()[0])
            connection.close()
            listening = None
            ended.wait(AWAY)
    connection.close()
