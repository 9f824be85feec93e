"""Who is asking over the API: a program with a key, or a person who is signed in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone
from drf_spectacular.extensions import OpenApiAuthenticationExtension
from rest_framework.authentication import SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request

from leads import keys
from leads.models import ApiKey, User

Scopes = Mapping[str, str]  # what each method needs


class KeyOrSession(SessionAuthentication):
    """`Authorization: Bearer fu_…` first; else a browser's own session with its CSRF token."""

    def authenticate(self, request: Request) -> tuple[User, Any] | None:
        scheme, _, text = request.headers.get("Authorization", "").partition(" ")
        if not scheme:
            return super().authenticate(request)
        key = keys.find(text.strip(), now=timezone.now()) if scheme.lower() == "bearer" else None
        if key is None:
            raise AuthenticationFailed(
                "This key opens nothing. Send Authorization: Bearer with a key that an admin made"
                " under Settings, API keys, and that nobody has revoked."
            )
        return key.acts_as, key

    def authenticate_header(self, request: Request) -> str:
        return "Bearer"


class KeyScheme(OpenApiAuthenticationExtension):  # type: ignore[no-untyped-call]
    """How the OpenAPI document calls it."""

    target_class = "followup.api.access.KeyOrSession"
    name = "key"

    def get_security_definition(self, auto_schema: Any) -> dict[str, str]:
        return {"type": "http", "scheme": "bearer", "description": "A key from Settings, API keys."}


class Scoped(BasePermission):
    """A signed-in person may do what they may do; a key only what its scopes say."""

    scopes: Scopes = {}

    def has_permission(self, request: Request, view: Any) -> bool:
        if not isinstance(request.user, User):
            return False
        if isinstance(request.auth, ApiKey):
            needed = self.scopes.get(request.method or "", "")
            if needed and needed not in request.auth.scopes:
                raise PermissionDenied(f"This key may not do that: it lacks the scope {needed}.")
        return True


def scoped(**scopes: str) -> list[type[BasePermission]]:
    """Permission classes of a view: `scoped(GET="leads:read", POST="leads:write")`."""
    return [type("Scoped", (Scoped,), {"scopes": scopes})]


def key_of(request: Request) -> ApiKey:
    """The key of this request. Raises PermissionDenied for a person without one."""
    if not isinstance(request.auth, ApiKey):
        raise PermissionDenied("Send a key: events are filed under the program that tells them.")
    return request.auth


def person(request: Request) -> User:
    """The person who asks, or in whose name the key does."""
    assert isinstance(request.user, User)  # the permission has seen to it
    return request.user
