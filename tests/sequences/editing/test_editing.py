"""An admin builds a sequence: drafts are edited, reviewed, published; what is published stays."""

from __future__ import annotations

from datetime import UTC, datetime, time

import pytest
from django.db import DatabaseError, transaction

from leads.models import TrailEntry, User
from sequences import editing
from sequences.models import Step, Variant, Version
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin")


@pytest.fixture
def draft(admin: User) -> Version:
    """A draft of two steps, the second with a wording."""
    version = editing.create(by=admin, name="After a demo", purpose="after_call")
    editing.add_step(version.pk, by=admin, angle="Recap")
    step = editing.add_step(version.pk, by=admin, angle="Value", delay_amount=3)
    editing.add_variant(step.pk, by=admin, label="A", body="How is {account.name}?")
    return version


def published(version: Version, admin: User) -> Version:
    editing.ask_for_review(version.pk, by=admin, note="First", now=NOW)
    return editing.publish(version.pk, by=admin, now=NOW)


def angles(version: Version) -> list[str]:
    return [step.angle for step in version.steps.order_by("position")]


def test_admin_builds_reviews_and_publishes_as_the_web_role(admin: User) -> None:
    with role("web"):
        version = editing.create(by=admin, name=" After  a demo ", purpose="after_call")
        step = editing.add_step(version.pk, by=admin, angle="Recap", at_time=time(9, 30))
        editing.set_condition(step.pk, by=admin, condition=[{"kind": "clicked"}])
        variant = editing.add_variant(step.pk, by=admin, label="A", body="Hello.")
        editing.change_variant(variant.pk, by=admin, body="Hello {lead.first_name}.")
        done = published(version, admin)
    assert (done.sequence.name, done.number, done.standing) == ("After a demo", 1, "published")
    assert (done.published_by, done.published_at, done.note) == (admin, NOW, "First")


@pytest.mark.parametrize("who", ["rep", "manager"])
def test_nobody_but_an_admin_edits(draft: Version, who: str) -> None:
    other = factories.user(role=who)
    step = draft.steps.first()
    assert step is not None
    for act in (
        lambda: editing.create(by=other, name="Mine", purpose="hot"),
        lambda: editing.add_step(draft.pk, by=other, angle="More"),
        lambda: editing.remove_step(step.pk, by=other),
        lambda: editing.publish(draft.pk, by=other, now=NOW),
        lambda: editing.switch(draft.sequence_id, by=other, on=False),
    ):
        with pytest.raises(editing.Refused, match="Only an admin"):
            act()
    assert angles(draft) == ["Recap", "Value"]


def test_step_moves_up_and_down_and_stays_at_the_ends(draft: Version, admin: User) -> None:
    editing.add_step(draft.pk, by=admin, angle="Check")
    last = draft.steps.get(angle="Check")
    editing.move_step(last.pk, by=admin, to="up")
    assert angles(draft) == ["Recap", "Check", "Value"]
    editing.move_step(draft.steps.get(angle="Recap").pk, by=admin, to="up")
    assert angles(draft) == ["Recap", "Check", "Value"]
    editing.move_step(draft.steps.get(angle="Recap").pk, by=admin, to="down")
    assert angles(draft) == ["Check", "Recap", "Value"]


def test_removed_step_leaves_no_gap(draft: Version, admin: User) -> None:
    editing.remove_step(draft.steps.get(angle="Recap").pk, by=admin)
    assert [(s.position, s.angle) for s in draft.steps.all()] == [(1, "Value")]


def test_unknown_slot_is_refused_with_what_was_meant(draft: Version, admin: User) -> None:
    variant = Variant.objects.get()
    with pytest.raises(editing.Refused, match=r"Did you mean \{account\.name\}"):
        editing.change_variant(variant.pk, by=admin, body="At {acount.name}.")
    variant.refresh_from_db()
    assert variant.body == "How is {account.name}?"


def test_condition_that_is_none_is_refused(draft: Version, admin: User) -> None:
    step = draft.steps.get(angle="Value")
    with pytest.raises(editing.Refused, match="cannot be read"):
        editing.set_condition(step.pk, by=admin, condition=[{"kind": "moon"}])


def test_published_version_is_not_edited_and_the_database_refuses_too(
    draft: Version, admin: User
) -> None:
    published(draft, admin)
    step = draft.steps.get(angle="Value")
    with pytest.raises(editing.Refused, match="Begin a new draft"):
        editing.change_step(step.pk, by=admin, angle="Other")
    for change in (
        lambda: Step.objects.filter(pk=step.pk).update(angle="Other"),
        lambda: Variant.objects.update(body="Other."),
        lambda: Variant.objects.create(step=step, label="B", body="More."),
        lambda: Variant.objects.all().delete(),
    ):
        with pytest.raises(DatabaseError, match="does not change"), transaction.atomic():
            change()


def test_edit_takes_a_version_back_from_review(draft: Version, admin: User) -> None:
    editing.ask_for_review(draft.pk, by=admin, note="", now=NOW)
    editing.add_step(draft.pk, by=admin, angle="More")
    draft.refresh_from_db()
    assert draft.standing == "draft"
    with pytest.raises(editing.Refused, match="Ask for a review"):
        editing.publish(draft.pk, by=admin, now=NOW)


def test_what_cannot_be_sent_is_not_published(admin: User) -> None:
    version = editing.create(by=admin, name="Hot", purpose="hot")
    with pytest.raises(editing.Refused, match="no step yet"):
        editing.ask_for_review(version.pk, by=admin, note="", now=NOW)
    step = editing.add_step(version.pk, by=admin, angle="Answer")
    with pytest.raises(editing.Refused, match="no wording"):
        editing.ask_for_review(version.pk, by=admin, note="", now=NOW)
    editing.add_variant(step.pk, by=admin, label="A", body="Hello.", weight=0)
    with pytest.raises(editing.Refused, match="share 0"):
        editing.ask_for_review(version.pk, by=admin, note="", now=NOW)


def test_new_draft_is_a_copy_and_leaves_the_published_one_alone(
    draft: Version, admin: User
) -> None:
    first = published(draft, admin)
    second = editing.begin_draft(first.sequence_id, by=admin)
    assert (second.number, angles(second)) == (2, angles(first))
    assert editing.difference(first, second) == []
    step = second.steps.get(angle="Value")
    editing.change_variant(step.variants.get().pk, by=admin, body="Other words.")
    editing.move_step(step.pk, by=admin, to="up")
    assert angles(first) == ["Recap", "Value"]
    assert Variant.objects.get(step__version=first).body == "How is {account.name}?"


def test_there_is_one_draft_at_a_time(draft: Version, admin: User) -> None:
    published(draft, admin)
    second = editing.begin_draft(draft.sequence_id, by=admin)
    assert editing.begin_draft(draft.sequence_id, by=admin) == second


def test_new_draft_can_begin_from_an_older_version(draft: Version, admin: User) -> None:
    first = published(draft, admin)
    second = editing.begin_draft(first.sequence_id, by=admin)
    editing.remove_step(second.steps.get(angle="Value").pk, by=admin)
    published(second, admin)
    third = editing.begin_draft(first.sequence_id, by=admin, source_id=first.pk)
    assert (third.number, angles(third)) == (3, ["Recap", "Value"])


def test_draft_is_thrown_away_and_with_it_a_sequence_nothing_was_published_of(
    draft: Version, admin: User
) -> None:
    published(draft, admin)
    editing.discard_draft(editing.begin_draft(draft.sequence_id, by=admin).pk, by=admin)
    assert draft.sequence.versions.get() == draft
    new = editing.create(by=admin, name="Never mind", purpose="hot")
    editing.discard_draft(new.pk, by=admin)
    assert not Version.objects.filter(sequence=new.sequence_id).exists()


def test_name_is_taken_once_whatever_its_capitals(draft: Version, admin: User) -> None:
    with pytest.raises(editing.Refused, match="already"):
        editing.create(by=admin, name="AFTER A DEMO", purpose="hot")


def test_purpose_of_what_was_published_stays(draft: Version, admin: User) -> None:
    editing.change_sequence(draft.sequence_id, by=admin, purpose="no_next_step")
    published(draft, admin)
    with pytest.raises(editing.Refused, match="purpose"):
        editing.change_sequence(draft.sequence_id, by=admin, purpose="hot")


def test_publishing_leaves_a_line_on_the_trail(draft: Version, admin: User) -> None:
    published(draft, admin)
    line = TrailEntry.objects.filter(table="sequences_version", row_id=draft.pk).last()
    assert line is not None
    assert line.row["published_by_id"] == admin.pk
