"""What one speaker wants another to do: questions, wishes and plain instructions."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

from leads.extraction.rules.lexicon import DELIVER, TRANSACT, words
from leads.extraction.rules.spoken import Clause

Form = Literal["question", "wish", "suggestion", "order", "imperative", "offer", "proposal"]

_SOFT = (
    r"(?: (?:please|maybe|perhaps|possibly|just|also|all|both|then|kindly|at least|"
    r"actually|go ahead and|"
    r"try to|be able to|guys|two|quickly|start|actually|directly|easily|simply|always|and|,|to))*"
)
_YOU = r"(?:you|someone|somebody|anyone|everyone|everybody|one of you|your team|your \w+)"
_VERB = r"(?P<verb>(?!not\b)[\w$£€.]+)"
_FORMS: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("offer", re.compile(rf"\b(?:shall|should|can|could|may) (?:i|we){_SOFT} {_VERB}")),
    ("offer", re.compile(rf"\b(?:do you want|would you like) (?:me|us) to{_SOFT} {_VERB}")),
    (
        "question",
        re.compile(
            rf"\b(?:can|could|will|would|may) {_YOU}{_SOFT} (?:be (?:willing|able|interested|open|"
            r"happy|up|comfortable|ready|comfortable) (?:to|in|for|with)?|consider|like to|mind|"
            rf"want to|care to) ?{_VERB}"
        ),
    ),
    ("question", re.compile(rf"\b(?:can|could|will|would) {_YOU}{_SOFT} {_VERB}")),
    (
        "question",
        re.compile(
            r"\b(?:are you|are you guys)(?: \w+)? (?:willing|able|ready|interested|open|going|"
            rf"prepared|comfortable|happy|okay|fine) ?(?:to|in|with)?{_SOFT} {_VERB}"
        ),
    ),
    (
        "question",
        re.compile(
            r"\b(?:how (?:would|do) you feel about|what do you think about|"
            rf"what would you say to) {_VERB}"
        ),
    ),
    (
        "question",
        re.compile(
            r"\b(?:can|could|may) (?:i|we|they|the \w+|\w+) (?P<verb>count) on (?:you|your)\b"
        ),
    ),
    (
        "question",
        re.compile(r"(?:(?<!do )\byou like|\byou (?:want|care|wish)) to (?P<verb>join|\w+)\b"),
    ),
    (
        "question",
        re.compile(
            r"\b(?:do you (?:want to|think you (?:can|could|would|will|might)|"
            rf"mind))(?: be able to| be willing to| like to)?{_SOFT} {_VERB}"
        ),
    ),
    (
        "question",
        re.compile(
            r"\b(?:is it|would it be|is there any|any) (?:possible|chance|way)(?: for you|"
            rf" that you| you| we)?(?: to| could| can){_SOFT} {_VERB}"
        ),
    ),
    ("question", re.compile(r"\b(?:how|what) about (?:you )?(?P<verb>\w+ing)\b")),
    (
        "wish",
        re.compile(
            r"\b(?:i|we)(?: would| will| do| really| just| also| am going to|"
            r" are going to)* (?:like|need|want|love|ask|asking|prefer|"
            rf"expect)(?: for)? (?:{_YOU}(?: guys| two| all)?|[a-z]+(?: and [a-z]+)?|"
            rf"the [\w ]{{2,30}}?) to{_SOFT} {_VERB}"
        ),
    ),
    (
        "wish",
        re.compile(
            r"\b(?:would|will) (?:be )?(?:great|good|helpful|nice|appreciate it|lovely|ideal|"
            rf"awesome|interesting|useful|grateful) if {_YOU}(?: could| can| would)?{_SOFT} {_VERB}"
        ),
    ),
    ("wish", re.compile(rf"\bif {_YOU} (?:could|can|would|will){_SOFT} {_VERB}")),
    (
        "suggestion",
        re.compile(
            rf"\b(?:maybe|perhaps|i think|i guess|i hope|you know)?,? ?{_YOU}(?: two| guys|"
            rf" both)? (?:can|could|should|might|may|ought to)(?: want to)?{_SOFT} {_VERB}"
        ),
    ),
    (
        "order",
        re.compile(
            r"\b(?:you|you two|you guys|you both|everyone|everybody|each of you|"
            r"the two of you)(?: all| both| guys| two| just| each| therefore| now|"
            r" probably)* (?:have to|need to|must|will have to|will need to|are to|get to|"
            rf"have got to|got to){_SOFT} {_VERB}"
        ),
    ),
    (
        "order",
        re.compile(
            r"\b(?:you|you two|you guys|you both|everyone|everybody|each of you|"
            r"the two of you)(?: all| both| guys| two| just| each| therefore| now| probably|"
            r" basically)* (?:will be going to|are going to be|are going to|will be|will|"
            rf"are){_SOFT} {_VERB}"
        ),
    ),
    (
        "order",
        re.compile(
            r"(?:^|[, ])you(?: two| guys| just)? (?P<verb>work on|focus on|look into|take care of|"
            r"handle|deal with)\b"
        ),
    ),
    (
        "imperative",
        re.compile(
            r"(?:^|[,;:] ?|\b(?:and|so|then|please|but|okay|also) )(?:please )?(?P<verb>send|"
            r"email|forward|share|bring|prepare|complete|check|remember to|make sure|let me know|"
            r"let us know|get back|keep me|give me|give us|provide|review|confirm|talk to|try to|"
            r"come up)\b"
        ),
    ),
    (
        "proposal",
        re.compile(
            r"\b(?:shall we|let us|we should|we could|we can|should we|why do not we|can we|"
            rf"could we|how about we){_SOFT} {_VERB}"
        ),
    ),
)
_INFORMATION = words(
    "tell explain hear see repeat say imagine describe remind show mute know think mean "
    "remember guess understand "
    "help thinking_ believe elaborate expand clarify speak talk share_ walk pass zoom "
    "scroll wait hold be have "
    "want say need notice picture spell feel not find_ agree like use still even really "
    "always do only ever never"
)

_THINK_ABOUT = re.compile(r" (?:about|of|through|over|up)\b")
# "Because you're going to ...", "the crowd that you are watching": told about, not told to.
_SAID_OF = re.compile(
    r"(?:^|\b)(?:because|that|if|when|where|whether|while|as|which|what|whatever|how|until|since|"
    r"before|after|so that|like|once|than|whose|who)(?: \w+)?\s*$"
)
# "Because you'll have to press it", "if you want to zap, you can": how things work, not who does
# what. "Or you could ..." weighs one more way.
_EXPLAINS = re.compile(
    r"^(?:(?:and|so|but|well|yes|okay|then|also|just|maybe|i mean|you know|,) ?)*"
    r"(?:because|cause|if|when|whenever|since|unless|like|usually|or|in case|so that|whether)\b"
    r"|\b(?:if|when|whenever|until|every time|in case) (?:you|they|people|somebody|someone)\b"
)
# "The team will collect it and send it on": the same subject goes on, nobody is told to.
_SAID_BEFORE = re.compile(
    r"\b(?:i|we|they|he|she|it|who|which|that|will|would|can|could|should|to|has|have|is|are)\b"
)
_PHRASES = frozenset(
    {
        "make",
        "count",
        "work on",
        "focus on",
        "look into",
        "take care of",
        "handle",
        "deal with",
        "set",
        "let",
        "remember to",
        "keep me",
        "let me know",
        "let us know",
        "get back",
        "give me",
        "give us",
        "make sure",
        "talk to",
        "try to",
        "come up",
    }
)
_STATES = words(
    "getting having being going seeing hearing receiving wondering asking saying talking "
    "something anything able looking_ paying losing needing wanting"
)
_EVEN_SO: dict[Form, tuple[str, ...]] = {
    "question": ("help",),
    "order": ("think", "find"),
    "wish": ("think", "find"),
}


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody is to do something; the predicate begins at `canon[at:]`, at its verb."""

    clause: Clause
    form: Form
    verb: str
    at: int
    begins: int


def request(clause: Clause) -> Request | None:
    """What a clause asks for, or None. A question for information is not a request."""
    text = clause.canon
    for form, pattern in _FORMS:
        for found in pattern.finditer(text):
            verb = found["verb"]
            if form in ("order", "suggestion") and (
                _SAID_OF.search(text[: found.start()]) or _EXPLAINS.search(text)
            ):
                continue
            if form == "imperative" and _SAID_BEFORE.search(text[: found.start()]):
                continue
            if verb in _INFORMATION and verb not in _EVEN_SO.get(form, ()):
                continue
            plain = stem(verb)
            if (
                form == "order"
                and verb.endswith("ing")
                and " be " in found.group()
                and verb not in _STATES
            ):
                return Request(clause, form, verb, found.start("verb"), found.start())
            if (
                plain in DELIVER
                or (verb in _EVEN_SO.get(form, ()) and plain != "think")
                or (plain == "think" and _THINK_ABOUT.match(text[found.end() :]))
                or plain in TRANSACT
                or verb in _PHRASES
            ):
                return Request(clause, form, verb, found.start("verb"), found.start())
    return None


def stem(verb: str) -> str:
    """The plain form of an -ing form, near enough to look it up."""
    if not verb.endswith("ing") or len(verb) < 5:
        return verb
    base = verb[:-3]
    if base in DELIVER:
        return base
    if base + "e" in DELIVER:
        return base + "e"
    return base[:-1] if len(base) > 2 and base[-1] == base[-2] else base
