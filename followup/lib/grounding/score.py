"""From checks to a verdict and a confidence."""

from __future__ import annotations

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.coverage import Cover, missing
from followup.lib.grounding.schema import Judgement, Reason


def judge_cover(
    claim: Claim, covered: Cover, hard: tuple[Reason, ...], added: tuple[Reason, ...]
) -> Judgement:
    """A refusal decides; otherwise what the passages carry does."""
    strength = 0.6 * covered.whole + 0.4 * covered.best
    if hard:
        return Judgement("unsupported", round(0.45 * strength * 0.7 ** (len(hard) - 1), 3), hard)
    if added or strength < 0.4:
        return Judgement("unsupported", round(0.49 * strength, 3), added or _thin(claim, covered))
    if strength < 0.62:
        return Judgement("weak", round(0.5 + 0.2 * strength, 3), _thin(claim, covered))
    return Judgement("supported", round(0.5 + 0.5 * strength, 3))


def _thin(claim: Claim, covered: Cover) -> tuple[Reason, ...]:
    words = missing(covered)
    if not words:
        text = "no single passage carries this"
        return (Reason("overlap", text, 0, len(claim.text)),)
    shown = ", ".join(f"“{t.raw}”" for t in words[:4])
    return (Reason("overlap", f"not in what this cites: {shown}", words[0].start, words[-1].end),)
