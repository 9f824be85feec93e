"""What the two sides want from each other: price and terms, concessions, law, and leaving."""

from __future__ import annotations

from leads.extraction.sensitivity_words import CONTRACT, MONEY, NUMBER, OLD, THIRD, Signal, signal

TRADE: tuple[Signal, ...] = (
    signal(
        "negotiation",
        r"(?:your |the )?(?:very )?best (?:and final )?(?:price|offer|rate)",
        r"best you can do",
        r"lowest (?:you can|price)",
        r"how low can you",
        r"more than (?:we|i) (?:want|wanted|can|planned|hoped|expected) to (?:spend|pay)",
        r"can you get (?:it |that )?"
        r"(?:down )?to (?:\d|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|"
        r"forty|fifty)",
        r"if you (?:can )?(?:drop|lower|reduce|cut|waive|include|throw) (?:the|your|in)",
        r"(?:we|you)(?:'ve| have)? (?:got )?"
        r"a deal",
        r"final offer",
        r"counter ?-?offer\w*",
        r"haggl\w+",
        r"sharpen (?:your|the) pencil",
        rf"(?:come|go|get|bring|knock|drop|lower|reduce|cut|trim|move) (?:\w+ ){{0,4}}?(?:down|"
        rf"off|on)"
        rf"(?: \w+){{0,4}}? {MONEY}",
        r"come down (?:to|by|a (?:bit|little)|on|further)",
        r"(?:come|go|get|bring) (?:it |that |this )?"
        r"(?:down|lower)(?: \w+){0,4}? (?:to|by) (?:\w+ ){0,2}(?:\d|hundred|thousand|percent|"
        r"under)",
        rf"(?:lower|reduce|cut|drop) (?:the|your|that|this) {MONEY}",
        r"price (?:cut|reduction)",
        rf"(?:match|beat) (?:that|it|their|the other|the competitor'?s?)(?: {MONEY}|[?.]|$)",
        r"do (?:something|anything|a bit|more) (?:on|about|with|for us on) the (?:price|cost|"
        r"number|fee)",
        r"sharpen (?:the|your|those) (?:numbers?|figures?|pencils?|offer|price)",
        r"(?:come in|came in|coming in|is|are|"
        r"was|were|much|lot|significantly|percent) cheaper",
        r"(?:a|any|some|price) reduction (?:if|on|for|of|in)",
        r"cheaper (?:offer|quote|price|elsewhere)",
        r"asking (?:price|too much)",
        r"meet (?:us|you|me|in the) (?:half ?way|middle)",
        r"split the difference",
        r"(?:wiggle|more|any|some) room(?: \w+){0,3} (?:price|pricing|terms|cost|number|figure)",
        r"room (?:to move|for movement|to negotiate)",
        r"negotiable",
        r"(?:we|i|you|let's|us)(?: \w+){0,3} (?:re-?)?negotiat\w+",
        r"(?:re-?)?negotiat\w+ (?:with you|"
        r"(?:on |about |over )?(?:the|your|our) (?:price|contract|terms|renewal|agreement|rate))",
        r"too (?:expensive|pricey|dear|high) for (?:us|me|what)",
        r"(?:is|are|it's|that's|you're|"
        r"still|way|far|bit|much) too (?:expensive|pricey|dear)",
        rf"{MONEY} is (?:\w+ )?too high",
        r"over (?:our|my|the) budget",
        r"can(?:not|'t) (?:afford|justify) (?:it|that|this|the price|you)",
        r"(?:can|could) you do (?:any |a bit )?better",
        r"do better on (?:the )?(?:price|pricing|terms)",
        r"(?:push|pushing|pushed) back on (?:the |your )?(?:price|pricing|terms|contract|clause)",
        r"redlin(?:e|es|ed|ing)",
        r"walk away (?:from|if|unless)",
        r"(?:longer|better|different|sixty[- ]day|ninety[- ]day|60[- ]day|90[- ]day|extended|"
        r"change|"
        r"your|other|on) payment terms(?! (?:are|is|apply)\b)",
        r"(?:need|want|expect|pay)(?: \w+){0,3} "
        r"(?:sixty|ninety|60|90) days",
        r"payment terms(?! (?:are|is|apply))",
        r"unless (?:you|we)(?: \w+){0,4} (?:price|"
        r"cheaper|lower)",
        unless=rf"(?:what|which|how|standard|usual|our)(?: \w+){{0,3}} payment terms|with (?:our|"
        rf"the) (?:carriers?|suppliers?|"
        rf"union|{THIRD})|trade union|your discretion",
    ),
    signal(
        "concession",
        r"discount(?:s|ed|ing)?",
        r"waive[sd]?",
        r"waiving",
        r"rebate",
        r"(?:first|extra|additional|\w+) (?:months?|year|seats?|licen[cs]es?) (?:for )?free",
        r"free (?:months?|seats?|licen[cs]es?|year|of charge for)",
        r"at no (?:extra|additional) (?:cost|"
        r"charge)",
        r"(?:month|months|quarter|year|seats?|licen[cs]es?|setup|set-up|training) for nothing",
        r"(?:throw|chuck|thrown) (?:\w+ ){0,4}?in for (?:free|nothing)",
        r"(?:we|i)(?:'ll|'d| will| would| can| could) (?:throw|knock)(?: \w+){0,6} (?:in|off)",
        rf"{NUMBER} (?:off|less|cheaper|reduction)",
        rf"cap (?:\w+ ){{1,4}}at (?:\w+ ){{0,2}}{NUMBER}",
        r"cap (?:\w+ ){1,4}at (?:\d|one|two|three|four|five|six|seven|eight|nine|ten) ?(?:%|"
        r"percent)",
        r"(?:hold|freeze|lock|keep|fix|guarantee)(?: in)? (?:the|this|that|your|our|last year's) "
        r"(?:price|prices|rate|pricing)",
        r"price (?:match|lock|freeze|hold|guarantee)",
        r"credit (?:on|against|towards?|to|note for) (?:your|our|the|my)(?: next)? (?:invoice|"
        r"account|"
        r"bill|renewal|contract)",
        r"service credits?",
        r"(?:do|offer|give|get|have)(?: \w+){0,5} (?:at )?half price",
        r"special (?:price|pricing|deal|terms|rate)",
        r"(?:want|need|ask(?:ed|ing)? for|give|get|issue|expect|demand|offer|full|partial)(?: "
        r"\w+){0,3} "
        r"refunds?",
        r"refund (?:us|you|me|the|our|your)",
        r"money back",
        r"extend (?:the |your |our )?(?:trial|contract) (?:for free|at no)",
        r"goodwill (?:gesture|credit)",
        unless=rf"{THIRD}|discount (?:stores?|supermarkets?|retailers?|chains?|codes?|vouchers?)|"
        r"free trial|picks|done by|accuracy|battery",
    ),
    signal(
        "legal",
        r"(?:our|my|your|get|call|involve|instruct(?:ed)?|hear from|spoke to|speak to|talk to|"
        r"via|through|for) "
        r"(?:own |the |a |our |my )?(?:lawyers?|attorneys?|solicitors?)",
        r"law ?suits?",
        r"litigation",
        r"in violation of (?:our|the|your)",
        r"reserve (?:our|all|my) rights",
        r"termination clause",
        r"su(?:e|ing) (?:you|us|them|your)",
        r"legal (?:action|proceedings|claim|threat|consequences|"
        r"notice|steps)",
        r"breach(?:ed|es)? (?:of )?(?:the |our |your |this )?(?:contract|agreement|sla|terms|"
        r"gdpr|confidentiality|nda)",
        r"in (?:material )?breach",
        r"(?:are|is|be|held|hold you|you're|we're|who's) "
        r"liable",
        r"liability (?:cap|clause|limit)",
        r"(?:cap|limit) (?:on|of) liability",
        r"unlimited liability",
        r"indemni\w+",
        r"(?:claim|seek|pay|claiming|seeking|sue for)(?: \w+){0,2} (?:damages|compensation)",
        r"subpoena\w*",
        r"cease and desist",
        r"terminat\w+ for cause",
        r"see you in court",
        r"(?:take|taking|took|go|going) (?:\w+ ){0,3}to court",
        r"in court (?:if|with you|over this)",
        r"(?:report|reported|reporting|complain|refer) (?:\w+ ){0,3}to the (?:regulator|"
        r"ombudsman|authorities|"
        r"data protection authority|ico|police)",
        r"gdpr (?:violation|fine|complaint|breach)",
        r"(?:arbitration|mediation) (?:clause|proceedings)",
        r"you(?:r \w+)?(?: \w+){0,3} (?:discriminat|harass)\w+",
        r"(?:legal|contract|contractual) dispute",
        r"formal notice",
        r"(?:involve|get|bring in|loop in|call) legal(?: involved| in)?(?! (?:name|entity|team "
        r"to))",
        r"breached (?:the|our|your|this)",
        unless=r"law firms?|legal team (?:has|will|needs|would) (?:to )?(?:look|review)",
    ),
    signal(
        "churn",
        rf"(?:cancel(?:l?ed|l?ing)?|terminat(?:e|ed|ing)|end|ending|leave|exit|get out of|break|"
        rf"opt(?:ing)? out of|quit|"
        rf"stop)(?: \w+){{0,2}} (?:our|my|this|your) (?:\w+ )?{CONTRACT}",
        r"(?:cancel|terminate|end) the (?:contract|subscription|agreement|renewal|relationship|"
        r"partnership)",
        r"(?:we|i)(?:'re|'m| are| am|'ll| will|'d| would| want to| need to| have to| might| "
        r"may)?(?: \w+){0,3} "
        r"(?:cancel|cancell?ing|leave you|leaving you|walk away)",
        r"(?:not|won't|don't|never|no longer)(?: \w+){0,5} "
        r"(?:renew|renewing|extend|extending|continue with|continuing with|stay with|staying "
        r"with|carry on with)(?: "
        r"(?:with )?you)?",
        r"leav(?:e|ing) (?:you|your platform|us for)",
        r"(?:switch|mov|chang|go|migrat)(?:e|ing|ed)? "
        r"(?:to|over to|away to|back to) (?:a|another|your|a different|one of your) "
        r"(?:competitor|vendor|provider|"
        r"supplier)s?",
        r"(?:look|looking|looked)(?: \w+)? (?:at|for|into) (?:alternatives|a replacement|"
        r"replacing you|"
        r"your competitors?)",
        r"(?:offer|quote|proposal)s? from (?:your|a|another) competitors?",
        r"exit (?:clause|plan|"
        r"option)",
        r"pull(?:ing)? the plug",
        r"(?:calling|writing|want|have|like|going|decided)(?: \w+)? to give (?:\w+ )?"
        r"notice",
        r"giv(?:e|ing) you notice",
        r"whether (?:to|we(?:'ll| will| should| want to)?) (?:stay|continue|renew|keep)",
        r"downgrad(?:e|ing) (?:to|our|from|the)",
        r"(?:reduc|cut|dropp?|scal)"
        r"(?:e|ing)?(?: \w+){0,2} (?:the |our )?(?:\w+ )?(?:seats|licen[cs]es|users|spend)",
        r"(?:drop|dropping|going "
        r"down|go down) from (?:\w+ )?(?:\w+ )?(?:seats|users|licen[cs]es)",
        r"(?:thinking|think|considering|talking) (?:about|of)? ?leaving(?! (?:early|now|at|on|"
        r"the house))",
        r"out to tender",
        r"go(?:ing)? with "
        r"(?:somebody|someone) else",
        r"go(?:ing)? with (?:another|a different|your) (?:\w+ )?(?:vendor|provider|supplier|"
        r"competitor|company)",
        r"stop the renewal",
        r"(?:considering|weighing|reviewing|keeping) (?:all )?our options",
        r"not (?:go|going|move|moving) (?:forward|ahead) with (?:you|this|it)",
        r"pause (?:the|our) (?:contract|project|"
        r"subscription|roll-?out)",
        r"rip (?:it |you )?out",
        r"replac(?:e|ing) "
        r"you",
        r"reconsider(?:ing)? (?:the|our|whether|working)",
        r"(?:we|i) (?:want|would like|have decided) to leave",
        r"(?:we|i) (?:will|might|may|could|are going to|'ll) churn",
        r"stop(?:ped)? (?:using|paying for) (?:you|your|"
        r"the (?:app|system|tool|platform))",
        r"notice (?:on|of termination)",
        unless=rf"{THIRD}|{OLD}|people cancel|if you (?:cancel|end|leave)|(?:our|the|this|that|my|"
        rf"today's|a) (?:\w+ )?(?:call|"
        r"meeting|appointment|demo|session|flight|invite|booking|training) (?:on|at|with|"
        r"tomorrow|today|next)|switch to "
        r"(?:you|your)\b(?! competitor)",
    ),
)
