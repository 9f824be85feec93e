"""Sends a second through the whole gate with two workers, beside a bare loop of smtplib on the same
sink and beside django-post-office's own command on the same database; and what the gate costs.

make bench        or        PYTHONPATH=. .venv/bin/python tests/bench/bench_sending.py
BENCH_MAILS=1000 for more mails. Each of the three has two processes; starting them is not counted.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import os
import smtplib
import subprocess
import sys
import time
from dataclasses import dataclass, replace
from math import isnan, nan
from pathlib import Path

import psutil

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("FOLLOWUP_VAR", ROOT / "var" / "bench"))
MAILS = int(os.environ.get("BENCH_MAILS", "400"))
WORKERS = 2
POST_OFFICE = (
    "django-post-office==3.12.0"  # not one of our dependencies: kept in a folder of its own
)
BODY = "Hi Priya,\n\nthank you for the call. I will send the pricing by Friday.\n\nBest\nMaya\n" * 4


@dataclass
class Result:
    """What sending took: seconds by the clock, and of processors here and in the database."""

    mails: int
    wall: float
    cpu: float
    database: float = 0.0

    def row(self, name: str) -> str:
        one = 1000 / self.mails
        database = "-" if isnan(self.database) else f"{self.database * one:.2f}"
        return (
            f"{name:34} {self.mails / self.wall:8.0f} {self.wall * one:10.2f}"
            f" {self.cpu * one:10.2f} {database:>12}"
        )


def environment(port: int) -> dict[str, str]:
    return os.environ | {
        "FOLLOWUP_SAMPLE": "1",
        "FOLLOWUP_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "followup.settings",
        "EMAIL_HOST": "127.0.0.1",
        "EMAIL_PORT": str(port),
        "LOG_LEVEL": "ERROR",
        "BENCH_MAILS": str(MAILS),
        "PYTHONPATH": f"{ROOT}{os.pathsep}{VAR / 'post-office'}",
    }


# ---- the sink: says yes to everything, keeps nothing -------------------------------------------


async def _converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        verb = line[:4].upper()
        if verb == b"DATA":
            writer.write(b"354 go on\r\n")
            await reader.readuntil(b"\r\n.\r\n")
        writer.write(b"221 bye\r\n" if verb == b"QUIT" else b"250 ok\r\n")
        await writer.drain()
        if verb == b"QUIT":
            break
    writer.close()


async def sink() -> None:
    server = await asyncio.start_server(_converse, "127.0.0.1", 0, limit=1 << 22)
    print(server.sockets[0].getsockname()[1], flush=True)
    await server.serve_forever()


# ---- the three ways of sending; each process says "ready", waits for a line, and reports --------


def wait_for_go() -> None:
    print("ready", flush=True)
    sys.stdin.readline()


def report(mails: int, began: tuple[float, float]) -> None:
    wall, cpu = time.perf_counter() - began[0], time.process_time() - began[1]
    print(json.dumps({"mails": mails, "wall": wall, "cpu": cpu}), flush=True)
    sys.stdin.readline()  # stay, with the connection, until the database's time is read


def bare(count: int) -> None:
    """One connection, one mail after the other, nothing else."""
    data = f"From: a@ours.example\r\nSubject: Recap\r\n\r\n{BODY}".replace("\n", "\r\n").encode()
    with smtplib.SMTP("127.0.0.1", int(os.environ["EMAIL_PORT"])) as client:
        wait_for_go()
        began = time.perf_counter(), time.process_time()
        for number in range(count):
            client.sendmail("a@ours.example", [f"lead{number}@theirs.example"], data)
        report(count, began)


def gate() -> None:
    """What the sender process does while anything is due."""
    import django

    django.setup()
    from django.db import connection

    from sequences import dispatch
    from sequences.lanes import AT_ONCE, Lanes

    lanes, sent = Lanes(), 0
    connection.ensure_connection()
    wait_for_go()
    began = time.perf_counter(), time.process_time()
    while claimed := dispatch.claim(worker=f"bench:{os.getpid()}", limit=AT_ONCE):
        sent += lanes.send(claimed, is_over=lambda: False)
    report(sent, began)


# ---- the rows ----------------------------------------------------------------------------------


def seed() -> None:
    """Approved messages that are due, each to another lead: what an afternoon leaves behind."""
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)
    from datetime import timedelta

    from django.db import connection, transaction
    from django.utils import timezone

    from sequences import layout, outbox
    from sequences.models import Enrollment, Message, Touch
    from sequences.rendering import Mail
    from tests import factories

    factories.counter = itertools.count(time.time_ns())  # beside what an earlier run has left
    with transaction.atomic():
        rep = factories.user()
        sign_in, version = factories.sign_in(rep), factories.version()
        step = version.steps.get()
        for _ in range(MAILS):
            call = factories.call(factories.lead(rep), said=())
            enrolled = Enrollment.objects.create(version=version, lead=call.lead, call=call)
            touch = Touch.objects.create(enrollment=enrolled, step=step, due_at=timezone.now())
            mail = Mail(
                sender=rep.email,
                to=call.lead.email,
                subject="Recap",
                body=BODY,
                html=layout.as_html(BODY),
            )
            call.lead.refresh_from_db()
            outbox.schedule(
                mail=mail,
                touch=touch,
                lead=call.lead,
                sign_in=sign_in,
                send_at=timezone.now(),
                now=timezone.now(),
            )
    past = timezone.now() - timedelta(seconds=1)
    Message.objects.filter(state="scheduled").update(send_at=past)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def office() -> None:
    """django-post-office's command, with as many processes as we have workers."""
    import django
    from django.core.management import call_command

    django.setup()
    wait_for_go()
    before = os.times()
    began = time.perf_counter(), time.process_time()
    call_command("send_queued_mail", processes=WORKERS)
    after = os.times()
    spent = after.children_user + after.children_system
    spent -= before.children_user + before.children_system
    report(MAILS, (began[0], began[1] - spent))


def queue_for_post_office() -> None:
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", "post_office", verbosity=0)
    from post_office import mail  # type: ignore[import-not-found]

    from sequences import layout

    html = layout.as_html(BODY)
    mails = [
        {
            "sender": "a@ours.example",
            "recipients": [f"lead{n}@theirs.example"],
            "subject": "Recap",
            "message": BODY,
            "html_message": html,
        }
        for n in range(MAILS)
    ]
    mail.send_many(mails)


# ---- measuring ---------------------------------------------------------------------------------


def database_seconds() -> float:
    """Processor time of every process of the bench's own database server, so far."""
    pid = int((VAR / "postgres" / "data" / "postmaster.pid").read_text().split("\n")[0])
    server = psutil.Process(pid)
    times = [p.cpu_times() for p in [server, *server.children(recursive=True)]]
    return float(sum(t.user + t.system for t in times))


def together(commands: list[list[str]], env: dict[str, str]) -> Result:
    """Start all, let them go at once, and add up."""
    running = [
        subprocess.Popen(
            [sys.executable, __file__, *command],
            env=env,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for command in commands
    ]
    for process in running:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    before = database_seconds()
    began = time.perf_counter()
    for process in running:
        _say(process)
    reports = [json.loads(p.stdout.readline()) for p in running if p.stdout]
    wall, spent = time.perf_counter() - began, database_seconds() - before
    for process in running:
        _say(process)
        process.wait()
    return Result(sum(r["mails"] for r in reports), wall, sum(r["cpu"] for r in reports), spent)


def _say(process: subprocess.Popen[str]) -> None:
    assert process.stdin is not None
    process.stdin.write("\n")
    process.stdin.flush()


def post_office(env: dict[str, str]) -> Result | None:
    """Its own command with two processes, in a process that has started already."""
    place = VAR / "post-office"
    if not place.exists():
        install = [sys.executable, "-m", "pip", "install", "--quiet", "--target", str(place)]
        # without Django, which it would bring along: it is to run on ours
        if subprocess.run([*install, "--no-deps", POST_OFFICE, "nh3"], check=False).returncode:
            return None
    env = env | {
        "DJANGO_SETTINGS_MODULE": "tests.bench.post_office_settings",
        "FOLLOWUP_ROLE": "owner",
    }
    subprocess.run([sys.executable, __file__, "queue"], env=env, cwd=ROOT, check=True)
    # Its processes end before their connections' time can be read, so the database's is left out.
    return replace(together([["office"]], env), database=nan)


def main() -> None:
    from followup.lib import embedded_postgres

    embedded_postgres.start(VAR / "postgres")
    embedded_postgres.ensure_database(VAR / "postgres", "followup")
    listening = subprocess.Popen(
        [sys.executable, __file__, "sink"], stdout=subprocess.PIPE, text=True
    )
    try:
        assert listening.stdout is not None
        env = environment(int(listening.stdout.readline()))
        subprocess.run([sys.executable, __file__, "seed"], env=env, cwd=ROOT, check=True)
        as_sender = env | {"FOLLOWUP_ROLE": "sender"}
        share = str(MAILS // WORKERS)
        loop = together([["bare", share]] * WORKERS, env)
        ours = together([["gate"]] * WORKERS, as_sender)
        theirs = post_office(env)
    finally:
        listening.kill()
        embedded_postgres.stop(VAR / "postgres")
    print(f"{MAILS} mails, {WORKERS} processes each, a durable database; milliseconds for one mail")
    print(f"{'':34} {'mails/s':>8} {'wall':>10} {'cpu':>10} {'cpu database':>12}")
    print(loop.row("bare smtplib"))
    print(ours.row("through the gate"))
    print(theirs.row(POST_OFFICE) if theirs else f"{POST_OFFICE}: could not be installed")
    extra = 1000 * (ours.wall / ours.mails - loop.wall / loop.mails) * WORKERS
    work = 1000 * ((ours.cpu + ours.database) / ours.mails - loop.cpu / loop.mails)
    print(f"the gate adds {extra:.1f} ms to a mail in one worker and {work:.1f} ms of processors")
    assert ours.mails == MAILS, f"{ours.mails} of {MAILS} were sent"


if __name__ == "__main__":
    what = sys.argv[1] if len(sys.argv) > 1 else ""
    if what == "sink":
        asyncio.run(sink())
    elif what == "bare":
        bare(int(sys.argv[2]))
    else:
        ways = {"gate": gate, "seed": seed, "queue": queue_for_post_office, "office": office}
        ways.get(what, main)()
