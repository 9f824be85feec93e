"""`manage.py mailbox`: the SMTP server behind the mailbox that is read in the browser."""

from __future__ import annotations

import asyncio
import socket
from argparse import ArgumentParser
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from followup.mailbox import server


class Command(BaseCommand):
    help = "Keeps every mail it is handed in a folder, for reading under /mailbox/."
    requires_system_checks = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--fd", type=int, help="a bound socket, inherited from the parent")

    def handle(self, *args: Any, fd: int | None, **options: Any) -> None:
        if not settings.SAMPLE:
            raise CommandError(
                "The local mailbox belongs to the sample mode; set FOLLOWUP_SAMPLE=1."
            )
        if fd is not None:
            listening = socket.socket(fileno=fd)
        else:
            listening = socket.create_server((settings.EMAIL_HOST, settings.EMAIL_PORT))
        port = listening.getsockname()[1]
        self.stdout.write(f"Mail handed to port {port} is kept in {settings.MAILBOX_DIR}.")
        asyncio.run(server.serve(listening, settings.MAILBOX_DIR))
