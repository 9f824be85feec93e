"""The rep's note."""

from __future__ import annotations

from leads.transcripts import NoteLine, read_note


def test_note_lines_are_numbered_through_all_sections() -> None:
    found = read_note(
        "- Budget is 40k\n\n  • Decision in May\r\n1) 3 sites\n* * nested",
        "[ ] send the offer\n– call on -5th\n---",
        "Has a dog\u200b called Max",
    )
    assert found == (
        NoteLine(0, "key_points", "Budget is 40k"),
        NoteLine(1, "key_points", "Decision in May"),
        NoteLine(2, "key_points", "3 sites"),
        NoteLine(3, "key_points", "nested"),
        NoteLine(4, "next_steps", "send the offer"),
        NoteLine(5, "next_steps", "call on -5th"),
        NoteLine(6, "personal", "Has a dog called Max"),
    )


def test_note_keeps_numbers_that_are_no_bullets() -> None:
    assert [line.text for line in read_note("3.5 percent off\n-20 units\n2026 budget", "", "")] == [
        "3.5 percent off",
        "-20 units",
        "2026 budget",
    ]


def test_empty_note_has_no_lines() -> None:
    assert read_note("", " \n ", "- \n*") == ()
