"""Is a sentence supported by the passages it cites? Pure: text in, a judgement out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from followup.lib.grounding.agents import check_agents
from followup.lib.grounding.asked import check_asked
from followup.lib.grounding.attribution import check_people
from followup.lib.grounding.calendar import check_dates, mentions
from followup.lib.grounding.claim import Claim, read
from followup.lib.grounding.contradiction import contradictions
from followup.lib.grounding.counted import check_counted
from followup.lib.grounding.coverage import (
    additions,
    check_absolutes,
    cover,
    loose_words,
    strange_likes,
    strange_verbs,
)
from followup.lib.grounding.firmness import check_firmness, overreach
from followup.lib.grounding.links import check_links, links
from followup.lib.grounding.meaning import installed, nearest
from followup.lib.grounding.mixed import check_mixed, qualifiers
from followup.lib.grounding.names import check_codes, check_names
from followup.lib.grounding.numbers import check_numbers
from followup.lib.grounding.people import name_words
from followup.lib.grounding.polarity import check_polarity
from followup.lib.grounding.schema import Context, Judgement, Reason, Side, Source, Verdict
from followup.lib.grounding.score import judge_cover
from followup.lib.grounding.whose import check_whose

Judge = Callable[[str, Sequence[Source]], Judgement]
_ORDER: tuple[Verdict, ...] = ("unsupported", "weak", "supported")

LONGEST = 1_500  # characters of a sentence; every check looks at all of it, in bounded time
_WORDING = frozenset(("overlap", "addition"))
_TRIED = 3  # passages outside the cited ones that are tried
DOUBTED = 0.58  # the highest score of a sentence with a doubt: weak, above every refusal

__all__ = ["Context", "Judge", "Judgement", "Reason", "Side", "Source", "check", "with_judge"]


def check(
    sentence: str,
    *,
    cited: Sequence[Source],
    rest: Sequence[Source] = (),
    context: Context = Context(),  # noqa: B008 - frozen
) -> Judgement:
    """Judge `sentence` against the passages it cites; `rest` of the record may contradict it.

    Where only its wording is not borne out, a passage of `rest` that does bear it out is named:
    whoever reads it may cite that. The verdict stays. Never raises for any text. Without a
    citation nothing is supported.
    """
    judged = _judged(sentence, cited, rest, context)
    if judged.verdict == "supported" or {r.code for r in judged.reasons} - _WORDING:
        return judged
    known = {s.text for s in cited}
    outside = [s for s in rest if s.text not in known]
    for other in nearest(sentence, outside, embed=installed())[:_TRIED] if outside else ():
        if _judged(sentence, [other], (), context).verdict == "supported":
            shown = other.text if len(other.text) < 120 else f"{other.text[:117]}…"
            text = f"{other.speaker or 'somebody'} says “{shown}”, which this does not cite"
            found = Reason("overlap", text, 0, len(sentence))
            return replace(judged, reasons=(*judged.reasons, found))
    return judged


def _judged(
    sentence: str, cited: Sequence[Source], rest: Sequence[Source], context: Context
) -> Judgement:
    if not cited or not any(s.text.strip() for s in cited):
        reason = Reason("overlap", "this cites nothing", 0, len(sentence))
        return Judgement("unsupported", 0.0, (reason,))
    if len(sentence) > LONGEST:
        reason = Reason("overlap", "this is too long for one sentence", 0, len(sentence))
        return Judgement("unsupported", 0.0, (reason,))
    if not any(c.isalnum() for c in sentence):
        reason = Reason("overlap", "there are no words to check", 0, len(sentence))
        return Judgement("unsupported", 0.0, (reason,))
    claim = read(sentence, cited, rest, context)
    firm = check_firmness(claim)
    hedged = [] if claim.tight else [r for r in firm if r.code == "hedge"]
    firm = [r for r in firm if r not in hedged]  # of a whole call, other passages may be firmer
    hard = _literal(claim) + check_people(claim) + firm + check_asked(claim)
    hard += check_polarity(claim) + check_absolutes(claim) + check_counted(claim)
    hard += check_whose(claim) + check_mixed(claim) + check_agents(claim)
    covered = cover(claim)
    added = additions(claim, covered) + strange_verbs(claim, covered) + strange_likes(claim)
    judged = judge_cover(claim, covered, tuple(hard), tuple(added))
    if judged.verdict != "supported":
        return judged
    doubts = (
        *hedged, *contradictions(claim), *overreach(claim), *qualifiers(claim),
        *loose_words(claim, covered),
    )  # fmt: skip
    return Judgement("weak", min(judged.score, DOUBTED), doubts) if doubts else judged


def _literal(claim: Claim) -> list[Reason]:
    """Names, numbers, days and links: the same in any language."""
    texts = [s.text for s in claim.cited]
    people = name_words(claim.known)
    reasons = check_links(claim.text, claim.cited, sided=claim.sided)
    linked = [(a, b) for _, a, b in links(claim.text)]
    dated = [(m.start, m.end) for m in mentions(claim.text)]
    reasons += check_dates(claim.text, texts, claim.context)
    reasons += check_numbers(claim.text, texts, [*linked, *dated])
    named = check_names(claim.text, texts, people) + check_codes(claim.text, texts)
    return reasons + [r for r in named if not any(a <= r.start < b for a, b in linked)]


def with_judge(judgement: Judgement, other: Judgement) -> Judgement:
    """The lower of two verdicts with both lists of reasons: a judge may lower, never raise."""
    if _ORDER.index(other.verdict) >= _ORDER.index(judgement.verdict):
        return judgement
    score = min(judgement.score, other.score)
    return Judgement(other.verdict, score, (*judgement.reasons, *other.reasons))
