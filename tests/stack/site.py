"""The real processes in a folder of their own, mail going to a scripted server, and a browser."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from http.cookiejar import CookieJar
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

import psutil
import psycopg
from django.conf import settings

from followup.lib import embedded_postgres, processes
from followup.run import children

PATIENCE = 90.0  # seconds; on a busy machine a start takes many
PASSWORD = "correct horse battery"
SEED = f"""
from django.utils import timezone
from leads.models import Account, Lead, Team, User
from sequences.seeds import ensure_after_call
rep = User.objects.create_user("maya@ours.example", {PASSWORD!r}, name="Maya Reyes",
                               team=Team.objects.create(name="One"))
ensure_after_call(by=rep, now=timezone.now())
for number, address in enumerate(("plain", "before+holddata", "after+holdend", "away+holddata"), 1):
    Lead.objects.create(pk=number, account=Account.objects.create(name=address), owner=rep,
                        name="Priya Nair", email=f"{{address}}@theirs.example")
"""
Found = TypeVar("Found")


def until(true: Callable[[], Found], what: str) -> Found:
    """The first true answer, asked for again and again until the deadline."""
    end = time.monotonic() + PATIENCE
    while not (found := true()):
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.05)
    return found


class Site:
    """`manage.py run` outside the sample mode, without a hold, sending to `mail_port`."""

    def __init__(self, var: Path, *, mail_port: int) -> None:
        self.var, self.out = var, var.parent / "out.txt"
        with socket.create_server(("127.0.0.1", 0)) as free:
            port: int = free.getsockname()[1]
        self.url = f"http://localhost:{port}"
        kept = {k: v for k, v in os.environ.items() if not k.startswith(("FOLLOWUP_", "DATABASE_"))}
        self.env = kept | {
            "FOLLOWUP_VAR": str(var), "FOLLOWUP_URL": self.url, "PORT": str(port),
            "SECRET_KEY": "k" * 50, "EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(mail_port),
            "EMAIL_USE_TLS": "0", "HOLD_SECONDS": "0",
        }  # fmt: skip
        var.mkdir(parents=True)

    def start(self) -> None:
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                self._manage("run"), env=self.env, stdout=out, stderr=out, start_new_session=True
            )
        until(lambda: "Ctrl-C stops everything" in self.out.read_text(), "start")
        subprocess.run(self._manage("shell", "-c", SEED), env=self.env, check=True)

    def stop(self) -> None:
        self.process.kill()
        self.process.wait()
        processes.end_marked(children.MARK, str(self.var.resolve()), grace=0)
        embedded_postgres.stop(self.var / "postgres")

    def kill(self, part: str) -> None:
        """SIGKILL to a part of the site and everything it has forked."""
        name = f"{part} of {self.var.resolve()}"
        for process in psutil.process_iter():
            with suppress(psutil.Error):
                if process.environ().get("FOLLOWUP_PROCESS") == name:
                    process.kill()

    def kill_database(self) -> None:
        number = (self.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0]
        os.kill(int(number), signal.SIGKILL)

    def connect(self) -> psycopg.Connection:
        """A connection of the server's superuser, who sees what everybody waits for."""
        host = str(embedded_postgres.socket_dir(self.var / "postgres"))
        return psycopg.connect(host=host, user="postgres", dbname="followup", autocommit=True)

    def answers(self) -> bool:
        with suppress(psycopg.OperationalError):
            return self.rows("SELECT 1") == [(1,)]
        return False

    def rows(self, query: str, *arguments: object) -> list[tuple[Any, ...]]:
        with self.connect() as connection:
            return connection.execute(query.encode(), arguments).fetchall()

    def _manage(self, *command: str) -> list[str]:
        return [sys.executable, str(settings.BASE_DIR / "manage.py"), *command]


class Browser:
    """Keeps cookies, follows redirects and sends the token of the page it is on."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies = CookieJar()
        self.opener = build_opener(HTTPCookieProcessor(self.cookies))

    def get(self, path: str) -> str:
        with self.opener.open(self.url + path, timeout=PATIENCE) as response:
            return str(response.read().decode())

    def post(self, path: str, **fields: object) -> str:
        """Returns the path where it ends, after redirects."""
        token = next(c.value for c in self.cookies if c.name == "csrftoken")
        request = Request(self.url + path, urlencode(fields).encode())
        request.add_header("X-CSRFToken", token or "")
        with self.opener.open(request, timeout=PATIENCE) as response:
            return str(response.geturl()).removeprefix(self.url)

    def sign_in(self) -> None:
        self.get("/accounts/login/")
        self.post("/accounts/login/", login="maya@ours.example", password=PASSWORD)

    def upload(self, words: str, *, lead: int, held_at: str) -> int:
        """Brings in a transcript; the number of the call."""
        where = self.post(
            "/calls/new/", way="text", text=words, lead=lead, kind="demo", held_at=held_at
        )
        found = re.fullmatch(r"/calls/(\d+)/", where)
        assert found, f"the call was not taken in: {where}"
        return int(found[1])

    def approve(self, draft: int) -> None:
        seen = re.search(r'name="seen" value="(\w+)"', self.get(f"/inbox/{draft}/"))
        assert seen, "nothing to approve"
        self.post(f"/inbox/{draft}/approve/", seen=seen[1])
