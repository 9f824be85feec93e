"""The next step: a time or a meeting that both sides agreed, and nothing less.

A time that was only offered is not one. A draft that says "looking forward to Tuesday" when nobody
said yes to Tuesday is the invention this product exists to avoid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.moments import Moment, fuller, moment, moved, same_day
from leads.extraction.rules.replies import answer
from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Conversation

_MEET = re.compile(
    r"\b(?:meet|meeting|call|demo|session|workshop|catch up|catch-up|touch base|reconvene|"
    r"regroup|speak again|talk again|(?:do|shall|should|can|could) we (?:talk|speak|meet)|"
    r"follow-up|follow up|sync|kick-?off|walkthrough|walk-through|check-in|check in|"
    r"review|conversation|calendar|invite|invitation|slot|half an hour|thirty minutes|"
    r"(?:next step|next steps)|see you|talk (?:to you )?(?:on|next|tomorrow|then)|"
    r"speak (?:on|next|tomorrow|then)|let us (?:do|say|go with|make it)|"
    r"termin|gespräch|telefonieren|rendez-vous|réunion|reunión|llamada|cita|hören|treffen|"
    r"\w*sprechen|speaking|talking|look at (?:it|the \w+) together|we look at|convene|se voit|se "
    r"parle|appel|hablamos|hablar|reunirnos|vemos)\b"
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
    r"sollen wir|wollen wir|treffen wir|sprechen wir|telefonieren wir|on se|on peut|pourrions-nous|"
    r"pouvons-nous|convient|irait|je vous propose|quedamos|nos vemos|podemos|le parece|"
    r"te parece|viene bien)\b"
)
_AGREES = re.compile(
    r"\b(?:yes|ja|oui|sí)$|\b(?:works?(?: for (?:me|us))?|(?:is|are) (?:fine|good|perfect|great|"
    r"ideal|okay)|put it in|done|gut|that is (?:fine|good|great|"
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
    r"probably not|depends|bad|awkward|away|abroad|travelling|traveling|day off|unfortunately|"
    r"busy|on holiday|out of (?:the )?office|"
    r"too (?:early|soon|late)|hold off|too soon|we will see|no)\b"
)
_CORRECTS = re.compile(
    r"\b(?:make (?:that|it)|actually|sorry|scratch that|instead|rather|no wait|i meant|correction|"
    r"move (?:that|it) to|doch lieber|plutôt|mejor)\b"
)
_HANDS_OVER = re.compile(
    r"\b(?:send|give|have|get|share|email|mail|forward|deliver|sign|finish|test|let (?:me|us|"
    r"you) know|"
    r"schicken|senden|geben|envoyer|enviar)\b.{0,60}$"
)
_INVITES = re.compile(
    r"\b(?:invite|invitation|calendar|call|meeting|demo|session|einladung|termin)\b"
)
_REACH = 8  # lines within which a proposal is answered


def next_step(clauses: Sequence[Clause], conversation: Conversation) -> Fact | None:
    """The last meeting or time proposed on one side and accepted on the other, or None."""
    times = {at: when for at, c in enumerate(clauses) if (when := _time(c, conversation))}
    agreed: Fact | None = None
    for at in times:
        fact = _agreed_at(at, clauses, times, agreed, conversation)
        if fact and (agreed is None or not _repeats(fact, agreed)):
            agreed = fact
        elif fact and agreed and agreed.moment and fact.moment:
            more = tuple(c for c in fact.all_clauses if c not in agreed.all_clauses)
            best = fuller(agreed.moment, fact.moment)
            agreed = replace(agreed, support=(*agreed.support, *more), moment=best)
    return agreed


def _time(clause: Clause, conversation: Conversation) -> Moment | None:
    """When a clause names a time at all: the cheap look first, for calls are long."""
    return moment(clause, conversation) if _MAY_BE_TIME.search(clause.canon) else None


_MAY_BE_TIME = re.compile(
    r"\d|day\b|\b(?:tomorrow|week|weeks|month|months|fortnight|noon|morning|afternoon|"
    r"half past|quarter|at (?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)|"
    r"first|second|third|\w+th|same time|montag|dienstag|mittwoch|donnerstag|freitag|morgen|"
    r"wochen?|um|lundi|mardi|mercredi|jeudi|vendredi|demain|semaines?|heures|lunes|martes|"
    r"miércoles|jueves|viernes|mañana|semanas?|las)\b"
)


def _repeats(fact: Fact, agreed: Fact) -> bool:
    """The same time said again, perhaps with fewer words; then the fuller words stay."""
    if not fact.moment or not agreed.moment or not same_day(fact.moment, agreed.moment):
        return False
    return fact.moment.is_day or not _CORRECTS.search(fact.clause.canon)


@dataclass(frozen=True, slots=True)
class _Offer:
    """The time on the table: who named it last, when it is, and the words that led to it."""

    latest: Clause
    when: Moment
    support: tuple[Clause, ...] = ()


def _agreed_at(
    at: int,
    clauses: Sequence[Clause],
    times: Mapping[int, Moment],
    agreed: Fact | None,
    conversation: Conversation,
) -> Fact | None:
    """The agreement that a proposal led to. A counter-offer takes the proposal's place."""
    proposal = clauses[at]
    if not _is_proposal(at, clauses, agreed):
        return None
    offer: _Offer | None = _opened(proposal, times[at], agreed, conversation)
    for now in range(at + 1, min(at + 22, len(clauses))):
        clause, said = clauses[now], times.get(now)
        if offer is None or clause.line.index - proposal.line.index > _REACH:
            return None
        no = bool(_DISAGREES.search(clause.canon)) or answer(clause) == "no"
        if _same_party(clause, offer.latest):
            offer = _went_on(offer, proposal, clause, said, no=no)
        elif _echoes(clause, said, offer.when) or (
            not no and _says_yes(clause) and _fits(said, offer.when)
        ):
            return _settled(offer, proposal, clause, said)
        elif no:
            counter = _countered(now, clauses, times)  # "Tuesday's bad, Wednesday?"
            offer = (
                None if counter is None
                else _replaced(offer, clauses[counter], times[counter])
            )  # fmt: skip
        elif said:
            when = said if said.is_day else fuller(offer.when, said)
            offer = _replaced(offer, clause, when)
    return None


def _opened(
    proposal: Clause, when: Moment, agreed: Fact | None, conversation: Conversation
) -> _Offer:
    """What a proposal puts on the table; it may move what was agreed before."""
    if not (agreed and agreed.moment and _amends(proposal, agreed)):
        return _Offer(proposal, when)
    named = [c for c in agreed.all_clauses if agreed.moment.words in c.line.text]
    return _Offer(proposal, moved(agreed.moment, when, conversation), tuple(named[:1]))


def _replaced(offer: _Offer, clause: Clause, when: Moment) -> _Offer:
    return _Offer(clause, when, (*offer.support, clause))


def _went_on(
    offer: _Offer, proposal: Clause, clause: Clause, said: Moment | None, *, no: bool
) -> _Offer | None:
    """What is on the table after the same party spoke again; None when they took it back."""
    if offer.latest is proposal and no and not said and not clause.is_question:
        return None
    if not said:
        return offer
    if same_day(offer.when, said):
        return (
            offer if no
            else replace(offer, when=fuller(offer.when, said), support=(*offer.support, clause))
        )  # fmt: skip
    if _CORRECTS.search(clause.canon) and said.is_day:
        return None  # corrected in the same breath: the correction is its own proposal
    if not no and (_PROPOSES.search(clause.canon) or clause.is_question):
        return _replaced(offer, clause, said)
    return offer


def _settled(offer: _Offer, proposal: Clause, yes: Clause, said: Moment | None) -> Fact:
    words = dict.fromkeys(
        c for c in (proposal, *offer.support, yes) if c is not offer.latest
    )  # fmt: skip
    when = fuller(said, offer.when) if said and said.is_day else offer.when
    return Fact("next_step", offer.latest, 0, None, "firm", tuple(words), moment=when)


def _fits(said: Moment | None, when: Moment) -> bool:
    return said is None or same_day(said, when)


def _echoes(clause: Clause, said: Moment | None, when: Moment) -> bool:
    """ "Thursday at two." in answer to "Thursday at two?": the other side says the same time."""
    if said is None or clause.is_question or not said.is_day or not same_day(said, when):
        return False
    return clause.words <= 14 and not _DISAGREES.search(_NOT_THAT_DAY.sub(" ", clause.canon))


_NOT_THAT_DAY = re.compile(r"\b(?:no problem|not \w+day|why not)\b")


def _is_proposal(at: int, clauses: Sequence[Clause], agreed: Fact | None) -> bool:
    clause, text = clauses[at], clauses[at].canon
    if _HANDS_OVER.search(text) and not _INVITES.search(text):
        return False
    if agreed and _amends(clause, agreed):
        return True
    asks = _PROPOSES.search(text) or (clause.is_question and clause.words <= 14)
    return bool(asks and (_MEET.search(text) or _about_meeting(at, clauses)))


def _amends(clause: Clause, agreed: Fact) -> bool:
    """ "Sorry, make that Tuesday", said after something was agreed."""
    last = max((c.line.index, c.order) for c in agreed.all_clauses)
    if clause.words > 14 or (clause.line.index, clause.order) <= last:
        return False
    moves = re.search(r"\b(?:make|move) (?:that|it)\b", clause.canon)
    return bool(moves or (_CORRECTS.search(clause.canon) and not _DISAGREES.search(clause.canon)))


def _same_party(one: Clause, other: Clause) -> bool:
    """The same speaker or, with sides known, a colleague: neither can agree for the other side."""
    return one.speaker == other.speaker or one.side == other.side != "unknown"


def _says_yes(clause: Clause) -> bool:
    agrees = answer(clause) in ("yes", "weak") or bool(_AGREES.search(clause.canon))
    return agrees and not clause.is_question


def _countered(no: int, clauses: Sequence[Clause], times: Mapping[int, Moment]) -> int | None:
    """The other time somebody offers in the breath in which they turn one down."""
    for at in range(no + 1, min(no + 8, len(clauses))):
        clause = clauses[at]
        if clause.speaker != clauses[no].speaker:
            break
        if at in times and not _DISAGREES.search(clause.canon):
            return at
    return no if no in times and _AGREES.search(clauses[no].canon) else None


def _about_meeting(at: int, clauses: Sequence[Clause]) -> bool:
    """Whether the last few lines were about meeting again."""
    here = clauses[at].line.index
    return any(
        here - c.line.index <= 4 and _MEET.search(c.canon) for c in clauses[max(0, at - 10) : at]
    )
