"""The word classes the rules share. Ordinary work vocabulary, nothing about any one industry.

Changing a list changes what counts as a promise or a task everywhere: measure before and after.
"""

from __future__ import annotations

import re


def words(text: str) -> frozenset[str]:
    """The words of a list written as plain text."""
    return frozenset(text.split())


# Something is handed over, arranged or found out: work that outlives the call.
DELIVER = words(
    "focus send email mail forward share provide prepare deliver submit circulate distribute "
    "draft write "
    "schedule book arrange organise organize setup confirm check verify review follow ping reach "
    "contact call phone email introduce connect loop invite sign countersign approve "
    "escalate raise "
    "investigate research collect gather compile put update upload post print order ship install "
    "configure test evaluate report document summarise summarize note create build make design "
    "develop produce generate calculate estimate cost quote price include add fix change correct "
    "revise edit finalise finalize complete finish fill present bring get give ask speak talk find "
    "look dig work watch figure sort chase remind extend grant issue refund credit pull run "
    "set go take start continue try buy purchase pay donate contribute pledge match support commit "
    "transfer invest join sponsor hire record analyse analyze assess define determine decide "
    "discuss explore identify handle manage own drive lead coordinate plan propose suggest clarify "
    "show model develop study read return resend respond reply answer consult transcribe label "
    "archive delete recode download grab store copy move turn rewire provision migrate onboard "
    "nominate assign appoint align liaise hunt track monitor measure compare benchmark train "
    "demo pilot trial roll launch release deploy ship swap replace provide organise do"
)
# Handing something to the other side: a weak modal ("I can send you ...") still counts here.
HAND_OVER = words(
    "send email mail forward share provide give get introduce connect loop schedule book "
    "arrange "
    "set prepare draft write put confirm check ask follow ping call circulate submit resend find "
    "look organise organize invite test try bring take review"
)
# Of those, what nobody does on the spot: enough among colleagues too.
SEND = words(
    "send email mail forward share provide schedule book arrange circulate introduce invite "
    "prepare submit draft"
)
TRANSACT = words(
    "donate give pay contribute buy purchase order sign pledge match spare chip transfer "
    "invest "
    "support sponsor subscribe commit throw offer help do go donating giving paying contributing "
    "buying ordering signing supporting sponsoring helping making make start add increase send"
)
# Said of the talk itself; a promise only when a later time is named.
IN_CALL = words(
    "show start share walk skip go pull stop turn talk tell read explain move come hand "
    "pass jump "
    "leave let back begin wait hold repeat rephrase restate finish ask switch stick say speak "
    "mention shut mute unmute quit use present click open run try describe drop cover point keep "
    "continue end give get take put do summarise summarize recap sit stand try"
)
# Asked for and done on the spot.
MOMENTARY = words(
    "show start walk skip pull stop turn explain move hand pass jump leave let back begin "
    "hold repeat rephrase finish switch stick say speak mention mute click open scroll see "
    "hear wait try continue keep be have do guess lay throw end"
)
NOT_ACTIONS = words(
    "be say bet guess admit think see know need want have like assume lose expect "
    "imagine remember "
    "recognize recognise understand mean tend notice love hate become never always stay end "
    "believe suppose wonder hear feel agree disagree concede venture argue forget worry enjoy miss "
    "die happen remain seem exist live sleep eat lie hope prefer actually also only still so too "
    "not of if i we just probably and that it the a to by in me my what when where this there as "
    "or but for with on at you he she they his her their your our all any more less much very "
    "bother spend appreciate wish trust kill sound fall refer get_used"
)
# Costs something: an amount or a yes is needed, and enough.
COSTS = (
    TRANSACT - HAND_OVER - words("help do go make start add increase helping making offer throw")
)
ING_FOR_PROMISE = words(
    "sending emailing mailing forwarding giving donating bringing booking scheduling "
    "paying "
    "buying ordering signing taking contributing delivering shipping sharing"
)

FUTURE = re.compile(
    r"\b(?:tomorrow|tonight|later (?:today|on|this)|next (?:week|month|year|quarter|time|"
    r"meeting|call|"
    r"session|monday|tuesday|wednesday|thursday|friday|few|couple|two|three)|"
    r"by (?:the )?(?:end|close|"
    r"monday|tuesday|wednesday|thursday|friday|saturday|sunday|tomorrow|then|next|noon|eod|cob|\d)|"
    r"(?:on|this|coming|before) (?:monday|tuesday|wednesday|thursday|friday|saturday|"
    r"sunday|weekend)|"
    r"this (?:week|afternoon|evening|month|quarter)|after (?:the|this|our) (?:call|meeting)|"
    r"end of (?:the )?(?:day|week|month|quarter|year)|(?:with)?in (?:the next |a |an |"
    r"\d+ |two |three |few |"
    r"a few |a couple of )*(?:minutes?|hours?|days?|weeks?|months?)|first thing|"
    r"right away|asap|eod|cob|shortly|soon|"
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december)|"
    r"before (?:the|we|our|your|lunch|next|noon)|today|off ?- ?line|today)\b"
)
MONEY = re.compile(
    r"[$€£]\s?\.?\d[\d.,]*(?:k|m)?|(?<![\w.,])[\d.,]*\d[$€£¢]"
    r"|(?<![\w.,$€£])\.\d{1,2}\b|(?<![\w.,])\d[\d.,]*(?:%|k\b)?(?: ?(?:percent|dollars?|"
    r"cents?|euros?|pounds?|bucks?|usd|eur|gbp|¢|%))"
    r"|\b(?:a|one|two|three|four|five|six|seven|eight|nine|ten|fifteen|twenty|twenty five|"
    r"thirty|fifty|half a|"
    r"hundred|one hundred|thousand) (?:dollars?|cents?|euros?|pounds?|bucks?|percent|"
    r"quarter|dime|nickel|penny)\b"
    r"|(?<![\w.,])\d+\.\d\d\b"
)
REFUSAL = re.compile(
    r"\b(?:unfortunately|can not|will not|would not|could not|do not want|not (?:be )?able|unable|"
    r"not (?:interested|going|ready|right now|now|today|at this|at the moment|this time|"
    r"comfortable|willing|sure)|"
    r"no thanks?|no thank you|sorry|already|rather not|wish i could|would if|afraid|decline|refuse|"
    r"another time|some ?day|in the future|hard for me|can afford nothing|nothing|pass on|"
    r"never|instead)\b"
)
_LEAD = (
    r"^(?:(?:well|oh|and|so|okay|alright|all right|great|good|ah|wow|hi|hello|thanks|"
    r"thank you)[ ,.!]+)*"
)
# "I would like to know more" asks, "I would like to" agrees.
_NOT_JUST_ASKING = r"(?! (?:know|hear|see|be|learn|have|find|think|understand|ask|read)\b)"
YES = re.compile(
    _LEAD + r"(?:ja|gerne|klar|natürlich|selbstverständlich|oui|bien sûr|d'accord|entendu|"
    r"volontiers|sí|claro|por supuesto|de acuerdo|vale|yes|sure|absolutely|definitely|"
    r"certainly|of course|gladly|will do|can do|no problem|not a problem|"
    r"(?:i am |we are )?(?:happy|glad|ready) to(?= (?:do|help|send|share|donate|give|"
    r"support|join|go|fund)\b|$)|(?:would|will) be (?:happy|glad) to|my pleasure|"
    r"with pleasure|"
    r"sounds (?:good|great|fine|perfect|like a plan)|that (?:works|is fine|"
    r"would be (?:great|fine|good|perfect)|sounds (?:good|great|fine|like a plan)|"
    r"should (?:work|be fine))|works for (?:me|us)|you got it|you bet|deal|agreed|"
    r"consider it done|let us do (?:that|it)|"
    r"for sure|(?:most|very) (?:definitely|certainly)|yes please|good idea|"
    r"i (?:would (?:be (?:fine|happy|glad|okay|delighted)|"
    rf"(?:love|like) to{_NOT_JUST_ASKING}|like that)|"
    r"do not mind|suppose so|guess so|guess i can)|"
    r"(?:i|we) (?:(?:most |very )?(?:definitely |certainly |surely )?(?:sure )?(?:will|"
    r"would|am|are|can|could)(?: definitely| certainly| too| gladly| sure| do (?:it|that|"
    r"so))*)$)"
    r"(?=$|[ ,.;!?-])"
)
# A murmur of assent: enough for a plain request, too little for anything that costs something.
YES_WEAK = re.compile(
    _LEAD + r"(?:okay|alright|all right|right|fine|perfect|great|mhm|uh-huh|good)(?:[ ,.]+(?:okay|"
    r"cool|great|good|then|sure|perfect|fine))*$"
)
NO = re.compile(
    r"^(?:(?:well|oh|ah|sure|yes|honestly)[ ,.!]+)*(?:nein|leider|malheureusement|non|"
    r"lamentablemente|no|nope|nah|not|unfortunately|sorry|i (?:can|could|will|do|"
    r"would) not|"
    r"we (?:can|could|will|do|would) not|i am (?:not|afraid|sorry)|maybe|perhaps|"
    r"i do not know|it depends|possibly|let me think|"
    r"i will (?:think|have to|see)|we will see|hard to say|but)\b"
)
