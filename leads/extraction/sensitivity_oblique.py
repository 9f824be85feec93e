"""Tense things said sideways: "we're weighing up whether to carry on", "the end of my tether".

Families of everyday phrases rather than single sayings. Most need a person of the call in them
(we, you, my boss), because the same words tell of somebody else's business just as well.
"""

from __future__ import annotations

from leads.extraction.sensitivity_words import KIN, OLD, THIRD, Signal, signal

_SENIOR = (
    r"(?:boss|ceo|cfo|cto|coo|chief \w+(?: officer)?|(?:managing |finance )?director|president|"
    r"chair(?:man|woman)?|board|owner|head of \w+|vp)"
)
_UPSTAIRS = rf"(?:our|my|the) {_SENIOR}"
_SUM = r"(?:number|figure|price|amount|rate|quote|sum|cost)"
_LEAVE = (
    r"(?:carry on|continue|stay|keep (?:going|using|it|you)|renew|stick|go on|remain|work together)"
)
_HEARD = r"(?:excuses?|apolog\w+|promises|that again|it again|another word)"

OBLIQUE: tuple[Signal, ...] = (
    signal(
        "negotiation",
        r"sharpen (?:my|your|the) pencil",
        r"(?:on the commercials|at that price|at the price you)",
        rf"(?:at|with|past) (?:the|that|this) {_SUM} you",
        rf"if (?:the|your|that) {_SUM} (?:was|were|is|started|starts|began|came|comes|could|had)",
        r"(?:you'll|you will|you) (?:have to|need to|must|can|could) do (?:\w+ ){0,2}better",
        r"what (?:would|will) it take to (?:get this|close|sign)",
        r"(?:have|has|had|got) a deal",
        r"(?:my|our) hands (?:are|were) tied",
        r"(?:take|took|knock|shave) (?:\w+ ){0,3}(?:grand|thousand|hundred|percent|\d\S*) (?:out|"
        r"off)",
        r"gap between (?:what (?:you|we|i)|your|us)",
        r"(?:more|higher) than (?:i|we)(?:'d| had|'ve| have)?(?: been)? (?:\w+ )?"
        r"(?:planned|budgeted|pencilled|penciled|given|allowed|in mind|hoped)",
        r"(?:can't|cannot|couldn't|no way|never) (?:\w+ ){0,3}(?:get|sell|take|justify|defend|sign|"
        rf"put) (?:this|that|it)(?: {_SUM})? (?:past|to|upstairs|off|through|by|internally)",
        r"(?:any|some) (?:room|flexibility|movement|leeway) (?:on|in|with) (?:the|your|that) "
        r"(?:price|number|figure|fee|cost|rate|quote|terms)",
        r"(?:third|half|quarter|lot|bit|\d+ ?%|percent|thousand) (?:cheaper|less) than you",
        r"(?:other|another|second|competing|rival) (?:proposal|offer|quote|bid)",
        unless=rf"{THIRD}|{OLD}|suppliers?|carriers?|rent|fuel|(?:in|on) stock",
    ),
    signal(
        "concession",
        r"see what (?:i|we) can do (?:on the (?:price|cost|fee|commercials|number)|for you)",
        r"(?:forget|scrap|drop|skip|lose|waive) (?:the|that|your) (?:\w+ )?(?:fee|charge|"
        r"surcharge|cost)s?",
        r"(?:lose|give up|sacrifice|cut into) (?:\w+ ){0,4}margin",
        r"(?:leave|keep|hold|freeze) (?:the|your|that) (?:price|rate|fee|cost)s?",
        r"(?:freeze|hold) what you(?:'re)? pay(?:ing)?",
        r"sweeten(?:ing|er)?",
        r"meet (?:you|us|me) (?:halfway|in the middle|half way)",
        r"(?:won't|will not|wouldn't|not going to|don't have to) (?:charge|bill|invoice) (?:you|"
        r"us)",
        r"(?:knock|take|shave) (?:something|some|a (?:bit|little)|\S+(?: \w+)?) off"
        r" (?:the|your|that|it|for)",
        r"(?:swallow|absorb|eat|cover|carry) (?:the|that|your|those) (?:\w+ )?(?:cost|fee|"
        r"charge)s?",
        r"(?:months?|weeks?|training|set-?up|onboarding|year|licen[cs]es?|seats?) (?:\w+ )?on "
        r"(?:us|the house)",
        r"off (?:the|your) (?:bill|invoice|next invoice)",
        r"(?:aren't|won't be|not be|are not) (?:invoiced|billed|charged)",
        r"make the (?:money|numbers?|price|budget) work",
        r"(?:approve|approved|sign off|offer you|do you) something special",
        unless=rf"{THIRD}|{OLD}",
    ),
    signal(
        "complaint",
        r"lost count",
        r"(?:gone|going|went|switched|switching) back to (?:doing|using|the old|spreadsheets?|"
        r"paper|excel)",
        r"(?:raised|reported|asked|called|told you|written|chased|complained)(?: \w+){0,3} "
        r"(?:(?:two|"
        r"three|four|five|six|seven|ten|\d+|several|countless|dozens of) times)",
        r"(?:isn't|wasn't|is not|was not|nothing like) (?:\w+ )?what (?:you|we) "
        r"(?:showed|saw|sold|were (?:told|sold|shown))",
        r"(?:passed?|passing|pushed|sent|sending) (?:us|me) (?:around|from (?:one )?\w+ to)",
        r"(?:expected|hoped|counted on)(?: \w+){1,8} (?:and|but) (?:it|you|they|nobody) (?:wasn't|"
        r"didn't|weren't|isn't|hasn't|haven't)",
        r"(?:has|have|had|it|that) never (?:\w+ )?(?:worked|been right|arrived|happened)",
        r"(?:bottom|back|end) of (?:your|the) (?:list|queue|line|pile)",
        r"(?:apologi[sz]e|apologi[sz]ing|explain myself|make excuses) to (?:my|our)",
        r"(?:still|exactly|back) (?:where we (?:were|started|began)|at square one|no further)",
        r"(?:chas(?:e|ed|ing)|ringing|calling) (?:you|your \w+) (?:up )?(?:again|every|for|since)",
        r"(?:nobody|no one|none of (?:us|them|my \w+)) (?:\w+ ){0,5}(?:wants? to|will|would) "
        r"(?:use|touch|trust|rely)",
        r"(?:i|we) (?:was|were) (?:told|promised|assured)(?: \w+){1,8},? (?:and|but|yet)",
        r"(?:meant|supposed|going) to (?:save|help|make|be)(?: \w+){1,6} (?:and|but) "
        r"(?:it|now|instead|we)",
        r"(?:worse|slower|harder|less reliable) than (?:what we|before|ever|it (?:was|used))",
        r"every (?:single )?time (?:i|we) (?:call|ring|write to you|raise)",
        unless=rf"{THIRD}|radio",
    ),
    signal(
        "legal",
        r"(?:say|saying|comment|add) (?:any|nothing|anything)?(?:thing)? ?(?:more|further)? ?until "
        r"(?:our |the |my )?(?:counsel|lawyers?|solicitors?|legal)",
        r"(?:side|end|part) of the (?:contract|agreement|bargain|deal)",
        r"in default",
        r"(?:putting|put) (?:this|it|that|everything) in writing (?:because|so|in case)",
        r"reserve (?:all )?(?:our|my|the) rights?",
        r"penalt(?:y|ies) clause",
        r"(?:hold|holding|held|consider) (?:you|your (?:company|firm)) (?:responsible|liable|"
        r"accountable)",
        r"(?:as|be|used as|kept as) evidence",
        r"(?:my|our) (?:solicitor|attorney|barrister|lawyer)s?",
        r"(?:don't|do not|needn't) (?:think (?:we|i) )?(?:have|need|ought) to pay (?:you|the|for|"
        r"any)",
        r"had (?:legal )?advice (?:that|from)",
        r"(?:data protection|privacy|supervisory) (?:authority|commissioner|regulator|office)"
        r" (?:has|have|is|are|wrote|asked|will)",
        r"(?:show|forward|pass|give|send) (?:this|it|that) to your (?:legal|lawyers?|solicitors?|"
        r"counsel)",
        r"insurers? (?:\w+ )?(?:asked|want|told|need|advised)",
        r"(?:our|my) (?:money|fees?|payments?) back",
        unless=rf"{THIRD}|{OLD}",
    ),
    signal(
        "security_incident",
        r"(?:someone|somebody|people|a stranger|strangers|whoever)(?: \w+){0,6} (?:been )?(?:read|"
        r"reading|seen|seeing|logg(?:ed|ing)|sign(?:ed|ing)|using|copied|copying|downloaded|"
        r"downloading|got|getting) (?:into |in |in as |through )?(?:our|my|your|as)",
        r"(?:our|my|your|customer|client|staff|patient|personal) (?:\w+ ){0,2}(?:data|list|"
        r"records?|"
        r"names|details|passwords?|files|addresses|accounts?|credentials)(?: \w+){0,3} (?:being "
        r"sold|for sale|on a forum|on the (?:dark )?(?:web|internet)|turned up|stolen|copied|"
        r"exposed|"
        r"encrypted|went missing|gone missing)",
        r"(?:still|was) (?:being )?able to (?:log|sign|get) in",
        r"(?:wrong|other|somebody else's|other people's) (?:hands|inbox(?:es)?)",
        r"(?:laptop|phone|computer|usb stick|disk|drive|backup)s?(?: \w+){0,8} (?:was|were|got|"
        r"been)"
        r" (?:stolen|lost|taken|hacked)",
        r"got (?:into|inside|on to|onto) (?:the|our|your) (?:\w+ )?(?:network|servers?|systems?|"
        r"mail|"
        r"mailbox|database)",
        r"lock(?:ed)? (?:everything|it all|all (?:our|the) \w+) down",
        r"(?:bitcoin|crypto|ransom)\b",
        r"(?:another|a different|somebody else's|other) (?:company|customer|client|firm)'?s? "
        r"(?:invoices|data|orders|names|records|details|files|account)",
        r"(?:clicked|opened|fell for) (?:on )?(?:something|a (?:bad |strange |phishing )?link|an "
        r"attachment)(?: \w+)? (?:and|now|then)",
        r"(?:hit|infected|attacked|locked) (?:by|with) (?:a |some |the )?(?:virus|malware|"
        r"ransomware|worm)",
        r"(?:log-?ins?|sign-?ins?|access)(?: \w+){0,12} (?:wasn't|weren't|not|isn't) (?:us|me|"
        r"ours|mine)",
        r"(?:left|was|were|lying) (?:open|unprotected|public|visible) (?:on|to) (?:the "
        r")?(?:internet|web|"
        r"world|everyone|anybody|public)",
        r"(?:ex-?employee|former employee|leaver)s?(?: \w+){0,4} (?:access|log|login|log in|get in|"
        r"download\w*)",
        unless=r"train(?:ing|s)?|prevent\w*|protect\w*|we help|helps? (?:you|companies)|in case",
    ),
    signal(
        "escalation",
        r"(?:who is|who's|whoever (?:is|runs)|somebody|someone) (?:\w+ )?(?:above you|over you|"
        r"this "
        r"on your side|more senior|higher up)",
        r"(?:need|want|get me|speak to|talk to) (?:somebody|someone|a person) (?:more )?senior"
        r"(?: on| today| now|,|\.|$)",
        r"(?:over|above) your head",
        rf"(?:get|give|put) (?:me|us) (?:your|through to your) {_SENIOR}",
        r"(?:the |very )?(?:top|highest level) of (?:our|my|the) (?:house|company|organi[sz]ation|"
        r"business|tree|firm)",
        r"(?:everything|all of it|production|the (?:\w+ )?(?:line|plant|site|warehouse|shop|"
        r"business)|we)"
        r"(?: has|'ve| have| is|'s| are|'re) (?:been )?(?:\w+ )?(?:stopped|idle|at a standstill|"
        r"come to a halt|"
        r"ground to a halt|dead in the water|on hold because|down since|losing money)",
        rf"{_UPSTAIRS}(?: \w+){{0,4}} (?:asking|asked|asks|wants?|demanding|demands|furious|on my|"
        r"involved|wanting)(?: \w+){0,4} (?:me about|answers?|to know|to speak|to talk|every|about "
        r"this|why|what went|to sort|my back|now)",
        rf"(?:ring|call|write to|phone|speak to|talk to) your {_SENIOR}",
        r"(?:costing|costs) us (?:\w+ ){0,3}(?:every|each|an?|money|thousands)?",
        r"can't (?:\w+ )?(?:ship|invoice|sell|work|trade|open|pay|operate|deliver|produce)(?: "
        r"\w+){0,4}"
        r" (?:until|till|because|since|any ?more|today)",
        r"(?:at|on) (?:our|my) level any",
        r"nothing has (?:moved|happened|changed) since",
        unless=rf"{THIRD}|sea level|excited|pleased|glad|happy",
    ),
    signal(
        "churn",
        rf"(?:whether|weighing up|reasons? to|point in)(?: \w+){{0,3}} {_LEAVE}(?:ing)?"
        r"(?: \w+)? (?:with (?:you|this|it|us)|using)",
        r"(?:talk(?:ed|ing)?|look(?:ed|ing)?|spoke|speaking|meeting) (?:to|at|with) (?:some |a "
        r"few )?"
        r"(?:of the others|other (?:vendors?|tools?|providers?|suppliers?)|your competitors?)",
        r"outgrown (?:you|your|the (?:tool|product|system|platform))",
        r"(?:try|trying|go with|gone with|give it to) (?:somebody|someone) else",
        r"(?:won't|not|isn't|aren't) (?:be )?(?:putting|in|part of)(?: \w+){0,2} next year's "
        r"budget",
        r"(?:won't|not sure there(?:'ll| will)|isn't going to|not going to) be a next (?:year|"
        r"time)",
        r"(?:go|going|went|gone) (?:in |down )?(?:a|another) (?:different |new )?(?:direction|"
        r"route|road)",
        r"(?:bring|take|move|moving|taking|bringing|do|doing) (?:this|it|that|everything|all of it)"
        r" (?:back )?in-?house",
        r"how much notice (?:do|would|must|should|have)(?: we| i)?(?: have to| need to| must)? "
        r"give",
        r"notice (?:period )?(?:do|must|would) (?:we|i) have to",
        r"(?:can't|don't|cannot|hard to) see (?:us|ourselves|myself) (?:\w+ )?(?:renew\w*|stay\w*|"
        r"continu\w*|carry\w*|here)",
        r"time (?:for us )?to (?:move on|part|say goodbye|look elsewhere|go our)",
        r"(?:data|everything|files) out (?:when|once|after|before) we (?:leave|go|stop)",
        r"(?:close|end|stop|terminate) (?:the|our|my) (?:account|arrangement|relationship|service)",
        r"(?:start (?:again|over|afresh)|begin again) with (?:something|somebody|someone|another)",
        r"who (?:stays|goes)\b",
        unless=rf"{THIRD}|{OLD}|before we chose|test (?:tenant|account)",
    ),
    signal(
        "bad_news",
        r"diagnosed with",
        r"(?:insolven(?:t|cy)|bankrupt(?:cy)?|receivership|liquidation)",
        r"let(?:ting)? (?:\w+ ){1,6}(?:staff|team|people|workforce|us) go",
        r"(?:orders|sales|revenue|business|turnover) (?:has |have )?(?:collapsed|dried up|fallen "
        r"off a cliff)",
        r"lost one of our (?:own|people|team|colleagues)",
        rf"(?:my|our|his|her) (?:\w+ )?{KIN}'?s? (?:treatment|chemo\w*|illness|diagnosis|operation|"
        r"surgery|funeral|accident)",
        rf"(?:buried|burying|lost|losing|cremated) (?:my|our|his|her) (?:\w+ )?{KIN}",
        r"(?:the )?administrators? (?:came|have come|are|were|was|moved|took|called)(?: called)? "
        r"(?:in|appointed|over)",
        r"being wound up|winding (?:up|down) the (?:company|firm|business)",
        r"(?:had|has had|having) a (?:stroke|heart attack|breakdown|miscarriage|bad accident|fall)",
        r"(?:burn(?:ed|t)|flooded|washed) (?:down|out|away|on)",
        r"(?:she|he|they|who) passed(?: away)?(?: on| last| this| in|,|\.)",
        r"(?:got|get|received|had) (?:our|their|my|the|his|her) (?:letters?|notices?|cards|p45s?)"
        r" (?:this|today|yesterday|last|on)",
        r"(?:project|programme|program|funding|budget|money)(?: \w+){0,3} (?:been )?(?:stopped|"
        r"pulled|"
        r"axed|cancelled|canceled|cut|gone|frozen|scrapped)",
        r"(?:very |really |terribly )?(?:hard|difficult|sad|awful|terrible) (?:week|time|month|"
        r"days?)"
        r" (?:here|for (?:us|me|my|the team|all of us))",
        r"(?:my|his|her|their) last (?:call|day|week) (?:here|with)",
        r"\bfuneral\b",
        unless=r"(?:1[5-9]|20)\d\d|funeral (?:homes?|directors?|parlou?rs?|industry|business)",
    ),
    signal(
        "anger",
        r"end of (?:my|our) (?:tether|rope|patience)",
        r"(?:sick to death|sick and tired|had it up to here|tearing my hair|beyond a joke|beyond "
        r"belief|taking the mick\w*|taking the piss)",
        r"(?:this|it|that)(?: \w+){0,2}(?: is|'s| was) an? (?:\w+ )?(?:farce|shambles|disgrace|"
        r"insult|"
        r"outrage)",
        r"(?:complete|total|utter|absolute) (?:farce|shambles|disgrace|scandal|mess|nightmare|"
        r"joke)",
        r"(?:could|want to|going to) (?:\w+ )?(?:scream|explode|cry)",
        r"(?:listen|talk) to me (?:for once|properly|like)",
        r"how (?:many (?:more )?times|often) (?:\w+ )?(?:do|must|should|have|will|did) (?:i|we)",
        r"never been (?:so |this )?(?:treated|spoken|talked|insulted|angry|let down)",
        rf"(?:hear|want|need|listen to|accept)(?: \w+){{0,3}} (?:another|any more|more|your|these) "
        rf"{_HEARD}",
        r"what part of (?:\w+ ){1,4}(?:did|do|don't|didn't) you (?:not )?(?:understand|get|hear)",
        r"(?:wasted?|cost|lost) (?:me |us )?(?:\w+ ){0,3}(?:months?|weeks?|years?|days?) of (?:my|"
        r"our)",
        r"(?:take|taking) (?:us|me) for (?:a )?(?:fools?|idiots?|a ride|granted)",
        r"(?:hang|hanging) up (?:now|on you|before)",
        r"(?:say|said) something (?:i|we)(?:'ll| will|'d)? regret",
        r"enough is enough",
        r"how dare you|don't you dare",
        unless=rf"{THIRD}|old (?:tool|system)",
    ),
)
