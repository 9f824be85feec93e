"""Ending the rest of a sequence from the card."""

from __future__ import annotations

import pytest
from django.utils import timezone

from reviews import decisions
from reviews.decisions import Conflict, Refused
from reviews.models import Draft
from sequences.models import Enrollment, Step, Touch
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


def end(draft: Draft, *, reason: str = "They bought elsewhere.", revision: int = 1) -> Draft:
    with role("web"):
        return decisions.end_sequence(
            draft.pk, by=draft.lead.owner, revision=revision, reason=reason, now=timezone.now()
        )


def planned_after(draft: Draft) -> Touch:
    enrolled = draft.touch.enrollment
    step = Step(version=factories.version(published=False), position=7, angle="Check in")
    step.save()
    return Touch.objects.create(enrollment=enrolled, step=step, due_at=timezone.now())


def test_neither_this_mail_nor_what_was_planned_after_it_goes_out(draft: Draft) -> None:
    ahead = planned_after(draft)
    waiting = Draft.objects.create(
        touch=planned_after(draft), lead=draft.lead, state="ready", ready_at=timezone.now()
    )
    end(draft)
    for row in (draft, waiting, ahead):
        row.refresh_from_db()
    assert (draft.state, waiting.state, ahead.state) == ("rejected", "rejected", "cancelled")
    enrolled = Enrollment.objects.get(pk=draft.touch.enrollment_id)
    assert (enrolled.state, "They bought elsewhere." in enrolled.reason) == ("stopped", True)
    assert [d.decisions.get().kind for d in (draft, waiting)] == ["end", "end"]


def test_ending_needs_a_reason_and_the_present_words(draft: Draft) -> None:
    with pytest.raises(Refused, match="Say in a few words"):
        end(draft, reason=" ")
    with pytest.raises(Conflict):
        end(draft, revision=7)
    draft.refresh_from_db()
    assert draft.state == "ready"
