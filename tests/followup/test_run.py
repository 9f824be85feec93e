"""`make run` with its real processes: started, killed in every part, started again, stopped."""

from __future__ import annotations

import json
import os
import signal
import smtplib
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import psutil
import pytest
from django.conf import settings

from followup.lib import embedded_postgres, processes
from followup.mailbox import folder
from followup.run import children, supervisor

PATIENCE = 120.0  # seconds; on a busy machine a start takes many


def until(true: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, f"waited in vain: {what}"
        time.sleep(0.1)


class Site:
    """`manage.py run` in a folder of its own, with a space in its name."""

    def __init__(self, var: Path) -> None:
        self.var, self.out = var, var.parent / "out.txt"
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port: int = free.getsockname()[1]

    def start(self) -> None:
        env = {k: v for k, v in os.environ.items() if not k.startswith(("FOLLOWUP_", "DATABASE_"))}
        own = {"FOLLOWUP_SAMPLE": "1", "FOLLOWUP_VAR": str(self.var), "PORT": str(self.port)}
        with self.out.open("w") as out:
            self.process = subprocess.Popen(
                [sys.executable, str(settings.BASE_DIR / "manage.py"), "run"],
                env=env | own | {"LC_ALL": "C"},
                stdout=out,
                stderr=out,
                start_new_session=True,
            )
        until(lambda: "Ctrl-C stops everything" in self.said() or self.ended(), "start")
        until(self.healthy, "health")

    def said(self) -> str:
        return self.out.read_text()

    def ended(self) -> bool:
        return self.process.poll() is not None

    def healthy(self) -> bool:
        assert not self.ended(), self.said()
        calling = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            calling.request("GET", "/healthz")
            response = calling.getresponse()
            return response.status == 200 and json.loads(response.read())["status"] == "ok"
        except OSError:
            return False
        finally:
            calling.close()

    def parts(self) -> dict[str, int]:
        """The number of each of the processes it keeps, by name."""
        kept = psutil.Process(self.process.pid).children()
        running = [p for p in kept if p.status() != psutil.STATUS_ZOMBIE]
        return {p.environ()["FOLLOWUP_PROCESS"].split()[0]: p.pid for p in running}

    def stop(self) -> None:
        self.process.send_signal(signal.SIGINT)
        self.process.wait(60)


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    site = Site(tmp_path / "a folder" / "var")
    site.var.mkdir(parents=True)
    try:
        yield site
    finally:
        processes.end_marked(children.MARK, str(site.var.resolve()), grace=0)
        if not site.ended():
            site.process.kill()
            site.process.wait()
        embedded_postgres.stop(site.var / "postgres")


@pytest.mark.stack
@pytest.mark.timeout(600)
def test_site_starts_survives_every_kill_and_stops_without_a_trace(site: Site) -> None:
    site.start()
    assert f"http://localhost:{site.port}/" in site.said()
    assert "rep@followup.example" in site.said()

    for name in ("web", "worker", "sender", "mailbox"):
        os.kill(site.parts()[name], signal.SIGKILL)
        again = f"{name} was killed by signal 9 and was started again"
        until(lambda line=again: line in site.said(), again)  # type: ignore[misc]
    until(site.healthy, "health after kills")

    postmaster = int((site.var / "postgres" / "data" / "postmaster.pid").read_text().split()[0])
    os.kill(postmaster, signal.SIGKILL)
    until(lambda: "the database was gone and is started again" in site.said(), "database")
    until(site.healthy, "health after the database was killed")

    site.process.kill()
    site.process.wait()
    site.start()
    assert "sample data done" in site.said()

    ours = processes.marked(children.MARK, str(site.var.resolve()))
    site.stop()
    assert site.process.returncode == 0, site.said()
    assert processes.wait_gone(ours, timeout=0) == []
    assert not embedded_postgres.running(site.var / "postgres")


@pytest.mark.stack
@pytest.mark.timeout(300)
def test_mail_sent_while_the_mailbox_is_restarted_arrives(site: Site) -> None:
    site.start()
    number = site.parts()["mailbox"]
    port = next(
        connection.laddr.port
        for connection in psutil.Process(number).net_connections()
        if connection.status == psutil.CONN_LISTEN
    )
    os.kill(number, signal.SIGKILL)
    with smtplib.SMTP("127.0.0.1", port, timeout=PATIENCE) as client:
        client.sendmail("a@ours.test", ["b@theirs.test"], b"Subject: patience\r\n\r\nHere.\r\n")
    (kept,) = folder.summaries(site.var / "mailbox", limit=5)
    assert kept.subject == "patience"
    site.stop()


def test_taken_port_is_told_with_the_way_out() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with (
            pytest.raises(supervisor.CannotRun, match=rf"Port {port} is taken .* PORT={port + 1}"),
            supervisor._reserved(port),
        ):
            pass


def test_second_start_in_one_folder_is_refused_with_the_number_of_the_first(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(supervisor, "PATIENCE", 0)
    with supervisor._only_one(tmp_path / "lock"):
        refused = pytest.raises(supervisor.CannotRun, match=rf"process {os.getpid()}\)")
        with refused, supervisor._only_one(tmp_path / "lock"):
            pass
    with supervisor._only_one(tmp_path / "lock"):
        pass  # free again
