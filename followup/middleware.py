"""What every request goes through: the zone of the person who looks, sign-in, odd input."""

from __future__ import annotations

from collections.abc import Callable
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from django.conf import settings
from django.core.exceptions import SuspiciousOperation
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url
from django.utils import timezone
from django.utils.http import urlencode


def local_time(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """Activate the signed-in person's zone for the length of a request."""

    def middleware(request: HttpRequest) -> HttpResponse:
        if not request.user.is_authenticated:
            return get_response(request)
        with timezone.override(ZoneInfo(request.user.time_zone)):
            return get_response(request)

    return middleware


def htmx_sign_in(
    get_response: Callable[[HttpRequest], HttpResponse],
) -> Callable[[HttpRequest], HttpResponse]:
    """An expired session inside an HTMX request sends the whole page to sign-in, not a part."""

    def middleware(request: HttpRequest) -> HttpResponse:
        response = get_response(request)
        where = response.headers.get("Location", "")
        sign_in = resolve_url(settings.LOGIN_URL)
        if not request.headers.get("HX-Request") or where.partition("?")[0] != sign_in:
            return response
        # Back to the page the person looks at, not to the fragment that was asked for.
        try:
            page = urlsplit(request.headers.get("HX-Current-URL", "")).path
        except ValueError:  # not an address
            page = ""
        target = f"{sign_in}?{urlencode({'next': page})}" if page.startswith("/") else sign_in
        return HttpResponse(headers={"HX-Redirect": target})

    return middleware


class NoNul:
    """A field or cookie with a NUL gets a 400: PostgreSQL cannot hold one, nobody types one."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if any("\0" in value for value in request.COOKIES.values()):
            raise SuspiciousOperation("A cookie holds a NUL.")
        return self.get_response(request)

    def process_view(self, request: HttpRequest, view: object, *arguments: object) -> None:
        """Here and not in `__call__`: the form may be read only after the CSRF check. A view that
        is signed over the bytes as they came reads them itself, and nobody before it."""
        if getattr(view, "takes_raw_body", False):
            return
        for fields in (request.GET, request.POST):
            if any("\0" in value for _, values in fields.lists() for value in values):
                raise SuspiciousOperation("A field holds a NUL.")
