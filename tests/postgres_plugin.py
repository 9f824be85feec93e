"""Gives each test run a database server and an environment of its own, before settings load.

Loaded with `-p` because pytest-django reads the settings before any conftest.py. Runs at the same
time do not meet: each takes the first free folder var/test, var/test-2, … and holds it by a lock
that dies with it. With DATABASE_URL set, that server is used instead.
"""

from __future__ import annotations

import atexit
import fcntl
import hashlib
import os
import subprocess
import sys
from collections.abc import Generator
from pathlib import Path
from typing import IO

import pytest

from followup.lib import embedded_postgres

BASE = Path(__file__).resolve().parent.parent
SETTINGS = ("FOLLOWUP_", "OPENAI_", "EMAIL_", "DATABASE_URL_", "HOLD_")
TEMPLATE = "TEST_TEMPLATE_DATABASE"
HELD: list[IO[str]] = []


@pytest.hookimpl(wrapper=True)
def pytest_load_initial_conftests() -> Generator[None]:
    """A wrapper runs before pytest-django's own hook, which imports the settings."""
    if "PYTEST_XDIST_WORKER" not in os.environ:  # workers inherit what the first process set up
        _prepare()
    yield


def _leave_no_server_behind() -> None:
    for held in HELD:
        embedded_postgres.stop(Path(held.name).parent / "postgres")
        held.close()
    HELD.clear()


def _prepare() -> None:
    for name in [name for name in os.environ if name.startswith(SETTINGS)]:
        del os.environ[name]
    atexit.register(_leave_no_server_behind)  # also when reading the settings fails
    var = _free_folder()
    os.environ |= {
        "FOLLOWUP_SAMPLE": "1",
        "FOLLOWUP_VAR": str(var),
        # A browser test reads the database inside Playwright's event loop.
        "DJANGO_ALLOW_ASYNC_UNSAFE": "1",
    }
    if not os.environ.get("DATABASE_URL"):
        embedded_postgres.start(var / "postgres", durable=False)
        embedded_postgres.ensure_database(var / "postgres", "followup")
        os.environ[TEMPLATE] = _migrated(var)


def _migrated(var: Path) -> str:
    """A database with every table in it, which the test databases are copies of: migrating is
    slow, copying is not. Its name says what it was made of, so that a changed migration makes
    another."""
    made_of = hashlib.sha256()
    for path in sorted([*BASE.glob("*/migrations/*.*"), BASE / "followup/grants.sql"]):
        if path.suffix in {".py", ".sql"}:
            made_of.update(path.name.encode() + b"\0" + path.read_bytes())
    for path in (BASE / "constraints.txt", BASE / "followup/settings.py"):  # others' tables
        made_of.update(path.read_bytes())
    name = f"template_{made_of.hexdigest()[:16]}"
    whole = var / name
    if not whole.exists():
        embedded_postgres.ensure_database(var / "postgres", name)
        command = [sys.executable, "manage.py", "migrate", "--verbosity", "0"]
        env = os.environ | {"FOLLOWUP_DATABASE": name, "FOLLOWUP_ROLE": "owner"}
        subprocess.run(command, cwd=BASE, env=env, check=True)
        whole.touch()
    return name


def _free_folder() -> Path:
    for number in range(1, 100):
        var = BASE / "var" / ("test" if number == 1 else f"test-{number}")
        var.mkdir(parents=True, exist_ok=True)
        held = (var / "in-use").open("w")
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            held.close()
            continue
        HELD.append(held)
        return var
    raise pytest.UsageError("A hundred test runs hold every folder under var/.")
