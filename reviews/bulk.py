"""Approving several at once: only what this person opened, as it reads now, and nothing in doubt.

Each draft is a decision of its own in a transaction of its own: one that is refused holds up no
other, and none is half approved.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from leads.models import SignIn, User
from reviews import decisions, inbox
from reviews.decisions import Refused
from reviews.letter import mail_for
from reviews.models import Draft, DraftView
from reviews.opening import opened_by
from reviews.standing import obstacles
from sequences import pausing, stationery
from sequences.fingerprint import fingerprint
from sequences.rendering import Mail

MOST = 50
NOT_OPENED = "You have not opened it since it was last changed. Read it first."


@dataclass(frozen=True, slots=True)
class Candidate:
    """A draft that was opened, with what stands against approving it here; empty: nothing."""

    draft: Draft
    mail: Mail
    seen: str
    reason: str


@dataclass(frozen=True, slots=True)
class Result:
    """What became of one draft: approved, or why not."""

    draft_id: int
    name: str
    reason: str

    @property
    def is_approved(self) -> bool:
        return not self.reason


def candidates(*, user: User, sign_in: SignIn | None, now: datetime) -> list[Candidate]:
    """What the person opened in the ready queue. The number of queries does not grow."""
    rows = (
        inbox.ordered("ready", user=user)
        .filter(opened_by(user))
        .select_related(
            "lead__account", "call", "assigned_to", "touch__enrollment__version", "touch__step"
        )
        .prefetch_related("sentences")[:MOST]
    )
    found, pauses = [], pausing.on_now(now=now)
    paper = stationery.of([draft.touch for draft in rows], sender=user)
    for draft in rows:
        mail = mail_for(draft, sender=user, paper=paper)
        against = obstacles(
            draft,
            by=user,
            sign_in=sign_in,
            now=now,
            is_visible=True,
            pauses=pauses,
            paper=paper,
        )
        reason = against[0].sentence if against else ""
        found.append(Candidate(draft, mail, fingerprint(mail).hex(), reason))
    return found


def approve(
    chosen: Sequence[tuple[int, str]], *, by: User, sign_in: SignIn | None, now: datetime
) -> list[Result]:
    """Approve each (draft, fingerprint it was confirmed with); one result for each, in order."""
    names = dict(
        Draft.objects.visible_to(by)
        .filter(pk__in=[pk for pk, _ in chosen])
        .values_list("pk", "lead__name")
    )
    results = []
    for pk, seen in list(dict(chosen).items())[:MOST]:
        if pk not in names:
            continue
        try:
            _approve_one(pk, seen, by=by, sign_in=sign_in, now=now)
            reason = ""
        except Refused as refused:
            reason = refused.sentence
        results.append(Result(pk, names[pk], reason))
    return results


def _approve_one(
    draft_id: int, seen: str, *, by: User, sign_in: SignIn | None, now: datetime
) -> None:
    with transaction.atomic():
        draft = decisions.locked(draft_id, by=by)
        decisions.expect(draft, Draft.State.READY)
        views = DraftView.objects.filter(draft=draft, user=by, revision=draft.revision)
        if seen not in {bytes(view.fingerprint).hex() for view in views}:
            raise Refused("unopened", NOT_OPENED)
        for obstacle in obstacles(draft, by=by, sign_in=sign_in, now=now):
            raise Refused(obstacle.code, obstacle.sentence)
        decisions.approve(draft_id, by=by, sign_in=sign_in, seen=seen, now=now)
