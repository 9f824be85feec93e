"""`manage.py runworker`: the task queue, and the watchdog that keeps it going."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from argparse import ArgumentParser
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import Error, close_old_connections
from django.utils import timezone
from django_q.conf import Conf
from django_q.models import OrmQ
from django_q.tasks import async_task

from followup import beats, schedule
from followup.lib import processes
from leads import reading
from reviews import drafting


class Command(BaseCommand):
    help = "Runs background tasks. Restarts the queue when one of its processes dies or it stalls."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--beat", type=float, default=10, help="seconds between signs of life")
        parser.add_argument(
            "--stall", type=float, default=30, help="silence after which to restart"
        )
        parser.add_argument(
            "--grace", type=float, default=25, help="seconds to finish when stopped"
        )

    def handle(self, *args: Any, beat: float, stall: float, grace: float, **options: Any) -> None:
        # A frozen queue ignores SIGTERM; leaving this loop by an exception ends it in any case.
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        busy = settings.VAR / "run" / f"worker-{os.getpid()}"
        try:
            while True:
                cluster = _start(busy)
                try:
                    why = _watch(cluster, busy, beat=beat, stall=stall)
                except BaseException:
                    processes.end(cluster, grace=grace)
                    raise
                self.stderr.write(f"The queue {why}; starting it again.")
                processes.kill_group(cluster)
                time.sleep(1)
        except KeyboardInterrupt:
            pass
        finally:
            shutil.rmtree(busy, ignore_errors=True)


def _start(busy: Path) -> subprocess.Popen[bytes]:
    shutil.rmtree(busy, ignore_errors=True)
    busy.mkdir(parents=True)
    _prepare()
    return processes.spawn(
        [sys.executable, str(settings.BASE_DIR / "manage.py"), "qcluster"],
        env=os.environ | {beats.BUSY_VARIABLE: str(busy)},
    )


def _prepare() -> None:
    """Write the schedule, and make what a killed queue had claimed due again at once.

    Another worker may be at one of those right now: tasks may run twice.
    """
    now = timezone.now()
    with suppress(Error):  # the database is away; the minutely sweep finds the work
        schedule.ensure()
        OrmQ.objects.filter(lock__gt=now).update(lock=now)
        reading.release(now=now)
        drafting.release(now=now)
        async_task("followup.tasks.sweep")


def _last_beat() -> datetime | None:
    with suppress(Error):
        return beats.last(beats.WORKER)
    return None


def _watch(cluster: subprocess.Popen[bytes], busy: Path, *, beat: float, stall: float) -> str:
    """Return, as the end of a sentence, why the queue must be started again.

    It stalls when nothing moves although a worker is free: a beat is always waiting to be carried
    through. That all workers are at long tasks is no stall; django-q2 ends those at its timeout.
    """
    moved, asked, first = time.monotonic(), -beat, _last_beat()
    asked_after: datetime | None = None
    seen: tuple[datetime | None, int] | None = None
    while cluster.poll() is None:
        time.sleep(0.5)
        now = time.monotonic()
        close_old_connections()
        try:
            last = beats.last(beats.WORKER)
            if now - asked > (beat if last != asked_after else stall):
                async_task("followup.tasks.beat")
                asked, asked_after = now, last
        except Error:
            moved = now  # the database is away, which is not the queue's fault
            continue
        signs = (last, busy.stat().st_mtime_ns)
        if signs != seen or beats.busy_workers(busy) >= Conf.WORKERS:
            moved, seen = now, signs
        # Until its first beat it is still starting, which on a busy machine takes its time.
        if now - moved > (stall if last != first else 3 * stall):
            return f"stood still for {now - moved:.0f} s"
    code = cluster.returncode
    return f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
