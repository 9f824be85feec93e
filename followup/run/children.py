"""The processes of `make run`: what each is, and a keeper that starts it again when it dies."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings

from followup.lib import processes

# Set in the environment of everything we start, so that a later start finds what was left behind.
MARK = "FOLLOWUP_STARTED_FROM"
# What opens the site's own mail connection: only the process that sends may know it.
MAIL_SECRETS = ("EMAIL_HOST_PASSWORD", "AWS_SECRET_ACCESS_KEY", *settings.MAIL_SERVICE_KEYS)
LONGEST_PAUSE = 30.0  # seconds between two starts of a process that keeps dying
STEADY = 20.0  # seconds after which a process counts as working


def mark() -> str:
    """The value of MARK for this folder."""
    return os.path.realpath(settings.VAR)


@dataclass
class Child:
    """One process, kept running. `role` is the database role it acts as."""

    name: str
    role: str
    command: list[str]
    env: dict[str, str] = field(default_factory=dict)
    listening: list[int] = field(default_factory=list)
    grace: float = 10  # seconds it may take to finish when stopped
    process: subprocess.Popen[bytes] | None = None
    started: float = 0
    pause: float = 0.5

    @property
    def log(self) -> Path:
        return Path(settings.VAR) / "log" / f"{self.name}.log"

    def start(self) -> None:
        """Start it after ending whatever an earlier one has left running."""
        own = {"FOLLOWUP_PROCESS": f"{self.name} of {mark()}", MARK: mark()}
        processes.end_marked("FOLLOWUP_PROCESS", own["FOLLOWUP_PROCESS"], grace=2)
        hidden = () if self.role == "sender" else MAIL_SECRETS
        shown = {name: value for name, value in os.environ.items() if name not in hidden}
        env = shown | own | {"FOLLOWUP_ROLE": self.role, **self.env}
        self.process = processes.spawn(
            self.command, env=env, log=self.log, listening=self.listening
        )
        self.started = time.monotonic()

    def stop(self) -> None:
        if self.process:
            processes.end(self.process, grace=self.grace)

    def revive(self) -> str | None:
        """Start it again if it has died and its pause is over; what to tell the person, if so."""
        if self.process is None or self.process.poll() is None:
            return None
        lived = time.monotonic() - self.started
        if lived < self.pause:
            return None
        self.pause = 0.5 if lived > STEADY else min(self.pause * 2, LONGEST_PAUSE)
        code = self.process.returncode
        how = f"was killed by signal {-code}" if code < 0 else f"ended with code {code}"
        processes.kill_group(self.process)
        self.start()
        return f"{self.name} {how} and was started again; see {self.log}"


def everything(web: socket.socket, mail: socket.socket | None) -> list[Child]:
    """The processes in the order of starting, and with `mail` the local mailbox before them.

    The sockets are ours: while a process is being restarted, callers wait instead of being refused.
    """
    manage = [sys.executable, str(settings.BASE_DIR / "manage.py")]
    gunicorn = [
        sys.executable,
        "-m",
        "gunicorn",
        "followup.wsgi",
        "--chdir",
        str(settings.BASE_DIR),
    ]
    gunicorn += ["--bind", f"fd://{web.fileno()}", "--workers", "2", "--threads", "4"]
    gunicorn += ["--worker-class", "gthread", "--graceful-timeout", "8", "--access-logfile", "-"]
    # Gunicorn would keep these in the temporary folder and in the account's home.
    gunicorn += ["--worker-tmp-dir", str(Path(settings.VAR) / "run"), "--no-control-socket"]
    children = [
        Child("web", "web", gunicorn, listening=[web.fileno()]),
        Child("worker", "worker", [*manage, "runworker", "--grace", "8"]),
        Child("sender", "sender", [*manage, "runsender"], grace=20),
        Child("receiver", "worker", [*manage, "runreceiver"]),
    ]
    if mail:
        fd, port = mail.fileno(), mail.getsockname()[1]
        mailbox = Child("mailbox", "web", [*manage, "mailbox", "--fd", str(fd)], listening=[fd])
        children.insert(0, mailbox)
        for child in children:
            child.env |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(port)}
    return children
