"""Tense turns of phrase that name no tense subject: "I want out", "why should I believe you?"."""

from __future__ import annotations

from leads.extraction.sensitivity_words import KIN, OLD, THIRD, Signal, signal

_WORSE = r"(?:lower|better|different|reduced|cheaper|smaller)"

MORE: tuple[Signal, ...] = (
    signal(
        "negotiation",
        r"(?:paying|pay|charged?|charging us) (?:far |way )?too much",
        rf"{_WORSE} (?:fee|price|deal|offer|quote)",
        rf"{_WORSE} (?:number|rate|figure) (?:from you|than that)",
        r"(?:and|then) (?:i|we)(?:'ll| will| can)? sign",
        r"if you (?:can )?sign (?:today|now|this|by|before)",
        unless=rf"{THIRD}|{OLD}|fuel|suppliers?|carriers?|energy|rent",
    ),
    signal(
        "complaint",
        r"still (?:doesn't|does not|isn't|won't|can't) \w+ and",
        r"we were told (?:it|that|this|you)(?: \w+){0,4} (?:would|by|in)(?: \w+){0,8},? (?:but|"
        r"it's)",
        r"(?:hard|struggling|difficult|find it hard) to trust",
        r"annoyed (?:about|at|by|that) (?:how|the way|you|your|this)",
        unless=rf"{THIRD}|{OLD}|to the radio",
    ),
    signal(
        "complaint",
        r"(?:don't|doesn't|didn't|won't|nobody|no one) (?:seem(?:s)? to )?(?:listen|care|cares)",
        about_us=True,
    ),
    signal(
        "concession",
        r"(?:give|throw|do|include|offer|add|let you have)(?: \w+){0,6} for free",
        unless=THIRD,
    ),
    signal(
        "legal",
        r"general counsel (?:wants|will write|has written|is writing|asked me)",
        r"(?:our|my|the) legal (?:options|position|rights)",
    ),
    signal(
        "security_incident",
        r"(?:from|by) (?:the )?(?:hackers?|attackers?)",
        unless=r"protect\w*|training|prevent\w*|helps?",
    ),
    signal(
        "escalation",
        r"(?:take|taking|took) (?:this|it) (?:up )?to (?:your|the) (?:ceo|chief executive|boss|"
        r"director|board|manager|managers|management)",
        r"(?:site|system|platform|app|service|server|portal) (?:fell over|collapsed|crashed)"
        r" (?:on|during|in|at|for|again|last|this|yesterday)",
        unless=OLD,
    ),
    signal(
        "churn",
        r"(?:want|get|let us|let me) out of (?:this|the|our|that) (?:contract|deal|agreement)",
        r"(?:won't|will not|not) (?:be )?(?:going|go) ahead with",
        r"(?:won't|don't|no longer) need (?:you|your \w+)",
        r"signed with (?:one of your|your|a|another|somebody|someone)",
    ),
    signal(
        "bad_news",
        rf"(?:my|our|his|her) (?:\w+ )?{KIN}(?: \w+){{0,5}} (?:to|into|in) hospital",
        r"(?:sad|terrible|awful|tragic) news",
        r"(?-i:[A-Z][a-z]+) (?:has )?died (?:on|last|this|yesterday|in the)",
        r"let (?:\w+ ){1,5}(?:staff|team|people|workforce) go",
        r"(?:off|in|away|having) (?:for )?(?:an operation|surgery)",
        unless=r"(?:1[5-9]|20)\d\d",
    ),
    signal(
        "anger", r"(?:why|how) (?:on earth )?(?:should|can|could) (?:i|we) (?:believe|trust) you"
    ),
)
