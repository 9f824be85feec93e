"""`manage.py load_sample`: invented people, companies and calls to look around with."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from followup.samples.load import load


class Command(BaseCommand):
    """Adds what is missing of the sample; may be run again at any time."""

    help = "Load the labelled sample: a dozen invented calls and the people who had them."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.SAMPLE:
            raise CommandError(
                "The sample is for trying Followup out: its people have a password that everybody "
                "knows. Set FOLLOWUP_SAMPLE=1 to start in the sample mode, on a database that "
                "holds nothing else."
            )
        added = load(now=timezone.now())
        self.stdout.write(
            f"{added} sample calls added." if added else "The sample is here already."
        )
