"""A person's word on what is sensitive: both ways, with the reason, on the record."""

from __future__ import annotations

import pytest
from django.test import Client
from django.utils import timezone

from followup import tasks
from leads import reading
from leads.models import Call, Lead, Ruling, StopEvent, User
from reviews.models import Draft
from sequences import seeds
from tests import factories as make

pytestmark = pytest.mark.django_db

TENSE = (
    ("Priya Nair", "theirs", "Honestly, this is unacceptable, nobody called us back."),
    ("Maya Reyes", "ours", "I'll send the incident report by Friday."),
)


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def client(rep: User) -> Client:
    client = Client()
    client.force_login(rep)
    return client


@pytest.fixture
def call(rep: User) -> Call:
    seeds.ensure_after_call(by=make.user(role="admin"), now=timezone.now())
    return drafted(make.call(make.lead(rep), said=TENSE))


def drafted(call: Call) -> Call:
    tasks.read_call(call.pk)
    call.refresh_from_db()
    return call


def draft_of(call: Call) -> Draft:
    return Draft.objects.get(call=call)


def overrule(client: Client, call: Call, reason: str = "They say that of everything.") -> str:
    answer = client.post(f"/calls/{call.pk}/not-sensitive/", {"reason": reason}, follow=True)
    return str(answer.content.decode())


def test_reasons_stand_on_the_call_with_their_quotes(client: Client, call: Call) -> None:
    assert draft_of(call).kind == "brief"
    page = client.get(f"/calls/{call.pk}/").content.decode()
    assert "Complaint" in page
    assert "this is unacceptable, nobody called us back." in page
    assert "This is not sensitive" in page


def test_overruled_brief_becomes_an_ordinary_draft(client: Client, call: Call, rep: User) -> None:
    page = overrule(client, call)
    tasks.redraw(call.lead_id)
    tasks.write_draft(draft_of(call).pk)
    draft = draft_of(call)
    assert (draft.kind, draft.state) == ("mail", "ready")
    assert "incident report" in "".join(s.text for s in draft.sentences.all())
    ruling = Ruling.objects.get()
    assert (ruling.by, ruling.reason) == (rep, "They say that of everything.")
    assert ruling.flags[0]["reason"] == "complaint"
    assert "Found not sensitive by Maya Reyes" in page
    assert "this is unacceptable" in page


def test_ruling_holds_when_the_call_is_read_again(client: Client, call: Call) -> None:
    overrule(client, call)
    Call.objects.filter(pk=call.pk).update(state="received")
    reading.read(call.pk, now=timezone.now())
    call.refresh_from_db()
    assert call.sensitive == []


def test_ruling_needs_a_reason(client: Client, call: Call) -> None:
    assert "Say in a few words why" in overrule(client, call, " ")
    assert not Ruling.objects.exists()
    call.refresh_from_db()
    assert call.sensitive


def test_words_a_person_wrote_in_a_brief_are_not_drawn_anew(client: Client, call: Call) -> None:
    draft = draft_of(call)
    form = {"revision": draft.revision, "subject": "Sorry", "cc": "", "body": "I will call you."}
    client.post(f"/inbox/{draft.pk}/save/", form)
    overrule(client, call)
    tasks.redraw(call.lead_id)
    draft = draft_of(call)
    assert (draft.state, draft.subject) == ("ready", "Sorry")


def test_marking_by_hand_makes_a_brief_of_the_draft(client: Client, rep: User) -> None:
    seeds.ensure_after_call(by=make.user(role="admin"), now=timezone.now())
    call = drafted(make.call(make.lead(rep)))
    assert draft_of(call).kind == "mail"
    client.post(f"/calls/{call.pk}/sensitive/", {"reason": "Their CEO is furious."})
    assert StopEvent.objects.get().kind == "sensitive"
    lead = Lead.objects.get(pk=call.lead_id)
    assert (lead.is_sensitive, lead.stop_epoch) == (True, 1)
    tasks.sweep()
    tasks.write_draft(draft_of(call).pk)
    draft = draft_of(call)
    assert (draft.kind, draft.sentences.count()) == ("brief", 0)
    assert draft.stop_epoch == 1
    overrule(client, call, "It was a misunderstanding.")
    assert not Lead.objects.get(pk=call.lead_id).is_sensitive
    assert list(Ruling.objects.values_list("is_sensitive", flat=True)) == [False, True]


def test_marking_twice_and_overruling_nothing_are_refused_in_words(
    client: Client, rep: User
) -> None:
    call = make.call(make.lead(rep), state="read", engine="rules")
    assert "not marked as sensitive" in overrule(client, call)
    for _ in range(2):
        answer = client.post(f"/calls/{call.pk}/sensitive/", {"reason": "x"}, follow=True)
    assert "marked as sensitive already" in answer.content.decode()
    assert StopEvent.objects.count() == 1
