"""What a site begins with: seeded once, and from then on the admin's."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from sequences import editing, seeds
from sequences.models import LibraryItem, Sequence, Version
from tests import factories

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)


def test_drafts_are_made_once_and_can_all_be_published() -> None:
    admin = factories.user(role="admin")
    made = seeds.ensure_drafts()
    assert seeds.ensure_drafts() == []
    assert {v.sequence.purpose for v in made} == set(Sequence.Purpose.values)
    for version in made:
        editing.ask_for_review(version.pk, by=admin, note="", now=NOW)
        editing.publish(version.pk, by=admin, now=NOW)


def test_what_an_admin_made_for_a_purpose_stays_alone() -> None:
    admin = factories.user(role="admin")
    editing.create(by=admin, name="Hot lead", purpose="warm")
    seeds.ensure_drafts()
    assert Sequence.objects.filter(purpose="warm").count() == 1
    assert Sequence.objects.get(purpose="hot").name == "Hot lead 2"


def test_questions_wait_for_approval_and_an_own_library_is_left_alone() -> None:
    seeds.ensure_drafts()
    assert LibraryItem.objects.exists()
    assert not LibraryItem.objects.filter(approved_at__isnull=False).exists()
    before = LibraryItem.objects.count()
    hot = Version.objects.get(sequence__purpose="hot")
    editing.discard_draft(hot.pk, by=factories.user(role="admin"))
    assert len(seeds.ensure_drafts()) == 1
    assert LibraryItem.objects.count() == before


def test_sample_library_is_approved_and_fills_only_an_empty_one() -> None:
    admin = factories.user(role="admin")
    item = {"kind": "case_study", "text": "A mill halved its rush orders."}
    seeds.ensure_library([item], by=admin, now=NOW)
    seeds.ensure_library([item], by=admin, now=NOW)
    assert LibraryItem.objects.get().approved_by == admin


def test_after_call_is_published_once_even_beside_a_draft_of_that_name() -> None:
    admin = factories.user(role="admin")
    editing.create(by=admin, name="After a call", purpose="after_call")
    first = seeds.ensure_after_call(by=admin, now=NOW)
    assert (first.published_by, first.steps.count()) == (admin, 4)
    assert seeds.ensure_after_call(by=admin, now=NOW) == first
