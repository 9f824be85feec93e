import pytest

from leads.extraction.schema import Reading
from tests.leads.extraction.rules.dialogue import of, read


def owners(reading: Reading) -> list[str | None]:
    return [f.owner for f in reading.findings if f.kind in ("action_item", "commitment")]


def test_person_asked_by_name_owns_the_task() -> None:
    reading = read("""
        Maya: Devon, can you send the architecture diagram to Priya?
        Devon: Sure, I can do that tomorrow.
    """)

    assert owners(reading) == ["Devon"]


def test_tasks_handed_out_at_the_end_belong_to_those_named() -> None:
    reading = read(
        """
        Ann: Okay, so for the next meeting.
        Tom: Mm-hmm.
        Ann: Tom will look into the battery supplier.
        Ann: And Sara, you're going to prepare the cost estimate.
        Sara: Okay.
    """,
        sides=False,
    )

    items = of(reading, "action_item")
    assert [f.owner for f in items] == ["Tom", "Sara"]
    assert items[0].text == "Tom will look into the battery supplier."
    assert all(f.direction is None for f in items)


def test_role_can_own_a_task() -> None:
    reading = read(
        """
        Ann: So, action items before the next meeting.
        Ann: Our marketing lead will prepare the launch plan by Friday.
    """,
        sides=False,
    )

    assert owners(reading) == ["marketing lead"]


def test_talk_about_what_things_do_is_no_task() -> None:
    reading = read(
        """
        Ann: You have to have the remote in your hand.
        Tom: And the volume would just be there.
        Ann: The users will look at the screen.
    """,
        sides=False,
    )

    assert owners(reading) == []


MIDDLE = """
    Ann: So where were we.
    Tom: The menu.
    Ann: You could ask Priya for the icons tomorrow.
    Tom: Yeah, okay.
    Ann: Right.
"""


def test_task_put_softly_among_colleagues_is_kept_as_unsure() -> None:
    item = of(read(MIDDLE, sides=False), "action_item")

    assert [(f.owner, f.confidence < 0.5) for f in item] == [("Tom", True)]


def test_advice_across_the_table_is_no_task() -> None:
    assert of(read(MIDDLE), "action_item") == []


@pytest.mark.parametrize(
    "words",
    [
        "Because you'll have to press it twice.",
        "If you want to zap you have to put it down.",
        "Or you could make it green.",
        "When you're done you should put it back.",
    ],
)
def test_how_things_work_is_no_task(words: str) -> None:
    said = f"Ann: Action items for the next meeting.\nAnn: {words}\nTom: Okay."

    assert of(read(said, sides=False), "action_item") == []


def test_question_a_colleague_says_yes_to_is_a_task() -> None:
    said = """
        Ann: Could you guys make a cover for the report before the next meeting?
        Tom: Yeah, sure.
    """

    assert [f.owner for f in of(read(said, sides=False), "action_item")] != []
