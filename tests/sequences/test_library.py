"""The library: who gets which words, and who may put words in."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from leads.models import User
from sequences import library
from sequences.models import LibraryItem
from tests import factories

NOW = datetime(2026, 11, 20, 10, 0, tzinfo=UTC)
QUESTION = "How do you plan rush orders today?"


def item(number: int, *, approved: bool = True, **fields: object) -> LibraryItem:
    given: dict[str, object] = {"kind": "case_study", "text": f"Case {number}."}
    approved_at = NOW if approved else None
    return LibraryItem(pk=number, approved_at=approved_at, **given | fields)


def fitting(items: list[LibraryItem], **who: str) -> list[int | None]:
    someone = {"kind": "case_study", "industry": "Logistics", "title": "Head of supply chain"}
    someone |= {"language": "en"} | who
    return [value.item for value in library.fitting(items, **someone)]


def test_most_specific_words_come_first() -> None:
    items = [
        item(1),
        item(2, title_words="supply"),
        item(3, industry="logistics"),
        item(4, industry="logistics", title_words="buyer, supply"),
    ]
    assert fitting(items) == [4, 3, 2, 1]


@pytest.mark.parametrize(
    "other",
    [
        {"industry": "retail"},
        {"title_words": "nurse"},
        {"language": "de"},
        {"kind": "pain_question"},
        {"approved": False},
        {"retired_at": NOW},
    ],
)
def test_words_for_somebody_else_do_not_fit(other: dict[str, object]) -> None:
    approved = bool(other.pop("approved", True))
    assert fitting([item(1, approved=approved, **other), item(2)]) == [2]


def test_who_is_not_known_gets_what_fits_anybody() -> None:
    items = [item(1, industry="logistics"), item(2, title_words="supply"), item(3)]
    assert fitting(items, industry="", title="") == [3]


def test_words_say_where_they_come_from() -> None:
    (value,) = library.fitting(
        [item(1, industry="logistics")],
        kind="case_study", industry="logistics", title="", language="",
    )  # fmt: skip
    assert value.source == "Library, case study for logistics, any title"


@pytest.mark.parametrize(
    ("kind", "text", "why"),
    [
        ("pain_question", "You struggle with rush orders.", "ask it as a question"),
        ("case_study", "A mill in {account.industry} did it.", "no slots"),
        ("case_study", "A mill [name] did it.", "no slots"),
        ("case_study", "Read www.mill.example now.", "No links"),
    ],
)
@pytest.mark.django_db
def test_words_that_may_not_stand_there_are_refused(kind: str, text: str, why: str) -> None:
    with pytest.raises(library.Refused, match=why):
        library.add(
            by=factories.user(role="admin"),
            kind=kind, text=text, industry="", title_words="", language="",
        )  # fmt: skip


@pytest.mark.django_db
class TestKeeping:
    @pytest.fixture
    def admin(self) -> User:
        return factories.user(role="admin")

    def proposed(self, by: User) -> LibraryItem:
        return library.add(
            by=by, kind="pain_question", text=QUESTION, industry="", title_words=" a ,b, ",
            language="",
        )  # fmt: skip

    def test_proposal_is_approved_retired_and_brought_back(self, admin: User) -> None:
        found = self.proposed(admin)
        assert (found.approved_at, found.title_words) == (None, "a, b")
        library.approve(found.pk, by=admin, now=NOW)
        library.retire(found.pk, by=admin, now=NOW)
        library.bring_back(found.pk, by=admin)
        found.refresh_from_db()
        assert (found.approved_by, found.retired_at) == (admin, None)

    def test_approved_words_are_not_removed(self, admin: User) -> None:
        found = self.proposed(admin)
        library.approve(found.pk, by=admin, now=NOW)
        with pytest.raises(library.Refused, match="retired, not removed"):
            library.remove(found.pk, by=admin)

    @pytest.mark.parametrize("who", ["rep", "manager"])
    def test_only_an_admin_keeps_it(self, admin: User, who: str) -> None:
        found, other = self.proposed(admin), factories.user(role=who)
        for act in (
            lambda: self.proposed(other),
            lambda: library.approve(found.pk, by=other, now=NOW),
            lambda: library.remove(found.pk, by=other),
        ):
            with pytest.raises(library.Refused, match="Only an admin"):
                act()
