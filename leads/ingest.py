"""How the record comes in. Everything here is one transaction: a call is whole or not there."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from django.db import IntegrityError, transaction

from leads.domains import company_domain
from leads.models import Account, Call, Lead, Participant, Passage, User
from leads.sides import guess_sides as guess_sides
from leads.sides import people
from leads.signals import call_recorded
from leads.transcripts.note import read_note
from leads.transcripts.schema import Transcript


class Duplicate(Exception):
    """This lead already has a call with exactly this content."""

    def __init__(self, call: Call) -> None:
        self.call = call
        super().__init__("This call is here already.")


class Empty(Exception):
    """Nothing in it can be cited."""

    def __init__(self) -> None:
        super().__init__("There are no words in it. Write at least one line.")


class NotYours(Exception):
    """The address belongs to a lead this person may not see."""

    def __init__(self) -> None:
        super().__init__(
            "This address belongs to a lead of somebody else."
            " Ask your manager to share it with you."
        )


@dataclass(frozen=True, slots=True)
class CallDetails:
    """What is known about a call besides its words. `held_at` is timezone-aware."""

    by: User
    lead: Lead
    title: str
    kind: str
    held_at: datetime
    is_sample: bool = False


def record_call(
    *,
    by: User,
    lead: Lead,
    title: str,
    kind: str,
    held_at: datetime,
    transcript: Transcript,
    sides: Mapping[str, str],
    is_sample: bool = False,
) -> Call:
    """Keep a parsed transcript as a call with participants and passages.

    `sides` maps speaker names to ours, theirs or unknown. Raises `Empty` and `Duplicate`.
    """
    lines = [
        _Line(u.text, speaker=u.speaker or "", start_ms=u.start_ms, end_ms=u.end_ms)
        for u in transcript.utterances
    ]
    details = CallDetails(
        by=by, lead=lead, title=title, kind=kind, held_at=held_at, is_sample=is_sample
    )
    return _record(
        details,
        lines,
        sides=sides,
        source=Call.Source.TRANSCRIPT,
        format_name=transcript.format,
        language=transcript.language or "en",
        warnings=transcript.warnings,
    )


def record_note(
    *,
    by: User,
    lead: Lead,
    title: str,
    kind: str,
    held_at: datetime,
    key_points: str,
    next_steps: str,
    personal: str,
    is_sample: bool = False,
) -> Call:
    """Keep a rep's own note as a call whose passages are its lines, said by the rep."""
    note = read_note(key_points, next_steps, personal)
    lines = [_Line(line.text, speaker=by.name, section=line.section) for line in note]
    details = CallDetails(
        by=by, lead=lead, title=title, kind=kind, held_at=held_at, is_sample=is_sample
    )
    return _record(
        details, lines, sides={by.name: "ours"}, source=Call.Source.NOTE, format_name="note"
    )


def find_or_create_lead(*, by: User, name: str, email: str, company: str) -> Lead:
    """The lead with this address, or a new one owned by `by`. Raises `NotYours`.

    The account is found by the address's domain (free-mail domains never), else by the exact
    company name among the person's own accounts, else made.
    """
    email = email.strip().lower()
    existing = Lead.objects.filter(email=email).first()
    if existing is not None:
        if not Lead.objects.visible_to(by).filter(pk=existing.pk).exists():
            raise NotYours
        return existing
    try:
        with transaction.atomic():
            account = _account(by=by, email=email, company=company.strip())
            return Lead.objects.create(account=account, owner=by, name=name.strip(), email=email)
    except IntegrityError:  # somebody was faster with the same address, or the same domain
        if not Lead.objects.filter(email=email).exists():
            raise
        return find_or_create_lead(by=by, name=name, email=email, company=company)


def _account(*, by: User, email: str, company: str) -> Account:
    own_domain = company_domain(email)
    if own_domain and (found := Account.objects.filter(domain=own_domain).first()):
        return found
    if company and (found := Account.objects.visible_to(by).filter(name__iexact=company).first()):
        return found
    name = company or (own_domain.split(".")[0].title() if own_domain else email.split("@")[-1])
    return Account.objects.create(name=name, domain=own_domain)


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    speaker: str = ""
    start_ms: int | None = None
    end_ms: int | None = None
    section: str = ""


def _record(
    details: CallDetails,
    lines: Sequence[_Line],
    *,
    sides: Mapping[str, str],
    source: str,
    format_name: str,
    language: str = "en",
    warnings: Sequence[str] = (),
) -> Call:
    lines = [line for line in lines if line.text.strip()]
    if not lines:
        raise Empty
    digest = sha256(
        "\x1e".join(f"{x.speaker}\x1f{x.start_ms}\x1f{x.text}" for x in lines).encode()
    ).hexdigest()
    lead = details.lead
    try:
        with transaction.atomic():
            # The lead's row first: it is the one lock, and recording a call moves its epoch.
            Lead.objects.select_for_update(no_key=True).get(pk=lead.pk)
            call = Call.objects.create(
                account_id=lead.account_id,
                lead=lead,
                owner=details.by,
                title=details.title,
                kind=details.kind,
                held_at=details.held_at,
                is_sample=details.is_sample,
                time_zone=lead.time_zone or lead.account.time_zone or details.by.time_zone,
                language=language,
                source=source,
                format=format_name,
                content_hash=digest,
                warnings=list(warnings),
            )
            _keep_passages(call, lines, _participants(call, lines, sides=sides))
            call_recorded.send(sender=Call, call=call)
            return call
    except IntegrityError as error:
        existing = Call.objects.filter(lead=lead, content_hash=digest).first()
        if existing is None:
            raise
        raise Duplicate(existing) from error


def _keep_passages(call: Call, lines: Sequence[_Line], people: Mapping[str, Participant]) -> None:
    is_note = call.source == Call.Source.NOTE
    Passage.objects.bulk_create(
        (
            Passage(
                call=call,
                index=index,
                participant=people.get(line.speaker),
                text=line.text,
                kind=Passage.Kind.NOTE if is_note else Passage.Kind.UTTERANCE,
                start_ms=line.start_ms,
                end_ms=line.end_ms,
                section=line.section,
            )
            for index, line in enumerate(lines)
        ),
        batch_size=2000,
    )


def _participants(
    call: Call, lines: Sequence[_Line], *, sides: Mapping[str, str]
) -> dict[str, Participant]:
    """One participant for each voice; names alike in their first 200 letters are one."""
    names = list(dict.fromkeys(line.speaker for line in lines if line.speaker))
    known = people(names, sides, of=call)
    kept: dict[str, Participant] = {}
    for name in names:
        user, lead = known.get(name, (None, None))
        kept[name[:200]] = kept.get(name[:200]) or Participant.objects.create(
            call=call,
            name=name[:200],
            side=sides.get(name, Participant.Side.UNKNOWN),
            user=user,
            lead=lead,
        )
    return {name: kept[name[:200]] for name in names}
