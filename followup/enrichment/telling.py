"""Telling the admins that a service is not asked any more, and why: by mail, once each time."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.urls import reverse

from leads.models import Enricher, User
from reviews.models import Memo


def stopped(enricher: Enricher, *, now: datetime) -> int:
    """Write to every admin; to how many."""
    text = (
        f"{enricher} refuses us and is not asked any more:\n\n{enricher.stopped_why}\n\n"
        "Leads are scored and answered as before, without what it knows. Mend it here and switch"
        f" it on again:\n{settings.SITE_URL}{reverse('enrichment')}\n"
    )
    memos = [
        Memo(
            user=admin,
            kind=Memo.Kind.DIGEST,
            key=f"enrichment:{enricher.pk}:{now.isoformat()}",
            subject=f"Enrichment has stopped: {enricher}",
            text=text,
        )
        for admin in User.objects.filter(role=User.Role.ADMIN, is_active=True)
    ]
    return len(Memo.objects.bulk_create(memos, ignore_conflicts=True))
