"""What went wrong between the two sides or happened to them: complaints, incidents, bad news."""

from __future__ import annotations

from leads.extraction.sensitivity_words import COMPANY, KIN, OLD, THIRD, Signal, signal

TROUBLE: tuple[Signal, ...] = (
    signal(
        "complaint",
        r"(?:i|we)(?:'d| would|'ll| will)?(?: \w+){0,3} (?:to )?complain(?:ing)?(?: about)?",
        r"(?:formal|official|written|serious|our|my|another) complaint",
        r"complain(?:t|ing)? about (?:you|"
        r"your|the (?:app|service|support))",
        r"(?:totally |completely |simply |just )?(?:unacceptable|not "
        r"acceptable)",
        r"waste of (?:our |my )?(?:time|money)",
        r"(?:not|isn't|wasn't) what (?:we|i) (?:were promised|paid for|signed up for|bought|"
        r"agreed|ordered)",
        r"(?:lost|losing|lose)(?: \w+){0,2} (?:trust|confidence|faith|patience)(?: in)?",
        r"(?:second|third|fourth|fifth|sixth) time (?:this|that|it|we|since|in|you|now|your|i)",
        r"(?:nobody|no ?one) (?:called|replied|responded|got back|answered|told us|came back|"
        r"turned up|helped)",
        r"let (?:us|me) down",
        r"dropped the ball",
        r"heard nothing",
        r"(?:no|never got an?|without an?) (?:answer|"
        r"reply|response) (?:from|since|for|to our|at all)",
        r"expect(?:ed)? (?:\w+ ){0,2}(?:more|better) (?:from|of) "
        r"you",
        r"one (?:problem|thing|issue|bug|error) after (?:another|the other)",
        r"(?:still|been|we're|kept) "
        r"waiting (?:since|for (?:weeks|months|\w+ (?:weeks|months|days)|an answer|a reply|you))",
        r"go on like this",
        r"billed (?:us )?twice|(?:over|double)[- ]?(?:charged|billed|invoiced)",
        r"(?:double|wrong|incorrect) "
        r"(?:invoice|bill)",
        r"(?:your|on your) (?:mistake|error|failure)",
        r"compensat(?:e|ion)(?: us)? for",
        r"stopped (?:trusting|using) (?:it|you|the (?:app|system|tool))",
        r"(?:you|your (?:\w+ )?(?:team|people|support|colleagues?|engineers?|company)|support) "
        r"(?:promised(?: us)?|still have(?:n't| not)|have(?:n't| not) (?:delivered|"
        r"responded|replied|fixed|called|answered|sorted)|did(?:n't| not) (?:deliver|respond|"
        r"call|reply|fix|"
        r"tell us|warn us|answer|show up)|never (?:called|replied|responded|answered|got back|"
        r"delivered|fixed|"
        r"sent|told us|came|turned up|worked))",
    ),
    signal(
        "complaint",
        r"(?:i|we|i'm|we're|i've|we've|my \w+|our \w+|finance \w+|feel|feels|felt|was|were|am|"
        r"are|been)"
        r"(?: \w+){0,4} (?:disappointed|frustrated|unhappy|dissatisfied|let down|fed up|sick of|"
        r"not (?:\w+ )?(?:happy|satisfied|impressed)|had enough|annoyed|upset)",
        r"not (?:\w+ )?(?:happy|satisfied|impressed) (?:with|about)",
        r"(?:very|really|deeply|quite|pretty|so|bitterly|rather|bit) (?:disappoint(?:ed|ing)|"
        r"unhappy|"
        r"dissatisfied)",
        unless=rf"{OLD}|(?:our|my|the) (?:provider|vendor|supplier|agency|broker|printer)|{THIRD}|"
        r"with myself|no complaints|if you(?:'re| are) not (?:happy|satisfied)",
    ),
    signal(
        "complaint",
        r"(?:you|you've|you have|your \w+)(?: \w+){0,2} (?:broke|broken|failed|ruined|deleted|"
        r"ignored|messed up|screwed up|"
        r"forgot|forgotten|misled|missed|wrecked|corrupted|damaged|cost us|lost (?:our|my|all))",
        r"(?:nothing|none of (?:it|"
        r"what|this|that))(?: \w+'?\w*){0,5} (?:works|worked|working)",
        r"hate (?:the new|your|this|it)\b",
        r"(?:raised|"
        r"reported|asked|told|emailed|called|chased|complained|written|said)(?: \w+){0,3} "
        r"(?:twice|(?:two|three|four|five|six|"
        r"ten|several|many|a dozen|countless|\d{1,2}) times)",
        r"in (?:such )?a mess since",
        not_ours=True,
        unless=rf"{OLD}|if you|have you|did you|when you|do you|can you|before you|you know|"
        rf"you see|how you|{THIRD}",
    ),
    signal(
        "complaint",
        r"(?:terrible|horrible|awful|appalling|useless|dreadful|poor|shocking|disgraceful|"
        r"rubbish|disaster|"
        r"disastrous|nightmare|frustrating|disappointing|disappointment|painful|a mess|chaos|"
        r"broken|shambles)",
        r"(?:broken|down|wrong|failed|missing|late|crashed|offline) again",
        r"keeps? (?:crashing|breaking|failing|going down|freezing|losing|dropping)",
        r"still (?:broken|down|wrong|missing|not (?:working|fixed|sorted|"
        r"resolved|right|solved|done|live))",
        r"(?:still )?(?:doesn't|does not|"
        r"didn't|never) work(?:s|ed)?(?: properly)?",
        r"not good enough",
        r"nowhere near",
        about_us=True,
        unless=rf"{OLD}|{THIRD}|weather|photos?|pictures?|movie|film|handwriting|traffic|line|"
        rf"connection|"
        r"without you|for you|what would you|if you|when you|you know|before you|how do you|tell "
        r"you|printer|"
        r"study|article|printer|noise|you can|you could|you might|you see|you get|you had|you "
        r"have|you admit|you never",
    ),
    signal(
        "security_incident",
        r"(?:we|i|they|you|us|our|my|your|the|somebody|someone)(?: \w+){0,5} (?:hacked|breached|"
        r"compromised|"
        r"phished|leaked|stolen)",
        r"(?:had|suffered|having|was|were|hit by|is|been|got|of|there's|with|in)(?: \w+){0,3} "
        r"(?:data|security) (?:breach|leak|incident|hole|vulnerability)",
        r"(?:ransomware|cyber|malware|phishing) "
        r"(?:attack|incident|infection)",
        r"(?:somebody|someone|they|hackers?|an ex-?employee|a former employee|ex-employee)"
        r"(?: \w+){0,3} (?:using|used|downloaded|copied|took|accessed|deleted) (?:our|my|your|"
        r"the (?:whole|entire|customer|"
        r"client)|all)",
        r"sent (?:our|my|us)(?: \w+){0,4} to (?:another|the wrong|a different|someone else|"
        r"somebody else)",
        r"ransomware",
        r"malware (?:that|in|from|on|came|got)",
        r"(?:account|accounts|system|mailbox) (?:was|were|has been|"
        r"got) taken over",
        r"on a public link",
        r"(?:data|records|files?|documents) (?:may |might |must )?(?:have |has )?"
        r"(?:got|gotten|gone|leaked|went) (?:out|public|to the wrong)",
        r"(?:there's been|there was|there has been|we had|"
        r"we've had) an incident",
        r"unauthori[sz]ed access",
        r"(?:got|get|gotten|broke|break) "
        r"into (?:our|my|your|the) (?:\w+ )?(?:account|accounts|system|systems|network|portal|"
        r"data|server|mail\w*)",
        r"(?:our|your|my|the|customer|personal|patient) (?:\w+ )?(?:data|records|passwords|"
        r"credentials|files) "
        r"(?:was|were|is|are|has been|have been|got|ended up)(?: \w+){0,2} (?:exposed|leaked|"
        r"stolen|lost|deleted|"
        r"published|accessed|public|gone)",
        r"(?:see|saw|seeing|shown|access)(?: \w+){0,2} (?:another|other|somebody "
        r"else's|someone else's|a different) (?:customer|client|compan|tenant)\w*(?:'s|s')?(?: "
        r"\w+)? (?:data|records|"
        r"files|jobs|accounts?)",
        r"zero-?day",
        r"intrusion",
        r"(?:critical|serious|security) vulnerabilit\w+ in "
        r"(?:your|our|the)",
        r"data (?:loss|leak) (?:on|in|at|last|this|of)",
        unless=r"(?:what|how|who|when|where|do|does|did|would|could|can|if|any|ever|potential|"
        r"in case|in the event|"
        r"should there|prevent|against|after they|when they've|they've been|simulat\w+|training|"
        r"insure|claims? "
        r"handlers?|helps? (?:folks|people|companies)|vehicles?|cars?|goods)",
    ),
    signal(
        "security_incident",
        r"(?:someone|somebody|one of our \w+|a \w+|they|anyone)(?: else)? (?:could|can|was able "
        r"to|were able to) "
        r"(?:suddenly )?(?:see|access|open|read) (?:our|your|other|another|somebody else's|"
        r"someone else's)(?: \w+){0,3} "
        r"(?:data|records|files|account|accounts|jobs|documents|customers?)",
        r"(?:had|was|been) (?:a |another )?(?:data|security) (?:breach|leak|incident) (?:on|at) "
        r"your",
        unless=r"manager|role|admin|supervisor|permission|settings?|who can|if a",
    ),
    signal(
        "escalation",
        r"escalat(?:e|ed|ing) (?:this|it|that|things|the matter|to (?:your|my|our|the))",
        r"(?:this|it|want|need)(?: "
        r"\w+){0,3} escalated",
        r"an escalation (?:call|meeting|about|with|on)",
        r"(?:speak|talk) (?:to|with) (?:your|a) "
        r"(?:manager|boss|supervisor|ceo|vp|director|head|superior)",
        r"(?:wants?|demand(?:s|ed|ing)?|expects?|owe us|"
        r"need|asking for|for) an explanation",
        r"(?:your|our|the|my) (?:\w+ )?(?:ceo|vp|board|executive|cto|cfo|"
        r"leadership|director|boss)(?: \w+){0,3} (?:upset|angry|furious|livid|unhappy|asking "
        r"questions)",
        r"(?:your|the|this|that|another|last|\w+day's|for) outage",
        r"want your (?:\w+ )?(?:ceo|boss|manager|director|"
        r"management)",
        r"(?:the|your) (?:system|service|platform|site|app|portal|server|api|software)(?: \w+)? "
        r"(?:was|"
        r"has been|were) (?:\w+ )?(?:unavailable|offline|unreachable|dead|not available|"
        r"inaccessible)",
        r"(?:the|your) (?:system|service|platform|site|app|portal|server|api|software|tool|"
        r"production)(?: "
        r"\w+)? (?:was|is|went|has been|goes|keeps going|been|were) (?:completely )?down(?! "
        r"(?:by|to|from|the)\b)",
        r"(?:everything|it) (?:was|went|has been|keeps going|goes) (?:completely )?down(?: again|"
        r" for| on| all| since|"
        r"[.,!]|$)",
        r"(?:had|have|open|opened|still|raised|is|was|another|a) (?:a |an )?(?:open "
        r")?(?:sev(?:erity)?[ -]?"
        r"(?:1|one)|p1|priority one)",
        r"(?:been|be) down (?:since|for|all)",
        r"(?:need|want|give me|get me|speak to|talk to)(?: \w+){0,2} "
        r"(?:somebody|someone) (?:more )?senior",
        r"critical (?:incident|failure|outage)",
        r"(?:the|a|your) (?:root cause|"
        r"post-?mortem|incident report)",
        r"(?:you|your \w+|we|they)(?: \w+){0,2} missed (?:the |your |our |every |two |"
        r"this )?(?:sla|deadline|delivery|go-?live|launch)(?: date)?s?",
        r"sla (?:breach|violation|credits?)",
        unless=r"what happens (?:if|when)|if (?:the|your|there)|do you|automatically|in case of|"
        r"planned outage|"
        r"power outages?|outage (?:map|alert|page|plan|feature)|uptime|escalation (?:path|matrix|"
        r"process|policy)",
    ),
    signal(
        "bad_news",
        r"lay-?offs?",
        r"laid off",
        r"laying off",
        r"(?:made|being|be|making|were|was) (?:\w+ )?redundant",
        r"redundanc(?:y|ies) (?:round|package|consultation|programme|process|notice|talks?)",
        r"redundancies",
        r"let (?:\w+ ){0,3}go (?:of )?(?:\w+ )?(?:people|staff|of (?:half|most))",
        r"(?:was|were|been|being|got) let go",
        r"lost (?:my|his|her|their) job",
        r"job cuts",
        r"headcount (?:cut|reduction|freeze)",
        r"hiring freeze",
        rf"(?:we|our {COMPANY}|the {COMPANY}|they|company)(?:'re|'s| are| is| were| was)?(?: "
        rf"\w+){{0,3}} restructur"
        r"(?:ed|ing)(?! the)",
        r"(?:passed|pass) away",
        rf"(?:my|our|his|her|their|\w+'s) (?:\w+ )?{KIN}(?: \w+){{0,2}} "
        r"(?:died|is dying|is (?:very |seriously )?ill|is in hospital|has cancer|had a (?:stroke|"
        r"heart attack|accident))",
        rf"death (?:in the family|of (?:my|our|his|her|a) (?:\w+ )?{KIN})",
        r"(?:my|his|her|our|\w+'s|the|a) (?:\w+'s )?"
        r"(?:funeral|bereavement)(?! (?:directors?|homes?|parlou?rs?|services))",
        r"condolences",
        r"sorry for your loss",
        r"miscarriage",
        r"(?:i|i've|he|she|he's|she's|\w+)(?: \w+){0,3} diagnosed with",
        r"(?:i|i'm|i've|he|he's|she|she's"
        r")(?: \w+){0,3} (?:in(?:to)? hospital|seriously ill|chemo\w*|on sick leave|signed off "
        r"sick|off with stress|burnt "
        r"out)",
        r"(?:my|his|her|our) (?:cancer|divorce|operation|surgery|illness)",
        r"(?:had|in|after|having) (?:a|an) "
        r"(?:car accident|stroke|heart attack|bad accident)",
        rf"(?:we|our {COMPANY}|the {COMPANY}|they)(?: \w+|'re|'s)"
        r"{0,4} (?:bankrupt\w*|insolven\w*|into administration|into liquidation|out of business|"
        r"chapter 11|closing down|"
        r"shut(?:ting)? down|in administration)",
        r"killed in",
        r"(?:lose|losing|lost) (?:their|our|his|her|my) jobs?",
        r"my last day",
        r"clos(?:e|ing) (?:the|our) (?:\w+ )?(?:company|office|business|site|plant)",
        r"(?:we|company|we've)(?: \w+){0,4} acquired by",
        r"budgets? (?:\w+ )?(?:was|were|has been|have been|got|is|are) "
        r"(?:\w+ )?(?:cut|frozen|slashed|pulled|gone)",
        r"(?:froze|frozen|cut|slashed|pulled) (?:our|my|the|all) "
        r"budgets?",
        r"(?:i|i've|i'm|he|she|he's|she's|our \w+)(?: \w+){0,2} (?:resign(?:ed|ing)|handed? in "
        r"my notice)",
        r"suicide",
        r"funding (?:was |has been |got |is )?(?:pulled|cut|frozen|gone|fell through)",
        r"lost our funding",
        r"lost (?:my|our) (?:\w+ )?" + KIN,
        r"i have cancer",
        unless=r"(?:died|passed away|resigned)(?: \w+){0,4} in (?:1[5-9]|20)\d\d|"
        r"resigned from the committee|"
        r"for creditors|insolvency cases|red wine|red meat|study|studies|statistics|chance of|"
        r"risk of|theorem",
    ),
    signal(
        "anger",
        r"(?:i|i'm|we|we're|he|he's|she|she's|they|they're|my \w+|our \w+|director|boss|board|"
        r"everyone|absolutely|so|"
        r"really|very|am|are|is|was|were)(?: \w+){0,3} (?:furious|angry|livid|outraged|pissed|"
        r"fuming|incensed)",
        r"outrageous|shut up",
        r"this is (?:\w+ )?(?:ridiculous|a joke|insane|outrageous|a disgrace|unbelievable)",
        r"absolutely (?:ridiculous|unbelievable|outrageous)",
        r"how dare",
        r"disgrace(?:ful)?",
        r"(?:most |so |this is |that's |just )(?:stupid|idiotic|moronic)",
        r"shame on",
        r"(?:what|why|how|who) the (?:hell|fuck)",
        r"bullshit",
        r"fuck\w*",
        r"are you kidding me",
        r"you(?:'re| are) "
        r"(?:lying|a liar|liars|kidding me)",
        r"(?:you|they|we were|been) lied to(?: us| me)?",
        r"lied to (?:us|me)",
        r"you lied",
        r"incompetent",
        r"had it with (?:this|you|your)",
        r"you people",
        r"(?:are|is|it's|what) a joke",
        r"insult (?:my|our)",
        r"sick and tired of (?:this|you|your|waiting)",
        r"insult(?:ing|ed)",
        r"your fault",
        r"i blame (?:you|your)",
        r"don't you (?:ever|"
        r"dare)",
        r"embarrass(?:ed|ing|es) (?:us|me|for us|for me)",
        r"screwed (?:us|up (?:our|my))",
        unless=rf"{THIRD}|drivers|neighbou?rs|not angry|no hard feelings",
    ),
)
