"""Readers of public sets, on rows of our own in the form those have."""

from __future__ import annotations

from followup.evaluation.corpora import BARS, reader
from followup.evaluation.corpora.meetings import ami, icsi
from followup.evaluation.corpora.persuasion import p4g
from followup.evaluation.corpora.phrases import duckling, recognizers, sgd
from followup.evaluation.corpora.summaries import ground


def test_reader_is_chosen_by_the_name_of_the_file() -> None:
    assert reader("ground_diasumfact") is ground
    assert reader("dates_sgd_dates") is sgd
    assert reader("our_calls") is None
    assert all(reader(name) for name, _ in BARS)


def test_ami_actions_are_work_with_evidence_and_one_named_owner() -> None:
    said = [{"id": f"u{i}", "speaker": "A", "role": "PM", "text": "So."} for i in range(3)]
    actions = [
        {"text": "The marketing expert will ask the users.", "evidence": ["u1"]},
        {"text": "The PM and the UI will meet.", "evidence": ["u0", "u2"]},
        {"text": "Nobody linked this.", "evidence": []},
    ]
    row = {"meeting": "m", "utterances": said, "summary": {"actions": actions}}
    (item,) = ami(row)
    assert item.work
    assert [(sorted(w.evidence), w.owners) for w in item.work] == [
        ([1], ("Marketing Expert",)),
        ([0, 2], ()),
    ]
    assert item.kinds == ("action_item",)


def test_icsi_commitments_are_told_by_their_tag() -> None:
    tags = ("s^cc", "fh|s^cc.%--", "s^ccx", "b")
    said = [{"speaker": "me1", "text": "Hm.", "tag": tag} for tag in tags]
    (item,) = icsi({"meeting": "m", "utterances": said})
    assert item.promising == frozenset({0, 1})


def test_p4g_counts_the_buyers_acts_and_takes_nothing_for_none() -> None:
    said = [
        {"side": "seller", "text": "I'd give 2.", "labels": ["provide-donation-amount"]},
        {"side": "buyer", "text": "Me too.", "labels": ["agree-donation", "thank"]},
    ]
    (item,) = p4g({"id": "x", "intended": 0, "utterances": said})
    assert (item.promising, item.side, item.sums) == (frozenset({1}), "theirs", (None,))
    assert [line.side for line in item.conversation.lines] == ["ours", "theirs"]


def test_summary_keeps_speakers_errors_and_its_document() -> None:
    row = {"id": "1/a", "doc_id": "1", "source": ["Kim: Hi.", ""], "claim": "Kim says hi.",
           "label": 0, "error": ["EntE", "EntE"]}  # fmt: skip
    (item,) = ground(row)
    assert (item.document, item.supported, item.errors) == ("1", False, ("EntE",))
    assert [(s.speaker, s.text) for s in item.cited] == [("Kim", "Hi.")]


def test_phrases_are_days_or_nothing() -> None:
    gold = [
        {"text": "friday", "start": 3, "end": 8, "type": "date",
         "values": [{"value": "2026-03-06"}, {"value": "2026-02-27"}]},
        {"text": "march", "start": 0, "end": 4, "type": "daterange", "values": [{}]},
    ]  # fmt: skip
    row = {"id": "r", "input": "on Friday", "ref": "2026-03-04T00:00:00", "gold": gold}
    (item,) = recognizers(row)
    assert (item.text, set(item.answers)) == ("Friday", {"2026-03-06", "2026-02-27"})
    (none,) = recognizers(row | {"gold": []})
    assert none.answers == ()
    spoken = {"id": "7/2", "text": "March 6th", "ref": "2026-03-04", "value": "2026-03-06"}
    assert sgd(spoken)[0].document == "7"
    plain = {"text": "friday", "ref": "2026-03-04", "kind": "date", "grain": "day",
             "value": "2026-03-06T00:00:00"}  # fmt: skip
    assert duckling(plain)[0].answers == ("2026-03-06",)
    assert duckling(plain | {"grain": "hour"}) == ()
    assert duckling({"text": "x", "ref": "2026-03-04", "kind": "none"})[0].answers == ()
