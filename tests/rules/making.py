"""Rows as they should be, and acts that make them as they should not."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from leads.models import (
    Account,
    Event,
    Evidence,
    Finding,
    Lead,
    LedgerEntry,
    Participant,
    Passage,
    Proposal,
    Ruling,
    SignIn,
    SpeakerSide,
    StopEvent,
)
from reviews import decisions
from reviews.models import (
    Alert,
    Decision,
    Draft,
    DraftView,
    Scratch,
    Sentence,
    SentenceEvidence,
)
from sequences.fingerprint import fingerprint
from sequences.models import (
    Approval,
    Attempt,
    Enrollment,
    LibraryItem,
    Mailbox,
    Message,
    ReceiptWording,
    Step,
    Variant,
    Version,
)
from sequences.rendering import Mail
from tests import factories

Act = Callable[[], object]


def sql(statement: str, *arguments: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, arguments)


def at_once() -> None:
    """Have what is otherwise checked at commit checked now."""
    sql("SET CONSTRAINTS ALL IMMEDIATE")
    sql("SET CONSTRAINTS ALL DEFERRED")


def changed(make: Callable[[], Model], **to: object) -> Act:
    def act() -> None:
        row = make()
        type(row)._base_manager.filter(pk=row.pk).update(**to)

    return act


def twice(make: Act) -> Act:
    return lambda: (make(), make())


def event(**fields: object) -> Event:
    given: dict[str, Any] = {"source": "form", "external_id": "1", "kind": "signup"}
    return Event.objects.create(occurred_at=timezone.now(), **given | fields)


def stop(lead: Lead | None = None, **fields: object) -> StopEvent:
    given: dict[str, Any] = {"kind": "reply", "source": "<r@x>"}
    return StopEvent.objects.create(lead=lead or factories.lead(), **given | fields)


def finding(**fields: object) -> Finding:
    given: dict[str, Any] = {"position": 0, "kind": "recap", "text": "They ship 40 a day."}
    return Finding.objects.create(**{"call": factories.call()} | given | fields)


def evidence(**fields: object) -> Evidence:
    call = factories.call()
    passage = call.passages.get(index=1)
    given: dict[str, Any] = {"passage": passage, "quote": passage.text, "start": 0}
    return Evidence.objects.create(**{"finding": finding(call=call)} | given | fields)


def passage(**fields: object) -> Passage:
    given: dict[str, Any] = {"index": 9, "text": "Hello."}
    return Passage.objects.create(**given | fields)


def participant() -> Participant:
    found = factories.call().participants.filter(side="theirs").first()
    assert found is not None
    return found


def sign_in(*, lasts: timedelta) -> SignIn:
    now = timezone.now()
    return SignIn.objects.create(
        user=factories.user(), token=uuid.uuid4(), started_at=now, expires_at=now + lasts
    )


def ledger_entry(of: Finding | None = None, **fields: object) -> LedgerEntry:
    of = of or evidence().finding
    given: dict[str, Any] = {"status": "kept", "by": of.call.owner}
    return LedgerEntry.objects.create(finding=of, **given | fields)


def proposal(of: Finding | None = None, **fields: object) -> Proposal:
    of = of or evidence().finding
    passage = of.call.passages.get(index=1)
    given: dict[str, Any] = {"passage": passage, "quote": "send", "start": 5}
    return Proposal.objects.create(finding=of, **given | fields)


def ruling(**fields: object) -> Ruling:
    lead = factories.lead()
    given: dict[str, Any] = {"is_sensitive": False, "reason": "Everyday.", "by": lead.owner}
    return Ruling.objects.create(lead=lead, **given | fields)


def speaker_side(of: Account | None = None, **fields: object) -> SpeakerSide:
    of = of or factories.lead().account
    given: dict[str, Any] = {"name": "desk 4", "side": "ours", "by": factories.user()}
    return SpeakerSide.objects.create(account=of, **given | fields)


def planned() -> Version:
    """A version that is not published, with one step."""
    return factories.version(published=False)


def step() -> Step:
    return planned().steps.get()


def steps_in_one_place() -> None:
    version = factories.version(published=False, steps=2)
    version.steps.update(position=0)
    at_once()


def variant(of: Step | None = None, **fields: object) -> Variant:
    given: dict[str, Any] = {"label": "A", "body": "Shall we talk?"}
    return Variant.objects.create(step=of or step(), **given | fields)


def published_variant() -> Variant:
    of = variant()
    Version.objects.filter(pk=of.step.version_id).update(published_at=timezone.now())
    return of


def library_item(**fields: object) -> LibraryItem:
    given: dict[str, Any] = {"kind": "case_study", "text": "A mill halved its rush orders."}
    return LibraryItem.objects.create(**given | fields)


def approved_item() -> LibraryItem:
    return library_item(approved_at=timezone.now(), approved_by=factories.user(role="admin"))


def wording(**fields: object) -> ReceiptWording:
    given: dict[str, Any] = {
        "subject": "We have it",
        "body": "Thank you.",
        "notice": "A machine sent this.",
        "sender": "Ours <desk@ours.example>",
        "is_on": True,
    }
    admin = factories.user(role="admin")
    return ReceiptWording.objects.create(approved_by=admin, **given | fields)


def enrolled(**fields: object) -> Enrollment:
    lead = fields.get("lead")
    call = factories.call(lead if isinstance(lead, Lead) else None)
    given: dict[str, Any] = {"version": factories.version(), "lead": call.lead, "call": call}
    return Enrollment.objects.create(**given | fields)


def approval(draft: Draft | None = None, **fields: object) -> Approval:
    draft = draft or factories.draft()
    lead, by = draft.lead, draft.lead.owner
    given: dict[str, Any] = {
        "fingerprint": b"x" * 32,
        "stop_epoch": lead.stop_epoch,
        "record_epoch": lead.record_epoch,
        "expires_at": timezone.now() + timedelta(days=1),
    }
    who = {"lead": lead, "touch": draft.touch, "approver": by}
    return Approval.objects.create(sign_in=factories.sign_in(by), **who | given | fields)


def message(
    draft: Draft | None = None,
    *,
    approved: Mail | None = None,
    message_id: str = "",
    mailbox: Mailbox | None = None,
    **fields: str,
) -> Message:
    """A message with an approval of `approved`, which is the mail itself unless said otherwise."""
    draft = draft or factories.draft()
    to = draft.lead.email
    words: dict[str, Any] = {"sender": "a@ours.example", "to": to, "subject": "s", "body": "b"}
    mail = Mail(**words | fields)
    yes = approval(draft, fingerprint=fingerprint(approved or mail))
    made_of = f"<{yes.pk}.{fingerprint(mail).hex()[:24]}@ours.example>"
    return Message.objects.create(
        approval=yes,
        lead=draft.lead,
        touch=draft.touch,
        send_at=timezone.now(),
        message_id=message_id or made_of,
        mailbox=mailbox,
        **words | fields,
    )


def second_message() -> None:
    draft = factories.draft()
    message(draft)
    message(draft)


def unguarded(table: str, trigger: str, act: Act) -> Act:
    """For a wrong that a trigger notices first: the constraint must notice it, too."""

    def run() -> None:
        sql(f"ALTER TABLE {table} DISABLE TRIGGER {trigger}")
        act()

    return run


def attempt(**fields: object) -> Attempt:
    return Attempt.objects.create(message=message(), token=uuid.uuid4(), worker="w", **fields)


def two_attempts() -> None:
    first = attempt()
    Attempt.objects.create(message=first.message, token=uuid.uuid4(), worker="w")


def approved_draft() -> Draft:
    draft = factories.draft()
    by = draft.lead.owner
    decisions.approve(
        draft.pk,
        by=by,
        sign_in=factories.sign_in(by),
        seen=factories.seen(draft, by),
        now=timezone.now(),
    )
    draft.refresh_from_db()
    return draft


def sentence(origin: str = "machine") -> Sentence:
    return factories.draft().sentences.filter(origin=origin)[0]


def sentences_in_one_place() -> None:
    factories.draft().sentences.update(position=0)
    at_once()


def sentence_evidence(**fields: object) -> SentenceEvidence:
    row = sentence()
    (was,) = row.evidence.all()
    given: dict[str, Any] = {"passage": was.passage, "quote": "send", "start": 5}
    return SentenceEvidence.objects.create(sentence=row, **given | fields)


def decision(**fields: object) -> Decision:
    draft = factories.draft()
    given: dict[str, Any] = {"by": draft.lead.owner, "revision": 1, "kind": "edit"}
    return Decision.objects.create(draft=draft, **given | fields)


def viewed(of: Draft | None = None) -> DraftView:
    of = of or factories.draft()
    return DraftView.objects.create(
        draft=of, user=of.lead.owner, revision=of.revision, fingerprint=b"x" * 32
    )


def scratch(of: Draft | None = None, tab: str = "a") -> Scratch:
    of = of or factories.draft()
    return Scratch.objects.create(
        draft=of, user=of.lead.owner, tab=tab, revision=1, body="b", saved_at=timezone.now()
    )


def alert(lead: Lead | None = None, **fields: object) -> Alert:
    lead = lead or factories.lead()
    given: dict[str, Any] = {"kind": "draft_ready", "key": "k", "text": "t"}
    return Alert.objects.create(user=lead.owner, lead=lead, **given | fields)


def same_call_twice() -> None:
    lead = factories.lead()
    for _ in range(2):
        factories.call(lead, content_hash="0" * 64)


def in_one(
    make: Callable[..., object], of: Callable[[], object], name: str, /, **fields: Any
) -> Act:
    """Two of a thing that its parent may have once."""

    def act() -> None:
        parent = of()
        for _ in range(2):
            make(**{name: parent}, **fields)

    return act


def same_quote_twice() -> None:
    row = evidence()
    Evidence.objects.create(finding=row.finding, passage=row.passage, quote="I", start=0)
