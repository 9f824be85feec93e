"""A correction of the record draws a draft anew; growth of the record, or a person's words, do not."""

from __future__ import annotations

import pytest
from django.db.models import F
from django.utils import timezone

from followup import tasks
from leads.models import Call, Lead, User
from reviews import decisions, redrawing
from reviews.models import Draft
from tests import factories as make
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return make.draft(make.touch(make.call(state="read", engine="rules"), state="drafted"))


def read_again(draft: Draft) -> None:
    Lead.objects.filter(pk=draft.lead_id).update(record_epoch=F("record_epoch") + 1)
    epoch = Lead.objects.get(pk=draft.lead_id).record_epoch
    Call.objects.filter(lead=draft.lead_id).update(read_epoch=epoch)


def redrawn(draft: Draft) -> bool:
    with role("worker"):
        return bool(redrawing.redraw(redrawing.outdated(), now=timezone.now()))


def edited(draft: Draft, by: User) -> Draft:
    return decisions.edit(
        draft.pk,
        by=by,
        revision=draft.revision,
        subject="Mine",
        cc="",
        body="Hi",
        now=timezone.now(),
    )


def test_draft_of_a_call_that_was_read_again_is_written_anew(draft: Draft) -> None:
    read_again(draft)
    assert redrawn(draft)
    draft.refresh_from_db()
    assert (draft.state, draft.revision) == ("writing", 2)
    assert not redrawn(draft)
    tasks.write_draft(draft.pk)
    draft.refresh_from_db()
    assert draft.state in {"ready", "failed"}
    assert draft.record_epoch == Lead.objects.get(pk=draft.lead_id).record_epoch
    assert not redrawn(draft)


def test_draft_waits_for_a_person_when_the_record_merely_grew(draft: Draft) -> None:
    make.call(draft.lead)
    assert not redrawn(draft)
    draft.refresh_from_db()
    assert draft.state == "ready"


def test_words_of_a_person_are_never_drawn_over(draft: Draft) -> None:
    edited(draft, draft.lead.owner)
    read_again(draft)
    assert not redrawn(draft)
    decisions.refresh(draft.pk, by=draft.lead.owner, now=timezone.now())
    Draft.objects.filter(pk=draft.pk).update(state="ready")
    assert redrawn(draft)


def test_cut_of_a_person_is_never_drawn_over(draft: Draft) -> None:
    sentence, by, now = draft.sentences.get(position=0), draft.lead.owner, timezone.now()
    decisions.cut(draft.pk, by=by, revision=1, sentence=sentence.pk, now=now)
    read_again(draft)
    assert not redrawn(draft)
    decisions.regenerate(draft.pk, by=by, revision=2, shape="short", wish="", now=now)
    Draft.objects.filter(pk=draft.pk).update(state="ready")
    assert redrawn(draft)


@pytest.mark.parametrize("state", ["approved", "sent", "rejected"])
def test_decided_draft_stays_as_it_was_decided(draft: Draft, state: str) -> None:
    read_again(draft)
    Draft.objects.filter(pk=draft.pk).update(state=state)
    assert not redrawn(draft)


def test_nothing_is_drawn_while_the_call_is_being_read(draft: Draft) -> None:
    read_again(draft)
    Call.objects.filter(lead=draft.lead_id).update(state="received")
    assert not redrawn(draft)


def test_draft_of_a_lead_marked_sensitive_becomes_a_brief(draft: Draft) -> None:
    Lead.objects.filter(pk=draft.lead_id).update(is_sensitive=True)
    tasks.sweep()
    tasks.write_draft(draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.kind) == ("ready", "brief")
    assert not redrawn(draft)
