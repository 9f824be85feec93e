"""Events on the running site: (a) how many a second the door accepts, beside a bare Django view
that verifies an HMAC and inserts one row on the same server in the same run; (b) how long from an
event to a draft that is ready, and to a receipt that the mail server has, under a steady stream; (c) a burst: none lost, none twice, and how
long the inbox takes meanwhile.

make bench        or        PYTHONPATH=. .venv/bin/python tests/bench/bench_events.py
BENCH_RATE, BENCH_SECONDS, BENCH_BURST for other loads. The sender of the events shares the machine.
"""

from __future__ import annotations

import base64
import hmac
import http.client
import json
import os
import socket
import statistics
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("FOLLOWUP_VAR", ROOT / "var" / "bench"))
RATE = int(os.environ.get("BENCH_RATE", "50"))
SECONDS = int(os.environ.get("BENCH_SECONDS", "60"))
BURST = int(os.environ.get("BENCH_BURST", "5000"))
ACCEPTED, SENDERS, ROUNDS = 400, 8, 5
KEY = b"a secret of thirty-two bytes...."
PATIENCE = float(os.environ.get("BENCH_PATIENCE", "600"))  # seconds until a draft counts as never


def prepare() -> str:
    """A migrated database of its own with the sample people; returns the token of a source."""
    os.environ |= {
        "FOLLOWUP_SAMPLE": "1",
        "FOLLOWUP_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "tests.bench.events_settings",
        "LOG_LEVEL": "ERROR",
    }
    from followup.lib import embedded_postgres

    embedded_postgres.start(VAR / "postgres")
    embedded_postgres.ensure_database(VAR / "postgres", "followup")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from django.db import connection
    from django.utils import timezone

    from followup.samples.load import load
    from leads.models import Source, User

    load(now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE TABLE IF NOT EXISTS bench_bare (id bigserial PRIMARY KEY, number text, raw bytea)"
        )
        cursor.execute("GRANT INSERT ON bench_bare TO followup_web")
        cursor.execute("GRANT USAGE ON SEQUENCE bench_bare_id_seq TO followup_web")
    made, _ = Source.objects.get_or_create(
        name="Bench",
        defaults={
            "kind": "webhook",
            "owner": User.objects.get(email="rep@followup.example"),
            "secret": "whsec_" + base64.b64encode(KEY).decode(),
        },
    )
    return made.token


@contextmanager
def site(*processes: str) -> Iterator[int]:
    """The web server as `make run` starts it, and what works behind it."""
    door = socket.socket()
    door.bind(("127.0.0.1", 0))
    port = door.getsockname()[1]
    door.close()
    web = [sys.executable, "-m", "gunicorn", "followup.wsgi", "--bind", f"127.0.0.1:{port}"]
    web += ["--workers", "2", "--threads", "4", "--worker-class", "gthread", "--no-control-socket"]
    web += ["--keep-alive", "30"]
    running = [_start(web, "web")]
    for name in processes:
        role = "sender" if name == "runsender" else "worker"
        running.append(_start([sys.executable, "manage.py", name], role))
    try:
        _wait_for(port)
        yield port
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()


def _start(command: list[str], role: str) -> subprocess.Popen[bytes]:
    env = os.environ | {"FOLLOWUP_ROLE": role, "PYTHONPATH": str(ROOT)}
    return subprocess.Popen(command, env=env, cwd=ROOT, stderr=subprocess.DEVNULL)


def _wait_for(port: int) -> None:
    for _ in range(600):
        try:
            with socket.create_connection(("127.0.0.1", port), timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError("the web server did not start")


def asking(kind: str = "demo.requested") -> tuple[bytes, dict[str, str]]:
    """A signed delivery of somebody nobody knows yet, who asks for a demo in their own words."""
    number = uuid.uuid4().hex
    at = time.time()
    moment = time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))
    answers = {"What brings you here?": "Renewals slip through and we hear of it too late."}
    person = {"email": f"ines@{number}.example", "name": "Ines Park", "answers": answers}
    body = json.dumps({"type": kind, "timestamp": moment, "data": person}).encode()
    signed = hmac.digest(KEY, f"{number}.{int(at)}.".encode() + body, "sha256")
    return body, {
        "content-type": "application/json",
        "webhook-id": number,
        "webhook-timestamp": str(int(at)),
        "webhook-signature": "v1," + base64.b64encode(signed).decode(),
    }


def send(port: int, path: str, deliveries: list[tuple[bytes, dict[str, str]]]) -> list[float]:
    """All of them over a few connections that stay open; seconds each took, in any order."""
    took: list[float] = []
    waiting = iter(deliveries)
    lock = threading.Lock()

    def work() -> None:
        wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        while True:
            with lock:
                one = next(waiting, None)
            if one is None:
                break
            began = time.perf_counter()
            wire.request("POST", path, one[0], one[1])
            answer = wire.getresponse()
            answer.read()
            assert answer.status == 200, answer.status
            took.append(time.perf_counter() - began)
        wire.close()

    senders = [threading.Thread(target=work) for _ in range(SENDERS)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    return took


def p95(values: list[float]) -> float:
    return statistics.quantiles(values, n=20)[18] if len(values) > 1 else values[0]


def acceptance(token: str) -> None:
    """In turns, so that what else the machine does falls on both."""
    rates: dict[str, list[float]] = {"bare": [], "ours": []}
    times: dict[str, list[float]] = {"bare": [], "ours": []}
    paths = {"bare": "/bare/", "ours": f"/hooks/{token}/"}
    with site() as port:
        for path in paths.values():
            send(port, path, [asking("page.viewed") for _ in range(40)])
        for _ in range(ROUNDS):
            for name, path in paths.items():
                deliveries = [asking("page.viewed") for _ in range(ACCEPTED // ROUNDS)]
                began = time.perf_counter()
                times[name] += send(port, path, deliveries)
                rates[name].append(len(deliveries) / (time.perf_counter() - began))
    print("(a) accepting, 8 connections:      per second    p50 ms    p95 ms")
    for name in paths:
        middle = 1000 * statistics.median(times[name])
        print(
            f"    {name:28} {statistics.median(rates[name]):12.0f} {middle:9.1f}"
            f" {1000 * p95(times[name]):9.1f}"
        )
    share = statistics.median(rates["ours"]) / statistics.median(rates["bare"])
    print(f"    share of the bare view: {share:.2f} (aim 0.8)")


class Watch(threading.Thread):
    """Notes when each draft is first seen to be ready, ten times a second, by the database."""

    def __init__(self) -> None:
        super().__init__(daemon=True)
        self.ready: dict[str, float] = {}
        self.ended = threading.Event()

    def run(self) -> None:
        from django.db import connection

        while not self.ended.wait(0.1):
            with connection.cursor() as cursor:
                cursor.execute(
                    "SELECT d.id, l.email FROM reviews_draft d JOIN leads_lead l ON l.id = d.lead_id"
                    " WHERE d.state = 'ready' AND l.source = 'Bench'"
                )
                now = time.time()
                for _, email in cursor.fetchall():
                    self.ready.setdefault(email, now)
        connection.close()


def address_of(delivery: tuple[bytes, dict[str, str]]) -> str:
    return str(json.loads(delivery[0])["data"]["email"])


class Accepted(list[Any]):
    """What the mail server took: when each recipient's first mail was whole, and no mail."""

    def __init__(self) -> None:
        super().__init__()
        self.at: dict[str, float] = {}

    def append(self, mail: tuple[list[str], bytes]) -> None:
        self.at.setdefault(mail[0][-1], time.time())


@contextmanager
def receipts() -> Iterator[dict[str, float]]:
    """A mail server of this process that takes everything, and a receipt that is switched on."""
    from django.test import Client

    from leads.models import SignIn, User
    from sequences import receipts as wording
    from tests.smtp import smtp_peer

    admin = User.objects.get(email="admin@followup.example")
    Client().force_login(admin)
    sign_in = SignIn.objects.filter(user=admin).latest("pk")
    words = wording.write(
        subject="We have your message", body="Thank you. One of us will answer you.",
        notice="This line was sent by a machine.", name="Followup", mailbox=None, sign_in=sign_in,
    )  # fmt: skip
    wording.switch(words, sign_in=sign_in)
    with smtp_peer() as peer:
        accepted = Accepted()
        peer.accepted = accepted
        os.environ |= {"EMAIL_HOST": "127.0.0.1", "EMAIL_PORT": str(peer.port)}
        yield accepted.at
    wording.switch(None, sign_in=sign_in)


def stream(token: str) -> None:
    """So many a second for so long, whatever becomes of them; then wait for drafts and receipts."""
    sent: dict[str, float] = {}
    with receipts() as arrived, site("runreceiver", "runworker", "runsender") as port:
        time.sleep(8)  # the worker's processes start
        watch = Watch()
        watch.start()
        began = time.time()
        for second in range(SECONDS):
            deliveries = [asking() for _ in range(RATE)]
            sent |= {address_of(one): time.time() for one in deliveries}
            send(port, f"/hooks/{token}/", deliveries)
            time.sleep(max(0.0, began + second + 1 - time.time()))
        offered = time.time() - began
        for seen in (watch.ready, arrived):
            while not sent.keys() <= seen.keys() and time.time() < began + PATIENCE:
                time.sleep(0.5)
        watch.ended.set()
        watch.join()
    print(f"(b) {len(sent)} events in {offered:.0f} s, from the event to:")
    for name, seen in (("draft ready, rep alerted", watch.ready), ("receipt accepted", arrived)):
        waits = sorted(at - sent[email] for email, at in seen.items() if email in sent)
        print(
            f"    {name:25} p50 {statistics.median(waits):.1f} s, p95 {p95(waits):.1f} s,"
            f" slowest {waits[-1]:.1f} s; {len(sent) - len(waits)} never within {PATIENCE:.0f} s"
        )


def burst(token: str) -> None:
    """Everything at once, and the inbox opened again and again meanwhile."""
    from leads.models import Delivery, Event

    deliveries = [asking("page.viewed") for _ in range(BURST)]
    with site("runreceiver") as port:
        page = Inbox(port)
        for _ in range(10):
            page.open()  # each of the server's processes has begun
        at_rest = [page.open() for _ in range(20)]
        meanwhile: list[float] = []
        sending = threading.Thread(target=send, args=(port, f"/hooks/{token}/", deliveries))
        began = time.perf_counter()
        sending.start()
        while sending.is_alive():
            meanwhile.append(page.open())
        took = time.perf_counter() - began
        send(port, f"/hooks/{token}/", deliveries[:100])  # told again: nothing may come of it
        while Delivery.objects.filter(state="received").exists():
            time.sleep(0.5)
        read = time.perf_counter() - began
    numbers = [headers["webhook-id"] for _, headers in deliveries]
    kept = (
        Delivery.objects.filter(number__in=numbers).count(),
        Event.objects.filter(external_id__in=numbers).count(),
    )
    print(f"(c) a burst of {BURST}: accepted in {took:.0f} s, all understood after {read:.0f} s")
    print(f"    deliveries kept {kept[0]}, events {kept[1]}: none lost, none twice")
    print(
        f"    the inbox's p95: {1000 * p95(at_rest):.0f} ms at rest,"
        f" {1000 * p95(meanwhile):.0f} ms meanwhile ({len(meanwhile)} times)"
    )
    assert kept == (BURST, BURST), kept


class Inbox:
    """A rep who opens the inbox."""

    def __init__(self, port: int) -> None:
        from django.conf import settings
        from django.test import Client

        from leads.models import User

        settings.ALLOWED_HOSTS = ["*"]
        client = Client()
        client.force_login(User.objects.get(email="rep@followup.example"))
        self.cookie = f"sessionid={client.cookies['sessionid'].value}"
        self.wire = http.client.HTTPConnection("127.0.0.1", port, timeout=60)

    def open(self) -> float:
        began = time.perf_counter()
        self.wire.request("GET", "/inbox/?queue=ready", headers={"cookie": self.cookie})
        answer = self.wire.getresponse()
        answer.read()
        assert answer.status == 200, answer.status
        return time.perf_counter() - began


def main() -> None:
    parts: dict[str, Any] = {"a": acceptance, "b": stream, "c": burst}
    wanted = sys.argv[1] if len(sys.argv) > 1 else "abc"
    try:
        token = prepare()
        for letter in wanted:
            parts[letter](token)
    finally:
        from followup.lib import embedded_postgres

        embedded_postgres.stop(VAR / "postgres")


if __name__ == "__main__":
    main()
