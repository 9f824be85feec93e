"""Putting the sample into the database, through the same doors that real calls come in by."""

from __future__ import annotations

import tomllib
from datetime import datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from django.db import transaction

from followup.samples.manifest import (
    ADMIN,
    COMPANIES,
    CONTACTS,
    CONVERSATIONS,
    OURS,
    PEOPLE,
    Conversation,
    Person,
)
from leads import ingest, transcripts
from leads.models import Account, Lead, Team, User
from sequences import seeds
from sequences.models import Organisation

CALLS = Path(__file__).with_name("calls")
LIBRARY = Path(__file__).with_name("library.toml")
PASSWORD = "followup-demo"  # noqa: S105  (public; the sign-in refuses it outside the sample mode)


def load(*, now: datetime) -> int:
    """Add what is missing of the sample and return how many calls were new. All or nothing.

    What is there already stays as people have changed it. Needs the owner's database role.
    """
    with transaction.atomic():
        people = {person.email: _person(person) for person in PEOPLE}
        items = tomllib.loads(LIBRARY.read_text(encoding="utf-8"))["items"]
        seeds.ensure_library(items, by=people[ADMIN], now=now)
        seeds.ensure_published(by=people[ADMIN], now=now)
        Organisation.objects.filter(name="").update(
            name="Sample Company", postal_address="1 Example Street\nSampletown"
        )
        accounts = {
            company.domain: Account.objects.get_or_create(
                domain=company.domain,
                defaults={
                    "name": company.name,
                    "time_zone": company.time_zone,
                    "fiscal_year_start": company.fiscal_year_start,
                    "industry": company.industry,
                },
            )[0]
            for company in COMPANIES
        }
        leads = {
            contact.email: Lead.objects.get_or_create(
                email=contact.email,
                defaults={
                    "account": accounts[contact.email.partition("@")[2]],
                    "owner": people[contact.owner],
                    "name": contact.name,
                    "title": contact.title,
                    "stage": contact.stage,
                },
            )[0]
            for contact in CONTACTS
        }
        return sum(
            _record(conversation, lead=leads[conversation.contact], now=now)
            for conversation in CONVERSATIONS
        )


def held_at(conversation: Conversation, *, zone: str, now: datetime) -> datetime:
    """The last such weekday before today in that zone, `weeks` earlier: always in the past."""
    today = now.astimezone(ZoneInfo(zone)).date()
    days = (today.weekday() - conversation.weekday - 1) % 7 + 1 + 7 * conversation.weeks
    return datetime.combine(today - timedelta(days=days), conversation.at, ZoneInfo(zone))


def _person(person: Person) -> User:
    if found := User.objects.filter(email=person.email).first():
        return found
    team = Team.objects.get_or_create(name=person.team)[0] if person.team else None
    return User.objects.create_user(
        person.email,
        PASSWORD,
        name=person.name,
        role=person.role,
        team=team,
        title=person.title,
        time_zone=person.time_zone,
        is_sample=True,
    )


def _record(conversation: Conversation, *, lead: Lead, now: datetime) -> bool:
    moment = held_at(conversation, zone=lead.account.time_zone or "UTC", now=now)
    content = (CALLS / conversation.file).read_bytes()
    title, kind = conversation.title, conversation.kind
    try:
        if conversation.file.endswith(".toml"):
            note = tomllib.loads(content.decode())
            ingest.record_note(
                by=lead.owner,
                lead=lead,
                title=title,
                kind=kind,
                held_at=moment,
                is_sample=True,
                key_points=note["key_points"],
                next_steps=note["next_steps"],
                personal=note["personal"],
            )
        else:
            transcript = transcripts.read(content, name=conversation.file)
            sides = {name: "ours" if name in OURS else "theirs" for name in transcript.speakers}
            ingest.record_call(
                by=lead.owner,
                lead=lead,
                title=title,
                kind=kind,
                held_at=moment,
                is_sample=True,
                transcript=transcript,
                sides=sides,
            )
    except ingest.Duplicate:
        return False
    return True
