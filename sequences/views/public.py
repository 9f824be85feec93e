"""Pages for people who do not work here: the way out of a mail, and the addresses in one.

None of them asks who somebody is; the token in the address is all they have. GET changes nothing:
scanners follow every link of a mail before its reader does.
"""

from __future__ import annotations

import base64

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from sequences import footer, suppression, tracking
from sequences.models import TrackedLink

_DOT = base64.b64decode("R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7")


@csrf_exempt  # RFC 8058: the mail program posts for its reader, without our page or cookie
@login_not_required
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
def unsubscribe(request: HttpRequest, token: str) -> HttpResponse:
    """GET shows one button; POST, from it or from a mail program, ends it at once."""
    touch = footer.touch_of(token)
    if touch is None:
        return render(request, "public/unsubscribe.html", {"is_unknown": True}, status=404)
    lead = touch.enrollment.lead
    if request.method == "POST":
        suppression.unsubscribe(lead, source=f"link in mail {touch.pk}", now=timezone.now())
        lead.refresh_from_db()
    context = {"address": suppression.masked(lead.email), "is_done": lead.suppressed_at is not None}
    return render(request, "public/unsubscribe.html", context)


@login_not_required
@never_cache
@require_safe
def link(request: HttpRequest, token: str) -> HttpResponse:
    """On to the address that stands in the approved mail, and to no other."""
    found = get_object_or_404(TrackedLink.objects.exclude(url=""), token=token)
    if request.method == "GET":
        _note(request, found)
    return HttpResponseRedirect(found.url)


@login_not_required
@never_cache
@require_safe
def picture(request: HttpRequest, token: str) -> HttpResponse:
    """One transparent dot."""
    found = TrackedLink.objects.filter(token=token, url="").first()
    if found is None:
        raise Http404
    if request.method == "GET":
        _note(request, found)
    return HttpResponse(_DOT, content_type="image/gif")


def _note(request: HttpRequest, found: TrackedLink) -> None:
    agent = request.headers.get("User-Agent", "")
    tracking.note(found, agent=agent, now=timezone.now())
