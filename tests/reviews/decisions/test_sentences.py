"""One sentence at a time: cut, put back, inserted from the record."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import Evidence, Finding
from reviews import decisions
from reviews.decisions import Conflict, Refused
from reviews.letter import body
from reviews.models import Draft, Sentence, SentenceEvidence
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
LISTED = "Hi Priya,\n\nWhat we promised:\n- One.\n- Two.\n\nBest regards,\nMaya Reyes"


@pytest.fixture
def draft() -> Draft:
    return factories.draft()


@pytest.fixture
def listed(draft: Draft) -> Draft:
    """A mail with two machine sentences under one heading."""
    first = draft.sentences.get(position=1)
    draft.sentences.filter(position=2).update(position=3, block="sign_off")
    passage = first.evidence.get().passage
    Sentence.objects.filter(pk=first.pk).update(
        lead_in="\n\nWhat we promised:\n- ", text="One.", block="ours"
    )
    two = Sentence.objects.create(
        draft=draft, position=2, lead_in="\n- ", text="Two.", origin="machine",
        verdict="supported", block="ours",
    )  # fmt: skip
    SentenceEvidence.objects.create(sentence=two, passage=passage, quote="send", start=5)
    draft.sentences.filter(position=0).update(block="greeting")
    assert text_of(draft) == LISTED
    return draft


def finding(draft: Draft, **fields: object) -> Finding:
    assert draft.call
    passage = draft.call.passages.get(index=2)
    row = Finding.objects.create(
        call=draft.call, position=0, kind="commitment", direction="theirs", owner="Priya Nair",
        text="Priya Nair will check the data residency question with their legal team.", **fields
    )  # fmt: skip
    Evidence.objects.create(finding=row, passage=passage, quote=passage.text, start=0)
    return row


def text_of(draft: Draft) -> str:
    return body(Draft.objects.get(pk=draft.pk).sentences.all())


def act(what: str, draft: Draft, **given: int) -> Draft:
    draft.refresh_from_db()
    with role("web"):
        found = getattr(decisions, what)(
            draft.pk,
            by=draft.lead.owner,
            now=timezone.now(),
            **{"revision": draft.revision} | given,
        )
    assert isinstance(found, Draft)
    return found


def at(draft: Draft, position: int) -> int:
    return draft.sentences.get(position=position).pk


def test_cut_sentence_leaves_the_mail_and_stays_beside_it(listed: Draft) -> None:
    act("cut", listed, sentence=at(listed, 2))
    assert text_of(listed) == LISTED.replace("\n- Two.", "")
    out = listed.sentences.get(is_left_out=True)
    assert (out.text, out.reasons) == ("Two.", ["You cut it."])
    (decision,) = listed.decisions.all()
    assert (decision.kind, "Two." in decision.before, "Two." in decision.after) == (
        "cut", True, False,
    )  # fmt: skip


@pytest.mark.parametrize("position", [0, 1, 2, 3])
def test_sentence_put_back_stands_where_it_stood(listed: Draft, position: int) -> None:
    pk = at(listed, position)
    act("cut", listed, sentence=pk)
    assert not text_of(listed).startswith("\n")
    act("put_back", listed, sentence=pk)
    assert text_of(listed) == LISTED


def test_heading_stays_when_the_first_sentence_under_it_is_cut(listed: Draft) -> None:
    act("cut", listed, sentence=at(listed, 1))
    assert "What we promised:\n- Two." in text_of(listed)


def test_heading_goes_with_the_last_sentence_under_it(listed: Draft) -> None:
    act("cut", listed, sentence=at(listed, 1))
    act("cut", listed, sentence=at(listed, 2))
    assert text_of(listed) == "Hi Priya,\n\nBest regards,\nMaya Reyes"


def test_sentence_the_record_does_not_bear_out_is_not_put_back(draft: Draft) -> None:
    passage = draft.call.passages.get(index=1)  # type: ignore[union-attr]
    row = Sentence.objects.create(
        draft=draft, position=9, text="Half price.", origin="machine", verdict="unsupported",
        is_left_out=True,
    )  # fmt: skip
    SentenceEvidence.objects.create(sentence=row, passage=passage, quote="send", start=5)
    with pytest.raises(Refused, match="does not bear it out"):
        act("put_back", draft, sentence=row.pk)


def test_last_sentence_is_not_cut(draft: Draft) -> None:
    act("cut", draft, sentence=at(draft, 0))
    act("cut", draft, sentence=at(draft, 2))
    with pytest.raises(Refused, match="only sentence"):
        act("cut", draft, sentence=at(draft, 1))


def test_change_seen_too_late_is_a_conflict(draft: Draft) -> None:
    with pytest.raises(Conflict):
        act("cut", draft, sentence=at(draft, 1), revision=draft.revision + 1)


def test_inserted_finding_stands_before_the_farewell_with_its_evidence(listed: Draft) -> None:
    row = finding(listed)
    act("insert", listed, finding=row.pk)
    made = listed.sentences.get(block="theirs")
    assert (made.origin, made.verdict) == ("machine", "supported")
    assert made.evidence.get().passage == listed.call.passages.get(index=2)  # type: ignore[union-attr]
    before, after = text_of(listed).split(made.text)
    assert before.endswith("- Two.\n\nWhat you promised:\n- ")
    assert after.startswith("\n\nBest regards")


def test_second_finding_of_a_block_joins_the_first(listed: Draft) -> None:
    row = finding(listed)
    act("insert", listed, finding=row.pk)
    act("insert", listed, finding=row.pk)
    assert text_of(listed).count("What you promised:") == 1
    assert listed.sentences.filter(block="theirs").count() == 2


def test_finding_of_another_call_is_not_inserted(draft: Draft) -> None:
    other = finding(factories.draft())
    with pytest.raises(Refused, match="not part of this call"):
        act("insert", draft, finding=other.pk)


def test_machine_words_do_not_enter_a_brief(draft: Draft) -> None:
    row = finding(draft)
    Draft.objects.filter(pk=draft.pk).update(kind="brief")
    with pytest.raises(Refused, match="your own words"):
        act("insert", draft, finding=row.pk)
