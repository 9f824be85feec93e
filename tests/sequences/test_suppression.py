"""The list of those we never write to: what fills it, what it stops, who takes an entry back."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client
from django.utils import timezone

from leads import same
from leads.models import Lead, SignIn, TrailEntry, User
from reviews.letter import mail_for
from sequences import footer, stationery, suppression
from sequences.models import (
    ConsentRecord,
    Enrollment,
    Message,
    Organisation,
    Suppression,
    Touch,
)
from sequences.rendering import wire
from tests import factories
from tests.roles import role
from tests.rules.making import message, stop

pytestmark = pytest.mark.django_db


def why_not(found: Message) -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT gate_why_not(%s)", [found.pk])
        return str(cursor.fetchone()[0] or "") or None


def add(value: str, kind: str = "domain") -> Suppression:
    by = factories.user(role="admin")
    return suppression.add(
        kind=kind, value=value, reason="policy", source="x", by=by, now=timezone.now()
    )[0]


@pytest.mark.parametrize("domain", ["theirs.example", "mail.theirs.example"])
def test_listed_domain_stops_mail_to_it_and_below_it(domain: str) -> None:
    found = message(
        factories.draft(
            factories.touch(
                factories.call(factories.lead(email="priya@mail.theirs.example")), state="drafted"
            )
        )
    )
    assert why_not(found) is None
    add(domain)
    assert why_not(found) in ("suppressed", "listed")


def test_domain_that_only_ends_alike_is_another() -> None:
    found = message()
    add("s.example")
    add("other-theirs.example")
    assert why_not(found) is None


def test_listed_address_in_copy_stops_the_mail_though_nobody_knows_it_as_a_lead() -> None:
    found = message(cc='"Boss, The" <boss@theirs.example>, ok@theirs.example')
    assert why_not(found) is None
    add("boss@theirs.example", "address")
    assert why_not(found) == "copy"


def test_unsubscribed_address_brought_in_again_under_another_name_is_held() -> None:
    lead = factories.lead(email="priya@theirs.example")
    stop(lead, kind="unsubscribe")
    Lead.objects.filter(pk=lead.pk).update(email="priya2@theirs.example")
    again = factories.lead(email="priya@theirs.example")
    again.refresh_from_db()
    assert again.suppressed_at is not None


def test_unsubscribing_withdraws_the_consent_for_mail() -> None:
    lead = factories.lead()
    stop(lead, kind="unsubscribe")
    assert ConsentRecord.objects.values("lead", "channel", "is_given").get() == {
        "lead": lead.pk,
        "channel": "email",
        "is_given": False,
    }


def test_manager_lifts_with_a_reason_and_what_was_approved_stays_void() -> None:
    found = message()
    stop(found.lead, kind="bounce")
    entry, manager = Suppression.objects.get(), _manager()
    with role("web"):
        suppression.lift(entry.pk, sign_in=manager, reason="New address, tested by phone.")
    lead = Lead.objects.get(pk=found.lead_id)
    assert lead.suppressed_at is None
    assert why_not(found) == "stopped"
    assert TrailEntry.objects.filter(table="sequences_suppression", action="update").exists()


def _manager() -> SignIn:
    return factories.sign_in(factories.user(role="manager"))


@pytest.mark.parametrize(
    ("by", "reason", "words"), [("rep", "They asked us.", "manager"), ("admin", " ", "Say why")]
)
def test_lifting_needs_the_right_and_a_reason(by: str, reason: str, words: str) -> None:
    entry = add("jo@theirs.example", "address")
    with pytest.raises(suppression.Refused, match=words):
        suppression.lift(
            entry.pk, sign_in=factories.sign_in(factories.user(role=by)), reason=reason
        )
    assert Suppression.objects.standing().count() == 1


def test_database_lets_no_rep_lift_and_nobody_free_a_lead_by_hand() -> None:
    lead = factories.lead()
    stop(lead, kind="complaint")
    entry = Suppression.objects.get()
    for name in ("web", "worker"):
        with role(name):
            for change in (
                "UPDATE leads_lead SET suppressed_at = NULL",
                "UPDATE sequences_suppression SET lifted_at = now(), lifted_reason = 'because',"
                f" lifted_by_id = {lead.owner_id}",
                "DELETE FROM sequences_suppression",
            ):
                refused = pytest.raises(DatabaseError)
                with refused, transaction.atomic(), connection.cursor() as cursor:
                    cursor.execute(change)
    entry.refresh_from_db()
    assert entry.lifted_at is None


@pytest.mark.parametrize(
    "fields",
    [{"ended": True}, {"expires_in": -timedelta(hours=1)}, None],
    ids=["ended", "expired", "none"],
)
def test_lifting_needs_a_live_sign_in(fields: dict[str, Any] | None) -> None:
    entry, manager = add("jo@theirs.example", "address"), factories.user(role="manager")
    sign_in = None if fields is None else factories.sign_in(manager, **fields)
    with role("web"), pytest.raises(suppression.Refused, match="signed in"):
        suppression.lift(entry.pk, sign_in=sign_in, reason="They asked us.")
    assert Suppression.objects.standing().get() == entry


@pytest.mark.parametrize("name", ["web", "worker", "sender"])
def test_nobody_lifts_in_a_managers_name_by_hand(name: str) -> None:
    entry, manager = add("jo@theirs.example", "address"), factories.user(role="manager")
    with role(name), pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        Suppression.objects.filter(pk=entry.pk).update(
            lifted_at=timezone.now(), lifted_by=manager, lifted_reason="They asked us."
        )


def test_entry_itself_names_nobody_but_a_manager_or_an_admin_as_who_lifted_it() -> None:
    entry, rep = add("jo@theirs.example", "address"), factories.user()
    with pytest.raises(DatabaseError, match="a manager or an admin"), transaction.atomic():
        Suppression.objects.filter(pk=entry.pk).update(
            lifted_at=timezone.now(), lifted_by=rep, lifted_reason="They asked us."
        )


def test_what_is_left_of_an_erased_person_is_not_lifted() -> None:
    entry = Suppression.objects.create(
        kind="erased", value="0" * 64, reason="objection", source="erased"
    )
    manager = _manager()
    with role("web"), pytest.raises(suppression.Refused, match="erased person"):
        suppression.lift(entry.pk, sign_in=manager, reason="They asked us.")
    assert Suppression.objects.standing().get() == entry


def test_entry_is_lifted_once() -> None:
    entry = add("jo@theirs.example", "address")
    first = suppression.lift(entry.pk, sign_in=_manager(), reason="They asked us.")
    with pytest.raises(suppression.Refused, match="already"):
        suppression.lift(entry.pk, sign_in=_manager(), reason="Asked again.")
    entry.refresh_from_db()
    assert entry.lifted_by == first.lifted_by


def test_two_entries_both_have_to_go() -> None:
    lead = factories.lead(email="priya@theirs.example")
    first, second = add("theirs.example"), add("priya@theirs.example", "address")
    for entry, is_free in ((first, False), (second, True)):
        suppression.lift(entry.pk, sign_in=_manager(), reason="They asked.")
        lead.refresh_from_db()
        assert (lead.suppressed_at is None) is is_free


def test_lifting_a_dead_address_does_not_lift_their_wish() -> None:
    lead = factories.lead()
    stop(lead, kind="bounce")
    dead = Suppression.objects.get()
    assert suppression.unsubscribe(lead, source="link in mail 1", now=timezone.now())
    suppression.lift(dead.pk, sign_in=_manager(), reason="It works again.")
    lead.refresh_from_db()
    assert lead.suppressed_at is not None
    wish = Suppression.objects.standing().get(lead=lead)
    suppression.lift(wish.pk, sign_in=_manager(), reason="They asked us.")
    lead.refresh_from_db()
    assert lead.suppressed_at is None


def test_wish_that_was_lifted_counts_when_it_is_said_again() -> None:
    lead = factories.lead()
    assert suppression.unsubscribe(lead, source="link in mail 1", now=timezone.now())
    first = Suppression.objects.get()
    suppression.lift(first.pk, sign_in=_manager(), reason="They asked us.")
    stop(lead, kind="bounce")
    assert suppression.unsubscribe(lead, source="link in mail 2", now=timezone.now())
    assert not suppression.unsubscribe(lead, source="link in mail 2", now=timezone.now())
    assert Suppression.objects.standing().filter(lead=lead, reason="unsubscribe").count() == 1


def test_wish_of_somebody_who_was_merged_holds_mail_to_who_they_are_now() -> None:
    gone = factories.lead()
    suppression.unsubscribe(gone, source="link in mail 1", now=timezone.now())
    found = message()
    made = same.merge(gone.pk, found.lead_id, by=_seeing(gone, found.lead), why="the name")
    assert why_not(found) == "listed"
    same.part(made.pk, by=made.by, now=timezone.now())
    assert why_not(found) is None


@pytest.mark.parametrize("kind", ["reply", "unsubscribe"])
def test_what_is_heard_from_somebody_who_was_merged_stops_mail_to_who_they_are_now(
    kind: str,
) -> None:
    gone, found = factories.lead(), message()
    same.merge(gone.pk, found.lead_id, by=_seeing(gone, found.lead), why="the name")
    assert why_not(found) is None
    stop(gone, kind=kind)
    assert why_not(found) in ("stopped", "suppressed")


def _seeing(*leads: Lead) -> User:
    by = leads[-1].owner
    Lead.objects.filter(pk__in=[lead.pk for lead in leads]).update(owner=by)
    return by


def test_file_brings_in_addresses_and_domains_once_and_says_what_is_neither() -> None:
    by = factories.user(role="admin")
    text = "email,why\nA@theirs.example,left\n=cmd,x\nrivals.example,\na@theirs.example,again\n"
    found = suppression.bring_in(text, by=by, now=timezone.now())
    assert (found.added, found.known, len(found.wrong)) == (2, 0, 1)
    assert suppression.bring_in(text, by=by, now=timezone.now()).known == 2


def test_csv_holds_no_formula() -> None:
    Suppression.objects.create(
        kind="address", value="jo@theirs.example", reason="policy", source="=HYPERLINK(1)"
    )
    lines = "".join(suppression.take_out(suppression.search(""))).splitlines()
    assert ",'=HYPERLINK(1)," in lines[1]


def later_touch() -> Touch:
    """A touch that the plan brings up by itself."""
    call = factories.call()
    version = factories.version(steps=2)
    enrolled = Enrollment.objects.create(version=version, lead=call.lead, call=call)
    step = version.steps.get(position=1)
    return Touch.objects.create(
        enrollment=enrolled, step=step, due_at=timezone.now(), state="drafted"
    )


def test_automatic_mail_carries_identity_address_and_the_way_out_in_text_html_and_header() -> None:
    Organisation.objects.update(name="Ours GmbH", postal_address="1 Street\n12345 Berlin")
    draft = factories.draft(later_touch())
    mail = mail_for(draft, sender=draft.lead.owner)
    link = mail.unsubscribe
    assert "Ours GmbH · 1 Street · 12345 Berlin" in mail.body
    assert link in mail.body
    assert link in mail.html
    raw = wire(mail, message_id="<1.a@ours.example>", date=timezone.now()).decode()
    assert f"List-Unsubscribe: <{link}>" in raw
    assert "List-Unsubscribe-Post: List-Unsubscribe=One-Click" in raw
    assert mail_for(draft, sender=draft.lead.owner) == mail


def test_first_mail_after_a_call_is_a_persons_answer_and_carries_none() -> None:
    draft = factories.draft()
    mail = mail_for(draft, sender=draft.lead.owner)
    assert mail.unsubscribe == ""
    assert footer.split(mail.body) == (mail.body, "")


def test_way_out_changes_nothing_by_get_and_everything_by_post(client: Client) -> None:
    touch = later_touch()
    lead = touch.enrollment.lead
    paper = stationery.of([touch], sender=lead.owner)
    path = footer.of(touch, paper=paper).unsubscribe.split("/", 3)[3]
    with role("web"):
        page = client.get(f"/{path}")
        assert client.head(f"/{path}").status_code == 200
    assert b"<form" in page.content
    assert lead.email.encode() not in page.content
    lead.refresh_from_db()
    assert lead.suppressed_at is None
    with role("web"):
        strict = Client(enforce_csrf_checks=True)
        done = strict.post(f"/{path}", {"List-Unsubscribe": "One-Click"})
        assert done.status_code == 200
        assert strict.post(f"/{path}").status_code == 200
    done_for = Lead.objects.get(pk=lead.pk)
    assert done_for.suppressed_at is not None
    assert done_for.stop_events.get().kind == "unsubscribe"


@pytest.mark.parametrize("token", ["1-" + "0" * 24, "x", "99999999-" + "a" * 24])
def test_way_out_that_was_never_made_leads_nowhere(client: Client, token: str) -> None:
    lead = factories.lead()
    assert client.post(f"/u/{token}/").status_code == 404
    lead.refresh_from_db()
    assert lead.suppressed_at is None
