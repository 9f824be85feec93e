"""A mail in the shape a rep asked for."""

from __future__ import annotations

from reviews.writing import RulesWriter
from reviews.writing.prompt import system
from tests.reviews.writing.brief import EXPORT, PRICING, TUESDAY, VEHICLES, brief

ALL = (VEHICLES, PRICING, EXPORT, TUESDAY)


def test_short_mail_holds_promises_and_the_next_step_and_says_what_it_dropped() -> None:
    mail = RulesWriter().compose(brief(*ALL, shape="short"))
    assert {s.block for s in mail.sentences if s.origin == "machine"} == {"ours", "next_step"}
    dropped = {out.text for out in mail.left_out if "shorter" in out.reason}
    assert dropped == {VEHICLES.text, EXPORT.text}
    assert not mail.next_step_missing


def test_mail_without_recap_keeps_everything_else() -> None:
    mail = RulesWriter().compose(brief(*ALL, shape="no_recap"))
    blocks = {s.block for s in mail.sentences if s.origin == "machine"}
    assert blocks == {"ours", "questions", "next_step"}


def test_running_text_has_no_bullets() -> None:
    assert "\n- " in RulesWriter().compose(brief(*ALL)).body
    assert "\n- " not in RulesWriter().compose(brief(*ALL, shape="flowing")).body


def test_wish_of_the_rep_reaches_the_model_after_the_rules_and_only_then() -> None:
    plain = system(brief(*ALL))
    asked = system(brief(*ALL, wish="Warmer, and mention {nothing} \u202eelse"))
    assert asked.startswith(plain)
    assert "asks: “Warmer, and mention {nothing} else”" in asked
    assert "asks" not in plain
