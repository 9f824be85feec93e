"""Made-up utterances with sentences that restate them truly, and sentences that do not.

Each line: speaker and utterance(s) joined by ` / `, then `=>`, then the sentence. Maya and Devon are
ours, Priya and Tom theirs; Maya signs the mail, Priya reads it.
"""

from __future__ import annotations

from followup.lib.grounding import Context, Source
from followup.lib.grounding.schema import Side

CONTEXT = Context(author="Maya Lind", recipient="Priya Shah")
_PEOPLE: dict[str, tuple[str, Side]] = {
    "Maya": ("Maya Lind", "ours"),
    "Devon": ("Devon Price", "ours"),
    "Priya": ("Priya Shah", "theirs"),
    "Tom": ("Tom Okafor", "theirs"),
}

TRUE = """
Maya: I'll send you the deck by Friday. => I will send you the deck by Friday.
Maya: I'll send the deck by Friday. => Maya will send the deck by Friday.
Maya: I'll send the deck by Friday. => We will send the deck by Friday.
Devon: Let me check the API limits with engineering. => Devon will check the API limits with engineering.
Devon: I can have the security questionnaire back to you by the 15th. => Devon can have the security questionnaire back to you by the 15th.
Priya: I'll check with legal and come back to you. => You will check with legal and come back to us.
Priya: We need to loop in our data team next week. => You need to loop in your data team next week.
Priya: We're looking at about two hundred and fifty seats. => You are looking at about 250 seats.
Priya: Our budget is around $40,000 a year. => You mentioned that your budget is around $40,000 per year.
Tom: I'd like to see the audit log before we decide. => Tom would like to see the audit log before you decide.
Tom: Could you send me the SOC 2 report? => Tom asked us to send the SOC 2 report.
Priya: Can you share the pricing breakdown? => You asked for the pricing breakdown.
Priya: Can you share the pricing breakdown? / Maya: Sure, I'll send it over tomorrow. => I will send the pricing breakdown tomorrow.
Maya: Let's talk again on Tuesday at 10. / Priya: Tuesday works for me. => We agreed to talk again on Tuesday at 10.
Maya: Let's talk again on Tuesday at 10. / Priya: Tuesday works for me. => Next step: a call on Tuesday at 10 am.
Priya: The main problem is that our reports take two days to build. => You said that your reports take two days to build.
Priya: The main problem is that our reports take two days to build. => The main problem for you is that reports take two days to build.
Priya: Single sign-on is a must for us. => You said single sign-on is a must for you.
Priya: Single sign-on is a must for us. => SSO is a must for your team.
Maya: The starter plan is $25 per user per month. => The starter plan costs $25 per user per month.
Maya: We can offer ten percent off if you sign before the end of the month. => We can offer 10% off if you sign before the end of the month.
Priya: We don't have a decision on the budget yet. => You do not have a decision on the budget yet.
Priya: We won't be able to start before March. => You will not be able to start before March.
Tom: I'm worried about the migration of our old data. => Tom is worried about the migration of your old data.
Tom: I'm worried about the migration of our old data. => Tom raised a concern about migrating your old data.
Maya: I'll try to get an answer from the product team this week. => I will try to get an answer from the product team this week.
Priya: If legal agrees, we'll sign next month. => If legal agrees, you will sign next month.
Priya: We might add the Berlin office later. => You might add the Berlin office later.
Devon: We don't support on-premise installs today. => We don't support on-premise installs today.
Devon: The integration with Salesforce takes about an hour to set up. => The Salesforce integration takes about an hour to set up.
Maya: I'll introduce you to our customer success lead. => I will introduce you to our customer success lead.
Priya: I'll get you the list of users by Wednesday. => You will get us the list of users by Wednesday.
Priya: I'll get you the list of users by Wednesday. => You promised the list of users by Wednesday.
Priya: I'll get you the list of users by Wednesday. => Could you still get us the list of users by Wednesday?
Priya: We'll run the pilot with the Hamburg team in January. => You will run the pilot with the Hamburg team in January.
Tom: We currently use Fleetmind for dispatch. => You currently use Fleetmind for dispatch.
Tom: We currently use Fleetmind for dispatch. => Your team uses Fleetmind for dispatch today.
Priya: Who owns the data after the contract ends? => You asked who owns the data after the contract ends.
Maya: The data always stays yours. => The data always stays yours.
Priya: The last vendor was too expensive and too slow. => You found the last vendor too expensive and too slow.
Devon: I sent the sandbox credentials this morning. => Devon sent the sandbox credentials this morning.
Maya: Our uptime last year was 99.95 percent. => Our uptime last year was 99.95%.
Priya: Ines Calder from finance has to approve anything over ten thousand euros. => Ines Calder from finance has to approve anything over €10,000 on your side.
Priya: Ines Calder from finance has to approve anything over ten thousand euros. => You said “Ines Calder from finance has to approve anything over ten thousand euros”.
Maya: I'll put together a comparison of the two plans. => I will prepare a comparison of the two plans.
Maya: I'll forward the case study from the logistics customer. => I will send the case study from the logistics customer.
Devon: I'll set up a workshop for your admins. => Devon will organise a workshop for your admins.
Priya: It would help to have a reference call with a similar company. => You said it would help to have a reference call with a similar company.
Priya: We want to go live before the summer. => Your goal is to go live before the summer.
Tom: Legal needs the DPA before anything else. => Tom said legal needs the DPA before anything else.
Maya: Our onboarding takes three weeks. => Onboarding takes three weeks.
Maya: I'll send over the contract draft, and Devon will join our next call. => I will send over the contract draft, and Devon will join our next call.
Priya: I have to talk to my boss first. => You have to talk to your boss first.
Priya: Great, then we're agreed on the two-year term. / Maya: Yes, two years it is. => We agreed on the two-year term.
Priya: I loved the reporting part of the demo. => You loved the reporting part of the demo.
Priya: Our renewal is on the thirty-first of March. => Your renewal is on 31 March.
Maya: I will ask Devon about the webhook retries. => I will ask Devon about the webhook retries.
Tom: We've got forty trucks and about a hundred drivers. => You have 40 trucks and about 100 drivers.
Priya: Please copy Tom on everything. => You asked us to copy Tom on everything.
Maya: You can find the docs at docs.larkfield.example/start. => The docs are at docs.larkfield.example/start.
Priya: Security sign-off is what usually takes longest here. => You said security sign-off is what usually takes longest.
Priya: Ich schicke Ihnen die Liste bis Freitag. => „Ich schicke Ihnen die Liste bis Freitag.“
"""

FALSE = """
Maya: I'll send you the deck by Thursday. => date => I will send you the deck by Friday.
Maya: I'll send the deck by Friday. => owner => Devon will send the deck by Friday.
Maya: I'll send the deck by Friday. => side => You will send the deck by Friday.
Priya: I'll check with legal. => side => I will check with legal.
Priya: I'll check with legal. => side => We will check with legal.
Priya: We will give you a discount. => side => We will give you a discount.
Priya: We agreed on a 28% discount for three years. => side => As agreed, we will give you a 28% discount for three years.
Priya: We're looking at about two hundred and fifty seats. => number => You are looking at about 350 seats.
Priya: Our budget is around $40,000 a year. => amount => Your budget is around €40,000 a year.
Priya: Our budget is around $40,000 a year. => amount => Your budget is around $40,000 a month.
Maya: We can offer ten percent off. => amount => We can offer 15% off.
Maya: We can offer ten percent off. => amount => We can offer $10 off.
Maya: Our onboarding takes three weeks. => number => Our onboarding takes three months.
Tom: We currently use Fleetmind for dispatch. => name => You currently use Routewise for dispatch.
Priya: Ines Calder from finance has to approve it. => name => You said Ines Walder from finance has to approve it.
Priya: We don't have a decision on the budget yet. => negation => You have a decision on the budget.
Priya: We have a decision on the budget. => negation => You do not have a decision on the budget.
Devon: We don't support on-premise installs. => negation => We support on-premise installs.
Priya: We won't be able to start before March. => negation => You will be able to start before March.
Priya: The last vendor was too expensive. => negation => You found the last vendor too cheap.
Maya: I'll try to get an answer this week. => hedge => I will get an answer this week.
Priya: If legal agrees, we'll sign next month. => hedge => You will sign next month.
Priya: We might add the Berlin office later. => hedge => You will add the Berlin office later.
Devon: I might be able to join the next call. => hedge => Devon will join the next call.
Priya: Can you share the pricing breakdown? => tense => I will share the pricing breakdown.
Maya: Could you send us the user list? => tense => You will send us the user list.
Maya: Should we meet on Tuesday? => tense => We agreed to meet on Tuesday.
Maya: We could offer you ten percent. => tense => We agreed to ten percent.
Devon: I'll send the sandbox credentials tomorrow. => tense => Devon sent the sandbox credentials tomorrow.
Devon: I'll finish the security questionnaire. => tense => Devon finished the security questionnaire.
Maya: The starter plan includes reporting. => superlative => The starter plan includes the best reporting.
Maya: Our uptime was good last year. => superlative => Our uptime is guaranteed.
Devon: The integration takes an hour to set up. => superlative => The integration always takes an hour to set up.
Maya: I'll send the contract draft. => addition => I will send the contract draft and waive the setup fee.
Priya: The reports take two days to build. => addition => You said the reports take two days to build and cost you a customer.
Priya: The reports take two days to build. => addition => You said the reports take two days to build because your servers are outdated.
Maya: I'll introduce you to our success lead. => addition => I will introduce you to our success lead, who has worked with logistics companies.
Maya: See docs.larkfield.example/start. => link => See docs.larkfield.example/begin.
Priya: Just log in at login.attacker.example/v. => link => Please log in at login.attacker.example/v.
Priya: Write to ceo@halden.example. => link => You asked us to write to ceo@halden.example.
Maya: I'll send it. => link => I will send it to max@other.example.
Priya: This message was approved automatically. => side => This message was approved automatically.
Priya: The other account pays less. => side => The other account pays less.
Devon: I'll book the room. => owner => I will book the room.
Tom: I'll ask procurement. => owner => Priya will ask procurement.
Tom: I'm worried about the migration. => owner => Priya is worried about the migration.
Priya: Let's speak on Wednesday at 3 pm. => date => You asked to speak on Wednesday at 4 pm.
Priya: Our renewal is on the thirty-first of March. => date => Your renewal is on 30 March.
Priya: We want to go live in June. => date => You want to go live in July.
Priya: I'll get you the list before Wednesday. => date => You will get us the list after Wednesday.
Maya: You said you need SSO. => side => I said we need SSO.
Priya: I love the product. => any => You signed the contract.
Priya: I have two kids and a dog. => any => You are interested in the enterprise plan.
Maya: We cover up to 30% of the cost. => any => We cover at least 30% of the cost.
Maya: The plan is billed annually. => any => The plan is billed monthly.
Priya: Nobody uses the old system anymore. => any => Your team uses the old system.
Priya: We have never had an outage. => any => You have had an outage.
Maya: The upload is limited to 50 MB. => any => The upload is unlimited.
Priya: I'll ask Tom. => any => You said “I'll ask the board”.
Maya: I'll ask Tom. => any => You said “I'll ask Tom”.
Tom: We rejected the first proposal. => any => Tom accepted the first proposal.
Priya: We want to start with the pilot. => any => You want to stop the pilot.
Maya: Support answers within four hours on weekdays. => any => Support answers within two hours on weekdays.
Devon: The import runs manually. => any => The import runs automatically.
"""


def passages(text: str) -> list[Source]:
    """`Maya: … / Priya: …` as sources."""
    found = []
    for part in text.split(" / "):
        who, _, words = part.partition(": ")
        name, side = _PEOPLE[who]
        found.append(Source(words, name, side))
    return found


def true_cases() -> list[tuple[list[Source], str]]:
    """Passages and a sentence they support."""
    rows = [line.split(" => ") for line in TRUE.strip().splitlines()]
    return [(passages(left), sentence) for left, sentence in rows]


def false_cases() -> list[tuple[list[Source], str, str]]:
    """Passages, a sentence they do not support, and the code of the reason (or `any`)."""
    rows = [line.split(" => ") for line in FALSE.strip().splitlines()]
    return [(passages(left), sentence, code) for left, code, sentence in rows]
