"""The supervisor: reserves, prepares, starts, watches, stops."""

from __future__ import annotations

import errno
import fcntl
import os
import signal
import socket
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings

from followup.lib import embedded_postgres, processes
from followup.run import children, steps

SIGN_INS = ("rep@followup.example", "manager@followup.example", "admin@followup.example")
SAMPLE_PASSWORD = "followup-demo"  # noqa: S105  (refused outside the sample mode)


PATIENCE = 20.0  # seconds that an earlier start, being stopped, is waited for


class CannotRun(Exception):
    """The message is a sentence for the person who typed `make run`."""


def run(*, port: int, say: steps.Say) -> None:
    """Run everything until SIGINT, SIGTERM or SIGHUP; then stop everything, the database last.

    Raises CannotRun when the port is taken or Followup already runs from this folder.
    """
    var = Path(settings.VAR)
    (var / "run").mkdir(parents=True, exist_ok=True)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, _interrupt)
    with _only_one(var / "run" / "lock"):
        if left := processes.end_marked(children.MARK, children.mark(), grace=3):
            say(f"  ended {left} processes that an earlier start had left behind")
        with _reserved(port) as web, _mail_socket() as mail:
            kept = children.everything(web, mail)
            try:
                steps.prepare(say)
                for child in kept:
                    child.start()
                _wait_for_web(web, kept)
                _welcome(web.getsockname()[1], say)
                _watch(kept, say)
            except KeyboardInterrupt:
                pass
            finally:
                _stop(kept, say)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


@contextmanager
def _only_one(path: Path) -> Iterator[None]:
    """Hold the folder's lock, which dies with us; one that is just stopping is waited for."""
    with path.open("a+") as lock:
        until = time.monotonic() + PATIENCE
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() >= until:
                    lock.seek(0)
                    raise CannotRun(
                        f"Followup already runs from this folder (process {lock.read()}); stop it "
                        "first, with Ctrl-C where it runs."
                    ) from None
                time.sleep(0.2)
        lock.truncate(0)
        lock.write(str(os.getpid()))
        lock.flush()
        yield


@contextmanager
def _reserved(port: int) -> Iterator[socket.socket]:
    """A socket bound to `port` of this machine, not listening yet: too early a call is refused."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            bound.bind(("127.0.0.1", port))
        except OSError as error:
            why = "is taken by another program" if error.errno == errno.EADDRINUSE else "is refused"
            raise CannotRun(
                f"Port {port} {why}; choose another, for example: make run PORT={port + 1}"
            ) from None
        yield bound


@contextmanager
def _mail_socket() -> Iterator[socket.socket | None]:
    """In the sample mode, any free port for the local mailbox."""
    if not settings.SAMPLE:
        yield None
        return
    with socket.create_server(("127.0.0.1", 0)) as bound:
        yield bound


def _wait_for_web(web: socket.socket, kept: list[children.Child]) -> None:
    """Return when the web server has taken the socket; raise CannotRun if it dies at once."""
    server = next(child for child in kept if child.name == "web")
    assert server.process
    for _ in range(600):
        with socket.socket() as caller:
            if caller.connect_ex(web.getsockname()) == 0:
                return
        if server.process.poll() is not None:
            tail = "\n".join(server.log.read_text(errors="replace").splitlines()[-15:])
            raise CannotRun(f"The web server did not start. The end of {server.log}:\n{tail}")
        time.sleep(0.1)
    raise CannotRun(f"The web server did not start within a minute; see {server.log}")


def _welcome(port: int, say: steps.Say) -> None:
    say(f"\nFollowup is running: http://localhost:{port}/")
    if settings.SAMPLE:
        say(f"Sign in as one of these, with the password {SAMPLE_PASSWORD}:")
        for name in SIGN_INS:
            say(f"  {name}")
    say(f"Logs are in {Path(settings.VAR) / 'log'}. Ctrl-C stops everything.")


def _watch(kept: list[children.Child], say: steps.Say) -> None:
    """Start again what dies, the database included, until interrupted."""
    while True:
        time.sleep(0.5)
        if settings.EMBEDDED_POSTGRES and not embedded_postgres.running(settings.POSTGRES_ROOT):
            say("  the database was gone and is started again")
            steps.start_database()
        for child in kept:
            if line := child.revive():
                say(f"  {line}")


def _stop(kept: list[children.Child], say: steps.Say) -> None:
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    say("\nStopping …")
    for child in kept:
        if child.process and child.process.poll() is None:
            child.process.terminate()
    for child in kept:
        child.stop()
    if settings.EMBEDDED_POSTGRES:
        embedded_postgres.stop(settings.POSTGRES_ROOT)
    say("Everything is stopped.")
    sys.stdout.flush()
