"""The composition: what ties the rooms together when the site starts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.management import call_command
from django.db import connections
from django.db.models.signals import post_migrate

GRANTS = Path(__file__).with_name("grants.sql")
ERASURE = Path(__file__).with_name("erasure.sql")
RETENTION = Path(__file__).with_name("retention.sql")
# The gate reads this row, and no runtime role may write it.
POLICY = (
    "INSERT INTO reviews_policy (id, second_approver) VALUES (1, %s)"
    " ON CONFLICT (id) DO UPDATE SET second_approver = EXCLUDED.second_approver"
)


def grant(*, using: str, **kwargs: Any) -> None:
    """Make the cache table, give every runtime role its rights and write down what the settings
    lay down for the gate, after each migration."""
    call_command("createcachetable", database=using, verbosity=0)
    with connections[using].cursor() as cursor:
        # Tests make several databases of one server at once; roles belong to the server.
        cursor.execute("SELECT pg_advisory_lock(7236501)")
        try:
            cursor.execute(ERASURE.read_text())
            cursor.execute(RETENTION.read_text())
            cursor.execute(GRANTS.read_text())
            cursor.execute(POLICY, [settings.SENSITIVE_NEEDS_SECOND_APPROVER])
        finally:
            cursor.execute("SELECT pg_advisory_unlock(7236501)")


class FollowupConfig(AppConfig):
    name = "followup"

    def ready(self) -> None:
        from followup import accounts, checks, schedule  # noqa: F401  (they register themselves)

        # Sent once for each app with models, after the last migration; this app has none.
        post_migrate.connect(grant, sender=apps.get_app_config("reviews"))
