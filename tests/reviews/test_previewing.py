"""Trying a sequence on a real lead: the words that would be drafted, and not a row of it stays."""

from __future__ import annotations

import pytest
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone

from leads.models import Call, Event, Passage, User
from reviews import drafting, previewing
from reviews.letter import body
from reviews.models import Draft
from sequences import enrollment, seeds
from sequences.models import Step, Touch, Variant, Version
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db
NOW = timezone.now()
WORDS = "After our call on {call.day}.\n\nStill on my list:\n- {call.promise}\n\nAs a {lead.title}?"


@pytest.fixture
def call() -> Call:
    found = factories.call(state="read", engine="rules")
    factories.promise(found)
    return found


@pytest.fixture
def step() -> Step:
    """A published step with one wording."""
    made = factories.version(published=False)
    found = made.steps.get()
    Variant.objects.create(step=found, label="A", subject="About {account.name}", body=WORDS)
    Version.objects.filter(pk=made.pk).update(published_at=NOW)
    return Step.objects.select_related("version__sequence").get(pk=found.pk)


def text(shown: previewing.Preview) -> str:
    said = (s.lead_in + "".join(words for words, *_ in s.pieces) for s in shown.sentences)
    return "".join(said)


def test_preview_is_word_for_word_what_is_drafted(call: Call, step: Step) -> None:
    shown = previewing.preview(step, record=call, now=NOW)
    enrollment.enroll(call.lead, version=step.version, record=call, by=None, now=NOW)
    with role("worker"):
        begun = drafting.begin(Touch.objects.get(), now=NOW)
        assert begun is not None
        draft = drafting.write(begun.pk, now=timezone.now())
    assert draft is not None
    assert (text(shown), shown.subject) == (body(draft.sentences.all()), draft.subject)
    assert [out.text for out in shown.left_out] == [
        sentence.text for sentence in draft.sentences.filter(is_left_out=True)
    ]


def test_preview_of_a_step_without_words_is_the_recap(call: Call) -> None:
    step = factories.version().steps.get()
    shown = previewing.preview(step, record=call, now=NOW)
    assert "pricing breakdown by Friday" in text(shown)
    assert shown.sentences[-1].pieces[0][0].startswith("Best regards")


def test_every_slot_says_where_its_words_come_from(call: Call, step: Step) -> None:
    shown = previewing.preview(step, record=call, now=NOW)
    sources = {slot: source for s in shown.sentences for _, slot, source in s.pieces if slot}
    assert sources.keys() == {"lead.first_name", "call.day", "call.promise", "rep.name"}
    assert all(sources.values())
    (machine,) = (s for s in shown.sentences if s.origin == "machine")
    assert machine.verdict in {"supported", "weak"}
    assert machine.quotes == ("I'll send the pricing breakdown by Friday.",)


def test_preview_leaves_no_row_and_no_change(call: Call, step: Step) -> None:
    with transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION READ ONLY")
        previewing.preview(step, record=call, now=NOW)
        transaction.set_rollback(True)
    assert not Draft.objects.exists()


def test_words_that_are_not_saved_yet_are_shown(call: Call, step: Step) -> None:
    unsaved = Variant(step=step, label="new", body="Unheard words for {account.name}.")
    shown = previewing.preview(step, record=call, variant=unsaved, now=NOW)
    assert f"Unheard words for {call.lead.account.name}." in text(shown)
    assert "Unheard" not in Variant.objects.get().body


def test_tense_call_gets_no_machine_words(step: Step) -> None:
    call = factories.call(factories.lead(is_sensitive=True), state="read", engine="rules")
    shown = previewing.preview(step, record=call, now=NOW)
    assert shown.sentences == ()
    assert "no machine writes here" in shown.why_not


def test_condition_is_shown_with_what_is_known_of_them(call: Call, step: Step) -> None:
    tests = [{"kind": "no_reply", "hours": 48}, {"kind": "tier", "any_of": ["hot"]}]
    step.condition = tests  # not saved: it is published
    shown = previewing.preview(step, record=call, now=NOW)
    assert shown.condition == (
        "Only if no answer for 48 hours and they are hot. They are without a tier."
    )


def test_form_can_be_tried_for_a_tier() -> None:
    version = factories.version("hot", published=False)
    step = version.steps.get()
    Variant.objects.create(step=step, label="A", body="You mentioned: {event.said}")
    lead = factories.lead()
    event = Event.objects.create(
        lead=lead, source="f", external_id="1", kind="form_submitted", occurred_at=NOW
    )
    said = "We compare three tools for forty depots."
    Passage.objects.create(event=event, index=0, kind="answer", text=said)
    record = previewing.chosen(previewing.pool(version.sequence, user=lead.owner), "")
    assert record == event
    assert said in text(previewing.preview(step, record=event, now=NOW))


def test_admin_tries_on_any_lead_and_a_manager_on_their_teams(call: Call, step: Step) -> None:
    sequence = step.version.sequence
    team = call.lead.owner.team
    theirs = factories.user(role="manager", of=team)
    other = factories.user(role="manager")
    admin = factories.user(role="admin")
    pools = [previewing.pool(sequence, user=user) for user in (admin, theirs, other)]
    assert pools == [[call], [call], []]


def test_verifier_takes_every_sentence_that_ships(call: Call) -> None:
    factories.promise(
        call, index=2, direction="theirs", owner="Priya Nair", position=5,
        text="Priya Nair will check the data residency question with our legal team.",
    )  # fmt: skip
    event = Event.objects.create(
        lead=call.lead, source="f", external_id="1", kind="form_submitted", occurred_at=NOW
    )
    said = "We compare three tools for forty depots."
    Passage.objects.create(event=event, index=0, kind="answer", text=said)
    machine = 0
    for version in seeds.ensure_drafts():
        for step in version.steps.prefetch_related("variants"):
            for variant in step.variants.all():
                record = event if "{event." in variant.body else call
                shown = previewing.preview(step, record=record, variant=variant, now=NOW)
                refused = [out for out in shown.left_out if "{" not in out.text]
                assert [out for out in refused if not out.text.endswith(":")] == [], variant
                machine += sum(s.origin == "machine" for s in shown.sentences)
    assert machine > 10


def page(user: User, address: str, given: dict[str, str] | None = None, **headers: str) -> str:
    client = Client(headers=headers or None)
    client.force_login(user)
    response = client.get(address) if given is None else client.post(address, given)
    assert response.status_code == 200
    return response.content.decode()


def test_pages_show_the_mail_with_its_sources(call: Call, step: Step) -> None:
    admin = factories.user(role="admin")
    shown = page(admin, f"/settings/versions/{step.version_id}/try/?record=call-{call.pk}")
    assert "The lead&#x27;s first name" in shown
    assert "pricing breakdown" in shown


def test_preview_while_writing_is_a_part_for_htmx_and_a_page_without(
    call: Call, step: Step
) -> None:
    admin = factories.user(role="admin")
    address = f"/settings/steps/{step.pk}/preview/"
    given = {"body": "Just written for {account.name}. At {acount.name}."}
    part = page(admin, address, given, hx_request="true")
    assert "Just written for" in part
    assert "<html" not in part
    assert "Did you mean {account.name}" in part
    assert "<html" in page(admin, address, given)
