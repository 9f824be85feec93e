"""What every page knows about the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leads.models import User
from reviews.alerts import unseen
from reviews.inbox import counters


def site(request: HttpRequest) -> dict[str, object]:
    """`sample_mode`: show the sample badge and the local mailbox. `counters`: what waits in each
    queue, `news`: alerts not seen yet; both are counted only on pages that show them."""
    user = getattr(request, "user", None)
    found: object = SimpleLazyObject(lambda: counters(user)) if isinstance(user, User) else {}
    news = SimpleLazyObject(lambda: unseen(user).count()) if isinstance(user, User) else 0
    return {"sample_mode": settings.SAMPLE, "counters": found, "news": news}
