"""Calls that are not for a machine's draft: each reason with the words that gave it away.

Recall comes first: a tense call that gets a cheerful draft costs a customer, a calm one that a
person writes by hand costs five minutes. But prices, a security review or a renewal date are
everyday business and must not silence the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import get_args

from leads.extraction.schema import Conversation, Evidence, Line, SensitiveReason

Reason = str

_PATTERNS: tuple[tuple[Reason, str], ...] = (
    ("negotiation", r"(?:best (?:and final )?(?:price|offer|you can do)|(?:come|go|get|bring|knock) (?:it |that |the price |anything )?(?:down|off|lower)(?: on)?(?: the)?(?: price)?\b.{0,30}(?:price|percent|%|\d|number|quote|seat)|(?:match|beat) (?:their|that|the competitor'?s?|the other) (?:price|offer|quote)|meet (?:us|you) (?:half ?way|in the middle)|counter ?-?offer|negotiat\w+|haggl\w+|(?:wiggle|more) room on (?:the )?(?:price|pricing|terms)|room (?:to move|for movement)|too expensive unless|sharpen (?:your|the) pencil|payment terms|(?:push|pushing) back on (?:the )?(?:price|pricing|terms|contract)|redline[sd]?|walk away (?:from|if|unless)|final offer|lower (?:the|your) price|price (?:cut|reduction))"),
    ("concession", r"(?:discount(?:ed|s|ing)?|waive[sd]?\b|waiving|free (?:months?|of charge|licen[cs]es?|seats?|year)|(?:months?|year|seats?) (?:for )?free\b|at no (?:extra |additional )?(?:cost|charge)|throw (?:in|it in)\b.{0,40}|(?:extend|extension of) (?:the |your |our )?(?:trial|contract|terms?) (?:for free|at)|credit (?:on|against|towards?|to) (?:your|our|the)|(?:we|i)(?:'ll| will| can| could) (?:give|offer|do|take|knock) (?:you )?(?:another |an extra )?\d{1,2} ?(?:%|percent)|\d{1,2} ?(?:%|percent) off\b|price (?:match|lock|freeze|hold)|special (?:price|pricing|deal|terms)|refund(?:ed|s|ing)?)"),
    ("complaint", r"(?:complain(?:t|ts|ed|ing)?\b|unacceptable|not acceptable|disappoint(?:ed|ing|ment)|let (?:us|me) down|(?:very|really|extremely|deeply|so|quite|pretty|not) (?:un)?happy (?:with|about)|unhappy|dissatisf\w+|frustrat(?:ed|ing|ion)|fed up|sick of|had enough|poor (?:service|support|experience)|terrible|horrible|awful|appalling|useless|(?:you|your team) (?:promised|said you would|never|still have(?:n't| not)|did(?:n't| not) (?:deliver|respond|call|reply|fix|tell))|nobody (?:called|replied|answered|responded|got back)|no one (?:called|replied|answered|responded|got back)|keeps? (?:crashing|breaking|failing|going down|happening)|third time|(?:still|again) (?:not (?:working|fixed)|broken|down)|not what we (?:were promised|paid for|signed up for|bought)|waste of (?:time|money)|lost (?:trust|confidence|faith|patience)|losing (?:trust|confidence|faith|patience))"),
    ("legal", r"(?:lawyers?|attorneys?|law ?suit|litigation|su(?:e|ing) (?:you|us|them)|legal (?:action|proceedings|claim|threat|dispute|consequences|notice|liability)|breach (?:of|the) (?:the |our |your )?(?:contract|agreement|sla|gdpr|terms|law)|(?:in|material) breach|liabilit(?:y|ies)|liable|indemni\w+|damages|subpoena|regulator\w*|gdpr (?:violation|fine|complaint)|data protection authority|non-?compliance|arbitration|cease and desist|terminate for cause|sanctions?|fraud|discriminat\w+|harass\w+|nda (?:breach|violation)|ombudsman|court\b)"),
    ("security_incident", r"(?:security (?:incident|breach|hole|vulnerability|issue|problem)|data (?:breach|leak|loss|exposure)|(?:were|was|been|got|being|getting) (?:hacked|breached|compromised|phished)|hack(?:ed|ers?)\b|ransomware|malware|phishing|unauthori[sz]ed access|leaked|data (?:was|were|is|has been|got) (?:exposed|leaked|stolen|lost|deleted|accessed)|someone (?:else )?(?:could|can|was able to) (?:see|access) (?:our|your|other)|(?:see|saw|seeing|shown) (?:another|other|someone else's) (?:customer|client|compan)\w*(?:'s|s')? data|credentials (?:were|got|have been|leaked|exposed)|stolen|zero-?day|cyber ?attack|intrusion|exposed (?:data|records|passwords|credentials))"),
    ("escalation", r"(?:escalat(?:e|ed|ing|ion)|(?:speak|talk) (?:to|with) (?:your|a|the) (?:manager|boss|supervisor|ceo|vp|director|head)|(?:your|our|the) (?:ceo|vp|board|executive|cto|cfo|leadership) (?:is|are|was|wants?|has|have|asked|heard|will).{0,40}(?:upset|angry|involved|asking|furious|explanation|unhappy|livid|answers)|outage|(?:system|service|platform|site|production|everything|it) (?:was|is|went|has been|goes|keeps going|been) down\b|sev(?:erity)?[ -]?(?:1|one)|p1\b|critical (?:incident|failure|outage)|root cause|post-?mortem|missed (?:the )?(?:sla|deadline|delivery|go-?live)|sla (?:breach|violation|credits?)|service credits?)"),
    ("churn", r"(?:cancel(?:l?ed|l?ing|l?ation)?(?: (?:the|our|my|this))?(?: (?:contract|subscription|account|licen[cs]e|service|agreement|renewal|plan|order))?\b|not (?:going to |gonna |be )?renew(?:ing)?|won'?t (?:be )?renew(?:ing)?|(?:don'?t|do not) (?:plan|intend|want|think we(?:'ll| will)) (?:to )?renew|leav(?:e|ing) (?:you|your platform|followup|for (?:a |another |your )?(?:competitor|vendor))|switch(?:ing)? (?:to|away|over to|vendors?|providers?)(?: (?:a|another|your) (?:competitor|vendor|provider))?|mov(?:e|ing) (?:to|over to|away to) (?:a|another|your|the) (?:competitor|vendor|provider|tool|platform)|terminat(?:e|ing|ion)\b.{0,20}(?:contract|agreement|subscription|service)|exit clause|opt(?:ing)? out of the (?:contract|renewal)|(?:look|looking|evaluating|talking) (?:at|to|into|for) (?:alternatives|(?:an)?other (?:vendors?|options|providers?)|(?:your )?competitors?|a replacement)|downgrad(?:e|ing)|end (?:the|our) (?:contract|relationship|partnership)|pull(?:ing)? the plug|churn\w*|rip (?:it )?out|reconsider(?:ing)? (?:the|our|whether) (?:relationship|contract|renewal|partnership|whether)|reduce (?:the |our )?(?:seats|licen[cs]es|spend|contract))"),
    ("bad_news", r"(?:lay-?offs?|laid off|laying off|redundan(?:cy|cies|t)|let (?:\w+ )?go (?:of )?(?:\w+ )?(?:people|staff|team|half|of|employees)|(?:was|were|been|being|got) let go|lost (?:my|his|her|their) job|restructur\w+|job cuts|headcount (?:cut|reduction|freeze)|hiring freeze|passed away|died|death|funeral|bereave\w+|condolences|sorry for your loss|(?:my|his|her|our) (?:late )?(?:father|mother|wife|husband|son|daughter|dad|mum|mom|colleague|brother|sister) (?:is|was|has|had|passed|died).{0,30}(?:ill|sick|cancer|hospital|away|died|surgery|stroke|accident)|cancer|hospital|diagnos(?:ed|is)|miscarriage|divorce|serious(?:ly)? ill|sick leave|bankrupt\w*|insolven\w*|chapter 11|(?:shut|shutting|closing) (?:down|the (?:company|office|business))|acquired by|out of business|budget (?:was|has been|got|is) (?:cut|frozen|slashed|pulled)|stroke|accident|suicide|resign(?:ed|ing|ation)?\b)"),
    ("anger", r"(?:furious|angry|anger|outrag\w+|livid|pissed|ridiculous|joke\b(?=.{0,20}(?:service|support|this))|this is a joke|unbelievable|how dare|disgrace\w*|disgust\w*|shame on|shut up|damn|hell\b|bullshit|crap\b|fuck\w*|shit\w*|are you kidding|insult\w*|don'?t you (?:ever|dare)|(?:what|why) the hell|screwed|lied to|(?:you|you're) (?:are )?(?:liar|lying)|lies\b|incompetent|embarrass(?:ed|ing|ment)|blame[sd]?)"),
    ("complaint", r"(?:beschwer\w+|unzufrieden|enttäuscht|inakzeptabel|mécontent\w*|déçus?|inacceptable|plainte|insatisfech\w+|decepcionad\w+|inaceptable|queja\b)"),
    ("churn", r"(?:kündig\w+|résili\w+|cancelar (?:el|la|nuestro|nuestra)|rescindir)"),
    ("concession", r"(?:rabatt\w*|nachlass|remise\b|descuento\w*)"),
    ("legal", r"(?:anwalt|rechtsabteilung (?:droht|klagt)|avocats?\b|abogados?\b|klage\b|demanda judicial)"),
)  # fmt: skip
_COMPILED = tuple((reason, re.compile(rf"\b{body}(?!\w)", re.IGNORECASE)) for reason, body in _PATTERNS)
_EVERYDAY = re.compile(
    r"\b(?:no (?:complaints?|discounts?|issues?|liability|lawyers?)|not (?:angry|unhappy|disappointed)|can'?t complain|no need to escalate|"
    r"escalation (?:path|matrix|process|policy|contact)s?|(?:security|legal) (?:review|team|questionnaire|sign-?off)|discount(?:ed)? cash flow|"
    r"cancel(?:l?ing)? (?:the |our |this |that |my )?(?:meeting|call|appointment|invite|flight|noise)|noise[- ]cancell?ing|crashed? course|"
    r"incident (?:response|management) (?:plan|process|policy|tool)|phishing (?:simulation|training|test)\w*|hospital(?:s|ity)? (?:group|chain|customer|client|network|system)|"
    r"(?:anti-?)?(?:malware|fraud) (?:detection|protection|scanning|prevention)|liability insurance|dead(?:line|lock)|churn (?:rate|prediction|analysis|model|dashboard|report)s?|"
    r"standard payment terms|(?:cancel|undo) button|shell|hello|tennis court|food court|stroke of|root cause analysis (?:tool|feature|module))\b",
    re.IGNORECASE,
)
_LONGEST = 4_000
_SENTENCE_END = re.compile(r"(?<=[.?!…])\s+")


def sensitive(conversation: Conversation) -> tuple[SensitiveReason, ...]:
    """Every reason once per passage it shows in, in the order of the call."""
    return tuple(r for line in conversation.lines for r in _in_line(line))


def _in_line(line: Line) -> Iterator[SensitiveReason]:
    text = line.text[:_LONGEST].replace("’", "'")
    shadow = _EVERYDAY.sub(lambda m: " " * len(m.group()), text)
    seen: set[Reason] = set()
    for reason, pattern in _COMPILED:
        if reason not in seen and (found := pattern.search(shadow)):
            seen.add(reason)
            start, end = _sentence_around(line.text, found.start(), found.end())
            yield SensitiveReason(reason, Evidence(line.index, line.text[start:end], start, end))  # type: ignore[arg-type]


def _sentence_around(text: str, start: int, end: int) -> tuple[int, int]:
    """The sentence a match stands in, at most about 300 characters of it."""
    first, last = max(0, start - 150), min(len(text), end + 150)
    for cut in _SENTENCE_END.finditer(text, first, last):
        if cut.end() <= start:
            first = cut.end()
        elif cut.start() >= end:
            last = cut.start()
            break
    while first < start and text[first].isspace():
        first += 1
    while last > end and text[last - 1].isspace():
        last -= 1
    return first, last
