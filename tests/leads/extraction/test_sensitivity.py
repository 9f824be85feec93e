import pytest

from leads.extraction.sensitivity import sensitive
from tests.leads.extraction.rules.dialogue import call


@pytest.mark.parametrize(
    ("words", "reason"),
    [
        ("Can you come down on the price, say to $40?", "negotiation"),
        ("We could offer you another 15% off for two years.", "concession"),
        ("This is the third time it broke and nobody called us back.", "complaint"),
        ("Our lawyers say this is a breach of contract.", "legal"),
        ("Someone had unauthorized access to our account.", "security_incident"),
        ("I want to speak to your manager about the outage.", "escalation"),
        ("We will not renew in March.", "churn"),
        ("Half of the team was laid off last week.", "bad_news"),
        ("Sorry for the silence, my father passed away.", "bad_news"),
        ("I am furious, this is ridiculous.", "anger"),
        ("Wir sind sehr unzufrieden mit dem Support.", "complaint"),
    ],
)
def test_tense_words_are_flagged_with_their_quote(words: str, reason: str) -> None:
    conversation = call(f"Maya: Hello.\nPriya: Thanks for calling. {words}")

    found = {s.reason: s.evidence for s in sensitive(conversation)}

    assert reason in found
    quote = found[reason]
    assert conversation.lines[1].text[quote.start : quote.end] == quote.quote
    assert words.split()[0] in quote.quote


@pytest.mark.parametrize(
    "words",
    [
        "How much is it per seat?",
        "What does the price include?",
        "We need the security review done before the contract renewal.",
        "Our legal team has to look at the terms.",
        "The renewal is in March and the budget is approved.",
        "I have to cancel this meeting on Monday, sorry.",
        "Do you have an escalation path for incidents?",
        "No complaints so far, we are happy.",
        "We ship to hospital groups and the deadline is near.",
        "Our churn rate dashboard is in the report.",
    ],
)
def test_everyday_business_is_not_sensitive(words: str) -> None:
    assert sensitive(call(f"Priya: {words}")) == ()
