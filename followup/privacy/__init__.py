"""Everything the site knows about one person: handed to them, or erased. Admins alone.

This stands on top of the rooms because it goes through all of them. What is exported is every row
that names the person, by the same foreign keys that an erasure follows.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import DatabaseError, connection, transaction
from django.db.models import Model, Q, QuerySet

from leads.models import (
    Assignment,
    Call,
    CrmEntry,
    CrmPerson,
    Detail,
    Event,
    Evidence,
    Finding,
    Identifier,
    Lead,
    LedgerEntry,
    Lookup,
    Participant,
    Passage,
    Ruling,
    Score,
    SignIn,
    StageChange,
    StopEvent,
    TierOverride,
)
from reviews.models import Card, CardDecision, Decision, Draft, Sentence
from reviews.withdrawing import REASON, UNSENT_ELSEWHERE
from sequences.models import (
    Alias,
    ConsentRecord,
    Correction,
    Engagement,
    Enrollment,
    Message,
    Receipt,
    ReceivedMail,
    Suppression,
    TierChange,
    Touch,
)

_LEFT_OUT = {"raw", "fingerprint", "lease_token", "html", "secret"}


class Refused(Exception):
    """Nothing was done; the text says why, as a person reads it."""


def export(lead: Lead, *, now: datetime) -> bytes:
    """A ZIP file: `person.json` with every row about them, and the mails as they came and went."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        told = {"exported_at": now, "person": _row(lead)}
        told |= {name: [_row(row) for row in rows] for name, rows in _about(lead).items()}
        text = json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False, indent=2)
        archive.writestr("person.json", text)
        for mail in ReceivedMail.objects.filter(lead=lead, erased_at=None).order_by("pk"):
            archive.writestr(f"received/{mail.pk}.eml", bytes(mail.raw))
        for sent in _mails(lead).order_by("pk"):
            archive.writestr(f"sent/{sent.pk}.txt", f"{sent.subject}\n\n{sent.body}\n")
    return packed.getvalue()


def _about(lead: Lead) -> dict[str, QuerySet[Any]]:
    """Every kind of row about a person, by a name they understand."""
    calls = Call.objects.filter(lead=lead)
    events = Event.objects.filter(lead=lead)
    drafts = Draft.objects.filter(lead=lead)
    return {
        "calls": calls,
        "voices_on_calls": Participant.objects.filter(call__in=calls),
        "what_was_said_and_written": Passage.objects.filter(
            Q(call__in=calls) | Q(event__in=events)
        ),
        "what_was_understood": Finding.objects.filter(call__in=calls),
        "on_which_words": Evidence.objects.filter(finding__call__in=calls),
        "what_became_of_promises": LedgerEntry.objects.filter(finding__call__in=calls),
        "events": events,
        "stops": StopEvent.objects.filter(lead=lead),
        "consents": ConsentRecord.objects.filter(lead=lead),
        "other_addresses": Alias.objects.filter(lead=lead),
        "known_as": Identifier.objects.filter(lead=lead),
        "details": Detail.objects.filter(
            Q(lead=lead) | Q(account=lead.account_id, account__domain=None)
        ),
        "asked_about": Lookup.objects.filter(Q(lead=lead) | Q(address=lead.email)),
        "who_they_are_in_the_crm": CrmPerson.objects.filter(lead=lead),
        "what_the_crm_was_told": CrmEntry.objects.filter(lead=lead),
        "given_to": Assignment.objects.filter(lead=lead),
        "scores": Score.objects.filter(lead=lead),
        "what_became_of_them": StageChange.objects.filter(lead=lead),
        "how_warm_a_person_says": TierOverride.objects.filter(lead=lead),
        "rulings": Ruling.objects.filter(lead=lead),
        "questions": Card.objects.filter(lead=lead),
        "answers_to_questions": CardDecision.objects.filter(card__lead=lead),
        "corrections": Correction.objects.filter(mail__lead=lead),
        "suppressions": Suppression.objects.filter(Q(lead=lead) | Q(value=lead.email)),
        "sequences": Enrollment.objects.filter(lead=lead),
        "planned_touches": Touch.objects.filter(enrollment__lead=lead),
        "drafts": drafts,
        "sentences_of_drafts": Sentence.objects.filter(draft__in=drafts),
        "decisions": Decision.objects.filter(draft__in=drafts.exclude(note=REASON)),
        "mails_sent": _mails(lead),
        "receipts": Receipt.objects.filter(lead=lead),
        "mails_received": ReceivedMail.objects.filter(lead=lead),
        "opens_and_clicks": Engagement.objects.filter(lead=lead),
        "changes_of_tier": TierChange.objects.filter(lead=lead),
    }


def _mails(lead: Lead) -> QuerySet[Message]:
    """What was written to them, without what was about somebody else's call and never went."""
    return Message.objects.filter(lead=lead).exclude(UNSENT_ELSEWHERE)


def _row(row: Model) -> dict[str, Any]:
    fields = (f for f in row._meta.concrete_fields if f.name not in _LEFT_OUT)
    return {f.name: f.value_from_object(row) for f in fields}


def erase(lead: Lead, *, sign_in: SignIn, reason: str) -> dict[str, int]:
    """Empty everything about a person; how many rows of which kind. Cannot be taken back.

    Raises `Refused` when the database says no: not an admin in a live session, no reason, erased
    before, a mail just being sent, or tables too busy to be taken for a moment.
    """
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT erase_person(%s, %s, %s)", [lead.pk, sign_in.pk, reason])
            (counts,) = cursor.fetchone()
    except DatabaseError as error:
        raise Refused(_in_words(str(error))) from error
    return dict(json.loads(counts) if isinstance(counts, str) else counts)


_WORDS: Iterable[tuple[str, str]] = (
    ("gate: right", "Only an admin who is signed in can erase a person."),
    ("needs a reason", "Say why: who asked for it, and when."),
    ("nobody is there", "This person was erased already."),
    ("being sent", "A mail to this person is just being sent. Try again in a minute."),
    ("lock timeout", "The site is busy. Nothing was erased; try again in a minute."),
    ("deadlock", "The site is busy. Nothing was erased; try again in a minute."),
)


def _in_words(said: str) -> str:
    found = next((words for part, words in _WORDS if part in said), "")
    return found or "Nothing was erased: the database refused. Tell whoever runs this site."
