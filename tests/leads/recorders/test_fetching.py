"""“A transcript is ready”: asked for over real HTTP at a server that answers as documented."""

from __future__ import annotations

import json
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from pytest_httpserver import HTTPServer

from leads import fetching, intake
from leads.models import Call, Delivery, Event, Fetch, Lead, Passage, Source
from tests import factories
from tests.roles import role

pytestmark = pytest.mark.django_db

VTT = (
    "WEBVTT\r\n\r\n1\r\n00:00:01.000 --> 00:00:04.000\r\nMaya Reyes: I'll send the offer by Friday.\r\n"
    "\r\n2\r\n00:00:05.000 --> 00:00:07.000\r\nInes Park: Thank you, we need it before the board.\r\n"
)
GUESTS = ["maya@ours.example", "Ines@Werk.example"]


def source(kind: str, server: HTTPServer, **fields: Any) -> Source:
    given = {"access_token": "token", "settings": {"api": server.url_for("/")}}
    return Source.objects.create(
        name=f"Our {kind}", kind=kind, owner=factories.user(), **given | fields
    )


def ready(of: Source, notice: dict[str, Any]) -> Fetch:
    """The notice arrives, is understood, and the worker asks."""
    now = timezone.now()
    intake.receive(of, json.dumps(notice).encode(), now=now)
    intake.understand(now=now)
    return run()


def run(*, after: timedelta = timedelta()) -> Fetch:
    fetch = Fetch.objects.get()
    with role("worker"):
        fetching.run(fetch.pk, now=timezone.now() + after)
    fetch.refresh_from_db()
    return fetch


def zoom(server: HTTPServer) -> dict[str, Any]:
    file = {"id": "f", "file_type": "TRANSCRIPT", "download_url": server.url_for("/rec/download/f")}
    meeting = {
        "id": 123,
        "uuid": "4444AAA/==",
        "topic": "Demo with Werk",
        "start_time": "2026-11-17T10:00:00Z",
        "recording_files": [file],
    }
    return {
        "event": "recording.transcript_completed",
        "event_ts": 1763373600000,
        "download_token": "of an hour",
        "payload": {"object": meeting},
    }


def zoom_answers(server: HTTPServer, guests: list[str]) -> None:
    server.expect_request(
        "/rec/download/f", headers={"authorization": "Bearer of an hour"}
    ).respond_with_data(VTT)
    people = [{"name": "x", "user_email": email} for email in guests]
    # An id with a slash is escaped twice, as Zoom asks; the server undoes it once.
    server.expect_request("/past_meetings/4444AAA%2F%3D%3D/participants").respond_with_json(
        {"participants": people}
    )


def known(name: str = "Ines Park", email: str = "ines@werk.example") -> Lead:
    return factories.lead(factories.user(name="Maya Reyes"), name=name, email=email)


def test_zoom_transcript_becomes_a_call_of_the_one_person_known(httpserver: HTTPServer) -> None:
    lead = known()
    zoom_answers(httpserver, GUESTS)
    fetch = ready(source("zoom", httpserver), zoom(httpserver))
    call = Call.objects.get()
    assert (fetch.state, fetch.call, fetch.words) == ("filed", call, None)
    assert (call.lead, call.owner, call.title) == (lead, lead.owner, "Demo with Werk")
    assert call.held_at.isoformat() == "2026-11-17T10:00:00+00:00"
    assert [p.side for p in call.participants.order_by("pk")] == ["ours", "theirs"]
    assert Event.objects.get().lead == lead


def test_transcript_of_nobody_known_waits_for_a_person(httpserver: HTTPServer) -> None:
    zoom_answers(httpserver, GUESTS)
    fetch = ready(source("zoom", httpserver), zoom(httpserver))
    assert fetch.state == "unplaced"
    assert not Call.objects.exists()
    lead = known()
    with role("web"):
        fetching.file(fetch.pk, lead=lead, now=timezone.now())
    assert Passage.objects.count() == 2


def test_transcript_with_two_people_known_is_not_guessed(httpserver: HTTPServer) -> None:
    known()
    known("Jo Berg", "jo@werk.example")
    zoom_answers(httpserver, [*GUESTS, "jo@werk.example"])
    fetch = ready(source("zoom", httpserver), zoom(httpserver))
    assert fetch.state == "unplaced"
    assert len(fetching.known_guests(fetch)) == 2


def test_token_never_goes_where_a_notice_points_outside_the_recorder(
    httpserver: HTTPServer,
) -> None:
    notice = zoom(httpserver)
    notice["payload"]["object"]["recording_files"][0]["download_url"] = "https://evil.example/f"
    fetch = ready(source("zoom", httpserver), notice)
    assert (fetch.state, httpserver.log) == ("failed", [])
    assert "not at Zoom" in fetch.problem


def test_recorder_that_is_away_is_asked_again(httpserver: HTTPServer) -> None:
    known()
    httpserver.expect_ordered_request("/rec/download/f").respond_with_data("", status=503)
    fetch = ready(source("zoom", httpserver), zoom(httpserver))
    assert (fetch.state, fetch.attempts) == ("waiting", 1)
    assert "503" in fetch.problem
    httpserver.clear()
    zoom_answers(httpserver, GUESTS)
    assert run(after=timedelta(minutes=10)).state == "filed"


def test_token_that_is_refused_is_said_and_tried_again_by_a_person(httpserver: HTTPServer) -> None:
    httpserver.expect_request("/graphql").respond_with_data("", status=401)
    fetch = ready(
        source("fireflies", httpserver),
        {"event": "meeting.transcribed", "meeting_id": "M1", "timestamp": 1763373600000},
    )
    assert fetch.state == "failed"
    assert "Give this source a new one" in fetch.problem
    with role("web"):
        assert fetching.again(fetch.pk, now=timezone.now())
    assert run().state == "failed"


def test_fireflies_is_asked_once_in_graphql(httpserver: HTTPServer) -> None:
    lead = known()
    sentences = [
        {"index": 0, "speaker_name": "Maya Reyes", "text": "Shall we?", "start_time": "1.0"},
        {"index": 1, "speaker_name": "Ines Park", "text": "Yes.", "start_time": "2.0"},
    ]
    told = {"id": "M1", "title": "Sync", "date": 1763373600000, "participants": GUESTS}
    httpserver.expect_request("/graphql", method="POST").respond_with_json(
        {"data": {"transcript": told | {"sentences": sentences}}}
    )
    ready(source("fireflies", httpserver), {"event": "meeting.transcribed", "meeting_id": "M1"})
    call = Call.objects.get()
    assert (call.lead, call.title, call.passages.count()) == (lead, "Sync", 2)
    ((request, _),) = httpserver.log
    assert json.loads(request.data)["variables"] == {"id": "M1"}


def test_gong_names_speakers_from_its_second_answer(httpserver: HTTPServer) -> None:
    known()
    block = {"speakerId": "7", "sentences": [{"start": 0, "end": 900, "text": "We need it."}]}
    parties = [{"name": "Ines Park", "speakerId": "7", "emailAddress": "ines@werk.example"}]
    httpserver.expect_request("/v2/calls/transcript").respond_with_json(
        {"callTranscripts": [{"callId": "9", "transcript": [block]}]}
    )
    meta = {"id": "9", "title": "Renewal", "started": "2026-11-17T10:00:00Z"}
    httpserver.expect_request("/v2/calls/extensive").respond_with_json(
        {"calls": [{"metaData": meta, "parties": parties}]}
    )
    ready(source("gong", httpserver), {"callData": {"metaData": {"id": "9"}}})
    assert Call.objects.get().participants.get().name == "Ines Park"


def test_every_page_of_a_meet_transcript_is_read(httpserver: HTTPServer) -> None:
    import base64

    name = "conferenceRecords/c1/transcripts/t1"
    entries = [
        {"participant": "conferenceRecords/c1/participants/p", "text": text, "startTime": at}
        for text, at in (("One.", "2026-11-17T10:00:01Z"), ("Two.", "2026-11-17T10:00:05Z"))
    ]
    httpserver.expect_request(
        f"/{name}/entries", query_string={"pageSize": "100"}
    ).respond_with_json({"transcriptEntries": entries[:1], "nextPageToken": "next"})
    httpserver.expect_request(
        f"/{name}/entries", query_string={"pageSize": "100", "pageToken": "next"}
    ).respond_with_json({"transcriptEntries": entries[1:]})
    person = {"name": "conferenceRecords/c1/participants/p"}
    httpserver.expect_request("/conferenceRecords/c1/participants").respond_with_json(
        {"participants": [person | {"signedinUser": {"displayName": "Ines Park"}}]}
    )
    data = base64.b64encode(json.dumps({"transcript": {"name": name}}).encode()).decode()
    kind = "google.workspace.meet.transcript.v2.fileGenerated"
    message = {"data": data, "attributes": {"ce-type": kind}, "messageId": "1"}
    fetch = ready(source("meet", httpserver), {"message": message})
    assert (fetch.state, fetch.guests) == ("unplaced", [])
    call = fetching.file(fetch.pk, lead=known(), now=timezone.now())
    assert [p.text for p in call.passages.all()] == ["One.", "Two."]


def test_teams_transcript_is_read_as_vtt_with_who_was_invited(httpserver: HTTPServer) -> None:
    lead = known()
    meeting = "communications/onlineMeetings('MSo5')"
    resource = f"{meeting}/transcripts('MSMj')"
    words = "WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n<v Ines Park>We need it.</v>\n"
    httpserver.expect_request(f"/{resource}/content").respond_with_data(words)
    invited = {"attendees": [{"upn": "ines@werk.example"}], "organizer": {"upn": "m@ours.example"}}
    httpserver.expect_request(f"/{meeting}").respond_with_json(
        {
            "subject": "Review",
            "participants": invited,
            "startDateTime": "2026-11-17T10:00:00.1234567Z",
        }
    )
    notice = {"subscriptionId": "s", "changeType": "created", "resource": resource}
    ready(source("teams", httpserver), {"value": [notice]})
    assert (Call.objects.get().lead, Call.objects.get().title) == (lead, "Review")


def test_notice_that_comes_twice_is_fetched_once(httpserver: HTTPServer) -> None:
    known()
    zoom_answers(httpserver, GUESTS)
    of = source("zoom", httpserver)
    ready(of, zoom(httpserver))
    intake.receive(of, json.dumps(zoom(httpserver) | {"event_ts": 1}).encode(), now=timezone.now())
    intake.understand(now=timezone.now())
    assert (Delivery.objects.count(), Fetch.objects.count(), Call.objects.count()) == (2, 1, 1)
