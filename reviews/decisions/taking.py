"""How every decision is taken: the lead's row locked first, another look, one append-only row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import cache
from typing import Any

from followup.lib.prepared import KEY, Prepared
from leads.models import Lead, User
from reviews.letter import body
from reviews.models import Decision, Draft, Sentence
from reviews.walking import given, someone
from sequences.models import Approval, Message


class Refused(Exception):
    """The decision was not taken. `code` is stable; `sentence` says how to mend it."""

    def __init__(self, code: str, sentence: str) -> None:
        self.code = code
        self.sentence = sentence
        super().__init__(sentence)


class Conflict(Refused):
    """Somebody, or another tab, changed the draft after this person read it."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        super().__init__(
            "changed",
            "The draft was changed after you opened it. Here is how it reads now; "
            "look again before you decide.",
        )


def locked(draft_id: int, *, by: User) -> Draft:
    """The draft with its lead's row locked first, as everybody does; 404s are the door's."""
    asked = _lead_of(by.role, in_team=by.team_id is not None)
    found = asked.one(given(by) | {KEY: draft_id})
    if found is None:
        raise Draft.DoesNotExist(f"No draft {draft_id} that {by} may see.")
    lead = Lead.objects.select_for_update(no_key=True).get(pk=found[0])
    draft = (
        Draft.objects.select_for_update(no_key=True, of=("self",))
        .select_related("call", "touch__enrollment", "touch__step", "assigned_to")
        .get(pk=draft_id)
    )
    draft.lead = lead
    return draft


@cache
def _lead_of(role: str, *, in_team: bool) -> Prepared[Any]:
    seen = Draft.objects.visible_to(someone(role, in_team=in_team))
    return Prepared(seen.filter(pk=KEY).values_list("lead"))


def expect(draft: Draft, *states: str) -> None:
    """Raises `Refused` unless the draft is in one of these states, saying who was faster."""
    if draft.state in states:
        return
    sentence = {
        Draft.State.APPROVED: "This draft is approved already.",
        Draft.State.SENT: "This mail was sent already.",
        Draft.State.REJECTED: "This draft was rejected. Bring it back before you decide anew.",
        Draft.State.WRITING: "This draft is being written. Wait a moment.",
        Draft.State.FAILED: "There is nothing to approve yet. Try again or write it yourself.",
        Draft.State.READY: "This draft is back in the inbox.",
        Draft.State.SNOOZED: "This draft was put off. Bring it back before you decide.",
    }[Draft.State(draft.state)]
    decision = draft.decisions.select_related("by").first()
    who = f" ({decision.get_kind_display().lower()} by {decision.by})" if decision else ""
    raise Refused("decided", sentence.removesuffix(".") + who + ".")


def unchanged(draft: Draft, revision: int) -> None:
    """Raises `Conflict` when the person has read another revision than the present one."""
    if draft.revision != revision:
        raise Conflict(draft)


def move(draft: Draft, state: str, *, now: datetime) -> None:
    draft.state = state
    draft.decided_at = (
        now if state in {Draft.State.APPROVED, Draft.State.REJECTED, Draft.State.SENT} else None
    )
    draft.snoozed_until, draft.snoozed_stage = None, ""
    draft.save(update_fields=["state", "decided_at", "snoozed_until", "snoozed_stage"])


def record(
    draft: Draft,
    kind: str,
    *,
    by: User,
    approval: Approval | None = None,
    reason: str = "",
    before: str = "",
    after: str = "",
) -> Decision:
    return Decision.objects.create(
        draft=draft,
        kind=kind,
        by=by,
        revision=draft.revision,
        approval=approval,
        reason=reason[:500],
        fingerprint=approval.fingerprint if approval else None,
        before=before,
        after=after,
    )


def as_text(draft: Draft, sentences: Sequence[Sentence] | None = None) -> str:
    """Subject and body, as decisions keep them."""
    return f"{draft.subject}\n\n{body(draft.sentences.all() if sentences is None else sentences)}"


def latest_message(draft: Draft) -> Message | None:
    """The newest message that came of this draft."""
    return _newest().one({KEY: draft.touch_id})


@cache
def _newest() -> Prepared[Message]:
    return Prepared(Message.objects.filter(touch=KEY).order_by("-pk")[:1])
