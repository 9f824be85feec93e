"""What an editor holds before it is saved, kept on the server: it outlives a crash, and two tabs
never overwrite each other because each has its own."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from leads.models import User
from reviews.decisions import LONGEST_BODY, Refused
from reviews.models import Draft, Scratch

MOST_TABS = 8
KEPT_FOR = timedelta(days=30)
_TAB = re.compile(r"[0-9a-f-]{8,40}")


@dataclass(frozen=True, slots=True)
class Words:
    """The fields of the editor."""

    subject: str
    cc: str
    body: str


def keep(
    draft_id: int, *, by: User, tab: str, instead_of: str, revision: int, words: Words,
    now: datetime,
) -> Scratch:  # fmt: skip
    """Put aside what tab `tab` holds. `instead_of`: the tab whose words it went on from.

    Raises `Refused` for what no editor of ours sends, Draft.DoesNotExist for a draft the person
    may not see.
    """
    if not _TAB.fullmatch(tab) or len(words.body) > LONGEST_BODY or len(words.cc) > LONGEST_BODY:
        raise Refused("scratch", "This is too long to be kept. Shorten it.")
    draft = Draft.objects.visible_to(by).get(pk=draft_id)
    with transaction.atomic():
        kept, _ = Scratch.objects.update_or_create(
            draft=draft,
            user=by,
            tab=tab,
            defaults={
                "revision": revision,
                "subject": words.subject[:400],
                "cc": words.cc,
                "body": words.body.replace("\r\n", "\n"),
                "saved_at": now,
            },
        )
        mine = Scratch.objects.filter(draft=draft, user=by)
        mine.filter(tab=instead_of).exclude(pk=kept.pk).delete()
        mine.filter(pk__in=list(mine.values_list("pk", flat=True)[MOST_TABS:])).delete()
    return kept


def of(draft: Draft, *, user: User) -> list[Scratch]:
    """What this person typed in the draft's editors and did not save, the newest first."""
    return list(Scratch.objects.filter(draft=draft, user=user))


def forget(*, now: datetime) -> int:
    """Throw away what nobody came back for; how many."""
    return Scratch.objects.filter(saved_at__lt=now - KEPT_FOR).delete()[0]


def discard(draft_id: int, *, by: User, tab: str) -> None:
    """Throw away what one editor held."""
    Scratch.objects.filter(draft_id=draft_id, user=by, tab=tab).delete()
