"""The composition: what ties the rooms together when the site starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate

GRANTS = Path(__file__).with_name("grants.sql")


def grant(*, using: str, **kwargs: Any) -> None:
    """Make the cache table and give every runtime role its rights, after each migration."""
    call_command("createcachetable", database=using, verbosity=0)
    with connections[using].cursor() as cursor:
        # Tests make several databases of one server at once; roles belong to the server.
        cursor.execute("SELECT pg_advisory_lock(7236501)")
        try:
            cursor.execute(GRANTS.read_text())
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7236501)")


class FollowupConfig(AppConfig):
    name = "followup"

    def ready(self) -> None:
        from followup import accounts, checks, schedule  # noqa: F401  (they register themselves)

        # Sent once for each app with models, after the last migration; this app has none.
        post_migrate.connect(grant, sender=apps.get_app_config("reviews"))
