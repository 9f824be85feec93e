"""A promise that leans on "it" or "him" comes with the passage that says who or what."""

import pytest

from tests.leads.extraction.rules.dialogue import of, only, read


@pytest.mark.parametrize(
    ("said", "leans_on"),
    [
        (
            """
            Priya: We'd need Tomasz to approve the budget.
            Maya: Is he around?
            Priya: I'll ask him this afternoon.
            """,
            "We'd need Tomasz to approve the budget.",
        ),
        (
            """
            Priya: The depot list is with our operations team.
            Tomasz: I'll get it to you by Friday.
            """,
            "The depot list is with our operations team.",
        ),
    ],
)
def test_passage_that_a_promise_leans_on_is_evidence(said: str, leans_on: str) -> None:
    found = only(read(said), "commitment")

    assert [e.quote for e in found.evidence[1:]] == [leans_on]


def test_promise_that_names_its_object_stands_alone() -> None:
    said = """
        Priya: The depot list is with our operations team.
        Maya: I'll send you the pricing on Friday.
    """

    assert len(only(read(said), "commitment").evidence) == 1


def test_day_of_the_passage_it_leans_on_is_not_its_own() -> None:
    said = """
        Priya: Our audit report is due on Friday.
        Maya: I'll send you a template for it.
        Maya: I'll check it with the lawyers.
    """

    assert all(f.due is None for f in of(read(said), "commitment"))


def test_announcements_of_a_lecture_are_unsure() -> None:
    talk = "\n".join(f"Maya: And the next thing about cells is number {n}." for n in range(70))
    said = f"{talk}\nMaya: I'll define entropy in two ways.\nMaya: I'll send you the slides."
    found = {f.text: f.confidence for f in of(read(said), "commitment")}

    assert found["Maya will define entropy in two ways."] < 0.5
    assert found["Maya will send the slides."] == 1.0
