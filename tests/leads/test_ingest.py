"""A call comes in whole or not at all, once, and with everybody on the right side."""

from __future__ import annotations

import pytest
from django.db import connection
from django_q.models import OrmQ

from leads import ingest
from leads.models import Account, Call, Lead, Passage, User
from leads.transcripts import read
from leads.transcripts.schema import Transcript, Utterance
from tests import factories
from tests.roles import role
from tests.sequences.test_races import together

pytestmark = pytest.mark.django_db

VTT = b"""WEBVTT

00:00.000 --> 00:04.000
Maya Reyes: I'll send the pricing breakdown by Friday.

00:05.000 --> 00:08.000
Priya Nair: Perfect, thank you.
"""
SIDES = {"Maya Reyes": "ours", "Priya Nair": "theirs"}


@pytest.fixture
def rep() -> User:
    return factories.user()


@pytest.fixture
def lead(rep: User) -> Lead:
    return factories.lead(rep)


def record(by: User, lead: Lead, data: bytes = VTT, **changed: object) -> Call:
    given: dict[str, object] = {
        "transcript": read(data, name=""),
        "sides": SIDES,
        "title": "Demo",
        "kind": "demo",
        "held_at": factories.HELD_AT,
    }
    with role("web"):
        return ingest.record_call(by=by, lead=lead, **given | changed)  # type: ignore[arg-type]


def note(
    by: User,
    lead: Lead,
    *,
    key_points: str = "They ship 40 a day.",
    next_steps: str = "",
    personal: str = "",
) -> Call:
    with role("web"):
        return ingest.record_note(
            by=by,
            lead=lead,
            title="Note",
            kind="other",
            held_at=factories.HELD_AT,
            key_points=key_points,
            next_steps=next_steps,
            personal=personal,
        )


def said(*lines: tuple[str, str]) -> Transcript:
    spoken = [Utterance(i, who, None, None, text) for i, (who, text) in enumerate(lines)]
    return Transcript("plain", tuple(spoken))


def test_call_keeps_every_word_with_its_speaker_and_side(rep: User, lead: Lead) -> None:
    call = record(rep, lead)
    kept = [
        (p.participant and (p.participant.name, p.participant.side), p.text, p.start_ms)
        for p in call.passages.all()
    ]
    assert kept == [
        (("Maya Reyes", "ours"), "I'll send the pricing breakdown by Friday.", 0),
        (("Priya Nair", "theirs"), "Perfect, thank you.", 5000),
    ]
    assert call.state == "received"
    assert {p.name: p.user or p.lead for p in call.participants.all()} == {
        "Maya Reyes": rep,
        "Priya Nair": lead,
    }


def test_call_rings_the_bell_in_its_own_transaction(rep: User, lead: Lead) -> None:
    record(rep, lead)
    assert OrmQ.objects.count() == 1


def test_call_moves_the_record(rep: User, lead: Lead) -> None:
    before = lead.record_epoch
    record(rep, lead)
    lead.refresh_from_db()
    assert lead.record_epoch == before + 1


def test_same_call_again_is_a_duplicate_and_leaves_nothing(rep: User, lead: Lead) -> None:
    first = record(rep, lead)
    with pytest.raises(ingest.Duplicate) as duplicate:
        record(rep, lead, title="Again")
    assert duplicate.value.call == first
    assert (Call.objects.count(), Passage.objects.count(), OrmQ.objects.count()) == (1, 2, 1)


@pytest.mark.django_db(transaction=True)
def test_same_call_from_two_tabs_at_once_is_kept_once(rep: User, lead: Lead) -> None:
    results = together(lambda: record(rep, lead), lambda: record(rep, lead))
    assert sorted(type(found).__name__ for found in results) == ["Call", "Duplicate"]
    assert (Call.objects.count(), Passage.objects.count()) == (1, 2)


@pytest.mark.django_db(transaction=True)
def test_new_lead_from_two_tabs_at_once_is_made_once(rep: User) -> None:
    def make() -> Lead:
        return ingest.find_or_create_lead(by=rep, name="A B", email="a@b.example", company="B")

    one, two = together(make, make)
    assert one == two == Lead.objects.get()


def test_same_call_with_another_lead_is_another_call(rep: User, lead: Lead) -> None:
    record(rep, lead)
    record(rep, factories.lead(rep))
    assert Call.objects.count() == 2


@pytest.mark.parametrize("lines", [(), (("Maya Reyes", "  \n "),)])
def test_call_without_a_word_is_refused(
    rep: User, lead: Lead, lines: tuple[tuple[str, str], ...]
) -> None:
    with pytest.raises(ingest.Empty, match="no words"):
        record(rep, lead, transcript=said(*lines))
    assert not Call.objects.exists()


def test_empty_lines_are_left_out_of_a_call(rep: User, lead: Lead) -> None:
    call = record(rep, lead, transcript=said(("A", "One."), ("A", " "), ("A", "Two.")))
    assert [(p.index, p.text) for p in call.passages.all()] == [(0, "One."), (1, "Two.")]


def test_voice_without_a_side_stays_unknown(rep: User, lead: Lead) -> None:
    call = record(rep, lead, sides={})
    assert {p.side for p in call.participants.all()} == {"unknown"}
    assert {p.user or p.lead for p in call.participants.all()} == {None}


def test_note_is_the_reps_own_word(rep: User, lead: Lead) -> None:
    call = note(rep, lead, next_steps="- Send the deck", personal="Her son starts school.")
    assert [(p.section, p.text, p.kind) for p in call.passages.all()] == [
        ("key_points", "They ship 40 a day.", "note"),
        ("next_steps", "Send the deck", "note"),
        ("personal", "Her son starts school.", "note"),
    ]
    assert [(p.user, p.side) for p in call.participants.all()] == [(rep, "ours")]


def test_empty_note_is_refused(rep: User, lead: Lead) -> None:
    with pytest.raises(ingest.Empty):
        note(rep, lead, key_points=" \n ")


def test_failure_in_the_middle_keeps_nothing(
    rep: User, lead: Lead, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise RuntimeError("power cut")

    monkeypatch.setattr(Passage.objects, "bulk_create", broken)
    with pytest.raises(RuntimeError):
        record(rep, lead)
    assert not Call.objects.exists()
    assert not OrmQ.objects.exists()


def test_sides_follow_from_names_and_strangers_stay_unknown(rep: User, lead: Lead) -> None:
    factories.lead(rep, name="Marcus Lee", account=lead.account)
    factories.user(name="Tom Weber")
    transcript = said(
        ("Maya (she/her)", "a"), ("priya", "b"), ("MARCUS LEE", "c"), ("Tom Weber | Ours", "d"),
        ("Zoë", "e"), ("Marcus", "f"),
    )  # fmt: skip
    assert ingest.guess_sides(transcript, by=rep, lead=lead) == {
        "Maya (she/her)": "ours",
        "priya": "theirs",
        "MARCUS LEE": "theirs",
        "Tom Weber | Ours": "ours",
        "Zoë": "unknown",
        "Marcus": "unknown",
    }


def test_name_that_both_sides_bear_is_unknown(rep: User) -> None:
    namesake = factories.lead(rep, name="Maya Reyes")
    sides = ingest.guess_sides(said(("Maya Reyes", "a")), by=rep, lead=namesake)
    assert sides == {"Maya Reyes": "unknown"}


def test_lead_is_found_by_address_whatever_its_case(rep: User, lead: Lead) -> None:
    found = ingest.find_or_create_lead(
        by=rep, name="P. Nair", email=f"  {lead.email.upper()} ", company="Other"
    )
    assert found == lead


def test_lead_of_somebody_else_is_not_handed_out(lead: Lead) -> None:
    stranger = factories.user()
    with pytest.raises(ingest.NotYours):
        ingest.find_or_create_lead(by=stranger, name="P", email=lead.email, company="")


def test_new_lead_joins_the_account_of_its_domain(rep: User) -> None:
    account = Account.objects.create(name="Halden", domain="halden.example")
    found = ingest.find_or_create_lead(
        by=rep, name="Ann Day", email="ann@halden.example", company="Something"
    )
    assert (found.account, found.owner) == (account, rep)


def test_free_mail_domain_joins_nobodys_account(rep: User) -> None:
    one, two = (
        ingest.find_or_create_lead(by=rep, name=n, email=f"{n}@gmail.com", company="")
        for n in ("ann", "bo")
    )
    assert one.account != two.account
    assert one.account.domain is None


def test_company_name_does_not_find_an_account_one_may_not_see(rep: User, lead: Lead) -> None:
    stranger = factories.user()
    found = ingest.find_or_create_lead(
        by=stranger, name="Ann", email="ann@gmail.com", company=lead.account.name
    )
    assert found.account != lead.account


def test_web_process_can_do_all_this_with_its_own_rights(rep: User) -> None:
    with role("web"):
        lead = ingest.find_or_create_lead(by=rep, name="A B", email="a@b.example", company="B")
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user")
            assert cursor.fetchone() == ("followup_web",)
    assert record(rep, lead).lead == lead


def test_endless_names_that_begin_alike_are_one_voice(rep: User, lead: Lead) -> None:
    endless = "A" * 300
    call = record(
        rep,
        lead,
        transcript=said((endless + "1", "I'll call."), (endless + "2", "Fine.")),
        sides={},
    )
    assert call.participants.count() == 1
    assert call.passages.count() == 2
