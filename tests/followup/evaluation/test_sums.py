from __future__ import annotations

import pytest

from followup.evaluation.sums import last_sum


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("I'd give $2.50", 2.5),
        ("fifty cents from me", 0.5),
        ("two dollars then", 2.0),
        ("a dollar, why not", 1.0),
        ("I'll give .50", 0.5),
        ("I am giving .30 cents", 0.3),
        ("we take forty seats for 13,500 euros", 13_500.0),
        ("not $5, make it $3", 3.0),
        ("5 is fine", 5.0),
        ("yes, gladly", None),
        ("", None),
    ],
)
def test_last_sum_is_read_as_people_say_it(text: str, value: float | None) -> None:
    assert last_sum(text) == value
