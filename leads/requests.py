"""A request as the views know it: signed in (the middleware sees to that), maybe from HTMX."""

from __future__ import annotations

from functools import cache
from uuid import UUID

from django.http import HttpRequest
from django.utils import timezone
from django_htmx.middleware import HtmxDetails

from followup.lib.prepared import ME, NOW, Prepared
from leads.models import SignIn, User

SESSION_KEY = "sign_in"
TOKEN = UUID(int=0)  # stands in for the token of a session


class Request(HttpRequest):
    """For annotations only: what a view behind LoginRequiredMiddleware is really given."""

    user: User
    htmx: HtmxDetails


def current_sign_in(request: HttpRequest) -> SignIn | None:
    """The live sign-in of this request's session, or None when there is none."""
    token = request.session.get(SESSION_KEY)
    if not token or not request.user.is_authenticated:
        return None
    found = _live().one({TOKEN: UUID(token), ME: request.user.pk, NOW: timezone.now()})
    if found is not None:
        found.user = request.user  # no need to ask for them again
    return found


@cache
def _live() -> Prepared[SignIn]:
    live = SignIn.objects.filter(token=TOKEN, user=ME, ended_at=None, expires_at__gt=NOW)
    return Prepared(live)
