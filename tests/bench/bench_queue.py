"""The queue's broker against django-q2's own: tasks drained a second, and how soon one is heard.

make bench        or        PYTHONPATH=. .venv/bin/python tests/bench/bench_queue.py
"""

from __future__ import annotations

import os
import statistics
import threading
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench"
DEPTH, CALLS = 2000, 50


def prepare() -> None:
    """A migrated database of its own, as durable as a real one."""
    os.environ |= {
        "FOLLOWUP_SAMPLE": "1",
        "FOLLOWUP_VAR": str(VAR),
        "DJANGO_SETTINGS_MODULE": "followup.settings",
    }
    from followup.lib import embedded_postgres

    embedded_postgres.start(VAR / "postgres")
    embedded_postgres.ensure_database(VAR / "postgres", "followup")
    import django
    from django.core.management import call_command

    django.setup()
    call_command("migrate", verbosity=0)


def measure(name: str) -> None:
    from django.db import connection
    from django_q.brokers.orm import ORM
    from django_q.models import OrmQ

    from followup.queue import NotifyBroker

    def broker() -> ORM:
        return NotifyBroker("bench") if name == "followup" else ORM("bench")

    OrmQ.objects.all().delete()
    began = time.perf_counter()
    for _ in range(DEPTH):
        broker().enqueue("task")
    enqueued = DEPTH / (time.perf_counter() - began)

    taking, began, taken = broker(), time.perf_counter(), 0
    while taken < DEPTH:
        for number, _ in taking.dequeue() or []:
            taking.acknowledge(number)
            taken += 1
    drained = DEPTH / (time.perf_counter() - began)

    heard: list[float] = []

    def listen() -> None:
        listening = broker()
        while len(heard) < CALLS:
            for number, sent in listening.dequeue() or []:
                heard.append(time.perf_counter() - float(sent))
                listening.acknowledge(number)
        connection.close()

    thread = threading.Thread(target=listen)
    thread.start()
    for _ in range(CALLS):
        time.sleep(0.05)
        broker().enqueue(str(time.perf_counter()))
    thread.join()
    p50 = statistics.median(heard) * 1000
    p95 = statistics.quantiles(heard, n=20)[18] * 1000
    print(f"{name:<12}{enqueued:>12.0f}{drained:>12.0f}{p50:>14.1f}{p95:>10.1f}")


def main() -> None:
    prepare()
    from followup.lib import embedded_postgres

    try:
        print(f"{'broker':<12}{'enqueued/s':>12}{'drained/s':>12}{'heard ms p50':>14}{'p95':>10}")
        for name in ("django-q2", "followup"):
            measure(name)
    finally:
        embedded_postgres.stop(VAR / "postgres")


if __name__ == "__main__":
    main()
