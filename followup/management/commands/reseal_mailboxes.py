"""`manage.py reseal_mailboxes`: every stored secret (of mailboxes, sources and services) under the
first key of MAILBOX_KEY."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from followup.lib.sealing import Unreadable
from leads.models import EnricherKey, Source
from sequences.models import MailboxSecret

WORDS = {MailboxSecret: "mailboxes", Source: "sources", EnricherKey: "services"}


class Command(BaseCommand):
    help = "Seal all stored secrets again, under the first key of MAILBOX_KEY."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        for model in (MailboxSecret, Source, EnricherKey):
            self.stdout.write(f"{self._seal(model)} {WORDS[model]} sealed anew.")

    def _seal(self, model: type[MailboxSecret | Source | EnricherKey]) -> int:
        rows = model._default_manager.order_by("pk")
        numbers = list(rows.values_list("pk", flat=True))
        for number in numbers:
            try:
                rows.select_for_update().get(pk=number).save()
            except Unreadable as error:
                raise CommandError(
                    f"Secret {number} of {WORDS[model]}: {error} Nothing was changed; put the key"
                    " it was sealed under at the end of MAILBOX_KEY and run this again."
                ) from None
        return len(numbers)
