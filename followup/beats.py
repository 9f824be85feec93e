"""Signs of life: which process did something when, for `/healthz` and the worker's watchdog."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path
from typing import Any

import psutil
from django.dispatch import receiver
from django_q.signals import post_execute_in_worker, pre_execute

from leads.models import Beat

WORKER, SENDER, RECEIVER = "worker", "sender", "receiver"
# The watchdog's folder: one file for each task that is being executed, named for its process.
BUSY_VARIABLE = "FOLLOWUP_BUSY"


def last(name: str) -> datetime | None:
    """The moment of the last beat of the process `name`."""
    return Beat.objects.filter(name=name).values_list("at", flat=True).first()


def ages(*, now: datetime) -> dict[str, float | None]:
    """Seconds since the last beat of each process; None when there was none."""
    at = dict(Beat.objects.filter(name__in=(WORKER, SENDER, RECEIVER)).values_list("name", "at"))
    return {
        name: round((now - at[name]).total_seconds(), 1) if name in at else None
        for name in (WORKER, SENDER, RECEIVER)
    }


def busy_workers(folder: Path) -> int:
    """How many living processes are executing a task, by their files in the watchdog's folder."""
    return sum(psutil.pid_exists(int(file.name)) for file in folder.iterdir())


def _busy_file() -> Path | None:
    folder = os.environ.get(BUSY_VARIABLE)
    return Path(folder) / str(os.getpid()) if folder else None


@receiver(pre_execute)
def begin_task(**kwargs: Any) -> None:
    if file := _busy_file():
        file.touch()


@receiver(post_execute_in_worker)
def end_task(**kwargs: Any) -> None:
    if file := _busy_file():
        file.unlink(missing_ok=True)
