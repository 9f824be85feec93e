"""From checks to a verdict and a confidence.

The confidence is a logistic function of how well one passage, retold, contains the sentence, and of
how much was cited: in a whole conversation word overlap is cheap. Where only a few sentences are
cited, as a draft does, the share of the content they carry is an upper limit.
"""

from __future__ import annotations

import math

from followup.lib.grounding.claim import Claim
from followup.lib.grounding.coverage import Cover, light, missing
from followup.lib.grounding.retelling import retold
from followup.lib.grounding.schema import Judgement, Reason

# Fitted on the development part of DiaSumFact (463 sentences, six-fold by dialogue).
RETOLD, LENGTH, FEW, BIAS = 3.59, -0.84, 0.73, -2.18
SUMMARY = (25, 45)  # words: a text this long is judged by the checks, its wording is free
FACTS = 0.65  # "Next step: a call on Tuesday at 10": nothing but facts that were checked
SUPPORTED, WEAK = 0.62, 0.4  # share carried, draft regime


def judge_cover(
    claim: Claim, covered: Cover, hard: tuple[Reason, ...], added: tuple[Reason, ...]
) -> Judgement:
    """A refusal decides; otherwise what the passages carry does."""
    strength = 0.6 * covered.whole + 0.4 * covered.best
    refused = hard + added
    confidence = fitted(claim, strength)
    if claim.tight:
        confidence = min(confidence, carried(strength))
        if claim.worded != claim.row and not any(not light(t) for t, _ in covered.each):
            confidence = max(confidence, FACTS)
    if refused:
        score = 0.49 * confidence * 0.7 ** (len(refused) - 1)
        return Judgement("unsupported", round(score, 3), refused)
    score = round(min(confidence, 1.0), 3)
    if score < 0.5:
        return Judgement("unsupported", score, _thin(claim, covered))
    if score < 0.6:
        return Judgement("weak", score, _thin(claim, covered))
    return Judgement("supported", score)


def carried(strength: float) -> float:
    """Share carried as a confidence: below 0.4 refused, below 0.62 weak."""
    if strength < WEAK:
        return 0.5 * strength / WEAK * 0.99
    if strength < SUPPORTED:
        return 0.5 + 0.1 * (strength - WEAK) / (SUPPORTED - WEAK) * 0.99
    return 0.6 + 0.4 * (strength - SUPPORTED) / (1 - SUPPORTED)


def fitted(claim: Claim, strength: float) -> float:
    """The fitted confidence; the longer the text, the less its wording counts."""
    low, high = SUMMARY
    free = min(1.0, max(0.0, (len(claim.row) - low) / (high - low)))
    length = min(len(claim.units), 60) / 60
    order = retold(claim) if free < 1 else 0.0
    close = FEW if claim.tight else 0.0
    likely = 1 / (1 + math.exp(-(RETOLD * order + LENGTH * length + close + BIAS)))
    return likely * (1 - free) + (0.6 + 0.4 * strength) * free


def _thin(claim: Claim, covered: Cover) -> tuple[Reason, ...]:
    words = missing(covered)
    if not words:
        text = "no single passage carries this"
        return (Reason("overlap", text, 0, len(claim.text)),)
    shown = ", ".join(f"“{t.raw}”" for t in words[:4])
    return (Reason("overlap", f"not in what this cites: {shown}", words[0].start, words[-1].end),)
