"""What the call was about: needs, numbers, decisions, problems, worries and dates that bind."""

from __future__ import annotations

import re
from collections.abc import Sequence

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.foreign import needs
from leads.extraction.rules.lexicon import MONEY, words
from leads.extraction.rules.spoken import Clause
from leads.extraction.rules.when import due_phrase

_NEED = re.compile(
    r"\b(?:we (?:really |also |would |will |do )*(?:need|want|require|are looking for|"
    r"are trying to|are hoping to|have to have|must have|care about)|"
    r"our (?:main |biggest |top |key |first |number one )*(?:goal|priority|priorities|"
    r"requirement|requirements|objective|target|criteria|need|focus)|"
    r"important (?:to|for) us|what matters|most important|the reason (?:we|i)|must-have|"
    r"key requirement|top priority)\b"
)
_PROBLEM = re.compile(
    r"\b(?:problem|problems|challenge|challenges|struggl\w+|pain|bottleneck|too (?:slow|"
    r"long|many|much|manual)|manually|by hand|"
    r"frustrat\w+|broken|breaks|fails?|failing|losing|lost|wast\w+|error-prone|errors|"
    r"mistakes|complain\w*|hard to|difficult|"
    r"keeps? (?:crashing|failing|breaking|happening)|falls? through|missed|missing|"
    r"delays?|delayed|downtime|spreadsheets?|"
    r"issue|issues|costs us|takes (?:us )?(?:\w+ )?(?:hours|days|weeks|ages|forever))\b"
)
_DECISION = re.compile(
    r"\b(?:we (?:have )?(?:decided|agreed|chose|settled|picked|signed|approved)|(?:we are|"
    r"we will be|i am|let us) go(?:ing)? (?:with|ahead|for)|"
    r"decision (?:is|was|will be)|approved|signed off|agreed|got (?:the )?budget|"
    r"budget (?:is|was|of)|has the final say|decision maker|"
    r"we (?:currently|already|now) (?:use|have|run|pay|work)|we (?:use|run|have|pay|do|"
    r"did|grew|spend|process|handle|ship|serve|operate) \b)\b"
)
_NUMBER = re.compile(
    r"\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|"
    r"fifteen) (?:[a-z]+s)\b|(?<![\w.])\d[\d.,]*(?:%|k|m|x)?\b|\b(?:hundred|thousand|"
    r"million|dozen|twenty|thirty|forty|fifty|sixty|percent|half of)\b"
    r"|\b(?:\w*(?:zehn|zwanzig|dreißig|vierzig|fünfzig|sechzig|siebzig|achtzig|neunzig|hundert|"
    r"tausend)|zwölf|prozent|vingt|trente|quarante|cinquante|soixante|cents?|mille|veinte|treinta|"
    r"cuarenta|cincuenta|ciento?s?|mil)\b"
)
_CONCERN = re.compile(
    r"\b(?:worr(?:y|ied|ies)|concern(?:ed|s|ing)?|nervous|hesitant|hesitat\w+|risky|risk|"
    r"afraid|anxious|too expensive|over (?:our )?budget|"
    r"push ?back|not convinced|skeptical|sceptical|deal-?breaker|hard to justify|burned|"
    r"bad experience|not comfortable|uncomfortable|"
    r"my (?:only |biggest |main )?(?:fear|worry|hesitation|doubt)|doubts?|reservations?|"
    r"stumbling block|sticking point|hard sell)\b"
)
_NO_CONCERN = re.compile(
    r"\b(?:no|not|any|without|isn't|aren't) (?:\w+ ){0,2}(?:worr\w+|concern\w*|risk\w*|"
    r"issue\w*|problem\w*)\b|\bno worries\b|\bdo not worry\b|\b(?:as far as|"
    r"concerned about nothing)\b"
)
_BINDS = re.compile(
    r"\b(?:deadline|due|expires?|expiring|go(?:ing)? live|go-live|launch\w*|renewal|"
    r"renews?|contract ends|runs out|sign-?off|cut-?off|no later than|at the latest|"
    r"(?:need|needs|have|has|must|want)(?: to| this| it| that| everything| them|be|done|"
    r"in place| \w+){0,4} .{0,60}\b(?:by|before|until)|before the|by the end of)\b"
)
_SMALL_TALK = re.compile(
    r"\b(?:weather|weekend|holiday|football|kids|coffee|lunch|rain|sunny|vacation|traffic|"
    r"birthday|christmas|hear me|see my screen|mute)\b"
)
_AT_MOST = 6
_ENOUGH = 1.6
_LONG = 32  # words: a longer sentence is rarely one point
_LEADS_IN = re.compile(
    r"^(?:(?:and|but|so|well|okay|yes|no|yeah|right|also|then|because|honestly|actually|basically|"
    r"anyway|hm|oh|one more thing|you know|i mean|great|cool|,)[ ,]*)*"
)
_LOOSE = re.compile(
    r"^(?:they|he|she|that|this|those|these|them|which|there you|here|"
    r"it(?! (?:takes?|took|costs?|means|happens)\b)|one of)\b"
)
_VERB = re.compile(
    r"\b(?:am|is|are|was|were|be|been|have|has|had|do|does|did|will|would|can|could|should|must|"
    r"may|might|need|needs|want|wants|use|uses|run|runs|take|takes|took|cost|costs|get|gets|got|"
    r"go|goes|went|come|comes|came|make|makes|made|lose|loses|lost|pay|pays|paid|keep|keeps|kept|"
    r"know|knows|say|says|said|think|work|works|stop|stops|start|starts|end|ends|expire|expires|"
    r"renew|renews|sign|signs|agreed|grew|miss|misses|spend|spends|spent|ship|fill|fills|send|"
    r"sends|ask|asks|hope|plan|plans|look|maintain|handle|serve|close|closes|[a-z]{3,}ed)\b"
)
_RHETORIC = re.compile(
    r"(?:let us|let me|imagine|suppose|(?:how|what|why|where|when|who|do|does|can|could|should) "
    r"(?:do|does|did|is|are|can|could|should|would|will|we|you|i|it))\b"
)
_DAY_FIRST = re.compile(r"(?:on )?(?:mon|tues|wednes|thurs|fri|satur|sun)day\b")
_BARE = words(
    "i you we it they he she that this a an the to of in on at for with and or but so not no is "
    "are was were be have has had do does did will would can could just really very then there "
    "here what which who my your our their his her its them us me as if because from by about "
    "problem problems issue issues thing things lot bit good great fine okay yes well now today "
    "know think guess mean got get going said say see look right actually also too some any all"
)


def informative(clause: Clause) -> bool:
    """Whether a sentence tells something by itself: a subject of its own, a verb, some matter."""
    text = _LEADS_IN.sub("", clause.canon)
    if _LOOSE.match(text) or _DAY_FIRST.match(text) or not _VERB.search(text):
        return False
    if text.startswith(("if ", "when ", "because ", "except ")) and "," not in text:
        return False
    if _RHETORIC.match(text):
        return False
    return len({w for w in re.findall(r"[^\W_]{2,}", text) if w not in _BARE}) >= 3


_LOOSE_ABROAD = re.compile(
    r"^(?:(?:also|ja|und|aber|so|gut|alors|et|mais|oui|donc|pues|y|pero|sí|,)[ ,]*)*"
    r"(?:nein|moment|das|dies\w*|es|er|davon|da|dann|dort|il|elle|ils|elles|ça|c'est|eso|esto|"
    r"(?:ich|je|yo) (?:leite|bin|heiße|arbeite|suis|m'appelle|soy|trabajo|dirijo|dirige))\b"
)


def _stands_alone(clause: Clause) -> bool:
    """Abroad only what surely hangs on the sentence before is left out, and who says "I am"."""
    return not _LOOSE_ABROAD.match(clause.canon)


def concerns(clauses: Sequence[Clause]) -> list[Fact]:
    """What worries the other side (anybody, when sides are unknown)."""
    return [
        Fact("concern", c, 0, None)
        for c in clauses
        if c.side != "ours"
        and c.words >= 5
        and not c.is_question
        and _CONCERN.search(c.canon)
        and informative(c)
        and not _NO_CONCERN.search(c.canon)
    ]


def deadlines(clauses: Sequence[Clause]) -> list[Fact]:
    """Days by which something has to have happened on their side."""
    return [
        Fact("deadline", c, 0, None)
        for c in clauses
        if c.side == "theirs"
        and c.words >= 5
        and not c.is_question
        and _BINDS.search(c.canon)
        and informative(c)
        and due_phrase(c.line.text[c.tokens[0].start : c.tokens[-1].end])
    ]


def recap(clauses: Sequence[Clause], *, language: str = "en") -> list[Fact]:
    """The few points that mattered most, weightiest first."""
    clear = informative if language[:2] == "en" else _stands_alone
    plain = [c for c in clauses if clear(c)]
    scored = [(_weight(c) + 1.2 * needs(c, language), c) for c in plain]
    kept = sorted((s for s in scored if s[0] >= _ENOUGH), key=lambda s: (-s[0], s[1].line.index))
    out: list[Fact] = []
    for weight, clause in kept:
        if len(out) == _AT_MOST:
            break
        if not any(
            abs(f.clause.line.index - clause.line.index) == 0 or _same(f.clause, clause)
            for f in out
        ):
            out.append(Fact("recap", clause, 0, None, weight=weight))
    return out


def _same(one: Clause, other: Clause) -> bool:
    a, b = set(one.canon.split()), set(other.canon.split())
    return len(a & b) > 0.7 * min(len(a), len(b))


def _weight(clause: Clause) -> float:
    text = clause.canon
    if clause.is_question or not 5 <= clause.words <= 45 or _SMALL_TALK.search(text):
        return 0.0
    weight = (
        1.2 * bool(_NEED.search(text))
        + 1.1 * bool(_PROBLEM.search(text))
        + 1.2 * bool(_DECISION.search(text))
    )
    weight += 0.9 * bool(_NUMBER.search(text)) + 0.8 * bool(MONEY.search(text))
    weight -= 0.8 * (clause.words > _LONG)
    if clause.side == "theirs":
        return weight + 0.7
    return weight if clause.side == "unknown" else weight - 0.6  # they know what we said
