"""Calls that are not for a machine's draft: each reason with the words that gave it away.

Recall comes first: a tense call that gets a cheerful draft costs a customer, a calm one that a
person writes by hand costs five minutes. But prices, a security review or a renewal date are
everyday business and must not silence the product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from leads.extraction.schema import Conversation, Evidence, Line, SensitiveReason

Reason = str

_PATTERNS: tuple[tuple[Reason, str], ...] = (
    ("negotiation",
            r"(?:best (?:and final )?(?:price|offer|you can do)|(?:come|go|get|bring|"
            r"knock) (?:it |that |the price |anything )?(?:down|off|"
            r"lower)(?: on)?(?: the)?(?: price)?\b.{0,30}(?:price|percent|%|\d|number|quote|seat)|"
            r"(?:match|beat) (?:their|that|the competitor'?s?|the other) (?:price|offer|quote)|"
            r"meet (?:us|you) (?:half ?way|in the middle)|counter ?-?offer|negotiat\w+|haggl\w+|"
            r"(?:wiggle|more) room on (?:the )?(?:price|pricing|terms)|room (?:to move|"
            r"for movement)|too expensive unless|sharpen (?:your|the) pencil|payment terms|"
            r"(?:push|pushing) back on (?:the )?(?:price|pricing|terms|contract)|redline[sd]?|"
            r"walk away (?:from|if|unless)|final offer|lower (?:the|your) price|price (?:cut|"
            r"reduction))"),
    ("concession",
            r"(?:discount(?:ed|s|ing)?|waive[sd]?\b|waiving|free (?:months?|of charge|"
            r"licen[cs]es?|seats?|year)|(?:months?|year|seats?) (?:for )?free\b|at no (?:extra |"
            r"additional )?(?:cost|charge)|throw (?:in|it in)\b.{0,40}|(?:extend|"
            r"extension of) (?:the |your |our )?(?:trial|contract|terms?) (?:for free|at)|"
            r"credit (?:on|against|towards?|to) (?:your|our|the)|(?:we|i)(?:'ll| will| can|"
            r" could) (?:give|offer|do|take|knock) (?:you )?(?:another |an extra )?\d{1,2} ?(?:%|"
            r"percent)|\d{1,2} ?(?:%|percent) off\b|price (?:match|lock|freeze|hold)|"
            r"special (?:price|pricing|deal|terms)|refund(?:ed|s|ing)?)"),
    ("complaint",
            r"(?:complain(?:t|ts|ed|ing)?\b|unacceptable|not acceptable|disappoint(?:ed|ing|ment)|"
            r"let (?:us|me) down|(?:very|really|extremely|deeply|so|quite|pretty|"
            r"not) (?:un)?happy (?:with|about)|unhappy|dissatisf\w+|frustrat(?:ed|ing|ion)|fed up|"
            r"sick of|had enough|poor (?:service|support|experience)|(?:terrible|horrible|awful|"
            r"appalling|useless) (?:service|support|experience|product|performance|job|response|"
            r"communication|quality)|(?:is|was|been|are|were|feels) (?:just |really |absolutely |"
            r"so |pretty |quite )?(?:terrible|horrible|awful|appalling|useless)(?! for (?:you|"
            r"your|me|us)\b)|(?:you|your team) (?:promised|said you would|never|still have(?:n't|"
            r" not)|did(?:n't| not) (?:deliver|respond|call|reply|fix|tell))|nobody (?:called|"
            r"replied|answered|responded|got back)|no one (?:called|replied|answered|responded|"
            r"got back)|keeps? (?:crashing|breaking|failing|going down|happening)|third time|"
            r"(?:still|again) (?:not (?:working|fixed)|broken|down)|not what we (?:were promised|"
            r"paid for|signed up for|bought)|waste of (?:time|money)|lost (?:trust|confidence|"
            r"faith|patience)|losing (?:trust|confidence|faith|patience))"),
    ("legal",
            r"(?:lawyers?|attorneys?|law ?suit|litigation|su(?:e|ing) (?:you|us|them)|"
            r"legal (?:action|proceedings|claim|threat|dispute|consequences|notice|liability)|"
            r"breach (?:of|the) (?:the |our |your )?(?:contract|agreement|sla|gdpr|terms|law)|"
            r"(?:in|material) breach|liabilit(?:y|ies)|liable|indemni\w+|damages|subpoena|"
            r"regulator\w*|gdpr (?:violation|fine|complaint)|data protection authority|"
            r"non-?compliance|arbitration|cease and desist|terminate for cause|sanctions?|fraud|"
            r"discriminat\w+|harass\w+|nda (?:breach|violation)|ombudsman|court\b)"),
    ("security_incident",
            r"(?:security (?:incident|breach|hole|vulnerability|issue|problem)|data (?:breach|"
            r"leak|loss|exposure)|(?:were|was|been|got|being|getting) (?:hacked|breached|"
            r"compromised|phished)|hack(?:ed|ers?)\b|ransomware|malware|phishing|"
            r"unauthori[sz]ed access|leaked|data (?:was|were|is|has been|got) (?:exposed|leaked|"
            r"stolen|lost|deleted|accessed)|someone (?:else )?(?:could|can|was able to) (?:see|"
            r"access) (?:our|your|other)|(?:see|saw|seeing|shown) (?:another|other|"
            r"someone else's) (?:customer|client|compan)\w*(?:'s|s')? data|credentials (?:were|"
            r"got|have been|leaked|exposed)|stolen|zero-?day|cyber ?attack|intrusion|"
            r"exposed (?:data|records|passwords|credentials))"),
    ("escalation",
            r"(?:escalat(?:e|ed|ing|ion)|(?:speak|talk) (?:to|with) (?:your|a|the) (?:manager|"
            r"boss|supervisor|ceo|vp|director|head)|(?:your|our|the) (?:ceo|vp|board|executive|"
            r"cto|cfo|leadership) (?:is|are|was|wants?|has|have|asked|heard|will).{0,40}(?:upset|"
            r"angry|involved|asking|furious|explanation|unhappy|livid|answers)|outage|(?:system|"
            r"service|platform|site|production|everything|it) (?:was|is|went|has been|goes|"
            r"keeps going|been) down\b|sev(?:erity)?[ -]?(?:1|one)|p1\b|critical (?:incident|"
            r"failure|outage)|root cause|post-?mortem|missed (?:the )?(?:sla|deadline|delivery|"
            r"go-?live)|sla (?:breach|violation|credits?)|service credits?)"),
    ("churn",
            r"(?:cancel(?:l?ed|l?ing|l?ation)?(?: (?:the|our|my|this))?(?: (?:contract|"
            r"subscription|account|licen[cs]e|service|agreement|renewal|plan|order))?\b|"
            r"not (?:going to |gonna |be )?renew(?:ing)?|won'?t (?:be )?renew(?:ing)?|(?:don'?t|"
            r"do not) (?:plan|intend|want|think we(?:'ll| will)) (?:to )?renew|leav(?:e|"
            r"ing) (?:you|your platform|followup|for (?:a |another |your )?(?:competitor|vendor))|"
            r"switch(?:ing)? (?:to|away|over to|vendors?|providers?)(?: (?:a|another|"
            r"your) (?:competitor|vendor|provider))?|mov(?:e|ing) (?:to|over to|away to) (?:a|"
            r"another|your|the) (?:competitor|vendor|provider|tool|platform)|terminat(?:e|ing|"
            r"ion)\b.{0,20}(?:contract|agreement|subscription|service)|exit clause|"
            r"opt(?:ing)? out of the (?:contract|renewal)|(?:look|looking|evaluating|"
            r"talking) (?:at|to|into|for) (?:alternatives|(?:an)?other (?:vendors?|options|"
            r"providers?)|(?:your )?competitors?|a replacement)|downgrad(?:e|ing)|end (?:the|"
            r"our) (?:contract|relationship|partnership)|pull(?:ing)? the plug|churn\w*|"
            r"rip (?:it )?out|reconsider(?:ing)? (?:the|our|whether) (?:relationship|contract|"
            r"renewal|partnership|whether)|reduce (?:the |our )?(?:seats|licen[cs]es|spend|"
            r"contract))"),
    ("bad_news",
            r"(?:lay-?offs?|laid off|laying off|redundan(?:cy|cies|t)|"
            r"let (?:\w+ )?go (?:of )?(?:\w+ )?(?:people|staff|team|half|of|employees)|(?:was|"
            r"were|been|being|got) let go|lost (?:my|his|her|their) job|restructur\w+|job cuts|"
            r"headcount (?:cut|reduction|freeze)|hiring freeze|passed away|died|(?:my|his|her|our|"
            r"their|\w+'s) (?:\w+ )?death|death (?:in the family|of (?:my|our|his|her|their|"
            r"a colleague))|funeral|bereave\w+|condolences|sorry for your loss|(?:my|his|her|"
            r"our) (?:late )?(?:father|mother|wife|husband|son|daughter|dad|mum|mom|colleague|"
            r"brother|sister) (?:is|was|has|had|passed|died).{0,30}(?:ill|sick|cancer|hospital|"
            r"away|died|surgery|stroke|accident)|cancer|hospital|diagnos(?:ed|is)|miscarriage|"
            r"divorce|serious(?:ly)? ill|sick leave|bankrupt\w*|insolven\w*|chapter 11|(?:shut|"
            r"shutting|closing) (?:down|the (?:company|office|business))|acquired by|"
            r"out of business|budget (?:was|has been|got|is) (?:cut|frozen|slashed|pulled)|(?:had|"
            r"suffered|having|after) a stroke|(?:had|in) an accident|car accident|suicide|"
            r"resign(?:ed|ing|ation)?\b)"),
    ("anger",
            r"(?:furious|angry|anger|outrag\w+|livid|pissed|ridiculous|joke\b(?=.{0,20}(?:service|"
            r"support|this))|this is a joke|(?:is|'s|just|absolutely|are|was) unbelievable|"
            r"how dare|disgrace\w*|disgust\w*|shame on|shut up|damn|hell\b|bullshit|crap\b|"
            r"fuck\w*|shit\w*|are you kidding|insult\w*|don'?t you (?:ever|dare)|(?:what|"
            r"why) the hell|screwed|lied to|(?:you|you're) (?:are )?(?:liar|lying)|lies\b|"
            r"incompetent|embarrass(?:ed|ing|ment)|blame[sd]?)"),
    ("complaint",
            r"(?:beschwer\w+|unzufrieden|enttäuscht|inakzeptabel|mécontent\w*|déçus?|inacceptable|"
            r"plainte|insatisfech\w+|decepcionad\w+|inaceptable|queja\b)"),
    ("churn", r"(?:kündig\w+|résili\w+|cancelar (?:el|la|nuestro|nuestra)|rescindir)"),
    ("concession", r"(?:rabatt\w*|nachlass|remise\b|descuento\w*)"),
    ("legal",
            r"(?:anwalt|rechtsabteilung (?:droht|klagt)|avocats?\b|abogados?\b|klage\b|"
            r"demanda judicial)"),
)  # fmt: skip
_COMPILED = tuple(
    (reason, re.compile(rf"\b{body}(?!\w)", re.IGNORECASE)) for reason, body in _PATTERNS
)
_EVERYDAY = re.compile(
    r"\b(?:no (?:complaints?|discounts?|issues?|liability|lawyers?)|not (?:angry|unhappy|"
    r"disappointed)|can'?t complain|no need to escalate|escalation (?:path|matrix|process|"
    r"policy|contact)s?|(?:security|legal) (?:review|team|questionnaire|sign-?off)|"
    r"discount(?:ed)? cash flow|cancel(?:l?ing)? (?:the |our |this |that |my )?(?:meeting|"
    r"call|appointment|invite|flight|noise)|noise[- ]cancell?ing|crashed? course|"
    r"incident (?:response|management) (?:plan|process|policy|tool)|"
    r"phishing (?:simulation|training|test)\w*|hospital(?:s|ity)? (?:group|chain|customer|"
    r"client|network|system)s?|(?:anti-?)?(?:malware|fraud) (?:detection|protection|"
    r"scanning|prevention)|liability insurance|dead(?:line|lock)|churn (?:rate|prediction|"
    r"analysis|model|dashboard|report)s?|standard payment terms|(?:cancel|undo) button|"
    r"shell|hello|tennis court|food court|stroke of|root cause analysis (?:tool|feature|"
    r"module))\b",
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
