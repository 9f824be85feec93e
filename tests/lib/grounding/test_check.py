"""The public function: edges, scripts, the judge, the rest of the record."""

from __future__ import annotations

import time
from datetime import UTC, date, datetime

import pytest

from followup.lib.grounding import Context, Judgement, Source, check, with_judge

DECK = Source("I'll send the deck by Thursday.", "Maya Lind", "ours")
MAYA = Context(author="Maya Lind", recipient="Priya Shah")


def test_check_explains_a_wrong_day_in_words() -> None:
    judged = check("I will send the deck by Friday.", cited=[DECK], context=MAYA)
    assert judged.verdict == "unsupported"
    (reason,) = judged.reasons
    assert reason.text == "“Friday” is not in what this cites; Thursday is"
    assert "I will send the deck by Friday."[reason.start : reason.end] == "Friday"


def test_check_supports_nothing_without_a_citation() -> None:
    assert check("I will send the deck.", cited=[]).verdict == "unsupported"
    assert check("I will send the deck.", cited=[Source("  ")]).verdict == "unsupported"


@pytest.mark.parametrize(
    "text",
    [
        "明日までに見積もりを送ります。",
        "سأرسل العرض يوم الجمعة.",
        "Я пришлю презентацию до пятницы.",
        "Wir schicken Ihnen das Angebot über 12.500 € bis Freitag.",
        "Enviaré la propuesta a Inés Calderón.",
        "ข้อเสนอราคา",
    ],
)
def test_check_keeps_verbatim_words_in_any_script(text: str) -> None:
    source = Source(text, "Maya Lind", "ours")
    assert check(text, cited=[source], context=MAYA).verdict == "supported"
    assert check(f"„{text}“", cited=[source], context=MAYA).verdict == "supported"


@pytest.mark.parametrize(
    ("source", "sentence"),
    [
        ("Das Angebot liegt bei 12.500 €.", "Das Angebot liegt bei 15.200 €."),
        ("Nous avons parlé avec Inès Calder.", "Nous avons parlé avec Irène Calder."),
        ("Siehe angebot.example/a.", "Siehe angebot.example/b."),
    ],
)
def test_check_refuses_other_facts_in_other_languages(source: str, sentence: str) -> None:
    cited = [Source(source, "Maya Lind", "ours")]
    assert check(sentence, cited=cited, context=MAYA).verdict == "unsupported"


@pytest.mark.parametrize(
    "text",
    ["1 " * 400, "31 August " * 80, "“" * 900, "a@" * 500, "twenty " * 150, "if " * 400,
     "\u0300" * 500, "\x00\ud800", "", " ", "😀" * 300, "http://" * 150, "www." * 300],
)  # fmt: skip
def test_check_answers_hostile_text_in_bounded_time(text: str) -> None:
    cited = [Source((text * 40)[:20_000], "Maya", "ours"), DECK]
    begin = time.perf_counter()
    check(text, cited=cited, context=MAYA)
    check("I will send the deck by Thursday.", cited=cited, rest=cited, context=MAYA)
    assert time.perf_counter() - begin < 10


def test_check_refuses_a_sentence_that_is_a_page_long() -> None:
    assert check("I will send it. " * 200, cited=[DECK]).verdict == "unsupported"


def test_check_takes_a_resolved_date_for_a_spoken_one() -> None:
    context = Context(author="Maya Lind", dates=(date(2026, 11, 26),))
    sentence = "I will send the deck by Thursday 26 November."
    assert check(sentence, cited=[DECK], context=context).verdict == "supported"
    wrong = "I will send the deck by Thursday 27 November."
    assert check(wrong, cited=[DECK], context=context).verdict == "unsupported"


def test_check_knows_that_a_weekday_must_fit_its_date() -> None:
    context = Context(reference=datetime(2026, 11, 18, tzinfo=UTC), author="Maya Lind")
    cited = [Source("Let's meet on the 27th of November.", "Maya Lind", "ours")]
    judged = check("Let's meet on Thursday, 27 November.", cited=cited, context=context)
    assert judged.verdict == "unsupported"
    assert any("Friday" in reason.text for reason in judged.reasons)


def test_check_doubts_what_is_corrected_elsewhere() -> None:
    later = Source("Sorry, make that Friday for the deck.", "Maya Lind", "ours")
    sentence = "I will send the deck by Thursday."
    assert check(sentence, cited=[DECK], context=MAYA).verdict == "supported"
    judged = check(sentence, cited=[DECK], rest=[DECK, later], context=MAYA)
    assert judged.verdict == "weak"
    assert "make that Friday" in judged.reasons[0].text


def test_score_tells_the_verdict() -> None:
    good = check("I will send the deck by Thursday.", cited=[DECK], context=MAYA)
    bad = check("I will send the deck by Friday.", cited=[DECK], context=MAYA)
    assert good.score >= 0.6 > 0.5 > bad.score


def test_a_judge_may_lower_a_verdict_and_never_raise_it() -> None:
    refused = Judgement("unsupported", 0.2)
    fine = Judgement("supported", 0.9)
    weak = Judgement("weak", 0.55)
    assert with_judge(refused, fine) == refused
    assert with_judge(weak, fine) == weak
    assert with_judge(fine, refused).verdict == "unsupported"
    assert with_judge(fine, weak).score == 0.55
