"""Telling the admins that the CRM lets us in no more: by mail, once each time."""

from __future__ import annotations

from django.conf import settings
from django.urls import reverse

from leads.models import CrmConnection, CrmEntry, User
from reviews.models import Memo


def of_pause() -> int:
    """Write to every admin about a pause they were not told of; to how many."""
    found = CrmConnection.objects.filter(is_on=True, paused_at__isnull=False).first()
    if found is None or found.paused_at is None:
        return 0
    key = f"crm:{found.pk}:{found.paused_at.isoformat()}"
    if Memo.objects.filter(key=key).exists():
        return 0
    waiting = CrmEntry.objects.filter(connection=found, state=CrmEntry.State.WAITING).count()
    text = (
        f"{found} does not let Followup in any more:\n\n{found.pause_reason}\n\n"
        f"Nothing is lost: {waiting} things wait to be written and go on by themselves once it is"
        f" mended here:\n{settings.SITE_URL}{reverse('crm')}\n"
    )
    memos = [
        Memo(
            user=admin,
            kind=Memo.Kind.DIGEST,
            key=key,
            subject=f"The CRM has to be seen to: {found}",
            text=text,
        )
        for admin in User.objects.filter(role=User.Role.ADMIN, is_active=True)
    ]
    return len(Memo.objects.bulk_create(memos, ignore_conflicts=True))
