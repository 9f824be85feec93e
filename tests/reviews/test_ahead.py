"""Drafts written ahead of their day: each reviewed alone, and drawn anew when more is known."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import Lead
from reviews import ahead, decisions, drafting, redrawing
from reviews.models import Draft
from reviews.standing import Obstacle, obstacles
from sequences import enrollment
from sequences.models import Engagement, Enrollment, Message, Sequence, Touch
from tests import factories
from tests.reviews.test_templates import form, plan
from tests.rules.making import at_once, stop

pytestmark = pytest.mark.django_db
NOW = timezone.now()


@pytest.fixture
def going(db: None) -> Enrollment:
    """A sequence of three mails about a call, all drafted at once."""
    call = factories.call(state="read", engine="rules")
    factories.promise(call)
    version = plan("One.", "Still with me: {call.promise} I keep it.", "Three.", delay_amount=2)
    made = enrollment.enroll(call.lead, version=version, record=call, by=None, now=NOW)
    for draft in ahead.write_ahead(made, by=call.owner, now=NOW):
        drafting.write(draft.pk, now=timezone.now())
    return made


def drafts(going: Enrollment) -> list[Draft]:
    found = Draft.objects.filter(touch__enrollment=going).select_related("lead", "touch")
    return list(found.order_by("touch__step__position"))


def known_since(going: Enrollment) -> None:
    """A second call: what was written before it is stale."""
    factories.call(going.lead, state="read", engine="rules")


def test_whole_sequence_stands_ready_each_with_its_own_words(going: Enrollment) -> None:
    assert [d.state for d in drafts(going)] == ["ready"] * 3
    assert ["pricing breakdown" in d.machine_text for d in drafts(going)] == [False, True, False]


def test_approving_one_approves_one(going: Enrollment) -> None:
    first, by = drafts(going)[0], going.lead.owner
    decisions.approve(
        first.pk, by=by, sign_in=factories.sign_in(by), seen=factories.seen(first, by), now=NOW
    )
    assert [d.state for d in drafts(going)] == ["approved", "ready", "ready"]
    assert Message.objects.count() == 1


def test_later_drafts_are_drawn_anew_when_more_is_known_and_the_first_waits(
    going: Enrollment,
) -> None:
    known_since(going)
    assert redrawing.redraw(redrawing.outdated(), now=timezone.now()) == 2
    assert [d.state for d in drafts(going)] == ["ready", "writing", "writing"]
    for draft in drafts(going)[1:]:
        drafting.write(draft.pk, now=timezone.now())
    assert redrawing.redraw(redrawing.outdated(), now=timezone.now()) == 0
    assert {o.code for o in against(drafts(going)[0])} == {"stale"}
    assert {o.code for o in against(drafts(going)[1])} == set()


def against(draft: Draft) -> list[Obstacle]:
    by = draft.lead.owner
    fresh = Draft.objects.get(pk=draft.pk)
    return obstacles(fresh, by=by, sign_in=factories.sign_in(by), now=timezone.now())


def test_draft_that_somebody_edited_is_not_drawn_anew(going: Enrollment) -> None:
    _, second, third = drafts(going)
    decisions.edit(
        second.pk,
        by=going.lead.owner,
        revision=second.revision,
        subject="Mine",
        cc="",
        body="My own words.",
        now=NOW,
    )
    at_once()
    known_since(going)
    redrawing.redraw(redrawing.outdated(), now=timezone.now())
    assert [d.state for d in drafts(going)] == ["ready", "ready", "writing"]
    assert third.pk == drafts(going)[2].pk


def test_nothing_is_drawn_anew_for_a_conversation_that_ended(going: Enrollment) -> None:
    known_since(going)
    stop(going.lead)
    assert redrawing.redraw(redrawing.outdated(), now=timezone.now()) == 0


def test_promise_that_was_kept_leaves_the_later_draft(going: Enrollment) -> None:
    going.call.findings.update(kind="recap")  # type: ignore[union-attr]
    known_since(going)
    redrawing.redraw(redrawing.outdated(), now=timezone.now())
    drafting.write(drafts(going)[1].pk, now=timezone.now())
    assert "Still with me" not in drafts(going)[1].machine_text
    assert "I keep it." in drafts(going)[1].machine_text


def test_sequence_that_ended_is_not_drafted(going: Enrollment) -> None:
    stop(going.lead)
    with pytest.raises(ahead.NothingAhead, match="Start it again first"):
        ahead.write_ahead(going, by=going.lead.owner, now=NOW)


def test_card_says_when_the_condition_of_a_step_no_longer_holds() -> None:
    lead = factories.lead()
    never = [{"kind": "clicked", "yes": False}]
    version = plan("One word about {account.name}.", condition=never)
    enrollment.enroll(lead, version=version, record=form(lead), by=None, now=NOW)
    draft = drafting.begin(Touch.objects.get(), now=NOW)
    assert draft is not None
    drafting.write(draft.pk, now=timezone.now())
    assert against(draft) == []
    Engagement.objects.create(lead=lead, kind="click", at=timezone.now(), source="click 1")
    (said,) = against(draft)
    assert (said.code, said.blocks) == ("condition", False)


def test_card_says_why_its_sequence_ended_and_how_to_go_on(going: Enrollment) -> None:
    enrollment.stop(going, by=going.lead.owner, reason="They moved on.", now=NOW)
    said = [o.sentence for o in against(drafts(going)[0])]
    assert any("They moved on." in s and "start it again first" in s for s in said)
    assert Sequence.objects.count() == 1
    assert Lead.objects.get(pk=going.lead_id).stop_epoch == 0
