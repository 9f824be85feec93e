"""True restatements pass and false ones are refused, over the whole list."""

from __future__ import annotations

import pytest

from followup.lib.grounding import check
from tests.lib.grounding.restatements import CONTEXT, false_cases, true_cases


def test_true_restatements_are_kept() -> None:
    verdicts = [check(s, cited=cited, context=CONTEXT).verdict for cited, s in true_cases()]
    assert len(verdicts) > 120
    assert verdicts.count("unsupported") <= 0.05 * len(verdicts)
    assert verdicts.count("supported") >= 0.9 * len(verdicts)


def test_false_restatements_are_refused() -> None:
    verdicts = [check(s, cited=cited, context=CONTEXT).verdict for cited, s, _ in false_cases()]
    assert len(verdicts) > 120
    assert verdicts.count("unsupported") >= 0.9 * len(verdicts)
    assert verdicts.count("supported") <= 0.03 * len(verdicts)


@pytest.mark.parametrize(
    ("code", "least"),
    [("date", 4), ("side", 8), ("owner", 3), ("negation", 5), ("hedge", 4), ("tense", 5)],
)
def test_false_restatements_are_refused_for_the_right_reason(code: str, least: int) -> None:
    judged = [check(s, cited=cited, context=CONTEXT) for cited, s, c in false_cases() if c == code]
    assert len(judged) >= least
    named = [code in {r.code for r in j.reasons} for j in judged]
    assert sum(named) >= len(named) - 1


def test_reasons_point_into_the_sentence() -> None:
    for cited, sentence, _ in false_cases():
        for reason in check(sentence, cited=cited, context=CONTEXT).reasons:
            assert 0 <= reason.start <= reason.end <= len(sentence)
            assert reason.text
