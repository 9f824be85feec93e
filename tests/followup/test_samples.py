"""The sample: labelled, whole, loaded once, and each call where its people can see it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import CommandError, call_command
from pytest_django import Settings

from followup.samples.load import CALLS, PASSWORD, held_at, load
from followup.samples.manifest import (
    COMPANIES,
    CONTACTS,
    CONVERSATIONS,
    MANAGER,
    OTHER_REP,
    PEOPLE,
    REP,
)
from leads import transcripts
from leads.models import Call, Lead, Participant, Passage, User
from sequences.models import Sequence, Version

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
FAST = ["django.contrib.auth.hashers.MD5PasswordHasher"]
FILES = [c.file for c in CONVERSATIONS if not c.file.endswith(".toml")]


@pytest.fixture(autouse=True)
def quick_passwords(settings: Settings) -> None:
    settings.PASSWORD_HASHERS = FAST


@pytest.mark.parametrize("name", FILES)
def test_sample_transcript_is_read_whole_with_every_speaker_named(name: str) -> None:
    transcript = transcripts.read((CALLS / name).read_bytes(), name=name)

    assert 25 <= len(transcript.utterances) <= 70
    assert all(u.speaker for u in transcript.utterances)
    assert all(u.start_ms is not None for u in transcript.utterances)
    assert transcript.speakers


def test_sample_holds_every_platform_and_three_languages() -> None:
    read = [transcripts.read((CALLS / name).read_bytes()) for name in FILES]

    assert {t.format for t in read} == {
        "zoom_vtt", "zoom_text", "teams_vtt", "google_meet", "otter", "srt",
    }  # fmt: skip
    assert {t.language for t in read} == {"en", "de", "fr"}


def test_sample_has_every_file_once_and_no_file_unused() -> None:
    assert sorted(c.file for c in CONVERSATIONS) == sorted(p.name for p in CALLS.iterdir())


def test_sample_address_can_never_reach_anybody() -> None:
    addresses = [p.email for p in PEOPLE] + [c.email for c in CONTACTS]

    assert all(a.endswith(".example") for a in [*addresses, *(c.domain for c in COMPANIES)])


@pytest.mark.parametrize("days", range(8))
def test_sample_call_was_held_on_its_weekday_and_before_today(days: int) -> None:
    now = NOW + timedelta(days=days)
    for conversation in CONVERSATIONS:
        moment = held_at(conversation, zone="Europe/London", now=now)

        assert moment.weekday() == conversation.weekday
        assert moment.date() < now.date()
        assert now - moment < timedelta(days=16)


def test_sample_keeps_the_hour_of_the_account_over_a_clock_change() -> None:
    renewal = CONVERSATIONS[0]

    moment = held_at(renewal, zone="Europe/London", now=datetime(2026, 11, 3, 12, tzinfo=UTC))

    assert moment.astimezone(UTC).hour == 11  # 26 October, a day after summer time ended
    earlier = held_at(renewal, zone="Europe/London", now=datetime(2026, 10, 27, 12, tzinfo=UTC))
    assert earlier.astimezone(UTC).hour == 10


@pytest.mark.django_db
def test_load_sample_records_a_dozen_labelled_calls_for_three_people() -> None:
    assert load(now=NOW) == 12

    calls = Call.objects.all()
    assert all(c.is_sample for c in calls)
    assert {c.state for c in calls} == {"received"}
    assert {
        email: calls.filter(owner__email=email).count() for email in (REP, MANAGER, OTHER_REP)
    } == {REP: 9, MANAGER: 2, OTHER_REP: 1}
    assert not Passage.objects.filter(participant=None).exists()


@pytest.mark.django_db
def test_load_sample_twice_changes_nothing() -> None:
    load(now=NOW)
    counted = (Call.objects.count(), Lead.objects.count(), User.objects.count())

    assert load(now=NOW + timedelta(days=3)) == 0

    assert (Call.objects.count(), Lead.objects.count(), User.objects.count()) == counted


@pytest.mark.django_db
def test_load_sample_again_leaves_what_people_changed() -> None:
    load(now=NOW)
    User.objects.filter(email=REP).update(name="Maya Okafor-Lund")
    Lead.objects.filter(name="Helen Marsh").update(stage="customer")

    load(now=NOW)

    assert User.objects.get(email=REP).name == "Maya Okafor-Lund"
    assert Lead.objects.get(name="Helen Marsh").stage == "customer"


@pytest.mark.django_db
def test_load_sample_makes_people_who_are_refused_elsewhere() -> None:
    load(now=NOW)

    assert all(user.is_sample for user in User.objects.all())
    assert User.objects.get(email=REP).check_password(PASSWORD)


@pytest.mark.django_db
def test_load_sample_knows_speakers_as_colleagues_and_leads() -> None:
    load(now=NOW)
    call = Call.objects.get(title__contains="Demo for Brightwater")

    rep = Participant.objects.get(call=call, name="Maya Okafor")
    lead = Participant.objects.get(call=call, name="Helen Marsh")
    colleague = Participant.objects.get(call=call, name="Ines Castro")

    assert (rep.side, rep.user) == ("ours", User.objects.get(email=REP))
    assert (lead.side, lead.lead) == ("theirs", call.lead)
    assert (colleague.side, colleague.user) == ("ours", None)


@pytest.mark.django_db
def test_load_sample_keeps_another_teams_call_out_of_sight() -> None:
    load(now=NOW)
    rep, manager = User.objects.get(email=REP), User.objects.get(email=MANAGER)

    assert Call.objects.visible_to(rep).count() == 9
    assert Call.objects.visible_to(manager).count() == 11
    assert not Lead.objects.visible_to(manager).filter(name="Claire Dubreuil").exists()
    assert not Lead.objects.visible_to(rep).filter(name="Lucy Hart").exists()


@pytest.mark.django_db
def test_load_sample_publishes_every_sequence_that_ships_once() -> None:
    load(now=NOW)
    load(now=NOW)

    versions = Version.objects.select_related("sequence")
    assert sorted(v.sequence.purpose for v in versions) == sorted(Sequence.Purpose.values)
    assert {(v.number, v.published_at) for v in versions} == {(1, NOW)}


@pytest.mark.django_db
def test_load_sample_is_refused_outside_the_sample_mode(settings: Settings) -> None:
    settings.SAMPLE = False

    with pytest.raises(CommandError, match="FOLLOWUP_SAMPLE=1"):
        call_command("load_sample")

    assert not User.objects.exists()
