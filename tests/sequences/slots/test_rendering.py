"""What a template becomes: sentences that say what they rest on, and never a gap."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sequences.slots import SLOTS, Facts, Quote, Rendered, Template, Value, render

KNOWN = {
    "lead.first_name": (Value("Hannah", "the lead"),),
    "account.name": (Value("Corvane Inc.", "the company"),),
    "rep.name": (Value("Maya Okafor", "the rep"),),
    "call.promise": (
        Value("I will send the deck.", "the call", (Quote(7, "I'll send the deck", 0),)),
        Value("I will ask Ines.", "the call", (Quote(9, "I'll ask Ines", 4),)),
    ),
    "library.case_study": (Value("A mill halved its rush orders.", "the library", item=3),),
}


def mail(body: str, *, subject: str = "", facts: dict[str, tuple[Value, ...]] = KNOWN) -> Rendered:
    template = Template(subject, "Hi {lead.first_name},", body, "Best,\n{rep.name}")
    return render(template, facts=Facts(facts, {"lead.title": "nobody told us"}))


def words(body: str) -> str:
    """The body without the greeting and the sign-off."""
    return mail(body).body.removeprefix("Hi Hannah,").removesuffix("Best,\nMaya Okafor").strip()


def test_mail_has_greeting_body_and_sign_off() -> None:
    assert mail("How is {account.name}?").body == (
        "Hi Hannah,\n\nHow is Corvane Inc.?\n\nBest,\nMaya Okafor"
    )


def test_unknown_slot_drops_its_sentence_and_no_other() -> None:
    rendered = mail("One thing first. You are {lead.title}. Shall we talk?")
    assert "One thing first. Shall we talk?" in rendered.body
    assert [d.text for d in rendered.dropped] == ["You are {lead.title}."]
    assert rendered.dropped[0].reason == "Their job title: nobody told us."


def test_slot_that_does_not_exist_drops_its_sentence() -> None:
    rendered = mail("You use {lead.shoe_size}. Shall we talk?")
    assert words("You use {lead.shoe_size}. Shall we talk?") == "Shall we talk?"
    assert rendered.dropped[0].reason == "There is no slot {lead.shoe_size}."


@pytest.mark.parametrize("gap", ["[name]", "{", "}", "{{first}}", "<<company>>", "%NAME%", "TBD"])
def test_forgotten_gap_drops_its_sentence(gap: str) -> None:
    assert words(f"Here is {gap} for you. Shall we talk?") == "Shall we talk?"


def test_dropped_first_sentence_leaves_no_hole() -> None:
    assert words("You are {lead.title}. Shall we talk?\n\nTomorrow?") == (
        "Shall we talk?\n\nTomorrow?"
    )


def test_paragraph_that_is_dropped_whole_leaves_one_blank_line() -> None:
    assert words("First.\n\nYou are {lead.title}.\n\nLast.") == "First.\n\nLast."


def test_heading_goes_when_nothing_is_left_under_it() -> None:
    assert words("First.\n\nYou:\n- {call.their_promise}\n- {lead.title}\n\nLast.") == (
        "First.\n\nLast."
    )


def test_heading_stays_while_one_line_is_left_under_it() -> None:
    body = "First.\n\nWe:\n- {lead.title}\n- {account.name}\n\nLast."
    assert words(body) == "First.\n\nWe:\n- Corvane Inc.\n\nLast."


def test_heading_over_a_paragraph_goes_with_it() -> None:
    assert words("One question:\n{library.pain_question}\n\nLast.") == "Last."
    assert words("One case:\n{library.case_study}\n\nLast.") == (
        "One case:\nA mill halved its rush orders.\n\nLast."
    )


def test_list_line_with_a_machine_slot_is_said_for_each_value() -> None:
    assert words("We:\n- {call.promise}") == "We:\n- I will send the deck.\n- I will ask Ines."


def test_sentence_with_a_machine_slot_is_the_machines_and_carries_its_evidence() -> None:
    first, *_ = (s for s in mail("As agreed: {call.promise}").sentences if s.block == "body")
    assert (first.origin, first.text) == ("machine", "As agreed: I will send the deck.")
    assert first.evidence == (Quote(7, "I'll send the deck", 0),)


def test_every_filled_slot_says_where_its_words_stand_and_come_from() -> None:
    for sentence in mail("How is {account.name}? {library.case_study} Still so?").sentences:
        for filled in sentence.fills:
            assert sentence.text[filled.start : filled.end] == filled.value.text
            assert filled.value.source


def test_whole_sentence_in_a_slot_ends_where_it_ends() -> None:
    assert words("{call.promise} Is that right? I said: {call.promise}.") == (
        "I will send the deck. Is that right? I said: I will send the deck."
    )
    sentences = [s.text for s in mail("{library.case_study} Shall we talk?").sentences]
    assert "Shall we talk?" in sentences


def test_two_full_stops_never_meet() -> None:
    assert words("We met at {account.name}. Again.") == "We met at Corvane Inc. Again."


def test_subject_takes_the_first_wording_that_can_be_filled() -> None:
    rendered = mail("Hello.", subject="For a {lead.title} | Rush orders at {account.name} | Hello")
    assert rendered.subject == "Rush orders at Corvane Inc."


def test_subject_is_empty_when_none_can_be_filled() -> None:
    assert mail("Hello.", subject="For a {lead.title}").subject == ""


def test_subject_holds_no_machine_words() -> None:
    assert mail("Hello.", subject="{call.promise}").subject == ""


def test_mail_of_which_nothing_is_left_says_so() -> None:
    assert not mail("You are {lead.title}.").says_something
    assert mail("Hello.").says_something


def test_mail_made_around_what_we_know_says_nothing_without_it() -> None:
    body = "One thing: {library.pain_question}\n\nHow is that at {account.name}?"
    assert not mail(body).says_something
    assert mail(body.replace("pain_question", "case_study")).says_something


def test_words_in_a_slot_are_never_read_as_a_template() -> None:
    facts = {**KNOWN, "account.name": (Value("{rep.name} [x]", "a hostile record"),)}
    assert "{rep.name} [x]" in mail("At {account.name} today.", facts=facts).body


PARTS = st.sampled_from(
    [*(f"{{{name}}}" for name in SLOTS), "{nonsense}", "{", "}", "[name]", "Hello", "we met",
     ".", "?", ":", "\n", "\n\n", "- ", " ", "e.g. ", "“", "”", "。", "٣", "TODO"]
)  # fmt: skip
CHOSEN = st.sets(st.sampled_from(sorted(SLOTS)))


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.lists(PARTS, max_size=25).map("".join), st.lists(PARTS, max_size=6), CHOSEN)
def test_no_template_prints_a_brace_a_bracket_or_a_blank(
    body: str, subject: list[str], known: set[str]
) -> None:
    facts = Facts({name: (Value(f"Value of {name.replace('.', ' ')}.", "x"),) for name in known})
    rendered = render(Template("".join(subject), "Hi,", body, "Best"), facts=facts)
    everything = f"{rendered.subject}\n{rendered.body}"
    assert not set("{}[]") & set(everything)
    assert not re.search(r"\bTODO\b", everything)
    assert all(sentence.text.strip() for sentence in rendered.sentences)
    assert "\n\n\n" not in rendered.body
    assert all(fill.slot in known for s in rendered.sentences for fill in s.fills)
