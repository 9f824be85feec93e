"""`manage.py run`: what `make run` starts."""

from __future__ import annotations

from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from followup.lib import processes
from followup.lib.postgres_programs import PostgresError
from followup.run import supervisor


class Command(BaseCommand):
    help = "Starts database, web server, worker, sender and local mailbox; Ctrl-C stops them all."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument(
            "--with-parent",
            action="store_true",
            help="stop when the process that started this dies",
        )

    def handle(self, *args: Any, with_parent: bool, **options: Any) -> None:
        if settings.DATABASE_ROLE != "owner":
            raise CommandError("FOLLOWUP_ROLE is set; unset it, each process is given its own.")
        if with_parent:
            processes.end_with_parent()
        try:
            supervisor.run(port=settings.PORT, say=self._say)
        except (supervisor.CannotRun, PostgresError) as error:
            raise CommandError(str(error)) from error

    def _say(self, line: str) -> None:
        self.stdout.write(line)
        self.stdout.flush()
