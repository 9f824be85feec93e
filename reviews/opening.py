"""Who had which words before them. Looking itself changes nothing; the page says it was read."""

from __future__ import annotations

from datetime import datetime

from django.db.models import Exists, OuterRef

from leads.models import User
from reviews.letter import mail_for
from reviews.models import Draft, DraftView
from sequences.fingerprint import fingerprint


def opened(draft_id: int, *, by: User, seen: str, now: datetime) -> bool:
    """Record that these words (`seen`, a fingerprint in hex) stood before this person.

    False when they are not the present ones. Raises Draft.DoesNotExist for a draft the person may
    not see.
    """
    draft = Draft.objects.visible_to(by).select_related("lead").get(pk=draft_id)
    present = fingerprint(mail_for(draft, sender=by))
    if draft.state != Draft.State.READY or present.hex() != seen:
        return False
    DraftView.objects.get_or_create(
        draft=draft, user=by, revision=draft.revision, fingerprint=present, defaults={"at": now}
    )
    return True


def opened_by(user: User) -> Exists:
    """For a query over drafts: whether this person opened the present revision."""
    return Exists(
        DraftView.objects.filter(draft=OuterRef("pk"), user=user, revision=OuterRef("revision"))
    )
