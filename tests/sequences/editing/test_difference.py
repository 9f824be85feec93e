"""What changed between two versions, so that a reviewer reads only that."""

from __future__ import annotations

import pytest

from leads.models import User
from sequences import editing
from sequences.editing import difference
from sequences.editing.difference import words
from sequences.models import Version
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def admin() -> User:
    return factories.user(role="admin")


@pytest.fixture
def pair(admin: User) -> tuple[Version, Version]:
    """A published version of three steps, and a draft that begins as its copy."""
    old = factories.version(published=False, steps=0)
    for angle in ("Recap", "Value", "Check"):
        editing.add_step(old.pk, by=admin, angle=angle)
    value = old.steps.get(angle="Value")
    editing.add_variant(value.pk, by=admin, label="A", body="Shall we talk on {call.day}?")
    Version.objects.filter(pk=old.pk).update(published_at="2026-11-20T10:00Z")
    return old, editing.begin_draft(old.sequence_id, by=admin)


def said(pair: tuple[Version, Version]) -> list[tuple[str, str, str]]:
    return [(c.kind, c.step.partition(": ")[2], c.what) for c in difference(*pair)]


def test_copy_differs_in_nothing(pair: tuple[Version, Version]) -> None:
    assert said(pair) == []


def test_one_moved_step_is_one_change(pair: tuple[Version, Version], admin: User) -> None:
    last = pair[1].steps.get(angle="Check")
    for _ in range(2):
        editing.move_step(last.pk, by=admin, to="up")
    assert said(pair) == [("moved", "Check", "was step 3")]


def test_changed_words_are_shown_word_by_word(pair: tuple[Version, Version], admin: User) -> None:
    variant = pair[1].steps.get(angle="Value").variants.get()
    editing.change_variant(variant.pk, by=admin, body="Shall we meet on {call.day}?")
    (change,) = difference(*pair)
    assert change.what == "Wording “A”"
    assert [part for part in change.parts if part[0] != "same"] == [
        ("gone", "talk"),
        ("new", "meet"),
    ]


def test_delay_and_condition_are_changes_in_words(
    pair: tuple[Version, Version], admin: User
) -> None:
    step = pair[1].steps.get(angle="Value")
    editing.change_step(step.pk, by=admin, delay_amount=2, delay_unit="days")
    editing.set_condition(step.pk, by=admin, condition=[{"kind": "clicked"}])
    assert said(pair) == [("changed", "Value", "When"), ("changed", "Value", "Condition")]


def test_new_gone_and_renamed_steps_are_told_apart(
    pair: tuple[Version, Version], admin: User
) -> None:
    new = pair[1]
    editing.remove_step(new.steps.get(angle="Check").pk, by=admin)
    editing.change_step(new.steps.get(angle="Value").pk, by=admin, angle="Worth")
    editing.add_step(new.pk, by=admin, angle="Call them", channel="phone")
    assert said(pair) == [
        ("changed", "Worth", "What it is for"),
        ("new", "Call them", ""),
        ("gone", "Check", ""),
    ]


def test_first_version_is_all_new(pair: tuple[Version, Version]) -> None:
    assert {change.kind for change in difference(None, pair[0])} == {"new"}


def test_parts_joined_are_both_texts() -> None:
    old, new = "One two\n\nthree.", "One  too\nthree. Four"
    parts = words(old, new)
    assert "".join(text for kind, text in parts if kind != "new") == old
    assert "".join(text for kind, text in parts if kind != "gone") == new
