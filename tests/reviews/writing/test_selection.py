"""What a mail leaves out by itself."""

from dataclasses import replace

from reviews.writing import compose
from tests.reviews.writing.brief import PRICING, VEHICLES, brief


def test_what_was_said_in_passing_stays_out_of_the_mail() -> None:
    mail = compose(brief(VEHICLES, replace(PRICING, confidence=0.3)))

    assert "340 vehicles" in mail.body
    assert "pricing breakdown" not in mail.body
