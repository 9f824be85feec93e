"""A passage of another call in the mail: only because a person asked, and shown as such."""

from __future__ import annotations

import pytest
from django.utils import timezone

from leads.models import Call, User
from reviews.models import Draft, Sentence
from sequences.models import Enrollment, Touch
from tests import factories as make
from tests.reviews.views.desk import draft_of, page, post, signed_in
from tests.rules.making import event

pytestmark = pytest.mark.django_db


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def draft(rep: User) -> Draft:
    return draft_of(rep)


def earlier(draft: Draft, *, owner: User | None = None) -> Call:
    """Another call with the same company."""
    lead = make.lead(owner or draft.lead.owner, account=draft.lead.account)
    said = (("Priya Nair", "theirs", "The budget is approved up to forty seats."),)
    return make.call(lead, said=said, title="Pricing call", state="read", engine="rules")


def test_passage_of_another_call_is_quoted_and_says_where_it_is_from(
    rep: User, draft: Draft
) -> None:
    other, client = earlier(draft), signed_in(rep)
    assert "The budget is approved" in page(client, f"/inbox/{draft.pk}/pull/?call={other.pk}")
    answer = post(client, draft, "pull", passage=other.passages.get().pk)
    text = "On our call on 18 November, you said: “The budget is approved up to forty seats.”"
    row = Sentence.objects.get(draft=draft, text=text)
    assert (row.origin, row.verdict) == ("machine", "supported")
    assert row.evidence.get().passage.call == other
    shown = answer.content.decode()
    assert "From another call: Pricing call, 18 Nov 2026" in shown
    assert shown.index(text) < shown.index("Best regards")
    assert draft.decisions.get().reason == "A passage of another call."


@pytest.mark.parametrize("where", ["own call", "another company", "somebody else's call"])
def test_only_other_calls_with_the_company_that_one_may_see_are_quoted(
    rep: User, draft: Draft, where: str
) -> None:
    assert draft.call
    call = {
        "own call": lambda: draft.call,
        "another company": lambda: make.call(make.lead(rep)),
        "somebody else's call": lambda: earlier(draft, owner=make.user()),
    }[where]()
    assert call
    before = draft.sentences.count()
    answer = post(signed_in(rep), draft, "pull", passage=call.passages.all()[0].pk)
    assert "not part of another call with this company" in answer.content.decode()
    assert draft.sentences.count() == before


def test_search_of_another_call_shows_only_what_has_the_words(rep: User, draft: Draft) -> None:
    other = make.call(make.lead(rep, account=draft.lead.account))
    found = page(signed_in(rep), f"/inbox/{draft.pk}/pull/?call={other.pk}&q=pricing")
    assert "pricing breakdown" in found
    assert "data residency" not in found


def test_event_a_draft_answers_stands_beside_it(rep: User) -> None:
    lead = make.lead(rep)
    asked = event(lead=lead)
    asked.passages.create(index=0, kind="answer", text="We are 40 people and use spreadsheets.")
    enrolled = Enrollment.objects.create(version=make.version(), lead=lead, event=asked)
    touch = Touch.objects.create(
        enrollment=enrolled, step=enrolled.version.steps.get(), due_at=timezone.now()
    )
    draft = Draft.objects.create(touch=touch, lead=lead, state="ready", ready_at=timezone.now())
    assert "We are 40 people and use spreadsheets." in page(signed_in(rep), f"/inbox/{draft.pk}/")
