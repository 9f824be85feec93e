"""What a speaker undertakes in their own words: "I'll send the deck by Friday".

Also how firmly: a hedge ("I'll try") or a condition ("if legal agrees") is kept, because a
follow-up that turns it into a plain promise would be an invention.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Strength

Mood = Literal["promise", "willing", "able", "duty", "wish", "bare"]

_ADVERBS = (
    r"(?: (?:also|just|then|definitely|certainly|surely|absolutely|gladly|happily|personally|"
    r"actually|probably|maybe|perhaps|possibly|likely|still|now|really|simply|both|all|quickly|"
    r"immediately|of course|for sure|by \w+day|tomorrow|today|first|go ahead and|even|"
    r"go and|try and|"
    r"come and|agree to|try to|do my best to|do our best to|be able to|be happy to|be glad to|"
    r"be more than happy to|have to|need to|at least|kind of|sort of|at some point|,))*"
)
_WHO = r"(?:\b(?:i|we|\w+ and (?:i|myself)|(?:i|me) and \w+)\b)"
_PROMISE = re.compile(
    rf"{_WHO}{_ADVERBS} (?:will|shall|(?:am|are){_ADVERBS} going to|promise (?:to|i will|"
    r"we will)|commit to|"
    rf"guarantee|undertake to|pledge){_ADVERBS} (?P<verb>(?!not\b|i\b|we\b|"
    r"be (?:more than |very |sure )*(?:happy|glad|willing|able|interested|ready|pleased|"
    r"delighted|to)\b)[\w$£€.]+)"
)
_PROGRESSIVE = re.compile(rf"{_WHO}{_ADVERBS} (?:am|are){_ADVERBS} (?P<verb>(?!going\b)\w+ing)\b")
_WILLING = re.compile(
    rf"{_WHO}{_ADVERBS} (?:(?:(?:would|will)(?: certainly| definitely| gladly| also)* be|"
    r"am|are) (?:also |more than |very |quite |really "
    r"|certainly |definitely |absolutely )*(?:happy|glad|willing|ready|prepared|pleased|delighted|"
    r"interested|fine|honored|good|comfortable|able)(?: to| with| in)?|will be sure to|"
    r"would (?:really |definitely |very much |"
    r"certainly |also |gladly |still )*(?:love|like) to|(?:do|would) not mind|"
    r"have no problem|agree to|"
    r"do want to|would want to|want to|would|(?:can|could) (?:definitely|certainly|gladly|"
    r"happily|easily))"
    rf"{_ADVERBS} (?P<verb>(?!not\b|be\b|have\b|rather\b|like\b|love\b|very\b)[\w$£€.]+)"
)
_ABLE = re.compile(
    rf"{_WHO}{_ADVERBS} (?:can|could|may|might|should){_ADVERBS} (?P<verb>(?!not\b)\w+)"
)
_DUTY = re.compile(
    rf"{_WHO}{_ADVERBS} (?:need to|have to|have got to|got to|must|had better|ought to|"
    r"am supposed to|"
    r"owe|plan to|plan on|am planning to|am planning on|are planning to|am hoping to|hope to|"
    r"aim to|intend to|am trying to)"
    rf"{_ADVERBS} (?P<verb>(?!not\b)\w+)"
)
_WISH = re.compile(
    rf"{_WHO}{_ADVERBS} (?:want to|would like to|was going to|"
    rf"would){_ADVERBS} (?P<verb>(?!not\b)\w+)"
)
_LET_ME = re.compile(r"\blet (?:me|us)(?: just| also| go)* (?P<verb>\w+)")
_BARE = re.compile(
    r"^(?:(?:yes|sure|okay|absolutely|and|so|right|great|perfect|of course|no problem)[ ,.]*)*"
    r"(?:(?:(?:i|we) )?(?:will|can) do(?: (?:that|it|so))?"
    r"|(?:i|we) (?:certainly |definitely |surely |gladly )?(?:will|shall|would)(?: gladly|"
    r" too| also| as well| certainly| definitely)*|so (?:will|would) (?:i|we)"
    r"|(?:i|we) would (?:like|love) to|(?:i|we) (?:could|can) (?:certainly |definitely |probably )?"
    r"do (?:that|it)"
    r"|consider it done|leave (?:it|that) (?:with|to) (?:me|us)|(?:i am|we are) on it|on it"
    r"|(?:happy|glad|love) to(?: do (?:it|that|so))?|you (?:will|shall) have (?:it|that|them)\b.*"
    r"|(?:i|we) can (?:certainly |definitely )?do (?:that|it)|you have my word|"
    r"count me in|i am in)$"
)
_YOU_GET = re.compile(
    r"\byou (?:will|shall|are going to) (?:have|get|receive|see|hear)\b.*\b(?:by|from me|from us|"
    r"tomorrow|today|tonight|before|within|next week|this week|end of|monday|tuesday|"
    r"wednesday|thursday|friday)\b"
)
_HEDGE = re.compile(
    r"\b(?:try|tries|trying|might|maybe|perhaps|possibly|probably|likely|hope|hopefully|hoping|aim|"
    r"could|would|can not promise|no promises?|can not guarantee|not sure|i think|i guess|"
    r"i believe|"
    r"i suppose|see if|see whether|see what|do my best|do our best|should|may|at some point|"
    r"think about|consider|considering|plan|planning|intend|would like|want to)\b"
)
_CONDITION = re.compile(
    r"\b(?:if|unless|once|provided|assuming|as soon as|as long as|subject to|depending|depends|"
    r"pending|only when|contingent|until)\b"
)
_NOT_A_CONDITION = re.compile(
    r"\b(?:see|check|ask|know|find out|confirm|wondering|tell me|verify|test) if\b"
    r"|\bif (?:you (?:want|like|wish|prefer|would like)|that is (?:okay|fine|alright|all right)|"
    r"(?:that|it) (?:works|helps)(?: for you)?|needed|necessary|need be)(?: to)?$"
)
_REPORTED = re.compile(
    r"\b(?:said|says|saying|thought|told (?:you|me|him|her|them|us)|as if|i wish|used to|"
    r"would have|could have|should have|might have|what if|suppose|imagine|pretend|whenever|"
    r"every time|sometimes|usually|always|if i were|do you think|i do not think)\b"
)


@dataclass(frozen=True, slots=True)
class Promise:
    """A clause in which its speaker takes something on; `verb` starts at `canon[at:]`."""

    clause: Clause
    mood: Mood
    verb: str
    at: int  # where the predicate begins in the clause's canonical form
    verb_at: int = 0
    plural: bool = False


_LADDER: tuple[tuple[re.Pattern[str], Mood], ...] = (
    (_PROMISE, "promise"),
    (_WILLING, "willing"),
    (_DUTY, "duty"),
    (_ABLE, "able"),
    (_WISH, "wish"),
    (_LET_ME, "able"),
    (_PROGRESSIVE, "promise"),
)


def promise(clause: Clause) -> Promise | None:
    """The undertaking in a clause, however weak, or None. Judging it is `findings`' work."""
    text = clause.canon
    got = _YOU_GET.search(text)  # first: "you will have it by Friday" is more than a bare yes
    if got and not _REPORTED.search(text):
        return Promise(clause, "promise", "have", got.start())
    if _BARE.match(text):
        return Promise(clause, "bare", "do", 0, plural=text.startswith("we "))
    if _REPORTED.search(text):
        return None
    for pattern, mood in _LADDER:
        if found := pattern.search(text):
            plural = found.group().startswith("we")
            return Promise(clause, mood, found["verb"], found.start(), found.start("verb"), plural)
    return None


def strength(text: str, following: str = "") -> Strength:
    """How firm the words are: firm, tentative (hedged) or conditional.

    `following` is what the same speaker says right after, where a promise is often taken back
    by half ("... but I can't guarantee it").
    """
    if _CONDITION.search(_NOT_A_CONDITION.sub(" ", text)):
        return "conditional"
    if re.match(
        r"(?:but |though |although )*(?:only )?(?:if|unless|assuming|provided|as long as|"
        r"subject to)\b",
        following,
    ):
        return "conditional"
    taken_back = re.search(
        r"\b(?:no promises|not (?:promise|guarantee|sure|certain)|depends|do not hold me)\b",
        following,
    )
    return "tentative" if _HEDGE.search(text) or taken_back else "firm"
