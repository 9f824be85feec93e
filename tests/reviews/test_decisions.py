"""What a rep may decide, and what happens to a decision that comes too late or too early."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from leads.models import Lead, StopEvent, User
from reviews import decisions, standing
from reviews.decisions import Conflict, Refused
from reviews.letter import body
from reviews.models import Decision, Draft, Sentence
from sequences.models import Message
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


def approve(draft: Draft, *, by: User | None = None, **changes: Any) -> Message:
    by = by or draft.lead.owner
    given: dict[str, Any] = {
        "sign_in": factories.sign_in(by),
        "seen": factories.seen(draft, by),
        "now": timezone.now(),
    }
    with role("web"):
        return decisions.approve(draft.pk, by=by, **given | changes)


def edit(draft: Draft, text: str, **changes: Any) -> Draft:
    given: dict[str, Any] = {
        "revision": draft.revision,
        "subject": draft.subject,
        "cc": draft.cc,
        "now": timezone.now(),
    }
    with role("web"):
        return decisions.edit(draft.pk, by=draft.lead.owner, body=text, **given | changes)


def text_of(draft: Draft) -> str:
    return body(draft.sentences.all())


def test_approval_makes_one_message_held_for_thirty_seconds(draft: Draft) -> None:
    now = timezone.now()
    message = approve(draft, now=now)
    assert message.send_at == now + timedelta(seconds=30)
    assert message.body == text_of(draft)
    decision = Decision.objects.get()
    assert (decision.kind, decision.approval, bytes(decision.fingerprint or b"")) == (
        "approve",
        message.approval,
        bytes(message.approval.fingerprint),
    )


def test_approval_for_a_later_moment_waits_for_it(draft: Draft) -> None:
    later = timezone.now() + timedelta(days=2)
    assert approve(draft, send_at=later).send_at == later


@pytest.mark.parametrize("later", [timedelta(days=29), timedelta(days=365 * 7000)])
def test_approval_for_a_moment_after_its_own_end_is_refused(draft: Draft, later: timedelta) -> None:
    with pytest.raises(Refused, match="within the next 28 days"):
        approve(draft, send_at=timezone.now() + later)


def test_second_approval_is_refused_and_says_who_was_first(draft: Draft) -> None:
    approve(draft)
    with pytest.raises(Refused, match=r"approved already \(approved by Maya Reyes\)\.") as refused:
        approve(draft)
    assert refused.value.code == "decided"
    assert Message.objects.count() == 1


def test_approval_of_words_changed_after_reading_is_a_conflict(draft: Draft) -> None:
    seen = factories.seen(draft, draft.lead.owner)
    edit(draft, "Hi Priya,\n\nSomething else.\n\nMaya")
    with pytest.raises(Conflict):
        approve(draft, seen=seen)
    assert Message.objects.count() == 0


@pytest.mark.parametrize("change", [{"cc": "boss@theirs.example"}, {"subject": "Other"}])
def test_approval_covers_subject_and_copies(draft: Draft, change: dict[str, str]) -> None:
    seen = factories.seen(draft, draft.lead.owner)
    Draft.objects.filter(pk=draft.pk).update(**change)
    with pytest.raises(Conflict):
        approve(draft, seen=seen)


def test_approval_without_a_live_sign_in_is_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="Sign in again"):
        approve(draft, sign_in=None)
    with pytest.raises(Refused, match="Sign in again"):
        approve(draft, sign_in=factories.sign_in(draft.lead.owner, ended=True))


def test_stranger_cannot_find_the_draft(draft: Draft) -> None:
    with pytest.raises(Draft.DoesNotExist):
        approve(draft, by=factories.user())


def test_manager_of_the_team_may_approve_in_their_own_name(draft: Draft) -> None:
    manager = factories.user(role="manager", of=draft.lead.owner.team, name="Mo Adler")
    message = approve(draft, by=manager)
    assert message.sender.startswith("Mo Adler")


@pytest.mark.parametrize(
    ("kind", "code"),
    [
        ("reply", "stopped"),
        ("meeting", "stopped"),
        ("unsubscribe", "suppressed"),
        ("bounce", "suppressed"),
    ],
)
def test_approval_after_a_stop_is_refused_and_says_how_to_mend_it(
    draft: Draft, kind: str, code: str
) -> None:
    StopEvent.objects.create(lead=draft.lead, kind=kind, source="x")
    with pytest.raises(Refused) as refused:
        approve(draft)
    assert refused.value.code == code
    assert refused.value.sentence.endswith(".")


def test_approval_of_a_stale_draft_is_refused_until_refreshed(draft: Draft) -> None:
    factories.call(draft.lead)
    with pytest.raises(Refused) as refused:
        approve(draft)
    assert refused.value.code == "stale"
    with role("web"):
        decisions.refresh(draft.pk, by=draft.lead.owner, now=timezone.now())
    draft.refresh_from_db()
    assert draft.state == "writing"


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Hi {lead.first_name},\n\nHello.", "placeholder"),
        ("Hi [name],\n\nHello.", "placeholder"),
        ("   ", "empty"),
        ("Hi\u202e there", "invisible"),
        ("TODO: ask Tom", "placeholder"),
    ],
)
def test_unfinished_words_are_refused(draft: Draft, text: str, code: str) -> None:
    edited = edit(draft, text)
    with pytest.raises(Refused) as refused:
        approve(edited)
    assert refused.value.code == code


def test_copy_to_something_that_is_no_address_is_refused(draft: Draft) -> None:
    edited = edit(draft, text_of(draft), cc="Marcus at theirs")
    with pytest.raises(Refused) as refused:
        approve(edited)
    assert refused.value.code == "cc"


@pytest.mark.parametrize("cc", ["a@x.example\r\nb@y.example", "a\u200b@x.example"])
def test_copies_that_mail_cannot_carry_are_refused_in_words(draft: Draft, cc: str) -> None:
    with pytest.raises(Refused) as refused:
        approve(edit(draft, text_of(draft), cc=cc))
    assert refused.value.code == "cc"


def test_copies_longer_than_a_header_are_refused_in_words(draft: Draft) -> None:
    many = ", ".join(f"person{n}@theirs.example" for n in range(60))
    with pytest.raises(Refused) as refused:
        approve(edit(draft, text_of(draft), cc=many))
    assert refused.value.code == "cc"


def test_copy_to_somebody_who_unsubscribed_is_refused(draft: Draft) -> None:
    gone = factories.lead(email="gone@theirs.example")
    StopEvent.objects.create(lead=gone, kind="unsubscribe", source="link")
    with pytest.raises(Refused) as refused:
        approve(edit(draft, text_of(draft), cc="Gone <Gone@theirs.example>"))
    assert refused.value.code == "copy"


def test_an_address_in_look_alike_letters_is_pointed_out(draft: Draft) -> None:
    Lead.objects.filter(pk=draft.lead_id).update(email="lee@\u0430pple.example")
    draft = Draft.objects.get(pk=draft.pk)
    found = standing.obstacles(draft, by=draft.lead.owner, sign_in=None, now=timezone.now())
    (said,) = [o.sentence for o in found if o.code == "letters"]
    assert "lee@xn--pple-43d.example" in said


def test_edit_keeps_the_marks_of_sentences_it_leaves_alone(draft: Draft) -> None:
    promise = draft.sentences.get(origin="machine")
    edited = edit(
        draft, text_of(draft).replace("Hi Priya,", "Hello Priya,\n\nIt was good to talk.")
    )
    kept = edited.sentences.get(origin="machine")
    assert (kept.pk, kept.verdict, kept.evidence.count()) == (promise.pk, "supported", 1)
    assert edited.sentences.filter(origin="person").count() == 2
    assert text_of(edited).startswith("Hello Priya,\n\nIt was good to talk.\n\nI will send")


def test_edited_machine_sentence_becomes_the_reps_own(draft: Draft) -> None:
    edited = edit(draft, text_of(draft).replace("by Friday", "on Thursday"))
    assert not edited.sentences.filter(origin="machine").exists()
    mine = edited.sentences.get(text="I will send the pricing breakdown on Thursday.")
    assert (mine.origin, mine.verdict) == ("person", "")


def test_edit_of_an_older_revision_is_a_conflict_and_loses_nothing(draft: Draft) -> None:
    edit(draft, "First.")
    with pytest.raises(Conflict) as conflict:
        edit(draft, "Second.")
    assert text_of(conflict.value.draft) == "First."
    assert [d.after for d in Decision.objects.all()] == ["Recap of our call\n\nFirst."]


def test_edit_after_approval_is_refused(draft: Draft) -> None:
    approve(draft)
    with pytest.raises(Refused, match="approved already"):
        edit(draft, "Other words.")


def test_sentences_of_an_approved_draft_are_frozen_in_the_database(draft: Draft) -> None:
    approve(draft)
    with pytest.raises(Exception, match="approved draft does not change"):
        Sentence.objects.filter(draft=draft).update(text="Other words.")


def test_undo_within_the_hold_brings_the_draft_back_and_sends_nothing(draft: Draft) -> None:
    message = approve(draft)
    by = draft.lead.owner
    with role("web"):
        decisions.undo(draft.pk, by=by, sign_in=factories.sign_in(by), now=timezone.now())
    message.refresh_from_db()
    draft.refresh_from_db()
    assert (message.state, message.reason, draft.state) == ("void", "undone", "ready")
    assert approve(draft).pk != message.pk


def test_undo_after_sending_began_is_too_late(draft: Draft) -> None:
    from sequences import dispatch

    message = approve(draft)
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now() - timedelta(seconds=1))
    (claim,) = dispatch.claim(worker="test")
    dispatch._transmit(claim)
    by = draft.lead.owner
    with pytest.raises(Refused, match="on its way"):
        decisions.undo(draft.pk, by=by, sign_in=factories.sign_in(by), now=timezone.now())


def test_reject_needs_a_reason_and_can_be_undone(draft: Draft) -> None:
    by = draft.lead.owner
    with pytest.raises(Refused, match="why"):
        decisions.reject(draft.pk, by=by, revision=draft.revision, reason=" ", now=timezone.now())
    with role("web"):
        decisions.reject(
            draft.pk,
            by=by,
            revision=draft.revision,
            reason="We spoke on the phone.",
            now=timezone.now(),
        )
    draft.refresh_from_db()
    assert (draft.state, draft.touch.state) == ("rejected", "cancelled")
    with pytest.raises(Refused, match="rejected"):
        approve(draft)
    decisions.undo(draft.pk, by=by, sign_in=factories.sign_in(by), now=timezone.now())
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_brief_can_be_written_by_hand_and_approved(draft: Draft) -> None:
    draft.sentences.all().delete()
    Draft.objects.filter(pk=draft.pk).update(kind="brief", subject="")
    draft.refresh_from_db()
    edited = edit(draft, "Dear Priya,\n\nI am sorry.\n\nMaya", subject="About yesterday")
    assert Decision.objects.get().kind == "take_over"
    assert approve(edited).body.startswith("Dear Priya")


def test_failed_draft_can_be_tried_again_or_written_by_hand(draft: Draft) -> None:
    Draft.objects.filter(pk=draft.pk).update(state="failed", failure="The model is busy.")
    with role("web"):
        again = decisions.retry(draft.pk, by=draft.lead.owner, now=timezone.now())
    assert (again.state, again.attempts) == ("writing", 0)
    Draft.objects.filter(pk=draft.pk).update(
        state="failed", failure="The model is busy.", retry_at=None
    )
    draft.refresh_from_db()
    assert edit(draft, "By hand.").state == "ready"
