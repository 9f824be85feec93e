"""A person's data: handed over whole, forgotten whole, and what stays keeps them from our mail."""

from __future__ import annotations

import io
import json
import zipfile
from datetime import timedelta

import pytest
from django.apps import apps
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from followup import privacy, retention
from leads import details
from leads.models import Detail, Enricher, Lead, Lookup, SpeakerSide, StageChange, TrailEntry
from reviews import decisions
from reviews.models import Decision, Scratch
from sequences.models import (
    Alias,
    Approval,
    ConsentRecord,
    Erasure,
    HookDelivery,
    Message,
    ReceivedMail,
    Suppression,
)
from sequences.receiving import keep, understand
from tests import factories
from tests.roles import role
from tests.rules.enrichment import lookup, trial
from tests.rules.making import at_once
from tests.sequences.receiving import mails

pytestmark = pytest.mark.django_db

NAME, ADDRESS, SECRET = "Quirina Zabel", "quirina.zabel@zq.example", "xylophone"


def somebody() -> Lead:
    """A person with a call, a mail of ours that was approved, an answer, and notes about them."""
    lead = factories.lead(name=NAME, email=ADDRESS, title="Head of Quartz", phone="+49 555 0199")
    call = factories.call(
        lead,
        title=f"Call with {NAME}",
        said=(
            (NAME, "theirs", f"Our budget word is {SECRET}."),
            ("Maya Reyes", "ours", f"I'll send {NAME} the pricing breakdown by Friday."),
        ),
    )
    factories.promise(call, text=f"Maya Reyes will send {NAME} the pricing.")
    draft = factories.draft(
        factories.touch(call, state="drafted"), subject=f"For {NAME}", body=[f"Dear {SECRET}."]
    )
    now, by = timezone.now(), lead.owner
    Scratch.objects.create(draft=draft, user=by, tab="a", revision=1, body=SECRET, saved_at=now)
    decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=now,
    )
    message = Message.objects.get(lead=lead)
    mails.received(mails.answer(message, text=f"{SECRET} it is. {NAME}"))
    Alias.objects.create(lead=lead, address=f"other.{ADDRESS}", by=by)
    ConsentRecord.objects.create(
        lead=lead, channel="sms", is_given=True, source=f"{NAME} said so", at=now, by=by
    )
    SpeakerSide.objects.create(account=lead.account, name=NAME, side="theirs", lead=lead, by=by)
    StageChange.objects.create(
        lead=lead, from_stage="prospect", to_stage="closed", why=f"{NAME} went silent.", by=by
    )
    body = json.dumps({"to": ADDRESS}).encode()
    told = details.Word("apollo", "Apollo", now)
    details.told(lead, {"title": f"{SECRET} of Quartz", "industry": SECRET}, told)
    details.said(lead, {"seniority": "head"}, by=by, now=now)
    lookup(lead=lead, state="found", answered_at=now)
    trial(Enricher.objects.get(), address=ADDRESS, answer={"title": SECRET})
    HookDelivery.objects.create(service="mailgun", about="events", fingerprint="f", body=body)
    return Lead.objects.get(pk=lead.pk)


def erase(lead: Lead, *, by: str = "admin", reason: str = "Their letter of 3 March.") -> None:
    person = factories.user(role=by)
    sign_in = factories.sign_in(person)
    with role("web"):
        privacy.erase(lead, sign_in=sign_in, reason=reason)


def everything() -> str:
    """Every row of every table of ours, as text."""
    found = []
    with connection.cursor() as cursor:
        for room in ("leads", "sequences", "reviews"):
            for model in apps.get_app_config(room).get_models(include_auto_created=True):
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" t')
                found += [f"{model._meta.db_table}: {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def in_hexadecimal(text: str) -> str:
    """As bytes show in the text of a row."""
    return text.encode().hex()


def traces(of: str) -> list[str]:
    return [
        row[:300]
        for row in everything().split("\n")
        if of.lower() in row.lower() or in_hexadecimal(of) in row
    ]


def test_erased_person_is_in_no_row_any_more_the_trail_included() -> None:
    lead = somebody()
    for trace in (NAME, "zabel", ADDRESS, SECRET, "Head of Quartz", "555 0199"):
        assert traces(trace), trace  # it is really there before
    erase(lead)
    for trace in (NAME, "zabel", ADDRESS, SECRET, "Head of Quartz", "555 0199"):
        assert traces(trace) == []


def test_erasing_keeps_who_approved_what_when_and_a_fingerprint_on_the_trail() -> None:
    lead = somebody()
    message = Message.objects.get(lead=lead)
    before = bytes(message.fingerprint).hex()
    approved = Approval.objects.values("approver", "decided_at").get()
    erase(lead)
    assert Approval.objects.values("approver", "decided_at").get() == approved
    assert Decision.objects.filter(kind="approve").count() == 1
    kept = TrailEntry.objects.get(table="sequences_message", action="erase")
    assert (kept.row_id, kept.row["fingerprint"]) == (message.pk, before)
    erased = Erasure.objects.get()
    assert (erased.lead_number, erased.counts["sent mails"]) == (lead.pk, 1)


def test_others_keep_theirs() -> None:
    other = factories.lead(name="Bruno Alvar")
    factories.promise(factories.call(other, title="Bruno's call"))
    lead = somebody()
    before = len(traces("Bruno"))
    erase(lead)
    assert len(traces("Bruno")) == before


def test_guards_stand_again_after_an_erasure() -> None:
    erase(somebody())
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE NOT tgisinternal AND tgenabled = 'D'")
        assert cursor.fetchone() == (0,)


def test_erased_person_brought_in_again_is_not_written_to() -> None:
    erase(somebody())
    again = factories.lead(name="Q. Z.", email=ADDRESS)
    again.refresh_from_db()
    assert again.suppressed_at is not None
    assert Suppression.objects.filter(kind="erased", value__contains="zabel").count() == 0


@pytest.mark.parametrize(
    ("by", "reason", "words"),
    [("manager", "Their letter.", "Only an admin"), ("admin", "", "Say why")],
)
def test_only_an_admin_with_a_reason_erases(by: str, reason: str, words: str) -> None:
    lead = somebody()
    with pytest.raises(privacy.Refused, match=words):
        erase(lead, by=by, reason=reason)
    assert traces(NAME)


def test_worker_and_sender_cannot_erase() -> None:
    lead = factories.lead()
    sign_in = factories.sign_in(factories.user(role="admin"))
    for name in ("worker", "sender"):
        denied = pytest.raises(DatabaseError, match="permission denied")
        with role(name), denied, transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_person(%s, %s, 'no reason')", [lead.pk, sign_in.pk])


def test_export_holds_every_word_about_a_person_and_of_nobody_else() -> None:
    factories.call(factories.lead(name="Bruno Alvar"), title="Bruno's call")
    lead = somebody()
    with zipfile.ZipFile(io.BytesIO(privacy.export(lead, now=timezone.now()))) as archive:
        told = json.loads(archive.read("person.json"))
        names = archive.namelist()
        received = archive.read(next(n for n in names if n.startswith("received/")))
    assert told["person"]["email"] == ADDRESS
    assert told["consents"][0]["source"] == f"{NAME} said so"
    assert SECRET in json.dumps(told["what_was_said_and_written"])
    assert {d["source"] for d in told["details"]} == {"Apollo", lead.owner.name}
    assert len(told["asked_about"]) == 2
    assert SECRET.encode() in received
    assert any(n.startswith("sent/") for n in names)
    assert "Bruno" not in json.dumps(told)


def test_policy_removes_what_is_old_and_nothing_younger() -> None:
    message = mails.written_to()
    old, new = (mails.received(mails.answer(message)) for _ in range(2))
    stranger = mails.received(mails.raw(sender="x@home.example", text="Who are you?"))
    long_ago = timezone.now() - timedelta(days=400)
    _received_at(old, long_ago)
    _received_at(stranger, long_ago)
    with role("worker"):
        gone = retention.obey()
    for mail in (old, new, stranger):
        mail.refresh_from_db()
    assert (bytes(old.raw), old.text) == (b"", "Friday works for us.")
    assert bytes(new.raw)
    assert (stranger.text, stranger.sender) == ("", "") or gone["received_mail_bytes"] == 2
    assert retention.obey()["received_mail_bytes"] == 0


def _received_at(mail: ReceivedMail, moment: object) -> None:
    at_once()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE sequences_receivedmail DISABLE TRIGGER USER")
        ReceivedMail.objects.filter(pk=mail.pk).update(received_at=moment)
        at_once()
        cursor.execute("ALTER TABLE sequences_receivedmail ENABLE TRIGGER USER")


def test_nothing_younger_than_a_week_is_ever_removed() -> None:
    mail = keep(mails.raw(), door="imap", now=timezone.now())
    assert mail is not None
    understand(mail.pk, now=timezone.now())
    with connection.cursor() as cursor:
        cursor.execute("SELECT retention_forget('unmatched_mail', 1)")
        assert cursor.fetchone() == (0,)


def test_people_nobody_is_in_touch_with_are_listed_not_erased() -> None:
    quiet, heard = factories.lead(), factories.lead()
    Lead.objects.update(created_at=timezone.now() - timedelta(days=2000))
    factories.call(heard, held_at=timezone.now() - timedelta(days=10))
    assert list(retention.silent_people(now=timezone.now())) == [quiet]
    retention.obey()
    quiet.refresh_from_db()
    assert quiet.name == "Priya Nair"


def test_every_line_of_the_policy_is_obeyed_by_name() -> None:
    assert {line.name for line in retention.policy()} == {*retention.obey(), retention.LISTED}


def test_what_services_said_is_forgotten_after_a_year_and_what_people_said_is_not() -> None:
    lead = somebody()
    old = timezone.now() - timedelta(days=366)
    Detail.objects.update(at=old)
    Lookup.objects.exclude(state="waiting").update(answered_at=old)
    with role("worker"):
        retention.obey()
    assert set(Detail.objects.values_list("kind", flat=True)) == {"person"}
    assert not Lookup.objects.exclude(state="waiting").exists()
    assert details.of(Lead.objects.get(pk=lead.pk))["seniority"] == "head"
