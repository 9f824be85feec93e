"""The commitment ledger through its doors: who owes what, what became of it, who says so."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from leads import ledger, reading
from leads.models import (
    Call,
    Event,
    Finding,
    Lead,
    LedgerEntry,
    Participant,
    Passage,
    Proposal,
    Ruling,
    SpeakerSide,
    User,
)
from tests import factories as make
from tests.roles import role

pytestmark = pytest.mark.django_db

LATER = make.HELD_AT + timedelta(days=7)
THANKS = (
    ("Priya Nair", "theirs", "Hi Maya."),
    ("Priya Nair", "theirs", "Hello again. Thanks for sending the pricing breakdown."),
)


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


def promised(lead: Lead, *, index: int = 1, **fields: object) -> Finding:
    return make.promise(make.call(lead, state="read", engine="rules"), index=index, **fields)


def thanked(lead: Lead) -> Call:
    call = make.call(lead, said=THANKS, held_at=LATER, title="Second call")
    with role("worker"):
        assert reading.read(call.pk, now=timezone.now())
    return call


def page(client: Client, lead: Lead, query: str = "") -> str:
    answer = client.get(f"/companies/{lead.account_id}/?{query}")
    assert answer.status_code == 200
    return str(answer.content.decode())


def status(promise: Finding) -> str:
    promise.refresh_from_db()
    return promise.status


def test_promise_stands_in_the_ledger_with_its_words(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    passage = promise.evidence.get().passage
    text = page(client, lead)
    assert promise.text in text
    assert "Maya Reyes 0:05: “I&#x27;ll send the pricing breakdown by Friday.”" in text
    assert f"/calls/{promise.call_id}/?from=0#passage-{passage.pk}" in text
    assert (
        f'href="/companies/{lead.account_id}/"' in client.get(f"/leads/{lead.pk}/").content.decode()
    )
    assert f'href="/companies/{lead.account_id}/"' in client.get(f"/calls/{promise.call_id}/").content.decode()  # fmt: skip


def test_person_says_that_a_promise_was_kept(client: Client, lead: Lead, rep: User) -> None:
    promise = promised(lead)
    form = {"status": "kept", "note": "Sent it by hand.", "back": "direction=ours&evil=1"}
    answer = client.post(f"/promises/{promise.pk}/enter/", form)
    where = f"/companies/{lead.account_id}/?status=open&direction=ours#promise-{promise.pk}"
    assert answer.headers["Location"] == where
    entry = LedgerEntry.objects.get()
    assert (entry.status, entry.note, entry.by) == ("kept", "Sent it by hand.", rep)
    assert status(promise) == "kept"
    assert promise.text not in page(client, lead)
    kept = page(client, lead, "status=kept")
    assert promise.text in kept
    assert "Sent it by hand." in kept


def test_every_change_of_mind_stays_on_the_record(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    for said in ("kept", "open", "dropped"):
        client.post(f"/promises/{promise.pk}/enter/", {"status": said})
    assert list(promise.entries.values_list("status", flat=True)) == ["dropped", "open", "kept"]
    assert status(promise) == "dropped"


def test_saying_the_same_again_enters_nothing(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    answer = client.post(f"/promises/{promise.pk}/enter/", {"status": "open"}, follow=True)
    assert "what the ledger says already" in answer.content.decode()
    assert not LedgerEntry.objects.exists()


@pytest.mark.parametrize("form", [{"status": "gone"}, {"due": "soon"}, {"due": "2026-13-40"}])
def test_what_cannot_be_is_refused_in_words(
    client: Client, lead: Lead, form: dict[str, str]
) -> None:
    promise = promised(lead)
    answer = client.post(f"/promises/{promise.pk}/enter/", form, follow=True)
    assert "Choose" in answer.content.decode()
    assert not LedgerEntry.objects.exists()


def test_firm_promise_is_late_once_its_day_is_over(client: Client, lead: Lead) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    late = promised(lead, due=yesterday, due_phrase="by Friday", text="Firm one.")
    hedged = promised(
        lead, due=yesterday, due_phrase="by Friday", text="Hedged one.", strength="tentative"
    )
    text = page(client, lead, "status=late")
    assert (late.text in text, hedged.text in text) == (True, False)
    assert hedged.text in page(client, lead)
    assert status(late) == "open"


def test_what_may_be_no_promise_is_marked_and_never_late_by_itself(
    client: Client, lead: Lead
) -> None:
    yesterday = timezone.localdate() - timedelta(days=1)
    promise = promised(lead, due=yesterday, due_phrase="by Friday", confidence=0.4)
    assert promise.text not in page(client, lead, "status=late")
    assert "Not sure</span>" in page(client, lead)
    assert "Not sure</span>" in client.get(f"/calls/{promise.call_id}/").content.decode()
    promise.confidence = 1.0
    promise.save()
    assert promise.text in page(client, lead, "status=late")
    assert "Not sure</span>" not in client.get(f"/calls/{promise.call_id}/").content.decode()


def test_implied_deadline_is_asked_about_and_becomes_a_day(client: Client, lead: Lead) -> None:
    promise = promised(lead, due_phrase="after the board meeting")
    assert "“after the board meeting” is not a day by itself" in page(client, lead)
    client.post(f"/promises/{promise.pk}/enter/", {"due": "2027-01-29"})
    promise.refresh_from_db()
    assert (promise.due, promise.due_by, promise.status) == (date(2027, 1, 29), lead.owner, "open")
    text = page(client, lead)
    assert "29 Jan 2027" in text
    assert f"day named by {lead.owner}" in text
    assert "is not a day by itself" not in text


def test_fiscal_year_is_asked_about_once_for_all_that_waits_for_it(
    client: Client, lead: Lead
) -> None:
    promise = promised(lead, due_phrase="before our quarter closes")
    other = promised(lead, due_phrase="after the board meeting")
    assert "In which month does the fiscal year begin?" in page(client, lead)
    where = f"/companies/{lead.account_id}/fiscal-year/"
    assert b"Choose a month" in client.post(where, {"month": "13"}, follow=True).content
    with role("web"):
        client.post(where, {"month": "2"})
    promise.refresh_from_db()
    other.refresh_from_db()
    assert promise.due is not None
    assert (promise.due.month, promise.due.year, other.due) == (1, 2027, None)
    assert promise.entries.get().note == "The fiscal year begins in February."
    assert "In which month" not in page(client, lead)
    assert b"It is known already" in client.post(where, {"month": "3"}, follow=True).content


def test_words_of_a_later_call_propose_and_a_person_closes(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    later = thanked(lead)
    proposal = Proposal.objects.get()
    assert proposal.quote == "Thanks for sending the pricing breakdown."
    assert (proposal.finding, status(promise)) == (promise, "open")
    text = page(client, lead)
    assert "Kept, it seems" in text
    assert f"/calls/{later.pk}/?from=0#passage-{proposal.passage_id}" in text
    client.post(f"/proposals/{proposal.pk}/answer/", {"is_kept": "yes"})
    entry = LedgerEntry.objects.get()
    assert (status(promise), entry.passage, entry.by) == ("kept", proposal.passage, lead.owner)
    assert "Kept, it seems" not in page(client, lead)


def test_dismissed_proposal_leaves_the_promise_open_and_is_not_made_again(
    client: Client, lead: Lead
) -> None:
    promise = promised(lead)
    later = thanked(lead)
    proposal = Proposal.objects.get()
    client.post(f"/proposals/{proposal.pk}/answer/", {"is_kept": "no"})
    proposal.refresh_from_db()
    assert (proposal.state, proposal.by, status(promise)) == ("dismissed", lead.owner, "open")
    ledger.propose(later)
    assert Proposal.objects.count() == 1
    answer = client.post(f"/proposals/{proposal.pk}/answer/", {"is_kept": "yes"}, follow=True)
    assert f"dismissed by {lead.owner}" in answer.content.decode()
    assert status(promise) == "open"


def test_call_brought_in_late_is_compared_with_what_came_after_it(lead: Lead) -> None:
    thanked(lead)
    assert not Proposal.objects.exists()
    early = make.call(lead)
    with role("worker"):
        reading.read(early.pk, now=timezone.now())
    assert Proposal.objects.get().finding.call == early


def test_mail_of_theirs_proposes_as_well(lead: Lead) -> None:
    promise = promised(lead)
    mail = Event.objects.create(
        lead=lead, source="mail", external_id="<1@x>", kind="reply", occurred_at=LATER
    )
    Passage.objects.create(event=mail, index=0, kind="mail", text="Thanks for the pricing, Maya!")
    with role("worker"):
        assert ledger.propose_from_mail(mail) == 1
    assert Proposal.objects.get().finding == promise


def test_machine_cannot_close_a_promise(lead: Lead) -> None:
    promise = promised(lead)
    proposal = Proposal.objects.create(
        finding=promise, passage=promise.evidence.get().passage, quote="send", start=5
    )
    for sql in (
        f"UPDATE leads_finding SET status = 'kept' WHERE id = {promise.pk}",
        f"UPDATE leads_proposal SET state = 'confirmed' WHERE id = {proposal.pk}",
        "INSERT INTO leads_ledgerentry (finding_id, status, note, by_id) "
        f"VALUES ({promise.pk}, 'kept', '', {lead.owner_id})",
    ):
        with role("worker"), pytest.raises(DatabaseError), transaction.atomic():
            connection.cursor().execute(sql)
    assert status(promise) == "open"


def test_what_a_person_entered_outlives_a_new_reading(client: Client, lead: Lead) -> None:
    call = make.call(lead)
    reading.read(call.pk, now=timezone.now())
    ours = call.findings.get(kind="commitment", direction="ours")
    client.post(f"/promises/{ours.pk}/enter/", {"status": "kept", "due": "2026-12-24"})
    theirs = call.findings.get(kind="commitment", direction="theirs")
    Call.objects.filter(pk=call.pk).update(state="received")
    with role("worker"):
        assert reading.read(call.pk, now=timezone.now())
    again = call.findings.get(kind="commitment", direction="ours")
    assert (again.pk, again.status, again.due) == (ours.pk, "kept", date(2026, 12, 24))
    assert again.evidence.count() == 1
    assert not Finding.objects.filter(pk=theirs.pk).exists()
    positions = list(call.findings.values_list("position", flat=True))
    assert positions == list(range(len(positions)))


def test_entry_about_a_promise_that_is_not_found_again_keeps_it(lead: Lead, rep: User) -> None:
    call = make.call(lead)
    promise = make.promise(call, index=0, text="Something only a model heard.")
    ledger.enter(promise.pk, by=rep, status="dropped", note="They said so.", now=timezone.now())
    with role("worker"):
        assert reading.read(call.pk, now=timezone.now())
    assert Finding.objects.get(pk=promise.pk).status == "dropped"


def test_filters_and_search_find_their_promises(client: Client, lead: Lead) -> None:
    soon = timezone.localdate() + timedelta(days=3)
    ours = promised(lead, text="Ours with a day.", due=soon, due_phrase="soon")
    theirs = promised(lead, text="Theirs without.", direction="theirs", index=2, owner="Priya Nair")
    expected = {
        "direction=ours": (True, False),
        "direction=theirs": (False, True),
        "due=week": (True, False),
        "due=none": (False, True),
        "due=past": (False, False),
        "q=residency": (False, True),
        "q=priya": (False, True),
        "q=nothing+like+it": (False, False),
        "direction=x&status=y&due=z&page=-1&q=": (True, True),
        "page=2": (False, False),
    }
    for query, found in expected.items():
        text = page(client, lead, query)
        assert (ours.text in text, theirs.text in text) == found, query


def test_words_of_a_colleagues_call_are_not_shown(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    colleague = make.lead(make.user(), account=lead.account)
    hidden = promised(colleague, text="Quetzalcoatl gets the deck.")
    call = make.call(colleague, said=THANKS, held_at=LATER, title="Quetzalcoatl call")
    reading.read(call.pk, now=timezone.now())
    proposal = Proposal.objects.get(finding=promise)
    text = page(client, lead, "status=all")
    assert promise.text in text
    assert hidden.text not in text
    assert "Quetzalcoatl" not in text
    assert "Kept, it seems" not in text
    assert client.post(f"/proposals/{proposal.pk}/answer/", {"is_kept": "yes"}).status_code == 404


def test_page_costs_the_same_for_one_promise_and_for_thirty(client: Client, lead: Lead) -> None:
    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            page(client, lead, "status=all")
        return len(queries)

    def add(number: int) -> None:
        for n in range(number):
            promise = promised(lead, text=f"Promise {n}.", due_phrase="before our quarter closes")
            ledger.enter(promise.pk, by=lead.owner, status="late", note="x", now=timezone.now())
            passage = promise.call.passages.get(index=3)
            Proposal.objects.create(finding=promise, passage=passage, quote="meet", start=9)

    add(1)
    page(client, lead)
    one = cost()
    add(29)
    assert cost() == one


def test_web_process_has_the_rights_for_every_act(client: Client, lead: Lead) -> None:
    promise = promised(lead)
    passage = promise.call.passages.get(index=3)
    proposal = Proposal.objects.create(finding=promise, passage=passage, quote="meet", start=9)
    person = promise.call.participants.all()[0]
    with role("web"):
        client.post(f"/promises/{promise.pk}/enter/", {"due": "2027-01-29"})
        client.post(f"/proposals/{proposal.pk}/answer/", {"is_kept": "yes"})
        client.post(f"/participants/{person.pk}/correct/", {"who": "ours"})
        client.post(f"/calls/{promise.call_id}/sensitive/", {"reason": "x"})
        client.post(f"/calls/{promise.call_id}/not-sensitive/", {"reason": "y"})
    assert promise.entries.count() == 2
    assert Ruling.objects.count() == 2
    assert SpeakerSide.objects.count() == 1


def test_call_page_costs_the_same_however_many_spoke_and_ruled(client: Client, lead: Lead) -> None:
    call = make.call(lead, state="read", engine="rules")

    def cost() -> int:
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/calls/{call.pk}/").status_code == 200
        return len(queries)

    def add(number: int) -> None:
        for n in range(number):
            person = make.user(name=f"Colleague {n}")
            name = f"Voice {call.participants.count()}"
            Participant.objects.create(call=call, name=name, side="ours", user=person)
            Ruling.objects.create(lead=lead, call=call, is_sensitive=False, reason="x", by=person)

    add(1)
    client.get(f"/calls/{call.pk}/")
    one = cost()
    add(29)
    assert cost() == one
