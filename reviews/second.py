"""The second pair of eyes: where the organisation wants it, whoever wrote a sensitive mail does
not approve it. The database holds the rule; this asks it beforehand."""

from __future__ import annotations

from leads.models import User
from reviews.models import Decision, Draft, Policy

WRITING = (
    Decision.Kind.EDIT,
    Decision.Kind.TAKE_OVER,
    Decision.Kind.CUT,
    Decision.Kind.PUT_BACK,
    Decision.Kind.INSERT,
)


def is_sensitive(draft: Draft) -> bool:
    """Whether the lead or the call of a draft is a sensitive matter."""
    return draft.lead.is_sensitive or bool(draft.call and draft.call.sensitive)


def needs_another(draft: Draft, *, by: User) -> bool:
    """Whether somebody else has to approve because `by` was the last to touch the words."""
    if not is_sensitive(draft) or not Policy.objects.filter(second_approver=True).exists():
        return False
    last = draft.decisions.filter(kind__in=WRITING).order_by("-pk").values_list("by", flat=True)
    return last.first() == by.pk
