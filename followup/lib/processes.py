"""Child processes that end when they should: with their parent, with their group, on request."""

from __future__ import annotations

import ctypes
import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import nullcontext, suppress
from pathlib import Path
from typing import BinaryIO

import psutil

PR_SET_PDEATHSIG = 1
LARGEST_LOG = 10_000_000  # bytes, after which a log is put aside at the next start
LIBC = ctypes.CDLL(None) if sys.platform == "linux" else None


def end_with_parent() -> None:
    """Have the kernel send this process SIGTERM when the one that started it dies (Linux only)."""
    if LIBC:
        LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def spawn(
    command: Sequence[str],
    *,
    env: Mapping[str, str],
    log: Path | None = None,
    listening: Sequence[int] = (),
) -> subprocess.Popen[bytes]:
    """Start `command` in a session of its own, which a Ctrl-C at the terminal does not reach.

    It appends to `log` or writes where we write, keeps the file descriptors `listening`, and is
    sent SIGTERM when this process dies.
    """
    with _opened(log) if log else nullcontext() as output:
        return subprocess.Popen(
            command,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            pass_fds=listening,
            start_new_session=True,
            preexec_fn=end_with_parent,
        )


def _opened(log: Path) -> BinaryIO:
    log.parent.mkdir(parents=True, exist_ok=True)
    if log.exists() and log.stat().st_size > LARGEST_LOG:
        log.replace(log.with_suffix(".log.1"))
    return log.open("ab")


def end(process: subprocess.Popen[bytes], *, grace: float) -> None:
    """SIGTERM to the process, `grace` seconds to finish, then SIGKILL to all of its group.

    The group is killed even when the process ended by itself: what it forked must not go on.
    """
    process.terminate()
    try:
        process.wait(grace)
    except subprocess.TimeoutExpired:
        pass
    finally:
        kill_group(process)


def kill_group(process: subprocess.Popen[bytes]) -> None:
    """SIGKILL to the process and everything it forked."""
    with suppress(ProcessLookupError, PermissionError):  # macOS: EPERM for a group of the dead
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def end_marked(name: str, value: str, *, grace: float) -> int:
    """End every process that was started with the environment variable `name` = `value`.

    This finds what a killed parent left behind, whoever adopted it and whatever number it has.
    Returns how many there were.
    """
    found = marked(name, value)
    for process in found:
        _signal(process, signal.SIGTERM)
    alive = wait_gone(found, timeout=grace)
    for process in alive:
        _signal(process, signal.SIGKILL)
    wait_gone(alive, timeout=5)
    return len(found)


def wait_gone(waited_for: Sequence[psutil.Process], *, timeout: float) -> list[psutil.Process]:
    """Those that still run after `timeout` seconds. A zombie, which nobody reaps, is gone."""
    until = time.monotonic() + timeout
    while True:
        alive = [process for process in waited_for if _runs(process)]
        if not alive or time.monotonic() > until:
            return alive
        time.sleep(0.02)


def _runs(process: psutil.Process) -> bool:
    try:
        runs: bool = process.is_running() and process.status() != psutil.STATUS_ZOMBIE
        return runs
    except psutil.NoSuchProcess:
        return False


def marked(name: str, value: str) -> list[psutil.Process]:
    """Every other process that was started with the environment variable `name` = `value`."""
    return [process for process in psutil.process_iter() if _is_marked(process, name, value)]


def _is_marked(process: psutil.Process, name: str, value: str) -> bool:
    try:
        environment: dict[str, str] = process.environ()
        return process.pid != os.getpid() and environment.get(name) == value
    except (psutil.Error, OSError):
        return False  # gone, a zombie, or somebody else's


def _signal(process: psutil.Process, number: signal.Signals) -> None:
    with suppress(psutil.NoSuchProcess):
        process.send_signal(number)
