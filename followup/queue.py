"""The queue's broker: django-q2's table, with one-statement claims and no waiting between polls."""

from __future__ import annotations

import time

import psycopg
from django.db import Error, close_old_connections, connections, transaction
from django_q.brokers.orm import ORM
from django_q.conf import Conf, logger

CHANNEL = "followup_queue"
# Two workers never wait for each other's row, and the oldest task goes first.
CLAIM = """
UPDATE django_q_ormq AS task SET lock = clock_timestamp() + %s * interval '1 second'
FROM (
    SELECT id FROM django_q_ormq WHERE key = %s AND lock <= clock_timestamp()
    ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED
) AS due
WHERE task.id = due.id
RETURNING task.id, task.payload
"""


class NotifyBroker(ORM):  # type: ignore[misc]
    """A task is queued, and its listener woken, when the surrounding transaction commits."""

    listening: psycopg.Connection | None = None

    def enqueue(self, task: str) -> int:
        """Queue a signed task; returns its row's id."""
        with transaction.atomic(using=Conf.ORM), connections[Conf.ORM].cursor() as cursor:
            row: int = super().enqueue(task)
            cursor.execute("SELECT pg_notify(%s, '')", [CHANNEL])
        return row

    def dequeue(self) -> list[tuple[int, str]] | None:
        """Claim up to Conf.BULK due tasks as (id, payload); None after at most Conf.POLL seconds.

        While the database is away this waits and says None: the pusher that calls it would
        otherwise die and take ten seconds to come back.
        """
        close_old_connections()
        try:
            return self._claim()
        except (Error, psycopg.Error) as error:
            logger.warning("The queue cannot be read: %s", str(error).strip())
            connections[Conf.ORM].close()
            time.sleep(1)
            return None

    def _claim(self) -> list[tuple[int, str]] | None:
        connection = connections[Conf.ORM]
        connection.ensure_connection()
        wire: psycopg.Connection = connection.connection
        if wire is not self.listening:  # Django has replaced it, which also ended the LISTEN
            wire.execute(f"LISTEN {CHANNEL}")
            self.listening = wire
        for _ in wire.notifies(timeout=0):
            pass  # calls from before the claim: it sees what they announce
        with connection.cursor() as cursor:
            cursor.execute(CLAIM, [Conf.RETRY, self.list_key, Conf.BULK])
            if claimed := cursor.fetchall():
                return sorted(claimed)
        for _ in wire.notifies(timeout=Conf.POLL, stop_after=1):
            pass
        return None
