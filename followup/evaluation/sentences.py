"""Scoring the verifier: what it lets stand, and what it stops."""

from __future__ import annotations

from followup.evaluation.items import SentenceItem
from followup.evaluation.measures import Measure
from followup.lib.grounding import Judgement

MEASURES = (
    Measure("balanced accuracy", (("kept true", "true"), ("stopped false", "false"))),
    Measure("  true sentences that stand", (("kept true", "true"),)),
    Measure("  false sentences stopped", (("stopped false", "false"),)),
    Measure(
        "balanced accuracy, only “supported” counts",
        (("supported true", "true"), ("doubted false", "false")),
    ),
    Measure("sentences the model did not judge", (("unjudged", "asked"),), True),
)


def error_measures(errors: set[str]) -> tuple[Measure, ...]:
    """One measure for each kind of error that false sentences have."""
    return tuple(
        Measure(f"  false sentences stopped: {e}", ((f"stopped {e}", f"has {e}"),))
        for e in sorted(errors)
    )


def score(item: SentenceItem, judgement: Judgement) -> dict[str, float]:
    """Counts for MEASURES from one sentence. What is not unsupported stands in a draft."""
    stands = judgement.verdict != "unsupported"
    sure = judgement.verdict == "supported"
    if item.supported:
        return {"true": 1, "kept true": stands, "supported true": sure}
    counts: dict[str, float] = {"false": 1, "stopped false": not stands, "doubted false": not sure}
    for error in item.errors:
        counts |= {f"has {error}": 1, f"stopped {error}": not stands}
    return counts
