"""The watchdog over a real queue: whatever is killed or frozen, work goes on without orphans."""

from __future__ import annotations

import os
import signal
import sys
import time
import uuid
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path

import psutil
import pytest
from django.conf import settings
from django.db import connection

from followup import beats
from followup.lib import processes

pytestmark = [pytest.mark.stack, pytest.mark.django_db(transaction=True)]
MARK = "FOLLOWUP_TEST_MARK"
PATIENCE = 90.0  # seconds; on a busy machine a start takes many


def until(true: Callable[[], bool]) -> None:
    """Wait for an event that another process brings about."""
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.1)


class Worker:
    """A running `manage.py runworker` and what it has forked."""

    def __init__(self, log: Path) -> None:
        self.mark, self.log = str(uuid.uuid4()), log
        own = {
            MARK: self.mark,
            "FOLLOWUP_ROLE": "worker",
            "FOLLOWUP_DATABASE": connection.settings_dict["NAME"],
        }
        options = ["--beat", "0.3", "--stall", "6", "--grace", "10"]
        self.process = processes.spawn(
            [sys.executable, str(settings.BASE_DIR / "manage.py"), "runworker", *options],
            env=os.environ | own,
            log=log,
        )

    def queue(self) -> list[psutil.Process]:
        """The queue's processes, the first one started first."""
        found = [p for p in processes.marked(MARK, self.mark) if p.pid != self.process.pid]
        return sorted(found, key=lambda process: (process.create_time(), process.pid))

    def beats_again(self, after: datetime | None) -> None:
        until(lambda: beats.last(beats.WORKER) not in {None, after})


@pytest.fixture
def worker(tmp_path: Path) -> Iterator[Worker]:
    if not settings.EMBEDDED_POSTGRES:
        pytest.skip("the worker would enter the database of DATABASE_URL, not the test's")
    worker = Worker(tmp_path / "worker.log")
    try:
        worker.beats_again(None)
        yield worker
    finally:
        worker.process.kill()
        worker.process.wait()
        processes.end_marked(MARK, worker.mark, grace=0)


def test_killed_main_process_is_replaced_and_leaves_no_orphan(worker: Worker) -> None:
    old = worker.queue()
    last = beats.last(beats.WORKER)
    old[0].kill()

    until(lambda: not processes.wait_gone(old, timeout=0))
    worker.beats_again(last)
    assert "was killed by signal 9" in worker.log.read_text()


def test_frozen_queue_is_noticed_and_replaced(worker: Worker) -> None:
    old = worker.queue()
    for process in old[1:]:  # alive, as after a lock that nobody will ever release
        process.send_signal(signal.SIGSTOP)
    last = beats.last(beats.WORKER)

    until(lambda: not processes.wait_gone(old, timeout=0))
    worker.beats_again(last)
    assert "stood still" in worker.log.read_text()


def test_killed_worker_does_not_stop_the_work(worker: Worker) -> None:
    before = worker.queue()
    last = beats.last(beats.WORKER)
    before[-2].kill()
    before[2].kill()
    worker.beats_again(last)


def test_termination_ends_the_whole_queue(worker: Worker) -> None:
    old = worker.queue()
    worker.process.terminate()
    assert worker.process.wait(PATIENCE) == 0
    assert processes.wait_gone(old, timeout=0) == []
    assert list((settings.VAR / "run").glob(f"worker-{worker.process.pid}")) == []


def test_queue_ends_when_the_watchdog_is_killed(worker: Worker) -> None:
    old = worker.queue()
    worker.process.kill()
    worker.process.wait()
    until(lambda: not processes.wait_gone(old, timeout=0))
