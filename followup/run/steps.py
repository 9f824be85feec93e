"""What has to be true before the first process starts. Every step may be repeated at each start."""

from __future__ import annotations

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from django.conf import settings
from django.core.management import call_command, get_commands
from django.db import connections

from followup.lib import embedded_postgres

Say = Callable[[str], None]


@contextmanager
def step(say: Say, name: str) -> Iterator[None]:
    """One progress line: said when the step begins, and its seconds when it is done."""
    say(f"  {name} …")
    began = time.monotonic()
    yield
    say(f"  {name} done ({time.monotonic() - began:.1f} s)")


def start_database() -> None:
    """Raises PostgresError. With DATABASE_URL set there is nothing to start."""
    if settings.EMBEDDED_POSTGRES:
        embedded_postgres.start(settings.POSTGRES_ROOT)
        name = str(settings.DATABASES["default"]["NAME"])
        embedded_postgres.ensure_database(settings.POSTGRES_ROOT, name)


def prepare(say: Say) -> None:
    """Bring database, static files and sample data up to date, as the owner of the tables."""
    with step(say, "database"):
        start_database()
    with step(say, "tables"):
        call_command("migrate", interactive=False, verbosity=0)
    with step(say, "static files"):
        _collect_static()
    if settings.SAMPLE and "load_sample" in get_commands():
        with step(say, "sample data"):
            call_command("load_sample", verbosity=0)
    connections.close_all()  # the supervisor itself needs none, and the database may go away


def _collect_static() -> None:
    """Collect and compress, unless nothing has changed since the last time."""
    stamp = Path(settings.STATIC_ROOT).with_name("static.stamp")
    now = _fingerprint(settings.STATICFILES_DIRS)
    if stamp.exists() and stamp.read_text() == now and Path(settings.STATIC_ROOT).is_dir():
        return
    unused = ["rest_framework"]  # the pages of an API browser that is switched off
    call_command(
        "collectstatic", interactive=False, clear=True, verbosity=0, ignore_patterns=unused
    )
    stamp.write_text(now)


def _fingerprint(folders: list[Path]) -> str:
    """Changes when one of our static files or an installed package does."""
    requirements = settings.BASE_DIR / "requirements.txt"
    files = [requirements, *(f for folder in folders for f in Path(folder).rglob("*"))]
    seen = sorted((str(f), f.stat().st_mtime_ns, f.stat().st_size) for f in files if f.is_file())
    return hashlib.sha256(repr(seen).encode()).hexdigest()
