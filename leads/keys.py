"""Keys of the API: made once and shown once, kept as a hash, revoked by a person."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import transaction

from leads.models import ApiKey, Attempt, Source, User

BEGINS = "fu_"
KEPT = timedelta(days=2)  # how long a repeated request is answered as the first one was
RARELY = timedelta(minutes=5)  # between two notes that a key was used


class Refused(Exception):
    """Why no key was made; the text says what to do."""


def make(*, name: str, scopes: Iterable[str], acts_as: User, by: User) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can read again. It sees what `acts_as`
    sees, who also gets the new people it brings. Raises `Refused`."""
    known = dict(ApiKey.SCOPES)
    wanted = [scope for scope in known if scope in set(scopes)]
    name = name.strip()[:50]
    if acts_as.role == User.Role.ADMIN:
        raise Refused("An admin has no leads. Choose the rep or manager the key works for.")
    if not name:
        raise Refused("Give the key a name that says which program uses it.")
    if not wanted:
        raise Refused("Choose at least one thing the key may do.")
    prefix = BEGINS + secrets.token_hex(4)
    text = f"{prefix}_{secrets.token_urlsafe(32)}"
    with transaction.atomic():
        source = Source.objects.create(
            name=f"{name} {prefix[3:]}"[:60], kind=Source.Kind.API, owner=acts_as
        )
        key = ApiKey.objects.create(
            name=name,
            prefix=prefix,
            digest=digest(text),
            scopes=wanted,
            source=source,
            acts_as=acts_as,
            created_by=by,
        )
    return key, text


def revoke(pk: int, *, by: User, now: datetime) -> bool:
    """From now on it opens nothing. False: it was revoked before, or never made."""
    live = ApiKey.objects.filter(pk=pk, revoked_at=None)
    return bool(live.update(revoked_at=now, revoked_by=by))


def find(text: str, *, now: datetime) -> ApiKey | None:
    """The live key of this text, of a person who still works here."""
    rows = ApiKey.objects.select_related("acts_as__team", "source__owner")
    key = rows.filter(digest=digest(text), revoked_at=None, acts_as__is_active=True).first()
    if key and (key.last_used_at is None or key.last_used_at < now - RARELY):
        ApiKey.objects.filter(pk=key.pk).update(last_used_at=now)
    return key


def digest(text: str) -> str:
    """A key is 32 random bytes: nothing slower than SHA-256 makes guessing harder."""
    return hashlib.sha256(text.encode()).hexdigest()


def forget_attempts(*, now: datetime) -> int:
    """Remove what repeated requests were answered by, once nobody repeats them."""
    return Attempt.objects.past(before=now - KEPT).delete()[0]
