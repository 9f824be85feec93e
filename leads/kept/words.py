"""The word classes by which a deed is told from a plan. Changing a list changes what is proposed:
a word taken out of IRREALIS makes plans and doubts pass for deeds."""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


MODAL = _words("will shall ll going gonna can could to would promise")
ADVERBS = _words(
    "also just then definitely certainly probably actually still really already finally now "
    "quickly personally to have all both since even recently successfully gladly happily try and"
)
# In a clause with one of these nothing is reported as done.
IRREALIS = _words(
    "not never no nobody none without if unless until till once when whenever after before "
    "whether will would should could might may must going gonna shall cannot can almost nearly "
    "forgot forget failed fail tried hope hoping hoped want wanted wanting wish supposed meant "
    "waiting wait yet why what how who need needs needed let plan planned planning ask asked "
    "asking promised tomorrow hardly barely instead wrong missing thought did does do"
)
HAND_OVER = _words(
    "send share forward mail email give provide deliver submit circulate upload pass resend "
    "get attach post supply ship return distribute"
)
RECEIVED = _words("receive get see read have review open find")
DONE = _words("do finish complete sort ready wrap")
SUBJECTS = _words("i we you they he she it who")
PARTICLES = _words("over across up out off back through along down together in on away")
BREAKS = _words(
    "for to of with about from at by via as so and or that which who because since regarding "
    "into under between is are was were be been has have had"
)
SKIPPED = _words(
    """
    i you he she it we they me him her us them my your his its our their mine yours ours the a
    an this that these those some any all both each every one ones there here just also already
    then now well okay ok yes yeah so really very please actually finally thing things stuff
    everything something anything as promised discussed mentioned agreed uh um eh er ah oh hm
    hmm mm mhm like know mean guess maybe kind sort way ways lot lots part look looks point time
    times get getting got go going gone try trying take taking taken make making come coming put
    be being have having work working use using say saying tell run running keep start person
    email mail message too people somebody someone anybody anyone everybody everyone guy guys
    role case
    """
)
GENERIC = _words(
    "updated new full final revised latest first second detailed short quick brief whole complete "
    "little few couple more other same good great nice copy version bit set lot entire own two "
    "three very much initial additional further"
)
TIMES = _words(
    "today tomorrow yesterday tonight morning afternoon evening week weeks month months day days "
    "monday tuesday wednesday thursday friday saturday sunday next last end eod january february "
    "march april june july august september october november december hour hours minute minutes "
    "soon later earlier ago shortly quarter year weekend"
)
# Past forms that report words, not deeds.
TALK = _words(
    "promised discussed mentioned agreed said told meant wanted needed liked used had was"
)

# Where the thing promised ends and the next clause begins.
NEXT = _words("and or so because if when once but that which while unless until")
