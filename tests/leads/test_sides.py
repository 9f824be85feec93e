"""Who is whose: asked once, remembered for the account, corrected on the call's page."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from django_q.models import OrmQ

from leads import reading, sides
from leads.models import Account, Call, Lead, Participant, SpeakerSide, User
from leads.transcripts import Transcript
from leads.transcripts.schema import Utterance
from tests import factories as make
from tests.roles import role

pytestmark = pytest.mark.django_db

DESK = b"""WEBVTT

00:00:01.000 --> 00:00:04.000
Desk 4: I'll send the pricing breakdown by Friday.

00:00:05.000 --> 00:00:09.000
P. N.: Good. I will check the data residency question with legal.
"""


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def lead(rep: User) -> Lead:
    return make.lead(rep)


@pytest.fixture
def client(rep: User) -> Client:
    client = Client()
    client.force_login(rep)
    return client


def said(*names: str, attendees: tuple[str, ...] = ()) -> Transcript:
    lines = tuple(Utterance(n, name, None, None, "Hello.") for n, name in enumerate(names))
    return Transcript("test", lines, attendees=attendees)


def upload(
    client: Client, lead: Lead, answers: dict[str, Any] | None = None, *, data: bytes = DESK
) -> None:
    form = {"way": "file", "lead": lead.pk, "kind": "demo", "held_at": "2026-11-18T14:00"}
    file = SimpleUploadedFile("call.vtt", data, "text/vtt")
    client.post("/calls/new/", form | {"file": file} | (answers or {}))


def test_voice_is_asked_about_once(client: Client, lead: Lead) -> None:
    upload(client, lead)
    assert not Call.objects.exists()
    answers = {"speaker": ["Desk 4", "P. N."], "side-0": "ours", "side-1": "theirs"}
    upload(client, lead, answers)
    upload(client, lead, data=DESK + b"\n00:00:10.000 --> 00:00:11.000\nDesk 4: Bye.\n")
    first, second = Call.objects.order_by("pk")
    for call in (first, second):
        assert dict(call.participants.values_list("name", "side")) == {
            "Desk 4": "ours",
            "P. N.": "theirs",
        }
    assert SpeakerSide.objects.count() == 2


def test_what_was_certain_and_what_nobody_knew_is_not_remembered(
    client: Client, lead: Lead
) -> None:
    data = DESK.replace(b"P. N.", b"Priya Nair")
    answers = {"speaker": ["Desk 4", "Priya Nair"], "side-0": "unknown", "side-1": "theirs"}
    upload(client, lead, answers, data=data)
    assert Call.objects.exists()
    assert not SpeakerSide.objects.exists()


def test_answer_holds_for_this_account_only(rep: User, lead: Lead) -> None:
    sides.remember(lead.account, {"Desk 4": "ours"}, by=rep, now=timezone.now())
    assert sides.guess_sides(said("DESK 4"), by=rep, lead=lead) == {"DESK 4": "ours"}
    elsewhere = make.lead(rep)
    assert sides.guess_sides(said("Desk 4"), by=rep, lead=elsewhere) == {"Desk 4": "unknown"}


def test_passing_name_is_not_remembered(rep: User, lead: Lead) -> None:
    sides.remember(lead.account, {"Speaker 1": "ours"}, by=rep, now=timezone.now())
    assert not SpeakerSide.objects.exists()


def test_later_answer_replaces_the_earlier_one(rep: User, lead: Lead) -> None:
    for side in ("ours", "theirs"):
        sides.remember(lead.account, {"Desk 4": side}, by=rep, now=timezone.now())
    assert SpeakerSide.objects.get().side == "theirs"


def test_address_of_an_attendee_says_whose_side_a_stranger_is_on(rep: User) -> None:
    account = Account.objects.create(name="Halden", domain="halden.example")
    lead = make.lead(rep, account=account)
    transcript = said("Tom Weber", "Ana Cruz", "Joe Doe", attendees=(
        "tom.weber@halden.example", "Ana Cruz <ana@ours.example>", "Joe Doe <joe@x.example>"))  # fmt: skip
    found = sides.guess_sides(transcript, by=rep, lead=lead)
    assert found == {"Tom Weber": "theirs", "Ana Cruz": "ours", "Joe Doe": "unknown"}


def test_address_of_a_guest_who_is_not_a_lead_yet_counts(rep: User) -> None:
    transcript = said("Tom Weber", attendees=("tweber@halden.example",))
    found = sides.guess_sides(transcript, by=rep, lead=None, guest="Priya@halden.example")
    assert found == {"Tom Weber": "theirs"}


def test_choosing_who_somebody_is_reads_the_call_again_in_their_name(
    client: Client, rep: User, lead: Lead
) -> None:
    call = make.call(lead, said=[
        ("Desk 4", "unknown", "I'll send the pricing breakdown by Friday."),
        ("Priya Nair", "theirs", "Great, thanks.")])  # fmt: skip
    reading.read(call.pk, now=timezone.now())
    lead.refresh_from_db()
    before = lead.record_epoch
    desk = call.participants.get(name="Desk 4")
    answer = client.post(f"/participants/{desk.pk}/correct/", {"who": f"user:{rep.pk}"})
    assert answer.headers["Location"] == f"/calls/{call.pk}/"
    call.refresh_from_db()
    lead.refresh_from_db()
    assert (call.state, lead.record_epoch > before) == ("received", True)
    assert OrmQ.objects.exists()
    with role("worker"):
        reading.read(call.pk, now=timezone.now())
    promise = call.findings.get(kind="commitment")
    assert (promise.direction, promise.owner) == ("ours", "Maya Reyes")
    call.refresh_from_db()
    lead.refresh_from_db()
    assert call.read_epoch == lead.record_epoch
    remembered = SpeakerSide.objects.get()
    assert (remembered.name, remembered.side, remembered.user) == ("desk 4", "ours", rep)


def test_person_is_known_on_the_next_call(rep: User, lead: Lead) -> None:
    tom = make.user(name="Tom Weber")
    desk = make.call(lead, said=[("Desk 4", "unknown", "Hello there.")]).participants.get()
    sides.correct(desk.pk, by=rep, side="ours", person=f"user:{tom.pk}", now=timezone.now())
    found = sides.people(["Desk 4"], {"Desk 4": "ours"}, of=make.call(lead))
    assert found == {"Desk 4": (tom, None)}


def test_saying_what_is_known_already_reads_nothing_again(rep: User, lead: Lead) -> None:
    call = make.call(lead, state="read", engine="rules")
    priya = call.participants.get(name="Priya Nair")
    sides.correct(priya.pk, by=rep, side="theirs", now=timezone.now())
    call.refresh_from_db()
    assert call.state == "read"


@pytest.mark.parametrize("who", ["", "both", "user:x", "user:", "lead:999999", "user:" + "9" * 40])
def test_what_nobody_can_be_is_refused(client: Client, lead: Lead, who: str) -> None:
    person = make.call(lead).participants.all()[0]
    before = Participant.objects.filter(pk=person.pk).values().get()
    assert client.post(f"/participants/{person.pk}/correct/", {"who": who}).status_code == 404
    assert Participant.objects.filter(pk=person.pk).values().get() == before


def test_lead_of_another_company_is_nobody_on_this_call(client: Client, lead: Lead) -> None:
    person = make.call(lead).participants.all()[0]
    other = make.lead(lead.owner)
    answer = client.post(f"/participants/{person.pk}/correct/", {"who": f"lead:{other.pk}"})
    assert answer.status_code == 404


def test_page_asks_about_a_voice_that_is_not_known(client: Client, lead: Lead) -> None:
    call = make.call(lead, said=[("Desk 4", "unknown", "Hello there.")])
    assert "Who is this?" in client.get(f"/calls/{call.pk}/").content.decode()


def test_colleagues_of_one_name_are_told_apart_by_who_had_the_call(rep: User, lead: Lead) -> None:
    make.user(name=rep.name)
    for name in ("Tom Weber", "tom weber"):
        make.user(name=name)
    found = sides.people(
        [rep.name, "Tom Weber"], {rep.name: "ours", "Tom Weber": "ours"}, of=make.call(lead)
    )
    assert found == {rep.name: (rep, None), "Tom Weber": (None, None)}


def test_first_name_alone_is_the_calls_owner_or_its_lead(rep: User, lead: Lead) -> None:
    make.user(name=f"{rep.first_name} Somebody-Else")
    ours, theirs = rep.first_name, lead.first_name
    found = sides.people([ours, theirs], {ours: "ours", theirs: "theirs"}, of=make.call(lead))
    assert found == {ours: (rep, None), theirs: (None, lead)}


def test_first_name_beside_the_whole_name_is_somebody_else(rep: User, lead: Lead) -> None:
    names = [rep.name, rep.first_name]
    found = sides.people(names, dict.fromkeys(names, "ours"), of=make.call(lead))
    assert found == {rep.name: (rep, None), rep.first_name: (None, None)}
