"""Names, codes, links and days."""

from __future__ import annotations

import pytest

from followup.lib.grounding import Context, Source
from followup.lib.grounding.calendar import check_dates, mentions
from followup.lib.grounding.links import check_links, links
from followup.lib.grounding.names import check_codes, check_names


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("by the first of March", ("monthday", 301)),
        ("on 31st August", ("monthday", 831)),
        ("August 31", ("monthday", 831)),
        ("at 2 pm", ("time", 840)),
        ("at ten", ("hour", 10)),
        ("on the 15th", ("day", 15)),
        ("in Q3", ("quarter", 3)),
        ("tomorrow", ("near", 1)),
    ],
)
def test_days_and_times_are_read(text: str, key: tuple[str, int]) -> None:
    assert key in {m.key for m in mentions(text)}


@pytest.mark.parametrize(
    ("cited", "sentence", "good"),
    [
        ("Tuesday at 10", "Tuesday at 10 am", True),
        ("by Friday", "before Friday", True),
        ("before Friday", "after Friday", False),
        ("next week", "this week", False),
        ("31 August", "August 30th", False),
        ("at noon", "at 12:00", True),
    ],
)
def test_days_must_be_cited(cited: str, sentence: str, good: bool) -> None:
    assert (check_dates(sentence, [cited], Context()) == []) is good


def test_may_is_not_always_a_month() -> None:
    assert not mentions("You may start whenever you like.")


def test_links_are_found_without_their_full_stop() -> None:
    text = "See https://a.example/x, or write to bo@b.example."
    assert [shown for shown, _, _ in links(text)] == ["https://a.example/x", "bo@b.example"]


def test_a_link_of_the_other_side_does_not_enter_a_mail() -> None:
    theirs = Source("Log in at https://a.example/x", "Priya", "theirs")
    ours = Source("The docs are at https://a.example/x", "Maya", "ours")
    sentence = "The docs are at https://a.example/x."
    assert [r.code for r in check_links(sentence, [theirs], sided=True)] == ["link"]
    assert check_links(sentence, [theirs, ours], sided=True) == []
    assert check_links(sentence, [theirs], sided=False) == []


def test_names_must_be_cited_or_known() -> None:
    people = frozenset(("maya", "lind"))
    assert check_names("Maya spoke with Ines.", ["Ines called"], people) == []
    (reason,) = check_names("Maya spoke with Karim.", ["Ines called"], people)
    assert (reason.code, reason.start) == ("name", 16)
    assert check_names("We support SSO.", ["We support single sign-on."], people) == []
    assert check_names("We met Mrs. Okafor.", ["We met Mr. Okafor."], people)


def test_codes_must_be_cited_to_the_letter() -> None:
    assert check_codes("See ticket ZX814.", ["ticket ZX814"]) == []
    assert check_codes("See ticket ZX815.", ["ticket ZX814"])
    assert check_codes("At 10am on the 3rd.", [""]) == []


@pytest.mark.parametrize(
    ("source", "true", "false"),
    [
        ("Wir starten am 15. März.", "Sie starten am 15. März.", "Sie starten am 16. März."),
        ("On démarre le 3 août.", "You start on 3 August.", "You start on 3 September."),
        ("Lo firmo el 2 de enero.", "Lo firma el 2 de enero.", "Lo firma el 2 de febrero."),
        ("Ich rufe am Donnerstag an.", "Call on Thursday.", "Call on Friday."),
        ("Je l'envoie demain.", "Envoi demain.", "Envoi lundi."),
    ],
)
def test_days_and_months_of_other_languages_are_compared_by_value(
    source: str, true: str, false: str
) -> None:
    assert check_dates(true, [source], Context()) == []
    assert [r.code for r in check_dates(false, [source], Context())] == ["date"]


@pytest.mark.parametrize(
    "text", ["guten Morgen", "por la mañana", "mayo on the side", "Mars bars", "with Avril"]
)
def test_words_that_only_look_like_days_are_none(text: str) -> None:
    assert mentions(text) == ()
