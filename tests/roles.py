"""Acting as one of the runtime roles, as the real processes do."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection


@contextmanager
def role(name: str) -> Iterator[None]:
    """Inside, the database sees followup_<name>: its rights and no others."""
    with connection.cursor() as cursor:
        cursor.execute(f"SET ROLE followup_{name}")
    try:
        yield
    finally:
        if not connection.needs_rollback:
            with connection.cursor() as cursor:
                cursor.execute("RESET ROLE")
