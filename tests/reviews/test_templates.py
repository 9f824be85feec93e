"""Touches with words of their own: drafted from the template, the call or the form, and verified."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from leads.models import Call, Event, Lead, Passage
from reviews import drafting
from reviews.letter import body
from reviews.models import Draft
from sequences import enrollment
from sequences.models import Enrollment, Step, Touch, Variant, Version
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
NOW = timezone.now()


def plan(*bodies: str, subject: str = "An idea for {account.name}", **step: object) -> Version:
    """A published version with a step for each body; '' is a step without words of its own."""
    made = factories.version("warm", published=False, steps=len(bodies))
    Step.objects.filter(version=made).update(**step)
    for words, of in zip(bodies, made.steps.all(), strict=True):
        if words:
            Variant.objects.create(step=of, label="A", subject=subject, body=words)
    Version.objects.filter(pk=made.pk).update(published_at=NOW)
    return Version.objects.select_related("sequence").get(pk=made.pk)


def form(lead: Lead, *answers: str) -> Event:
    made = Event.objects.create(
        lead=lead, source="form", external_id=str(lead.pk), kind="signup", occurred_at=NOW
    )
    for index, text in enumerate(answers):
        Passage.objects.create(event=made, index=index, kind="answer", text=text)
    return made


def drafted(version: Version, record: Call | Event) -> Draft:
    lead = record.lead
    assert lead is not None
    enrollment.enroll(lead, version=version, record=record, by=None, now=NOW)
    touch = Touch.objects.select_related("enrollment").earliest("pk")
    with role("worker"):
        begun = drafting.begin(touch, now=NOW)
        assert begun is not None
        draft = drafting.write(begun.pk, now=timezone.now())
    assert draft is not None
    return draft


def text_of(draft: Draft) -> str:
    return body(draft.sentences.all())


def test_template_is_filled_from_the_record_and_says_with_what() -> None:
    lead = factories.lead()
    draft = drafted(plan("I saw what {account.name} does."), form(lead))
    assert (draft.state, draft.engine) == ("ready", "template")
    assert draft.subject == f"An idea for {lead.account.name}"
    assert text_of(draft) == (
        f"Hi Priya,\n\nI saw what {lead.account.name} does.\n\nBest regards,\nMaya Reyes"
    )
    said = draft.sentences.get(block="body")
    assert [(s["slot"], s["text"]) for s in said.slots] == [("account.name", lead.account.name)]
    assert said.text[said.slots[0]["start"] : said.slots[0]["end"]] == lead.account.name


def test_words_of_a_form_are_quoted_with_the_answer_they_rest_on() -> None:
    event = form(factories.lead(), "We compare three tools for forty depots.")
    draft = drafted(plan("You mentioned: {event.said}"), event)
    said = draft.sentences.get(origin="machine")
    assert "We compare three tools for forty depots." in said.text
    assert said.verdict in {"supported", "weak"}
    assert [e.passage for e in said.evidence.all()] == list(event.passages.all())


def test_slot_that_nothing_fills_drops_its_sentence_and_says_why() -> None:
    draft = drafted(plan("You mentioned: {event.said} I read it twice."), form(factories.lead()))
    assert "{" not in text_of(draft)
    assert "I read it twice." in text_of(draft)
    left = draft.sentences.get(is_left_out=True)
    assert "they wrote nothing we can quote" in left.reasons[0]


def test_promise_of_a_call_is_restated_and_verified() -> None:
    call = factories.call(state="read", engine="rules")
    factories.promise(call)
    draft = drafted(plan("One thing is still with me: {call.promise}"), call)
    said = draft.sentences.get(origin="machine", is_left_out=False)
    assert "pricing breakdown by Friday" in said.text
    assert [e.passage for e in said.evidence.all()] == [call.passages.get(index=1)]


def test_machine_words_the_record_does_not_bear_out_never_reach_the_draft() -> None:
    call = factories.call(state="read", engine="rules")
    factories.promise(call)
    template = "As you all agreed on Monday for 90,000 euros: {call.promise} Until soon."
    draft = drafted(plan(template), call)
    assert "90,000" not in text_of(draft)
    refused = draft.sentences.get(origin="machine", verdict="unsupported")
    assert refused.is_left_out
    assert "Until soon." in text_of(draft)


def test_step_without_words_and_without_a_call_asks_a_person() -> None:
    draft = drafted(plan(""), form(factories.lead()))
    assert (draft.state, draft.failure) == ("failed", drafting.NO_WORDS)


def test_template_that_says_nothing_about_them_is_not_a_draft() -> None:
    draft = drafted(plan("You mentioned: {event.said}"), form(factories.lead()))
    assert (draft.state, draft.failure) == ("failed", drafting.NOTHING)


def test_sensitive_lead_gets_no_template() -> None:
    lead = factories.lead(is_sensitive=True)
    draft = drafted(plan("I saw what {account.name} does."), form(lead))
    assert (draft.state, draft.kind, draft.sentences.count()) == ("ready", "brief", 0)


def test_template_without_a_subject_goes_on_with_the_draft_before_it() -> None:
    version = plan("First.", "Second.", subject="")
    draft = drafted(version, form(factories.lead()))
    assert draft.subject == ""
    Draft.objects.filter(pk=draft.pk).update(subject="Your forty depots")
    second = Touch.objects.latest("pk")
    Touch.objects.filter(pk=second.pk).update(draft_from=NOW)
    begun = drafting.begin(second, now=NOW)
    assert begun is not None
    written = drafting.write(begun.pk, now=timezone.now())
    assert written is not None
    assert written.subject == "Re: Your forty depots"


def test_touch_is_drafted_ahead_of_its_window() -> None:
    version = plan("First.", "Second.", delay_amount=3)
    lead = factories.lead()
    enrollment.enroll(lead, version=version, record=form(lead), by=None, now=NOW)
    first = Touch.objects.earliest("due_at")
    assert first.draft_from < first.due_at
    due = Touch.objects.to_draft(now=first.draft_from)
    assert list(due) == [first]
    assert not Touch.objects.to_draft(now=first.draft_from - timedelta(seconds=1)).exists()
    assert Enrollment.objects.get().state == "active"
