"""The next step: a time or a meeting that both sides agreed, and nothing less.

A time that was only offered is not one. A draft that says "looking forward to Tuesday" when nobody
said yes to Tuesday is the invention this product exists to avoid.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.replies import answer
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.when import due_phrase

_MEET = re.compile(
    r"\b(?:meet|meeting|call|demo|session|workshop|catch up|catch-up|touch base|reconvene|"
    r"regroup|speak again|talk again|"
    r"follow-up|follow up|sync|kick-?off|walkthrough|walk-through|check-in|check in|"
    r"review|conversation|calendar|invite|invitation|slot|half an hour|thirty minutes|"
    r"(?:next step|next steps)|see you|talk (?:to you )?(?:on|next|tomorrow|then)|"
    r"speak (?:on|next|tomorrow|then)|let us (?:do|say|go with|make it)|"
    r"termin|gespräch|telefonieren|rendez-vous|réunion|reunión|llamada|cita|hören|treffen|"
    r"sprechen|se voit|se parle|appel|hablamos|hablar|reunirnos|vemos)\b"
)
_PROPOSES = re.compile(
    r"\b(?:shall we|should we|can we|could we|let us|how about|what about|"
    r"would .{0,30}\b(?:work|suit|be good|be okay|be fine)|does .{0,40}\b(?:work|suit)|"
    r"do you have (?:time|availability)|are you (?:free|available)|i (?:would|"
    r"will) (?:suggest|propose)|i (?:suggest|propose)|we (?:will|can|could|"
    r"should) (?:meet|talk|speak|do|have|set|schedule|reconvene|catch|put|book)|"
    r"i (?:will|can|could) (?:send|put|set|schedule|book|hold|call|give you a call)|"
    r"we are (?:on|set|good|confirmed|booked)|is that (?:okay|good|fine)|make (?:it|that)|"
    r"see you|talk to you|speak to you|next step|can you (?:do|make)|could you (?:do|"
    r"make)|are we (?:still )?on|so (?:that is )?\w+day|passt|wie wäre|können wir|"
    r"sollen wir|treffen wir|sprechen wir|telefonieren wir|on se|on peut|pourrions-nous|"
    r"pouvons-nous|convient|irait|je vous propose|quedamos|nos vemos|podemos|le parece|"
    r"te parece|viene bien)\b"
)
_AGREES = re.compile(
    r"\b(?:yes|ja|oui|sí)$|\b(?:works?(?: for (?:me|us))?|that is (?:fine|good|great|"
    r"perfect)|fine (?:by|for|"
    r"with) (?:me|us)|perfect|sounds (?:good|great|fine)|see you (?:then|there|on)|"
    r"talk (?:to you )?then|speak then|"
    r"let us do (?:that|it)|i am (?:free|available)|we are free|i can (?:do|make)|"
    r"we can (?:do|make)|deal|confirmed|it is a date|(?:i will|we will) be there|book it|"
    r"go ahead|send (?:me |us )?(?:the|an) invite|passt|einverstanden|gerne|abgemacht|"
    r"in ordnung|perfekt|parfait|d'accord|ça me va|entendu|ça marche|très bien|perfecto|"
    r"de acuerdo|vale|me viene bien|muy bien)\b"
)
_DISAGREES = re.compile(
    r"\b(?:not sure|can not|will not|does not|do not|not (?:work|good|possible|available|"
    r"yet|ready)|let me (?:check|get back|see|look|think|confirm)|have to check|"
    r"need to check|get back to you|i will (?:let you know|check|see|get back)|"
    r"difficult|tricky|tough|no good|rather|instead|clash|booked|maybe|perhaps|might|"
    r"probably not|depends|unfortunately|busy|on holiday|out of (?:the )?office|"
    r"too (?:early|soon|late)|hold off|too soon|we will see|no)\b"
)
_TIMED = re.compile(
    r"\b(?:\d{1,2}(?::\d\d)? ?(?:am|pm|o'clock|uhr)|\d{1,2}:\d\d|noon|(?:at|for|"
    r"um) (?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve))\b"
)


def next_step(clauses: Sequence[Clause]) -> Fact | None:
    """The last meeting or time proposed on one side and accepted on the other, or None."""
    agreed: Fact | None = None
    for at in range(len(clauses)):
        fact = _agreed_at(at, clauses)
        if fact is None:
            continue
        agreed = (
            fact
            if agreed is None or _names_time(fact) or not _names_time(agreed)
            else replace(agreed, support=(*agreed.support, *fact.all_clauses))
        )
    return agreed


def _names_time(fact: Fact) -> bool:
    return any(_time_in(c) for c in fact.all_clauses)


def _time_in(clause: Clause) -> bool:
    return bool(
        due_phrase(clause.line.text[clause.tokens[0].start : clause.tokens[-1].end])
        or _TIMED.search(clause.canon)
    )


def _agreed_at(at: int, clauses: Sequence[Clause]) -> Fact | None:
    """The agreement that a proposal led to. A counter-offer takes the proposal's place."""
    proposal = clauses[at]
    if not _is_proposal(at, clauses):
        return None
    support: list[Clause] = []
    latest = proposal  # the last clause that named a time
    for clause in clauses[at + 1 : at + 18]:
        if clause.line.index - proposal.line.index > 8:
            return None
        no = bool(_DISAGREES.search(clause.canon)) or answer(clause) == "no"
        if _same_party(clause, latest):
            if latest is proposal and no and not clause.is_question:
                return None  # they took it back themselves
            if latest is not proposal and _time_in(clause) and not no:
                latest = clause
                support.append(clause)
            continue
        if no:
            counter = _countered(at, clauses, clause)
            if counter is None:
                return None
            latest = counter  # "Tuesday is difficult, I could do Wednesday"
            support.append(counter)
        elif _says_yes(clause):
            rest = tuple(c for c in (proposal, *support, clause) if c is not latest)
            return Fact("next_step", latest, 0, None, "firm", rest)
        elif _time_in(clause):
            latest = clause
            support.append(clause)
    return None


def _is_proposal(at: int, clauses: Sequence[Clause]) -> bool:
    text = clauses[at].canon
    about = _MEET.search(text) or _about_meeting(at, clauses)
    asks = _PROPOSES.search(text) or (clauses[at].is_question and clauses[at].words <= 10)
    return bool(asks and about and _time_in(clauses[at]))


def _same_party(one: Clause, other: Clause) -> bool:
    """The same speaker or, with sides known, a colleague: neither can agree for the other side."""
    return one.speaker == other.speaker or one.side == other.side != "unknown"


def _says_yes(clause: Clause) -> bool:
    agrees = answer(clause) in ("yes", "weak") or bool(_AGREES.search(clause.canon))
    return agrees and not clause.is_question


def _countered(at: int, clauses: Sequence[Clause], no: Clause) -> Clause | None:
    """The other time somebody offers in the breath in which they turn one down."""
    for clause in clauses[at + 1 : at + 24]:
        same_turn = clause.speaker == no.speaker and 0 <= clause.line.index - no.line.index <= 1
        if (
            same_turn
            and clause is not no
            and _time_in(clause)
            and not _DISAGREES.search(clause.canon)
        ):
            return clause if (clause.line.index, clause.order) > (no.line.index, no.order) else None
    return no if _time_in(no) and _AGREES.search(no.canon) else None


def _about_meeting(at: int, clauses: Sequence[Clause]) -> bool:
    """Whether the last few lines were about meeting again."""
    here = clauses[at].line.index
    return any(
        here - c.line.index <= 4 and _MEET.search(c.canon) for c in clauses[max(0, at - 8) : at]
    )
