"""Signing in to Google and Microsoft on a person's behalf: their consent, and fresh tokens.

Plain OAuth 2.0 with a state and PKCE (RFC 7636), as both publish it. The refresh token is the
secret that lasts; it is sealed in `MailboxSecret` and leaves this module only to its provider.
"""

from __future__ import annotations

import base64
import hashlib
import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlencode

import httpx2
from django.conf import settings
from django.db import transaction

from followup.lib import bounded_http
from sequences.models import Mailbox, MailboxSecret

EARLY = timedelta(minutes=2)  # a token is renewed before it ends: a send takes its time
MOST_BYTES, SECONDS = 1_000_000, 30.0


class SignInEnded(Exception):
    """The provider does not let us in any more: the person has to connect the mailbox again."""


class NotNow(Exception):
    """The provider could not be asked; nothing is wrong with the mailbox."""


@dataclass(frozen=True, slots=True)
class Provider:
    """Where one provider keeps its doors. `mail` is the base of its mail API."""

    name: str
    authorize: str
    token: str
    mail: str
    send_scope: str
    read_scope: str
    client_id: str
    client_secret: str
    options: tuple[tuple[str, str], ...] = ()

    @property
    def is_configured(self) -> bool:
        return bool(self.client_id)


def provider(kind: str) -> Provider:
    """The provider of a kind of mailbox, `gmail` or `graph`, as the environment configures it."""
    known: dict[str, dict[str, Any]] = settings.MAIL_PROVIDERS
    return Provider(**known[kind])


def consent_address(kind: str, *, redirect: str, state: str, verifier: str, reads: bool) -> str:
    """Where the person is sent to say yes. `reads`: ask for reading their replies, too."""
    by = provider(kind)
    challenge = base64.urlsafe_b64encode(hashlib.sha256(verifier.encode()).digest()).rstrip(b"=")
    scope = f"{by.send_scope} {by.read_scope}" if reads else by.send_scope
    asked = {
        "client_id": by.client_id,
        "redirect_uri": redirect,
        "response_type": "code",
        "scope": scope,
        "state": state,
        "code_challenge": challenge.decode(),
        "code_challenge_method": "S256",
        **dict(by.options),
    }
    return f"{by.authorize}?{urlencode(asked)}"


@dataclass(frozen=True, slots=True)
class Tokens:
    """What a provider hands out. `granted` is the scopes the person really gave, `address` whose
    mailbox it is (empty when only a token was renewed)."""

    access: str
    refresh: str
    expires_at: datetime
    granted: str
    address: str = ""


def exchange(kind: str, *, code: str, verifier: str, redirect: str, now: datetime) -> Tokens:
    """The person's one-time code for tokens. Raises SignInEnded and NotNow."""
    form = {
        "grant_type": "authorization_code",
        "code": code,
        "code_verifier": verifier,
        "redirect_uri": redirect,
    }
    return _ask(kind, form, now=now)


def access_token(mailbox: Mailbox, *, now: datetime, force: bool = False) -> str:
    """A token that is good for the next minutes, renewed and kept where it is not.

    Two processes that renew at once would each make the other's refresh token void, so the row is
    locked. Raises SignInEnded and NotNow.
    """
    secret = MailboxSecret.objects.get(mailbox=mailbox)
    if not force and secret.is_fresh(now=now + EARLY):
        return str(secret.access_token)
    with transaction.atomic():
        secret = MailboxSecret.objects.select_for_update(no_key=True).get(mailbox=mailbox)
        if not force and secret.is_fresh(now=now + EARLY):
            return str(secret.access_token)
        if not secret.refresh_token:
            raise SignInEnded("This mailbox is not connected. Connect it again.")
        form = {"grant_type": "refresh_token", "refresh_token": secret.refresh_token}
        tokens = _ask(mailbox.kind if mailbox.kind != "smtp" else _of_host(mailbox), form, now=now)
        keep(mailbox, tokens, now=now)
        return tokens.access


def keep(mailbox: Mailbox, tokens: Tokens, *, now: datetime) -> None:
    """Store tokens, sealed. A provider that sends no new refresh token means the old one stays."""
    fresh: dict[str, Any] = {
        "access_token": tokens.access,
        "expires_at": tokens.expires_at,
        "changed_at": now,
    }
    if tokens.refresh:
        fresh["refresh_token"] = tokens.refresh
    MailboxSecret.objects.filter(mailbox=mailbox).update(**fresh)


def _of_host(mailbox: Mailbox) -> str:
    """Whose token opens an SMTP server that signs in by XOAUTH2."""
    return "gmail" if mailbox.smtp_host.endswith((".gmail.com", ".google.com")) else "graph"


def _ask(kind: str, form: dict[str, str], *, now: datetime) -> Tokens:
    by = provider(kind)
    form = {**form, "client_id": by.client_id}
    if by.client_secret:
        form["client_secret"] = by.client_secret
    try:
        with bounded_http.client(most=MOST_BYTES, seconds=SECONDS) as client:
            answer = client.post(by.token, data=form)
            found = answer.json()
    except (httpx2.HTTPError, ValueError) as error:
        raise NotNow(f"{by.name} cannot be reached: {error}") from None
    if answer.status_code in {400, 401, 403}:
        said = (
            found.get("error_description") or found.get("error") if isinstance(found, dict) else ""
        )
        raise SignInEnded(f"{by.name} does not let us in any more: {str(said)[:300]}")
    if answer.status_code != 200 or not isinstance(found, dict) or not found.get("access_token"):
        raise NotNow(f"{by.name} answered {answer.status_code} to the sign-in.")
    return Tokens(
        access=str(found["access_token"]),
        refresh=str(found.get("refresh_token") or ""),
        expires_at=now + timedelta(seconds=_seconds(found.get("expires_in"))),
        granted=str(found.get("scope") or ""),
        address=_address(str(found.get("id_token") or "")),
    )


def _address(id_token: str) -> str:
    """The e-mail address in an OpenID token. It came over TLS from the provider's own token door,
    which OpenID Connect (3.1.3.7) takes in place of its signature."""
    try:
        middle = id_token.split(".")[1]
        claims = json.loads(base64.urlsafe_b64decode(middle + "=" * (-len(middle) % 4)))
        return str(claims.get("email") or claims.get("preferred_username") or "").strip().lower()
    except (IndexError, ValueError, AttributeError):
        return ""


def _seconds(value: object) -> int:
    """`expires_in` as both providers send it; an hour when it cannot be read."""
    try:
        return max(60, min(int(str(value)), 86_400))
    except ValueError:
        return 3600
