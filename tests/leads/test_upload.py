"""Bringing a call in by hand: file, text or note, and the question who is whose."""

from __future__ import annotations

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from leads import upload
from leads.models import Call, Lead, StopEvent, User
from leads.transcripts import TranscriptError
from tests import factories as make

pytestmark = pytest.mark.django_db

VTT = b"""WEBVTT

1
00:00:01.000 --> 00:00:04.000
Maya Reyes: Thanks for your time, Priya.

2
00:00:05.000 --> 00:00:09.000
Priya Nair: I will send you the site list by Friday.
"""
STRANGERS = VTT.replace(b"Priya Nair", b"P. N.").replace(b"Maya Reyes", b"Desk 4")


@pytest.fixture
def rep() -> User:
    return make.user()


@pytest.fixture
def client(rep: User) -> Client:
    client = Client()
    client.force_login(rep)
    return client


def form(**changed: Any) -> dict[str, Any]:
    return {
        "way": "file",
        "name": "Priya Nair",
        "email": "priya@halden.example",
        "company": "Halden Freight",
        "kind": "demo",
        "held_at": "2026-11-18T14:00",
    } | changed


def vtt(data: bytes = VTT) -> SimpleUploadedFile:
    return SimpleUploadedFile("call.vtt", data, "text/vtt")


def test_file_with_known_voices_becomes_a_call_at_once(client: Client, rep: User) -> None:
    answer = client.post("/calls/new/", form(file=vtt()))
    call = Call.objects.get()
    assert answer.headers["Location"] == f"/calls/{call.pk}/"
    assert (call.title, call.lead.owner) == ("Demo with Halden Freight", rep)
    sides = dict(call.participants.values_list("name", "side"))
    assert sides == {"Maya Reyes": "ours", "Priya Nair": "theirs"}
    assert call.held_at.isoformat() == "2026-11-18T14:00:00+00:00"


def test_unknown_voices_are_asked_about_and_nothing_is_kept_until_then(client: Client) -> None:
    page = client.post("/calls/new/", form(file=vtt(STRANGERS)))
    assert not Call.objects.exists()
    assert not Lead.objects.exists()
    text = page.content.decode()
    assert "Who is who?" in text
    assert "Desk 4" in text
    asked = page.context["form"]
    answers = {"side-0": "ours", "side-1": "theirs", "speaker": ["Desk 4", "P. N."]}
    client.post("/calls/new/", form(kept=asked.kept_again, **answers))
    sides = dict(Call.objects.get().participants.values_list("name", "side"))
    assert sides == {"Desk 4": "ours", "P. N.": "theirs"}


def test_everybody_left_unsure_is_put_on_a_side_with_one_answer(client: Client) -> None:
    data = STRANGERS + b"\n3\n00:00:10.000 --> 00:00:12.000\nRoom 7: We decide on Monday.\n"
    page = client.post("/calls/new/", form(file=vtt(data)))
    assert 'name="rest" value="theirs"' in page.content.decode()
    answers = {"side-0": "ours", "side-1": "unknown", "side-2": "unknown", "rest": "theirs"}
    asked = {"kept": page.context["form"].kept_again, "speaker": ["Desk 4", "P. N.", "Room 7"]}
    client.post("/calls/new/", form(**asked, **answers))
    sides = dict(Call.objects.get().participants.values_list("name", "side"))
    assert sides == {"Desk 4": "ours", "P. N.": "theirs", "Room 7": "theirs"}


def test_stranger_beside_a_colleague_is_guessed_to_be_a_guest_and_said_to_be_a_guess(
    client: Client,
) -> None:
    data = VTT.replace(b"Priya Nair", b"PN-Laptop")
    page = client.post("/calls/new/", form(file=vtt(data))).content.decode()
    assert "a guess" in page
    assert 'name="side-1" value="theirs" checked' in " ".join(page.split())


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "empty"),
        (b"\x89PNG\r\n\x1a\n" + b"\x00" * 64, ""),
        (b"WEBVTT\n\n1\nnot a time\nhello\n", ""),
    ],
)
def test_file_that_cannot_be_read_gets_a_sentence_and_leaves_nothing(
    client: Client, data: bytes, words: str
) -> None:
    page = client.post("/calls/new/", form(file=vtt(data)))
    assert page.status_code == 200
    assert page.context["form"].errors["file"]
    assert words in str(page.context["form"].errors["file"])
    assert b"Nothing was saved yet." in page.content
    assert not Lead.objects.exists()


def test_typed_details_stay_when_the_file_is_wrong(client: Client) -> None:
    page = client.post("/calls/new/", form(file=vtt(b""), title="My own title")).content.decode()
    assert "My own title" in page
    assert "priya@halden.example" in page


def test_same_call_twice_leads_to_the_one_that_is_there(client: Client) -> None:
    client.post("/calls/new/", form(file=vtt()))
    page = client.post("/calls/new/", form(file=vtt()))
    call = Call.objects.get()
    assert f'href="/calls/{call.pk}/"' in page.content.decode()
    assert "here already" in page.content.decode()


def test_pasted_text_and_note_become_calls(client: Client) -> None:
    text = "Maya Reyes: I'll send the offer.\nPriya Nair: Good, we decide on Monday."
    client.post("/calls/new/", form(way="text", text=text))
    client.post(
        "/calls/new/", form(way="note", key_points="They run two depots", next_steps="- demo")
    )
    assert sorted(Call.objects.values_list("source", flat=True)) == ["note", "transcript"]


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"way": "note"}, "key_points"),
        ({"way": "text", "text": " "}, "text"),
        ({"way": "file"}, "file"),
        ({"email": ""}, "email"),
        ({"email": "not an address"}, "email"),
        ({"held_at": "2999-01-01T10:00"}, "held_at"),
        ({"held_at": "0001-01-01T00:00"}, "held_at"),
        ({"kind": "party"}, "kind"),
    ],
)
def test_what_is_missing_is_said_beside_its_field(
    client: Client, changed: dict[str, str], field: str
) -> None:
    page = client.post("/calls/new/", form(**changed))
    assert field in page.context["form"].errors
    assert not Call.objects.exists()


def test_address_of_somebody_elses_lead_is_refused(client: Client) -> None:
    theirs = make.lead(make.user(), email="priya@halden.example")
    page = client.post("/calls/new/", form(file=vtt()))
    assert "belongs to a lead of somebody else" in page.content.decode()
    assert not theirs.calls.exists()


def test_lead_of_another_team_cannot_be_chosen(client: Client) -> None:
    theirs = make.lead(make.user(), name="Hidden Person")
    page = client.post("/calls/new/", form(file=vtt(), lead=theirs.pk))
    assert "lead" in page.context["form"].errors
    assert "Hidden Person" not in page.content.decode()


@pytest.mark.parametrize("kept", ["%%%", "AAAA", upload.pack(b"x" * (upload.LARGEST + 1))])
def test_kept_file_that_was_tampered_with_is_refused(kept: str) -> None:
    with pytest.raises(TranscriptError):
        upload.unpack(kept)


def test_kept_file_comes_back_as_it_was() -> None:
    assert upload.unpack(upload.pack(VTT)) == VTT


def test_call_of_another_team_is_not_found(client: Client) -> None:
    call = make.call(make.lead(make.user()))
    assert client.get(f"/calls/{call.pk}/").status_code == 404
    assert client.post(f"/calls/{call.pk}/retry/").status_code == 404
    assert client.get(f"/leads/{call.lead_id}/").status_code == 404
    assert client.post(f"/leads/{call.lead_id}/stop/", {"kind": "reply"}).status_code == 404


def test_failed_call_says_why_and_can_be_tried_again(client: Client, rep: User) -> None:
    call = make.call(make.lead(rep), state="failed", failure="The key was refused.")
    assert b"The key was refused." in client.get(f"/calls/{call.pk}/").content
    client.post(f"/calls/{call.pk}/retry/")
    call.refresh_from_db()
    assert call.state == "received"


def test_saying_that_they_answered_raises_the_stop_epoch(client: Client, rep: User) -> None:
    lead = make.lead(rep)
    client.post(f"/leads/{lead.pk}/stop/", {"kind": "reply"})
    lead.refresh_from_db()
    assert lead.stop_epoch == 1
    assert StopEvent.objects.get().by == rep
    assert client.post(f"/leads/{lead.pk}/stop/", {"kind": "bounce"}).status_code == 404


def test_api_takes_a_file_and_says_how_far_it_is(client: Client) -> None:
    sent = {
        "file": vtt(),
        "name": "Priya Nair",
        "email": "p@halden.example",
        "held_at": "2026-11-18T14:00:00Z",
        "sides": '{"Maya Reyes": "ours"}',
    }
    answer = client.post("/api/v1/calls/", sent)
    assert answer.status_code == 201
    assert answer.json()["state"] == "received"
    shown = client.get(f"/api/v1/calls/{answer.json()['id']}/").json()
    assert shown["draft"] is None
    sent["file"] = vtt()
    assert client.post("/api/v1/calls/", sent).status_code == 200
    assert Call.objects.count() == 1


def test_api_refuses_in_words(client: Client) -> None:
    sent = {
        "file": vtt(b""),
        "name": "P",
        "email": "p@halden.example",
        "held_at": "2026-11-18T14:00:00Z",
    }
    answer = client.post("/api/v1/calls/", sent)
    assert (answer.status_code, list(answer.json())) == (400, ["file"])
    sides = client.post("/api/v1/calls/", sent | {"file": vtt(), "sides": '{"a": "friend"}'})
    assert list(sides.json()) == ["sides"]
    assert not Lead.objects.exists()


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("sides", "[" * 50_000),
        ("email", f"{'a' * 60}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 20}.example"),
        ("held_at", "0001-01-01T00:00:00Z"),
        ("held_at", "9999-12-31T23:59:59Z"),
        ("title", "x" * 201),
    ],
)
def test_api_refuses_what_no_page_could_show(client: Client, field: str, value: str) -> None:
    sent = {
        "file": vtt(),
        "name": "P",
        "email": "p@halden.example",
        "held_at": "2026-11-18T14:00:00Z",
    }
    answer = client.post("/api/v1/calls/", sent | {field: value})
    assert (answer.status_code, list(answer.json())) == (400, [field])
    assert not Call.objects.exists()


def test_api_is_closed_to_strangers_and_other_teams(client: Client) -> None:
    call = make.call(make.lead(make.user()))
    assert client.get(f"/api/v1/calls/{call.pk}/").status_code == 404
    assert Client().get(f"/api/v1/calls/{call.pk}/").status_code == 401
