"""The CRM an admin connected: set up, tested, paused when it does not let us in, taken off.

Nobody but the worker speaks to it. What an admin wants to know of it is a wish in its row.
"""

from __future__ import annotations

import base64
import random
import re
import secrets
from collections.abc import Collection, Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import F

from followup.lib import outside_http
from followup.lib.sealing import Unreadable
from leads.crm.asking import Crm, Field, Locked, NotNow, Tested, Trouble
from leads.crm.hubspot import HubSpot
from leads.crm.rest import Rest
from leads.models import CrmConnection, CrmEntry, CrmSecret, User
from leads.models.crm import FIELDS
from leads.signals import crm_waits, crm_wanted

OURS: Mapping[str, Field] = {
    "score": Field(FIELDS["score"], "Followup score", "number"),
    "tier": Field(FIELDS["tier"], "Followup tier", "choice", ("hot", "warm", "cold")),
    "reasons": Field(FIELDS["reasons"], "Followup tier: why", "text"),
}
NOTES = tuple(kind for kind in CrmEntry.Kind.values if kind != CrmEntry.Kind.SCORE)
NAME = re.compile(r"[a-z][a-z0-9_]{0,99}")
# What people keep in HubSpot; its other own fields are found out by the test.
THEIRS = frozenset({"email", "firstname", "lastname", "company", "jobtitle", "phone", "website"})
THEIRS |= frozenset({"lifecyclestage", "hubspot_owner_id", "address", "city", "country", "zip"})
LONGEST_REST = timedelta(minutes=15)


class Refused(Exception):
    """Nothing was changed; the text says what to do."""


def current() -> CrmConnection | None:
    """The CRM that is connected now."""
    return CrmConnection.objects.filter(is_on=True).first()


@transaction.atomic
def connect(*, kind: str, address: str, token: str, by: User, now: datetime) -> str:
    """Connect a CRM and have it tested. Returns the secret we sign with, shown this once; '' where
    the token is theirs. Raises `Refused`."""
    if CrmConnection.objects.select_for_update().filter(is_on=True).exists():
        raise Refused("A CRM is connected already. Disconnect it first.")
    if kind == CrmConnection.Kind.HUBSPOT:
        address, made = "", ""
        if not token:
            raise Refused("Give the token of a private app in HubSpot.")
        _expect_plain(token)
    else:
        if why := outside_http.why_not(address, inside=settings.INSIDE_HOSTS):
            raise Refused(f"{address or 'The address'} cannot be asked. {why}")
        token = made = "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    connection = CrmConnection.objects.create(kind=kind, address=address, connected_by=by)
    CrmSecret.objects.create(connection=connection, token=token)
    want(connection, CrmConnection.Wanted.TEST, now=now)
    return made


def change(
    connection: CrmConnection,
    *,
    fields: Mapping[str, str],
    notes: Collection[str],
    token: str,
    now: datetime,
) -> None:
    """What is written and where to, and a new token where one is given. Raises `Refused`."""
    told = {ours: name.strip() for ours, name in fields.items() if ours in OURS and name.strip()}
    if wrong := [
        n for n in told.values() if not NAME.fullmatch(n) or n in THEIRS or n[:3] == "hs_"
    ]:
        raise Refused(
            f"“{wrong[0]}” cannot be one of Followup’s fields: take a name of small letters, digits"
            " and _, and not a field that people fill in themselves."
        )
    if len(set(told.values())) < len(told):
        raise Refused("Each value needs a field of its own.")
    _expect_plain(token)
    with transaction.atomic():
        connection.fields, connection.notes = told, [kind for kind in NOTES if kind in notes]
        connection.save(update_fields=["fields", "notes"])
        if token and connection.kind == CrmConnection.Kind.HUBSPOT:
            CrmSecret.objects.filter(connection=connection).update(token=token, changed_at=now)
        want(connection, CrmConnection.Wanted.TEST, now=now)


def _expect_plain(token: str) -> None:
    """Raises `Refused` for what no request can carry: it would never be answered."""
    if not (token.isascii() and token.isprintable()):
        raise Refused("A token is made of plain letters, digits and signs. Copy it once more.")


def end(connection: CrmConnection, *, by: User, now: datetime) -> None:
    """Disconnect: nothing more is written, what was waiting is left out and says so."""
    with transaction.atomic():
        CrmConnection.objects.filter(pk=connection.pk, is_on=True).update(
            is_on=False, ended_by=by, ended_at=now, wanted="", wanted_at=None
        )
        waiting = CrmEntry.objects.filter(connection=connection, state=CrmEntry.State.WAITING)
        waiting.update(state=CrmEntry.State.LEFT, problem=f"{connection} was disconnected.")
        CrmSecret.objects.filter(connection=connection).update(token="", changed_at=now)


def want(connection: CrmConnection, wish: str, *, now: datetime) -> None:
    """Have the worker test the connection or make the fields in it."""
    connection.wanted, connection.wanted_at = wish, now
    connection.save(update_fields=["wanted", "wanted_at"])
    crm_wanted.send(sender=CrmConnection, connection=connection)


def adapter(connection: CrmConnection) -> Crm:
    """The way to it. Raises `Locked` when its secret is gone or cannot be read any more."""
    try:
        token = CrmSecret.objects.get(connection=connection).token
    except (CrmSecret.DoesNotExist, Unreadable) as gone:
        raise Locked("Its token cannot be read any more. Give the connection a new one.") from gone
    if connection.kind == CrmConnection.Kind.HUBSPOT:
        return HubSpot(token, api=settings.HUBSPOT_URL)
    return Rest(token, address=connection.address, inside=settings.INSIDE_HOSTS)


def fields_of(connection: CrmConnection) -> list[Field]:
    """The fields it is to have, under the names an admin gave them."""
    return [
        Field(name, ours.label, ours.kind, ours.options)
        for key, ours in OURS.items()
        if (name := connection.fields.get(key))
    ]


def run(pk: int, *, now: datetime) -> CrmConnection | None:
    """Do what an admin wants of it: make the fields, test. None: nobody wants anything."""
    connection = CrmConnection.objects.asked().filter(pk=pk).first()
    if connection is None:
        return None
    fields, problem, found = fields_of(connection), "", Tested()
    try:
        crm = adapter(connection)
        if connection.wanted == CrmConnection.Wanted.MAKE:
            crm.make(fields)
        found = crm.test(fields)
    except Trouble as trouble:
        problem = str(trouble)[:500]
    if not problem and connection.portal and found.portal != connection.portal:
        problem = (
            f"This token is of another HubSpot account ({found.portal}). What was written until now"
            f" is in {connection.portal}: disconnect first, then connect the other."
        )
    _keep(connection, found, problem, now=now)
    return connection


def _keep(connection: CrmConnection, found: Tested, problem: str, *, now: datetime) -> None:
    begins, before = connection.tested_at is None and not problem, connection.writable
    asked = {"pk": connection.pk, "wanted_at": connection.wanted_at}
    connection.wanted, connection.wanted_at, connection.test_problem = "", None, problem
    kept = ["wanted", "wanted_at", "test_problem"]
    if not problem:
        connection.tested_at = connection.heard_at = now
        connection.portal, connection.standing = found.portal, dict(found.fields or {})
        connection.paused_at, connection.pause_reason = None, ""
        connection.rests_until, connection.misses, connection.last_problem = None, 0, ""
        kept += ["tested_at", "heard_at", "portal", "standing", "paused_at", "pause_reason"]
        kept += ["rests_until", "misses", "last_problem"]
    with transaction.atomic():
        # Asked again meanwhile: that is about what was changed, and is answered next.
        CrmConnection.objects.filter(**asked).update(
            **{name: getattr(connection, name) for name in kept}
        )
        if begins:
            _begin(connection, now=now)
        if not problem and connection.writable != before:
            _rewrite(connection, now=now)
        if not problem:
            crm_waits.send(sender=CrmConnection)


def _begin(connection: CrmConnection, *, now: datetime) -> None:
    """What is known of everybody's score is written once, without waiting for it to change."""
    from leads.models import Lead, Score

    scored = Score.objects.exclude(lead__stage=Lead.Stage.CLOSED).order_by("pk")
    CrmEntry.objects.bulk_create(
        (
            CrmEntry(connection=connection, lead_id=lead, kind="score", key=f"score:{lead}", at=now)
            for lead in scored.values_list("lead", flat=True).iterator()
        ),
        ignore_conflicts=True,
        batch_size=1000,
    )


def _rewrite(connection: CrmConnection, *, now: datetime) -> None:
    """Other fields are there than before: what they are to hold is written into them."""
    scores = CrmEntry.objects.filter(connection=connection, kind=CrmEntry.Kind.SCORE)
    scores.filter(state__in=["written", "failed"]).update(
        state=CrmEntry.State.WAITING, changes=F("changes") + 1, problem="", retry_at=now
    )


def pause(connection: CrmConnection, why: str, *, now: datetime) -> None:
    """It does not let us in: everything waits until a person has mended that."""
    CrmConnection.objects.filter(pk=connection.pk, paused_at=None).update(
        paused_at=now, pause_reason=why[:500]
    )


def rest(connection: CrmConnection, trouble: NotNow, *, now: datetime) -> None:
    """It is away or busy: leave it alone for a while, longer each time in a row."""
    longest = LONGEST_REST.total_seconds()
    wait = min(longest, 10 * 2 ** min(connection.misses, 10)) * random.uniform(0.7, 1.3)  # noqa: S311
    CrmConnection.objects.filter(pk=connection.pk).update(
        rests_until=now + timedelta(seconds=max(wait, trouble.after)),
        misses=F("misses") + 1,
        last_problem=str(trouble)[:300],
    )


def heard(connection: CrmConnection, *, now: datetime) -> None:
    """It said yes: it is there again."""
    CrmConnection.objects.filter(pk=connection.pk).update(
        misses=0, rests_until=None, last_problem="", heard_at=now
    )
