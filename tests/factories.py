"""Real rows for tests, each with sensible defaults; every function returns what it made."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Sequence as Many
from datetime import UTC, datetime, timedelta

from django.db import transaction
from django.utils import timezone

from leads.models import (
    Account,
    Call,
    Evidence,
    Finding,
    Lead,
    Participant,
    Passage,
    SignIn,
    Team,
    User,
)
from reviews.letter import mail_for
from reviews.models import Draft, Sentence, SentenceEvidence
from sequences.fingerprint import fingerprint
from sequences.models import Enrollment, Mailbox, MailboxSecret, Sequence, Step, Touch, Version

counter = itertools.count(1)
HELD_AT = datetime(2026, 11, 18, 14, 0, tzinfo=UTC)


def team(name: str | None = None) -> Team:
    return Team.objects.create(name=name or f"Team {next(counter)}")


def user(
    *,
    role: str = "rep",
    of: Team | None = None,
    name: str = "Maya Reyes",
    password: str | None = None,
    **fields: object,
) -> User:
    of = of or team()
    return User.objects.create_user(
        f"person{next(counter)}@ours.example", password, name=name, role=role, team=of, **fields
    )


def sign_in(
    person: User, *, ended: bool = False, expires_in: timedelta = timedelta(days=1)
) -> SignIn:
    now = timezone.now()
    return SignIn.objects.create(
        user=person,
        token=uuid.uuid4(),
        started_at=now - timedelta(days=2),
        expires_at=now + expires_in,
        ended_at=now if ended else None,
    )


def lead(
    owner: User | None = None,
    *,
    name: str = "Priya Nair",
    account: Account | None = None,
    **fields: object,
) -> Lead:
    number = next(counter)
    account = account or Account.objects.create(name=f"Halden Freight {number}")
    defaults: dict[str, object] = {"email": f"lead{number}@theirs.example"}
    return Lead.objects.create(
        account=account, owner=owner or user(), name=name, **defaults | fields
    )


SAID = (
    ("Priya Nair", "theirs", "We need the security sign-off before the 15th."),
    ("Maya Reyes", "ours", "I'll send the pricing breakdown by Friday."),
    ("Priya Nair", "theirs", "And I'll check the data residency question with our legal team."),
    ("Maya Reyes", "ours", "Shall we meet again on Thursday at ten?"),
    ("Priya Nair", "theirs", "Yes, Thursday at ten works."),
)


def call(
    of: Lead | None = None, *, said: Many[tuple[str, str, str]] = SAID, **fields: object
) -> Call:
    of = of or lead()
    defaults: dict[str, object] = {
        "title": "Discovery call",
        "held_at": HELD_AT,
        "source": "transcript",
        "format": "zoom_vtt",
        "content_hash": f"{next(counter):064x}",
    }
    made = Call.objects.create(account=of.account, lead=of, owner=of.owner, **defaults | fields)
    people: dict[str, Participant] = {}
    for index, (speaker, side, text) in enumerate(said):
        if speaker not in people:
            people[speaker] = Participant.objects.create(call=made, name=speaker, side=side)
        Passage.objects.create(
            call=made,
            index=index,
            participant=people[speaker],
            text=text,
            start_ms=index * 5000,
            end_ms=index * 5000 + 4000,
        )
    return made


@transaction.atomic
def promise(of: Call | None = None, *, index: int = 1, **fields: object) -> Finding:
    """A commitment of ours that rests on the whole passage at `index`."""
    of = of or call()
    passage = of.passages.get(index=index)
    defaults: dict[str, object] = {
        "position": of.findings.count(),
        "kind": "commitment",
        "direction": "ours",
        "owner": "Maya Reyes",
        "text": "Maya Reyes will send the pricing breakdown by Friday.",
    }
    made = Finding.objects.create(call=of, **defaults | fields)
    Evidence.objects.create(finding=made, passage=passage, quote=passage.text, start=0)
    return made


def version(purpose: str = "after_call", *, published: bool = True, steps: int = 1) -> Version:
    sequence = Sequence.objects.create(name=f"Sequence {next(counter)}", purpose=purpose)
    made = Version.objects.create(sequence=sequence, number=1)
    for position in range(steps):
        Step.objects.create(version=made, position=position, angle="Recap")
    if published:
        Version.objects.filter(pk=made.pk).update(published_at=timezone.now())
        made.refresh_from_db()
    return made


def touch(of: Call | None = None, **fields: object) -> Touch:
    of = of or call()
    enrolled = Enrollment.objects.create(version=version(), lead=of.lead, call=of)
    step = enrolled.version.steps.get()
    return Touch.objects.create(enrollment=enrolled, step=step, due_at=timezone.now(), **fields)


@transaction.atomic
def draft(
    of: Touch | None = None, *, body: Many[str] = (), subject: str = "Recap of our call"
) -> Draft:
    """A draft ready to review: a greeting, one machine sentence with evidence, a sign-off."""
    of = of or touch(state=Touch.State.DRAFTED)
    a_call = of.enrollment.call
    assert a_call is not None
    of_lead = Lead.objects.get(pk=a_call.lead_id)
    made = Draft.objects.create(
        touch=of,
        lead=of_lead,
        call=a_call,
        state=Draft.State.READY,
        subject=subject,
        stop_epoch=of_lead.stop_epoch,
        record_epoch=of_lead.record_epoch,
        ready_at=timezone.now(),
    )
    Sentence.objects.create(draft=made, position=0, text="Hi Priya,", origin="template")
    promise = Sentence.objects.create(
        draft=made,
        position=1,
        lead_in="\n\n",
        text="I will send the pricing breakdown by Friday.",
        origin="machine",
        verdict="supported",
    )
    passage = a_call.passages.get(index=1)
    SentenceEvidence.objects.create(sentence=promise, passage=passage, quote=passage.text, start=0)
    for position, text in enumerate(body, start=2):
        Sentence.objects.create(
            draft=made, position=position, lead_in="\n\n", text=text, origin="person"
        )
    Sentence.objects.create(
        draft=made,
        position=2 + len(body),
        lead_in="\n\n",
        text="Best regards,\nMaya Reyes",
        origin="template",
    )
    return made


def seen(of: Draft, by: User) -> str:
    """The fingerprint on the page that `by` reads."""
    return fingerprint(mail_for(Draft.objects.get(pk=of.pk), sender=by)).hex()


def mailbox(
    owner: User | None = None, *, password: str = "", shared: bool = False, **fields: object
) -> Mailbox:
    """A rep's own SMTP mailbox under their own address; `shared`: one of nobody in particular."""
    owner = None if shared else owner or user()
    defaults: dict[str, object] = {
        "kind": "smtp",
        "address": owner.email if owner else "team@ours.example",
        "smtp_host": "127.0.0.1",
        "smtp_security": "none",
        "sign_in": "password" if password else "none",
    }
    made = Mailbox.objects.create(owner=owner, **defaults | fields)
    MailboxSecret.objects.create(mailbox=made, password=password)
    return made
