"""What every page knows about the site."""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from leads.models import User
from reviews.inbox import counters
from sequences.mailboxes import waiting_for


def site(request: HttpRequest) -> dict[str, object]:
    """`sample_mode`: show the sample badge and the local mailbox. `counters`: what waits in each
    queue and how many alerts were not seen yet, `paused_mailbox`: one whose mail waits for this
    person; each is asked for only on pages that show it."""
    user = getattr(request, "user", None)
    found: object = SimpleLazyObject(lambda: counters(user)) if isinstance(user, User) else {}
    paused = SimpleLazyObject(lambda: waiting_for(user)) if isinstance(user, User) else None
    return {
        "sample_mode": settings.SAMPLE,
        "counters": found,
        "paused_mailbox": paused,
    }
