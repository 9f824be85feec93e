"""The inbox among 200,000 drafts, 5,000 of them in one rep's queue: each page's server time, and the
processor time of the web process alone, as ratios to a bare Django view over one keyset query of 50
rows, measured in turns in the same run. The machine may be busy otherwise: processor time says more.

make bench        or        PYTHONPATH=. .venv/bin/python tests/bench/bench_inbox.py
"""

from __future__ import annotations

import gzip
import os
import statistics
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse
    from django.test import Client

    from leads.models import User

ROOT = Path(__file__).resolve().parents[2]
VAR = Path(os.environ.get("FOLLOWUP_VAR", ROOT / "var" / "bench"))
DRAFTS, IN_QUEUE, REPS = 200_000, 5_000, 39
ROUNDS = 40
urlpatterns: list[object] = []


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
    from django.conf import settings
    from django.core.management import call_command

    plain = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    settings.STORAGES["staticfiles"] = plain
    settings.ALLOWED_HOSTS = ["*"]
    settings.ROOT_URLCONF = __name__
    django.setup()
    call_command("migrate", verbosity=0)


def addresses() -> list[object]:
    from django.urls import include, path

    return [path("bare/", bare), path("", include("followup.urls"))]


def bare(request: HttpRequest) -> HttpResponse:
    """What everything is compared with: one walk of an index, fifty rows, their subjects."""
    from django.http import HttpResponse

    from reviews.models import Draft

    rows = Draft.objects.filter(owner=request.user.pk, desk="ready").order_by(
        "-haste", "-since", "-pk"
    )
    return HttpResponse("\n".join(f"{row.pk} {row.subject}" for row in rows[:50]))


def seed() -> User:
    """The rep with the long queue. One real draft is made and multiplied in the database, with the
    tables' own triggers switched off meanwhile."""
    from django.db import connection, transaction

    from leads.models import Call, Lead, Participant, Passage, User
    from reviews.models import Draft, Sentence, SentenceEvidence
    from sequences.models import Enrollment, Touch
    from tests import factories

    first, tables = 1_000_000, [Lead, Call, Participant, Passage, Enrollment, Touch]
    tables += [Draft, Sentence, SentenceEvidence]
    n = f"{first} + n"
    with transaction.atomic(), connection.cursor() as cursor:
        one = factories.draft()
        one.refresh_from_db()  # its owner is the database's to say
        assert one.call is not None
        owner = f"CASE WHEN n <= {IN_QUEUE} THEN {one.owner_id} ELSE {first} + n % {REPS} END"
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # nothing may wait when triggers go
        for model in tables:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} DISABLE TRIGGER USER")
        multiply(
            User, one.owner_id, REPS, id=f"{first} + n % {REPS}", email="'rep' || n || '@b.example'"
        )
        multiply(
            Lead,
            one.lead_id,
            DRAFTS,
            id=n,
            owner_id=owner,
            email="'l' || n || '@l.example'",
            tier="(ARRAY['', 'hot', 'warm', 'cold'])[1 + n % 4]",
            name="'Lead ' || n",
        )
        multiply(
            Call, one.call.pk, DRAFTS, id=n, lead_id=n, owner_id=owner, content_hash="md5(n::text)"
        )
        multiply(Enrollment, one.touch.enrollment_id, DRAFTS, id=n, lead_id=n, call_id=n)
        multiply(Touch, one.touch_id, DRAFTS, id=n, enrollment_id=n)
        multiply(Draft, one.pk, DRAFTS, id=n, lead_id=n, call_id=n, touch_id=n, owner_id=owner,
                 heat="(ARRAY[0, 3, 2, 1])[1 + n % 4]", ready_at="now() - n * interval '1 minute'",
                 state=f"CASE WHEN n <= {IN_QUEUE} OR n % 4 = 0 THEN 'ready' ELSE 'sent' END",
                 decided_at=f"CASE WHEN n <= {IN_QUEUE} OR n % 4 = 0 THEN NULL ELSE now() END",
                 promised_for="CASE n % 3 WHEN 0 THEN current_date + n % 30 END")  # fmt: skip
        for step, row in enumerate(one.call.participants.all()):
            multiply(Participant, row.pk, DRAFTS, id=f"({n}) * 10 + {step}", call_id=n)
        for step, said in enumerate(one.call.passages.all()):
            multiply(Passage, said.pk, DRAFTS, id=f"({n}) * 10 + {step}", call_id=n,
                     participant_id=f"({n}) * 10 + {step % 2}")  # fmt: skip
        for step, sentence in enumerate(one.sentences.all()):
            multiply(Sentence, sentence.pk, DRAFTS, id=f"({n}) * 10 + {step}", draft_id=n)
            for e in sentence.evidence.all():
                multiply(SentenceEvidence, e.pk, DRAFTS, id=n, sentence_id=f"({n}) * 10 + {step}",
                         passage_id=f"({n}) * 10 + 1")  # fmt: skip
        for model in tables:
            cursor.execute(f"ALTER TABLE {model._meta.db_table} ENABLE TRIGGER USER")
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")
    return one.owner


def multiply(model: type, like: int, times: int, **columns: str) -> None:
    """Copies of one row, with some columns as SQL of `n`, which counts from one."""
    from django.db import connection

    fields = [f.column for f in model._meta.local_concrete_fields if not f.generated]  # type: ignore[attr-defined]
    table = model._meta.db_table  # type: ignore[attr-defined]
    names = ", ".join(f'"{name}"' for name in fields)
    values = ", ".join(columns.get(name, f'l."{name}"') for name in fields)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {values}"
            f" FROM {table} l, generate_series(1, {times}) n WHERE l.id = {like}"
        )


def pages(client: Client, rep: User) -> dict[str, Callable[[], object]]:
    """What is measured, by name: each call makes one request and says when it is refused."""
    from reviews import rows
    from reviews.letter import mail_for
    from reviews.models import Draft
    from reviews.walking import walk
    from sequences.fingerprint import fingerprint

    waiting = [one.pk for one in walk("ready", user=rep, most=3 * ROUNDS)]
    to_open, to_approve = waiting[:ROUNDS], iter(waiting[ROUNDS:])
    opening = iter(to_open * 3)
    seen = {
        d.pk: fingerprint(mail_for(d, sender=rep)).hex()
        for d in Draft.objects.filter(pk__in=waiting).prefetch_related("sentences")
    }

    def get(url: str, **headers: str) -> bytes:
        answer = client.get(url, headers=headers)
        assert answer.status_code == 200, (url, answer.status_code)
        return bytes(answer.content)

    def undrawn() -> bytes:
        rows._drawn.cache_clear()
        return get("/inbox/?queue=ready")

    def approve() -> None:
        pk = next(to_approve)
        answer = client.post(f"/inbox/{pk}/approve/", {"seen": seen[pk], "queue": "ready"})
        assert answer.status_code == 302
        assert f"/{pk}/" not in answer["Location"]

    return {
        "bare": lambda: get("/bare/"),
        "inbox list": lambda: get("/inbox/?queue=ready"),
        "inbox list, undrawn": undrawn,
        "its rows, polled": lambda: get(
            "/inbox/?queue=ready", **{"HX-Request": "true", "HX-Target": "rows"}
        ),
        "draft, whole page": lambda: get(f"/inbox/{next(opening)}/"),
        "draft, its panes": lambda: get(
            f"/inbox/{next(opening)}/", **{"HX-Request": "true", "HX-Target": "desk"}
        ),
        "counters": lambda: get("/inbox/rail/"),
        "approve": approve,
    }


Took = dict[str, list[tuple[float, float]]]


def measure(found: dict[str, Callable[[], object]]) -> Took:
    """Milliseconds of each, and of the processor, in turns, so that a busy machine is busy for all
    of them."""
    took: Took = {name: [] for name in found}
    for round_ in range(ROUNDS + 3):
        for name, act in found.items():
            if name == "approve" and round_ >= ROUNDS:
                continue
            began, worked = time.perf_counter(), time.process_time()
            act()
            if round_ >= 3:
                passed, worked = time.perf_counter() - began, time.process_time() - worked
                took[name].append((passed * 1000, worked * 1000))
    return took


def main() -> None:
    prepare()
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from followup.lib import embedded_postgres
    from leads.models import User
    from reviews.models import Draft

    urlpatterns.extend(addresses())
    try:
        began = time.perf_counter()
        rep = Draft.objects.get(pk=1_000_001).owner if Draft.objects.count() > DRAFTS else seed()
        assert isinstance(rep, User)
        print(f"{DRAFTS:,} drafts, {IN_QUEUE:,} in one queue ({time.perf_counter() - began:.0f} s)")
        client = Client()
        client.force_login(rep)
        found = pages(client, rep)
        took = measure(found)
        base = [statistics.median(one) for one in zip(*took["bare"], strict=True)]
        print(
            f"{'page':<20}{'ms p50':>9}{'p95':>9}{'ratio':>9}{'cpu':>9}{'queries':>9}{'kB gz':>9}"
        )
        for name, times in took.items():
            with CaptureQueriesContext(connection) as queries:
                body = found[name]()
            passed, worked = zip(*times, strict=True)
            p50, p95 = statistics.median(passed), statistics.quantiles(passed, n=20)[18]
            cpu = statistics.median(worked) / base[1]
            weight = len(gzip.compress(body)) / 1000 if isinstance(body, bytes) else 0
            print(
                f"{name:<20}{p50:>9.1f}{p95:>9.1f}{p50 / base[0]:>9.1f}{cpu:>9.1f}"
                f"{len(queries):>9}{weight:>9.1f}"
            )
    finally:
        embedded_postgres.stop(VAR / "postgres")


if __name__ == "__main__":
    main()
