"""`manage.py reseal_mailboxes`: every secret of a mailbox under the first key of MAILBOX_KEY."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from followup.lib.sealing import Unreadable
from sequences.models import MailboxSecret


class Command(BaseCommand):
    help = "Seal the secrets of all mailboxes again, under the first key of MAILBOX_KEY."

    @transaction.atomic
    def handle(self, *args: Any, **options: Any) -> None:
        numbers = list(MailboxSecret.objects.order_by("pk").values_list("pk", flat=True))
        for number in numbers:
            try:
                MailboxSecret.objects.select_for_update().get(pk=number).save()
            except Unreadable as error:
                raise CommandError(
                    f"Mailbox secret {number}: {error} Nothing was changed; put the key it was "
                    "sealed under at the end of MAILBOX_KEY and run this again."
                ) from None
        self.stdout.write(f"{len(numbers)} mailboxes sealed anew.")
