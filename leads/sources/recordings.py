"""“A transcript is ready”: where it is, for each recorder. The words themselves are fetched."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from typing import Any

from pydantic import AliasChoices, AwareDatetime, Field

from leads.sources.schema import (
    OTHER,
    TRANSCRIPT,
    CamelShape,
    Incoming,
    Number,
    Shape,
    Text,
    Unreadable,
    known,
    milliseconds,
    read,
)

MEET = "google.workspace.meet.transcript.v2.fileGenerated"


class ZoomFile(Shape):
    id: Text = ""
    file_type: Text = ""
    recording_type: Text = ""
    download_url: Text = ""


class ZoomMeeting(Shape):
    id: Number
    uuid: str = Field(min_length=1)
    topic: Text = ""
    start_time: AwareDatetime | None = None
    host_email: Text = ""
    recording_files: list[ZoomFile] = Field(default_factory=list)


class ZoomPayload(Shape):
    object: ZoomMeeting


class Zoom(Shape):
    event: str
    event_ts: int
    download_token: Text = ""
    payload: ZoomPayload


def zoom(raw: bytes) -> list[Incoming]:
    """`recording.transcript_completed`; the file to fetch stands in `metadata`. Its token is a
    secret of an hour and is not kept in the event. Raises `Unreadable`."""
    told = read(Zoom, raw)
    meeting = told.payload.object
    files = [f for f in meeting.recording_files if f.file_type == "TRANSCRIPT"]
    is_ready = told.event == "recording.transcript_completed" and bool(files)
    return [
        Incoming(
            external_id=f"{told.event}:{meeting.uuid}",
            kind=TRANSCRIPT if is_ready else OTHER,
            occurred_at=meeting.start_time or milliseconds(told.event_ts),
            identifiers=known(host=meeting.host_email),
            metadata={
                "title": meeting.topic,
                "meeting": meeting.uuid,
                "download": files[0].download_url if files else "",
            },
        )
    ]


class Fireflies(Shape):
    event: str = Field(validation_alias=AliasChoices("event", "eventType"))
    meeting: str = Field(validation_alias=AliasChoices("meeting_id", "meetingId"), min_length=1)
    timestamp: int | None = None


def fireflies(raw: bytes, *, received_at: datetime) -> list[Incoming]:
    """Both versions of the notice. Raises `Unreadable`."""
    told = read(Fireflies, raw)
    is_ready = told.event in {"meeting.transcribed", "Transcription completed"}
    return [
        Incoming(
            external_id=f"transcript:{told.meeting}"
            if is_ready
            else f"{told.event}:{told.meeting}",
            kind=TRANSCRIPT if is_ready else OTHER,
            occurred_at=milliseconds(told.timestamp) if told.timestamp else received_at,
            metadata={"meeting": told.meeting},
        )
    ]


class Notification(CamelShape):
    subscription_id: str
    change_type: str
    resource: str = Field(min_length=1)


class Graph(Shape):
    value: list[Notification] = Field(min_length=1, max_length=1000)


def msgraph(raw: bytes, *, received_at: datetime) -> list[Incoming]:
    """Notices of Teams transcripts; one delivery can mix subscriptions. Raises `Unreadable`."""
    return [
        Incoming(
            external_id=f"{n.change_type}:{n.resource}",
            kind=TRANSCRIPT
            if n.change_type == "created" and "/transcripts(" in n.resource
            else OTHER,
            occurred_at=received_at,
            metadata={"resource": n.resource, "subscription": n.subscription_id},
        )
        for n in read(Graph, raw).value
    ]


class Pushed(CamelShape):
    data: Text = ""
    attributes: dict[str, str] = Field(default_factory=dict)
    message_id: Text = ""
    publish_time: AwareDatetime | None = None


class Push(Shape):
    message: Pushed


def meet(raw: bytes, *, received_at: datetime) -> list[Incoming]:
    """Google Meet through Pub/Sub. Raises `Unreadable`."""
    told = read(Push, raw).message
    kind = told.attributes.get("ce-type", "")
    name = _transcript_name(told.data)
    return [
        Incoming(
            external_id=f"transcript:{name}" if name else f"push:{told.message_id}",
            kind=TRANSCRIPT if kind == MEET and name else OTHER,
            occurred_at=told.publish_time or received_at,
            metadata={"type": kind, "transcript": name},
        )
    ]


class MeetTranscript(Shape):
    name: Text = ""


class MeetData(Shape):
    transcript: MeetTranscript = MeetTranscript()


def _transcript_name(data: str) -> str:
    try:
        return read(MeetData, base64.b64decode(data, validate=True)).transcript.name
    except (binascii.Error, ValueError):
        raise Unreadable("message.data: not base64 of a JSON object") from None


class Gong(CamelShape):
    call_data: dict[str, Any]


def gong(raw: bytes, *, received_at: datetime) -> list[Incoming]:
    """A call of Gong's rules engine. Raises `Unreadable`."""
    meta = read(Gong, raw).call_data.get("metaData")
    number = str(meta.get("id", "")) if isinstance(meta, dict) else ""
    if not isinstance(meta, dict) or not number:
        raise Unreadable("callData.metaData.id: missing")
    return [
        Incoming(
            external_id=f"transcript:{number}",
            kind=TRANSCRIPT,
            occurred_at=received_at,
            metadata={"call": number, "title": str(meta.get("title") or "")[:200]},
        )
    ]
