"""Google Meet's document as text, and the API's entries."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from .reading import read_str, said, timed

OLDER = """Acme and Us - Transcript

Attendees
Ana Ruiz, Ben Okri, Ben Okri's Presentation, Fireflies.ai Notetaker Ben

Transcript
This editable transcript was computer generated and might contain errors.
Ana Ruiz: Hello. One thing: the price…
**Ben Okri:** …is fine.

00:05:00

Ana Ruiz:
Ben Okri: We will send it.
Meeting ended after 00:07:13 👋
"""


def test_meet_text_reads_attendees_blocks_and_bold_names() -> None:
    found = read_str(OLDER)
    assert found.format == "google_meet"
    assert found.title == "Acme and Us - Transcript"
    assert found.attendees == ("Ana Ruiz", "Ben Okri")
    assert timed(found) == [
        ("Ana Ruiz", 0, "Hello. One thing: the price…"),
        ("Ben Okri", 0, "…is fine."),
        ("Ben Okri", 300000, "We will send it."),
    ]
    assert found.warnings == ("A turn without words was left out (line 13).",)


@pytest.mark.parametrize(
    "trailer",
    [
        "Transcription ended after 00:47:51\n\n"
        "This editable transcript was computer generated and might err.",
        "La transcripción finalizó después de 00:47:51\n\n"
        "Esta transcripción editable se generó por computadora.",
        "Esta transcripción editable se ha generado por ordenador.",
        "La transcription s'est terminée au bout de 00:47:51\n\n"
        "Cette transcription modifiable a été générée par ordinateur.",
        "Die Transkription wurde nach 00:47:51 beendet\n\n"
        "Dieses bearbeitbare Transkript wurde automatisch erstellt.",
        "Transkription endete nach 00:47:51\n\n"
        "Dieses bearbeitbare Transkript wurde von einem Computer erstellt.",
        "A transcrição foi encerrada após 00:47:51\n\n"
        "Esta transcrição editável foi gerada por computador.",
        "La trascrizione è terminata dopo 00:47:51\n\n"
        "Questa trascrizione modificabile è stata generata dal computer.",
    ],
)  # fmt: skip
def test_meet_trailers_are_no_speech_in_any_language(trailer: str) -> None:
    found = read_str(
        f"Acme\n\n### 00:00:00\n\nAna Ruiz: Hello.\n\n### 00:05:42\n \nBen: Yes.\n \n{trailer}\n"
    )
    assert timed(found) == [("Ana Ruiz", 0, "Hello."), ("Ben", 342000, "Yes.")]
    assert found.format == "google_meet"


def test_meet_attendee_list_may_stand_one_below_the_other() -> None:
    found = read_str(
        "# Acme\n\n## Teilnehmer\n\nAna Ruiz\nBen Okri\n\n"
        "00:00:00\n\nAna Ruiz: Hallo.\nBen Okri: Ja.\n"
    )
    assert found.attendees == ("Ana Ruiz", "Ben Okri")
    assert said(found) == [("Ana Ruiz", "Hallo."), ("Ben Okri", "Ja.")]


def test_meet_entries_count_from_the_earliest_and_take_names_from_participants() -> None:
    found = read_str(
        json.dumps(
            {
                "participants": [
                    {
                        "name": "conferenceRecords/1/participants/7",
                        "signedinUser": {"displayName": "Ana"},
                    }
                ],
                "transcriptEntries": [
                    {
                        "name": "conferenceRecords/1/transcripts/1/entries/1",
                        "participant": "conferenceRecords/1/participants/7",
                        "text": "Hola",
                        "languageCode": "es-ES",
                        "startTime": "2026-05-04T10:00:02.123456789Z",
                        "endTime": "2026-05-04T10:00:03Z",
                    },
                    {
                        "participant": "conferenceRecords/1/participants/8",
                        "text": "Buenas",
                        "startTime": "2026-05-04T10:00:01.123Z",
                    },
                ],
                "nextPageToken": "x",
            }
        )
    )
    assert found.format == "meet_api"
    assert found.language == "es"
    assert found.started_at == datetime(2026, 5, 4, 10, 0, 1, 123000, tzinfo=UTC)
    assert timed(found) == [
        ("Ana", 1000, "Hola"),
        ("conferenceRecords/1/participants/8", 0, "Buenas"),
    ]
    assert "one page of several" in found.warnings[0]
    assert "A speaker is an id, not a name; say who it is (entry 2)." in found.warnings


def test_meet_notes_a_machine_wrote_above_the_transcript_are_not_citable() -> None:
    found = read_str(
        "Acme sync\n\nSummary\n\nAna Ruiz promised that the team will send a discount of 50%.\n"
        "Ben Okri: will pay twice\n\n📖 Acme sync - Transcript\n\n00:00:00\n\n"
        "Ana Ruiz: Hello.\nBen Okri: Hi.\n"
    )
    assert said(found) == [("Ana Ruiz", "Hello."), ("Ben Okri", "Hi.")]
    assert any("above the transcript" in w for w in found.warnings)
