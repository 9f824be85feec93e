"""A call filed under the wrong person is moved in one click, and nothing of it stays behind."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from followup import tasks
from leads.models import (
    Account,
    Call,
    Event,
    Fetch,
    Lead,
    LedgerEntry,
    Participant,
    Proposal,
    Ruling,
    Source,
    User,
)
from reviews import decisions, outcomes
from reviews.models import Card, Decision, Draft, Sentence, SentenceEvidence
from sequences import dispatch, enrollment
from sequences.channels.outcome import Outcome
from sequences.models import Correction, Enrollment, Message, Refiling, Touch
from tests import factories as make
from tests.roles import role
from tests.rules import receiving
from tests.rules.making import at_once

pytestmark = pytest.mark.django_db

NAMED = "the gondola pricing"


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def draft(rep: User) -> Draft:
    """A draft for Priya that rests on what was really said with Tom."""
    call = make.call(make.lead(rep), state="read", engine="rules")
    touch = make.touch(call, state="drafted")
    return make.draft(touch, subject=f"About {NAMED}", body=[f"I'll send {NAMED}."])


@pytest.fixture
def tom(rep: User) -> Lead:
    return make.lead(rep, name="Tom Hale", email="tom@other.example")


def signed_in(person: User) -> Client:
    client = Client()
    client.force_login(person)
    return client


def page(draft: Draft, by: User) -> str:
    return signed_in(by).get(f"/calls/{draft.call_id}/").content.decode()


def move(call: Call, by: User, **given: object) -> str:
    with role("web"):
        answer = signed_in(by).post(f"/calls/{call.pk}/file/", given, follow=True)
    return answer.content.decode()


def approve(draft: Draft, by: User) -> Message:
    now, seen = timezone.now(), make.seen(draft, by)
    return decisions.approve(draft.pk, by=by, sign_in=make.sign_in(by), seen=seen, now=now)


def call_of(draft: Draft) -> Call:
    assert draft.call is not None
    return draft.call


def read_and_follow_up(call: Call) -> Draft:
    with role("worker"):
        tasks.read_call(call.pk)
    return Draft.objects.get(call=call)


def test_call_page_says_why_it_is_filed_there_and_offers_whoever_is_named(
    draft: Draft, tom: Lead, rep: User
) -> None:
    Participant.objects.create(call=call_of(draft), name="tom hale", side="unknown")
    said = page(draft, rep)
    assert "Maya Reyes said that it was with Priya Nair when bringing it in." in said
    assert "A voice on it is called “Priya Nair”." in said
    assert "a voice is called “tom hale”" in said
    assert f'name="lead" value="{tom.pk}"' in said


def test_fetched_call_says_what_its_guest_list_says(draft: Draft, tom: Lead, rep: User) -> None:
    source = Source.objects.create(kind="zoom", name="Our Zoom", token="z" * 32, owner=rep)
    event = Event.objects.create(
        source="zoom", external_id="1", kind="transcript_ready", occurred_at=timezone.now()
    )
    Fetch.objects.create(
        event=event, source=source, state="filed", call=draft.call, guests=[tom.email]
    )
    said = page(draft, rep)
    assert "It was fetched from Our Zoom. Nobody of Halden" in said
    assert "on its guest list" in said
    move(call_of(draft), rep, lead=tom.pk)
    event.refresh_from_db()
    assert event.lead == tom
    assert (
        "Tom Hale is on its guest list"
        in signed_in(rep).get(f"/calls/{draft.call_id}/").content.decode()
    )


def test_people_whom_one_may_not_see_are_not_offered(draft: Draft, rep: User) -> None:
    make.lead(name="Priya Nair", account=Account.objects.create(name="Secret Ltd"))
    assert "Secret Ltd" not in page(draft, rep)


def test_moved_call_is_read_and_drafted_for_whom_it_was_with(
    draft: Draft, tom: Lead, rep: User
) -> None:
    said = move(call_of(draft), rep, lead=tom.pk)
    assert "Moved to Tom Hale." in said
    assert "Maya Reyes moved it to Tom Hale" in said
    call = Call.objects.get(pk=call_of(draft).pk)
    assert (call.lead, call.account, call.state) == (tom, tom.account, "received")
    written = read_and_follow_up(call)
    assert written.lead == tom
    assert written.state == "ready"


def test_nothing_of_the_call_stays_in_the_draft_of_who_it_was_filed_under(
    draft: Draft, tom: Lead, rep: User
) -> None:
    decisions.edit(
        draft.pk, by=rep, revision=1, subject=NAMED, cc="", body=NAMED, now=timezone.now()
    )
    call, lead = call_of(draft), draft.lead
    move(call, rep, lead=tom.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.call, draft.subject, draft.machine_text) == (
        "rejected",
        None,
        "",
        "",
    )
    assert not draft.sentences.exists()
    assert draft.touch.enrollment.state == "stopped"
    assert "Start it again" not in signed_in(rep).get(f"/leads/{lead.pk}/").content.decode()
    assert (
        "gets no mail" not in signed_in(rep).get("/inbox/").content.decode()
    )  # no undo is offered
    for address in (f"/inbox/{draft.pk}/", f"/leads/{lead.pk}/", f"/companies/{lead.account_id}/"):
        assert NAMED not in signed_in(rep).get(address).content.decode()


def test_withdrawn_draft_cannot_be_brought_back(draft: Draft, tom: Lead, rep: User) -> None:
    move(call_of(draft), rep, lead=tom.pk)
    with pytest.raises(decisions.Refused) as refused:
        decisions.undo(draft.pk, by=rep, sign_in=make.sign_in(rep), now=timezone.now())
    assert refused.value.code == "moved"
    with pytest.raises(enrollment.NotEnrolled, match="somebody else"):
        enrollment.resume(draft.touch.enrollment, by=rep, now=timezone.now())


def test_approved_mail_that_has_not_left_is_taken_back(draft: Draft, tom: Lead, rep: User) -> None:
    message = approve(draft, rep)
    move(call_of(draft), rep, lead=tom.pk)
    message.refresh_from_db()
    assert (message.state, message.reason) == ("void", "moved")
    draft.refresh_from_db()
    assert draft.state == "rejected"
    said = signed_in(rep).get(f"/leads/{draft.lead_id}/").content.decode()
    assert "Withdrawn: the call was with somebody else" in said
    assert NAMED not in said


def test_mail_that_was_with_the_sender_is_stopped_by_the_gate_and_withdrawn(
    draft: Draft, tom: Lead, rep: User
) -> None:
    message = approve(draft, rep)
    Refiling.objects.create(call=call_of(draft), from_lead=draft.lead, to_lead=tom, by=rep)
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now())
    with role("sender"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT * FROM gate_claim('w', 5, '1 minute')")
        assert cursor.fetchall() == []
    with role("worker"):
        outcomes.follow(now=timezone.now())
    draft.refresh_from_db()
    assert draft.state == "rejected"
    assert not draft.sentences.exists()


def test_mail_that_has_gone_is_told_and_keeps_its_words_without_the_transcript(
    draft: Draft, tom: Lead, rep: User
) -> None:
    Draft.objects.filter(pk=draft.pk).update(state="sent")
    at_once()  # what was written was committed before it was sent
    said = move(call_of(draft), rep, lead=tom.pk)
    assert "A mail about it had gone to Priya Nair already." in said
    draft.refresh_from_db()
    assert (draft.state, draft.call) == ("sent", None)
    assert draft.sentences.exists()
    assert not SentenceEvidence.objects.filter(sentence__draft=draft).exists()


def test_call_that_is_moved_back_is_drafted_again(draft: Draft, tom: Lead, rep: User) -> None:
    call, priya = call_of(draft), draft.lead
    move(call, rep, lead=tom.pk)
    read_and_follow_up(Call.objects.get(pk=call.pk))
    assert "Moved to Priya Nair." in move(call, rep, lead=priya.pk)
    with role("worker"):
        tasks.read_call(call.pk)
        tasks.write_draft(draft.pk)
    draft.refresh_from_db()
    assert (draft.state, draft.call, draft.note) == ("ready", call, "")
    assert draft.sentences.filter(origin="machine").exists()
    assert not Draft.objects.filter(lead=tom, call__isnull=False).exists()


def test_words_that_were_pulled_into_mail_to_others_are_cut_out(
    draft: Draft, tom: Lead, rep: User
) -> None:
    other = pulled(draft, rep)
    message = approve(other, rep)
    move(call_of(draft), rep, lead=tom.pk)
    message.refresh_from_db()
    other.refresh_from_db()
    assert (message.state, other.state) == ("void", "ready")
    assert not other.sentences.filter(text__contains=NAMED).exists()
    assert other.sentences.filter(origin="machine").exists()
    assert other.decisions.filter(kind=Decision.Kind.CUT, by=rep).exists()


def pulled(draft: Draft, by: User) -> Draft:
    """A draft for a colleague into which words of the call of `draft` were pulled."""
    colleague = make.lead(by, name="Ann Colleague", account=draft.lead.account)
    other = make.draft(make.touch(make.call(colleague), state="drafted"))
    said = call_of(draft).passages.get(index=2)
    with transaction.atomic():
        sentence = Sentence.objects.create(
            draft=other, position=9, text=f"You said {NAMED}.", origin="machine", verdict="weak"
        )
        SentenceEvidence.objects.create(sentence=sentence, passage=said, quote=said.text, start=0)
    return other


def unknown(message: Message) -> None:
    """The sender hands it over and gets no answer."""
    Message.objects.filter(pk=message.pk).update(send_at=timezone.now())
    with role("sender"):
        (claim,) = dispatch.claim(worker="test")
        assert dispatch._transmit(claim)
        assert dispatch._dot(claim)
        dispatch._finish(claim, Outcome("unknown", "The mail server went away."))


def test_words_pulled_into_a_rejected_mail_do_not_come_back_with_it(
    draft: Draft, tom: Lead, rep: User
) -> None:
    other, now = pulled(draft, rep), timezone.now()
    decisions.reject(other.pk, by=rep, revision=other.revision, reason="Not now.", now=now)
    move(call_of(draft), rep, lead=tom.pk)
    decisions.undo(other.pk, by=rep, sign_in=make.sign_in(rep), now=now)
    other.refresh_from_db()
    assert other.state == "ready"
    assert not other.sentences.filter(text__contains=NAMED).exists()


def test_words_pulled_into_a_mail_that_turns_out_unsent_do_not_come_back_with_it(
    draft: Draft, tom: Lead, rep: User
) -> None:
    other = pulled(draft, rep)
    message = approve(other, rep)
    unknown(message)
    move(call_of(draft), rep, lead=tom.pk)
    decisions.settle(
        other.pk,
        by=rep,
        sign_in=make.sign_in(rep),
        was_sent=False,
        reason="",
        now=timezone.now(),
    )
    other.refresh_from_db()
    assert other.state == "ready"
    assert not other.sentences.filter(text__contains=NAMED).exists()


def test_nudge_that_quotes_the_call_is_withdrawn_too(draft: Draft, tom: Lead, rep: User) -> None:
    asked = Event.objects.create(
        lead=draft.lead, source="card", external_id="1", kind="nudge", occurred_at=timezone.now()
    )
    plan = draft.touch.step.version
    going = Enrollment.objects.create(version=plan, lead=draft.lead, event=asked)
    touch = Touch.objects.create(
        enrollment=going, step=draft.touch.step, due_at=timezone.now(), state="drafted"
    )
    nudge = Draft.objects.create(
        touch=touch, lead=draft.lead, call=draft.call, state="ready", ready_at=timezone.now(),
        subject=f"About {NAMED}",
    )  # fmt: skip
    move(call_of(draft), rep, lead=tom.pk)
    nudge.refresh_from_db()
    assert (nudge.state, nudge.subject, nudge.call) == ("rejected", "", None)
    with pytest.raises(decisions.Refused):
        decisions.undo(nudge.pk, by=rep, sign_in=make.sign_in(rep), now=timezone.now())


def test_promises_of_the_company_before_are_no_longer_closed_by_its_words(
    draft: Draft, tom: Lead, rep: User
) -> None:
    earlier = make.call(draft.lead)
    kept, asked = make.promise(earlier), make.promise(earlier, index=3)
    said = call_of(draft).passages.get(index=1)
    LedgerEntry.objects.create(finding=kept, status="kept", passage=said, by=rep)
    proposal = Proposal.objects.create(finding=asked, passage=said, quote=said.text, start=0)
    own = make.promise(call_of(draft))
    correction = Correction.objects.create(
        mail=receiving.of_lead(lead=draft.lead, text="Not Friday."),
        finding=own,
        quote="Not Friday.",
    )
    move(call_of(draft), rep, lead=tom.pk)
    for row in (kept, proposal, correction):
        row.refresh_from_db()
    assert (kept.status, proposal.state, correction.state) == ("open", "dismissed", "dismissed")


def test_question_about_the_next_step_goes_along(draft: Draft, tom: Lead, rep: User) -> None:
    card = Card.objects.create(
        kind="no_next_step", key="x", lead=draft.lead, call=draft.call, due_on="2026-11-20"
    )
    move(call_of(draft), rep, lead=tom.pk)
    card.refresh_from_db()
    assert card.lead == tom


def test_call_marked_as_sensitive_stays_sensitive(draft: Draft, tom: Lead, rep: User) -> None:
    Ruling.objects.create(
        lead=draft.lead, call=draft.call, is_sensitive=True, reason="Tense.", by=rep
    )
    move(call_of(draft), rep, lead=tom.pk)
    tom.refresh_from_db()
    assert tom.is_sensitive


@pytest.mark.parametrize(
    ("title", "after"),
    [("Demo with {}", "Call with Other Ltd"), ("Second demo", "Second demo")],
)
def test_title_that_names_the_company_before_does_not_go_along(
    draft: Draft, rep: User, title: str, after: str
) -> None:
    call = call_of(draft)
    Call.objects.filter(pk=call.pk).update(title=title.format(call.account.name))
    tom = make.lead(rep, account=Account.objects.create(name="Other Ltd"))
    move(call, rep, lead=tom.pk)
    call.refresh_from_db()
    assert call.title == after


def test_call_may_be_given_to_somebody_new_by_their_address(draft: Draft, rep: User) -> None:
    call = call_of(draft)
    assert "Write their name, too." in move(call, rep, email="new@fresh.example")
    assert "Moved to Nora New." in move(call, rep, email="new@fresh.example", name="Nora New")
    call.refresh_from_db()
    assert call.account.domain == "fresh.example"


@pytest.mark.parametrize("given", [{}, {"email": "nobody"}])
def test_move_without_an_address_says_what_to_write(
    draft: Draft, rep: User, given: dict[str, str]
) -> None:
    assert "Write the e-mail address" in move(call_of(draft), rep, **given)


def test_call_is_not_moved_to_whom_one_may_not_see(draft: Draft, rep: User) -> None:
    hidden = make.lead(email="hidden@hidden.example")
    assert signed_in(rep).post(
        f"/calls/{draft.call_id}/file/", {"lead": hidden.pk}
    ).status_code == 404  # fmt: skip
    assert "Ask your manager" in move(call_of(draft), rep, email=hidden.email, name="x")
    assert Call.objects.get(pk=call_of(draft).pk).lead == draft.lead


def test_call_that_is_there_already_is_not_moved(draft: Draft, tom: Lead, rep: User) -> None:
    call = call_of(draft)
    assert "is filed under Priya Nair already" in move(call, rep, lead=draft.lead_id)
    make.call(tom, content_hash=call.content_hash)
    assert "Tom Hale has exactly this call already" in move(call, rep, lead=tom.pk)


@pytest.mark.parametrize("name", ["web", "worker"])
def test_no_process_moves_a_call_by_hand(draft: Draft, tom: Lead, name: str) -> None:
    with pytest.raises(DatabaseError, match="person's word"), role(name), transaction.atomic():
        Call.objects.filter(pk=call_of(draft).pk).update(lead=tom)


def test_worker_cannot_say_whose_call_it_was(draft: Draft, tom: Lead, rep: User) -> None:
    with pytest.raises(DatabaseError, match="permission"), role("worker"), transaction.atomic():
        Refiling.objects.create(call=call_of(draft), from_lead=draft.lead, to_lead=tom, by=rep)
