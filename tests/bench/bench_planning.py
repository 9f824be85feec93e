"""Planning 100,000 enrollments against the bare COPY of the same rows; and finding what is due
among 10 thousand, 100 thousand and a million touches.

make bench        or        PYTHONPATH=. .venv/bin/python tests/bench/bench_planning.py [enrollments]
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
VAR = ROOT / "var" / "bench-planning"
NOW = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)
STEPS = ((0, "hours"), (3, "working_days"), (4, "days"), (7, "days"))
EACH = 10  # touches of each enrollment when finding what is due
DUE = 500
REPS, PEOPLE_OF_ONE = 400, 3
COLUMNS = "enrollment_id, step_id, due_at, opens_at, closes_at, draft_from, why, state, reason"
TABLES = (
    "leads_team, leads_user, leads_account, leads_lead, leads_event, leads_trailentry, "
    "sequences_sequence, sequences_version, sequences_step, sequences_enrollment, sequences_touch"
)


def prepare() -> None:
    """A migrated database of its own, as durable as a real one, with nothing in it."""
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


def sql(statement: str) -> None:
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(statement)


def triggers(do: str) -> None:
    for table in TABLES.split(", "):
        sql(f"ALTER TABLE {table} {do} TRIGGER USER")


def copies(row: Any, many: int, **expressions: str) -> None:
    """`many` rows like this one, but for the columns that an SQL expression over `n` is given for."""
    names = [f.column for f in row._meta.concrete_fields if f.column != "id" and not f.generated]
    table, columns = row._meta.db_table, ", ".join(f'"{n}"' for n in names)
    values = ", ".join(expressions.get(n, f't."{n}"') for n in names)
    sql(
        f"INSERT INTO {table} ({columns}) SELECT {values} FROM {table} t,"
        f" generate_series(1, {many}) AS n WHERE t.id = {row.pk}"
    )


def seed(many: int) -> None:
    """Leads of 400 reps at companies of three, with zones, countries and numbers of all sorts;
    each in a sequence of four steps because of an event."""
    from leads.models import Account, Event, Lead, Team, User
    from sequences.models import Enrollment, Sequence, Step, Version

    # Triggers write the trail and look up epochs: that is not what is measured.
    triggers("DISABLE")
    sql(f"TRUNCATE {TABLES} RESTART IDENTITY CASCADE")
    rep = User.objects.create(email="r@ours.example", name="R", team=Team.objects.create(name="T"))
    copies(rep, REPS, email="'rep' || n || '@ours.example'", time_zone=_one_of(ZONES, "n"))
    company = Account.objects.create(name="C", industry="Freight")
    copies(company, many // PEOPLE_OF_ONE + 1, country=_one_of(COUNTRIES, "n"))
    lead = Lead.objects.create(account=company, owner=rep, name="L", email="l@theirs.example")
    copies(
        lead, many, email="'lead' || n || '@theirs.example'", owner_id=f"2 + n % {REPS}",
        account_id=f"2 + n / {PEOPLE_OF_ONE}",
        phone="CASE n % 3 WHEN 0 THEN '+49 30 ' || 1000000 + n ELSE '' END",
    )  # fmt: skip
    event = Event.objects.create(
        lead=lead, source="form", external_id="0", kind="signup", occurred_at=NOW
    )
    copies(event, many, lead_id="1 + n", external_id="n::text")
    version = Version.objects.create(
        sequence=Sequence.objects.create(name="S", purpose="hot"), number=1
    )
    for position, (amount, unit) in enumerate(STEPS):
        Step.objects.create(
            version=version, position=position, delay_amount=amount, delay_unit=unit, angle="A"
        )
    one = Enrollment.objects.create(version=version, lead=lead, event=event, started_at=NOW)
    copies(one, many, lead_id="1 + n", event_id="1 + n")
    one.delete()
    sql("ANALYZE")
    triggers("ENABLE")


ZONES = ("Europe/London", "Europe/Berlin", "America/New_York")
COUNTRIES = ("DE", "US", "FR", "JP", "")


def _one_of(names: tuple[str, ...], number: str) -> str:
    listed = ", ".join(f"'{name}'" for name in names)
    return f"(ARRAY[{listed}])[1 + {number} % {len(names)}]"


def measure_planning() -> None:
    from sequences import planning
    from sequences.models import Enrollment, Touch

    some = list(Enrollment.objects.order_by("pk"))
    planning.plan_many(some[:50], now=NOW)  # tables of holidays and zones are read once
    sql("TRUNCATE sequences_touch CASCADE")
    began = time.perf_counter()
    made = len(planning.plan_many(some, now=NOW))
    planned = time.perf_counter() - began
    assert Touch.objects.count() == made == len(some) * len(STEPS)
    bare = copy_again()
    print(f"planned: {len(some):,} enrollments, {made:,} touches in {planned:.1f} s")
    print(
        f"         {made / planned:,.0f} touches a second; {len(some) / planned:,.0f} enrollments"
    )
    print(f"bare:    COPY of the same rows {bare:.1f} s, {made / bare:,.0f} rows a second")
    print(f"ratio:   {planned / bare:.1f}")
    one = statistics.median(_timed(lambda: _plan_one(some)) for _ in range(20))
    print(f"one enrollment among them: {one * 1000:.1f} ms\n")


def _plan_one(some: list[Any]) -> None:
    from django.db import transaction

    from sequences import planning

    with transaction.atomic():
        planning.plan(some[-1], now=NOW)
        transaction.set_rollback(True)


def copy_again() -> float:
    """Seconds to write the same rows from the client without planning anything."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {COLUMNS} FROM sequences_touch")
        rows = [tuple(_json(v) for v in row) for row in cursor.fetchall()]
        cursor.execute("TRUNCATE sequences_touch CASCADE")
        began = time.perf_counter()
        with cursor.copy(f"COPY sequences_touch ({COLUMNS}) FROM STDIN") as copy:
            for row in rows:
                copy.write_row(row)
        return time.perf_counter() - began


def _json(value: Any) -> Any:
    import json

    return json.dumps(value) if isinstance(value, list) else value


def measure_finding(most: int) -> None:
    """What the sweep asks each minute, with 500 touches due however many exist."""
    from sequences import planning
    from sequences.models import Enrollment, Step, Touch, Version

    version = Version.objects.get()
    for position in range(len(STEPS), EACH):
        Step.objects.create(version=version, position=position, angle="A")
    first = Enrollment.objects.order_by("pk").values_list("pk", flat=True)[0]
    steps = Step.objects.order_by("pk").values_list("pk", flat=True)[0]
    print("touches     due   to draft ms   late ms   replan ms")
    for many in [n for n in (10_000, 100_000, 1_000_000) if n <= most * EACH]:
        fill(many, enrollment=first, step=steps)
        for due in (DUE, 10 * DUE):
            # Those that are due lie scattered among the rest, as they do in a real table.
            sql(
                "UPDATE sequences_touch SET state = 'planned', draft_from = due_at - interval '4 days'"
                f" WHERE id % {many // due} = 0 AND draft_from >= due_at"
            )
            sql("VACUUM ANALYZE sequences_touch")
            found = [
                statistics.median(_timed(act) for _ in range(9))
                for act in (
                    lambda: list(Touch.objects.to_draft(now=NOW).select_related("enrollment")),
                    lambda: planning.mark_late(now=NOW),
                    lambda: planning.follow(now=NOW),
                )
            ]
            count = Touch.objects.to_draft(now=NOW).count()
            told = "   ".join(f"{seconds * 1000:9.2f}" for seconds in found)
            print(f"{many:9,} {count:5,}   {told}", flush=True)


def fill(many: int, *, enrollment: int, step: int) -> None:
    """So many touches that are not due, every other one sent already."""
    from sequences.models import Touch

    triggers("DISABLE")
    sql("TRUNCATE sequences_touch RESTART IDENTITY CASCADE")
    future = NOW + timedelta(days=3)
    row = Touch.objects.create(
        enrollment_id=enrollment, step_id=step, due_at=future, draft_from=future, opens_at=future,
        closes_at=future + timedelta(days=1),
    )  # fmt: skip
    copies(
        row, many - 1, enrollment_id=f"{enrollment} + n / {EACH}", step_id=f"{step} + n % {EACH}",
        state="CASE WHEN n % 2 = 0 THEN 'planned' ELSE 'done' END",
    )  # fmt: skip
    triggers("ENABLE")


def _timed(act: Callable[[], object]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


if __name__ == "__main__":
    enrollments = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    prepare()
    seed(enrollments)
    measure_planning()
    measure_finding(enrollments)
