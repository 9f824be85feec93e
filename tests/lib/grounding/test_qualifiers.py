"""What an amount hangs on may be left out by a person, not quietly by a machine."""

import pytest

from followup.lib.grounding import check
from tests.lib.grounding.restatements import CONTEXT, passages


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        ("Maya: We offer five percent for annual prepayment.", "We offer five percent."),
        ("Maya: It's 12 euros a seat if you sign for two years.", "It's 12 euros a seat."),
        ("Priya: We need SSO for the contractors only.", "You need SSO."),
        ("Maya: You get ten new seats in the first year.", "You get ten new seats."),
        ("Maya: There is a discount for charities.", "There is a discount."),
    ],
)
def test_dropped_qualifier_is_pointed_out(said: str, sentence: str) -> None:
    found = check(sentence, cited=passages(said), context=CONTEXT)

    assert found.verdict != "supported"
    assert any(r.code == "hedge" for r in found.reasons)


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        (
            "Maya: We offer five percent for annual prepayment.",
            "We offer five percent for annual prepayment.",
        ),
        ("Maya: I can share the report for the Leipzig site.", "I can share the report."),
        ("Priya: We need SSO for the contractors only.", "You need SSO for the contractors only."),
    ],
)
def test_kept_qualifier_is_supported(said: str, sentence: str) -> None:
    assert check(sentence, cited=passages(said), context=CONTEXT).verdict == "supported"
