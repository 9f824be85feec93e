"""What every page knows about the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest


def site(request: HttpRequest) -> dict[str, object]:
    """`sample_mode`: show the sample badge and the local mailbox."""
    return {"sample_mode": settings.SAMPLE}
