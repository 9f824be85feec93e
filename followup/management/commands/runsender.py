"""`manage.py runsender`: the process that hands approved mail to the mail server."""

from __future__ import annotations

import logging
import os
import signal
import socket
import time
from datetime import timedelta
from typing import Any

import psycopg
from django.core.management.base import BaseCommand
from django.db import InterfaceError, OperationalError, close_old_connections, connection
from django.utils import timezone
from django_q.tasks import async_task

from leads.models import Beat
from reviews import memos
from sequences import dispatch, receipts
from sequences.channels.pool import Pool
from sequences.lanes import AT_ONCE, Lanes

log = logging.getLogger("followup.sender")
LONGEST_WAIT = timedelta(seconds=15)


class Command(BaseCommand):
    help = "Send approved messages when they are due, until told to stop."
    stopping = waiting = False

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.lanes = Lanes()

    def handle(self, *args: Any, **options: Any) -> None:
        signal.signal(signal.SIGTERM, self._stop)
        signal.signal(signal.SIGINT, self._stop)
        worker = f"{socket.gethostname()}:{os.getpid()}"
        pool = Pool()
        log.info("sender %s started", worker)
        while not self.stopping:
            try:
                self._work(worker, pool)
            except KeyboardInterrupt:
                break
            except (OperationalError, InterfaceError, psycopg.OperationalError) as error:
                log.warning("database away (%s); trying again in 2 s", str(error).splitlines()[0])
                close_old_connections()
                time.sleep(2)
        pool.close()
        self.lanes.close()

    def _stop(self, *args: Any) -> None:
        self.stopping = True
        if self.waiting:  # never in the middle of a message
            raise KeyboardInterrupt

    def _work(self, worker: str, pool: Pool) -> None:
        """Send until the database goes away or somebody says stop."""
        connection.ensure_connection()
        with psycopg.connect(**connection.get_connection_params(), autocommit=True) as bell:
            bell.execute("LISTEN followup_outbox")
            while not self.stopping:
                Beat.objects.update_or_create(name="sender", defaults={"at": timezone.now()})
                if self._drain(worker, pool):
                    continue
                memos.post()  # to our own people, after what waits for others
                due = min(filter(None, (dispatch.next_due(), receipts.next_due())), default=None)
                wait = (
                    min(max(due - timezone.now(), timedelta(0)), LONGEST_WAIT)
                    if due
                    else LONGEST_WAIT
                )
                self._wait(bell, max(wait.total_seconds(), 0.05))

    def _wait(self, bell: psycopg.Connection, seconds: float) -> None:
        self.waiting = True
        try:
            for _ in bell.notifies(timeout=0 if self.stopping else seconds, stop_after=1):
                pass
        finally:
            self.waiting = False

    def _drain(self, worker: str, pool: Pool) -> int:
        """Everything due now; the number of messages looked at."""
        self._settle()
        acknowledged = receipts.send_due(pool)  # first: somebody has just written to us
        requeued, unknown = dispatch.reap()
        claimed = dispatch.claim(worker=worker, limit=AT_ONCE)
        self.lanes.send(claimed, is_over=lambda: self.stopping)
        if claimed or requeued or unknown:
            async_task("followup.tasks.follow_outcomes")
        return len(claimed) + acknowledged

    def _settle(self) -> None:
        """Write down the answers that came while somebody held a lead's row."""
        waiting, self.lanes.unsettled = self.lanes.unsettled, []
        for later in waiting:
            try:
                dispatch.settle(later.claimed, later.outcome)
            except dispatch.Unsettled as still:
                self.lanes.unsettled.append(still)
