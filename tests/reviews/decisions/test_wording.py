"""Having a draft written anew as the rep wishes; the words of before stay on the record."""

from __future__ import annotations

from typing import Any

import pytest
from django.utils import timezone

from reviews import decisions
from reviews.decisions import Conflict, Refused
from reviews.models import Draft
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


def regenerate(draft: Draft, **changes: Any) -> Draft:
    given: dict[str, Any] = {"revision": draft.revision, "shape": "short", "wish": ""}
    with role("web"):
        return decisions.regenerate(
            draft.pk, by=draft.lead.owner, now=timezone.now(), **given | changes
        )


def test_draft_is_written_anew_and_the_old_words_are_kept(draft: Draft) -> None:
    again = regenerate(draft, wish="  Name the\n pilot. ")
    assert (again.state, again.shape, again.wish) == ("writing", "short", "Name the pilot.")
    decision = draft.decisions.get()
    assert decision.kind == "regenerate"
    assert decision.reason == "Shorter: promises and the next step only. Name the pilot."
    assert "pricing breakdown by Friday" in decision.before


def test_unknown_shape_brief_and_late_click_are_refused(draft: Draft) -> None:
    with pytest.raises(Refused, match="Choose"):
        regenerate(draft, shape="long")
    with pytest.raises(Conflict):
        regenerate(draft, revision=7)
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    with pytest.raises(Refused, match="your own words"):
        regenerate(draft)
    assert not draft.decisions.exists()
