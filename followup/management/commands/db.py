"""`manage.py db start|stop|status`: the embedded database server by hand."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from followup.lib import embedded_postgres
from followup.lib.postgres_programs import PostgresError


class Command(BaseCommand):
    help = "Starts, stops or shows the embedded database server of this folder."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("action", choices=("start", "stop", "status"))

    def handle(self, *args: Any, action: str, **options: Any) -> None:
        if not settings.EMBEDDED_POSTGRES:
            raise CommandError("DATABASE_URL is set: the database is not ours to start or stop.")
        root = settings.POSTGRES_ROOT
        try:
            if action == "start":
                embedded_postgres.start(root)
                embedded_postgres.ensure_database(root, str(settings.DATABASES["default"]["NAME"]))
            elif action == "stop":
                embedded_postgres.stop(root)
        except PostgresError as error:
            raise CommandError(str(error)) from error
        state = "is running" if embedded_postgres.running(root) else "is stopped"
        self.stdout.write(f"The database in {root} {state}.")
