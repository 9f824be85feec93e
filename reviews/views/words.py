"""One sentence at a time, a new try in another shape, and what an editor holds unsaved."""

from __future__ import annotations

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.requests import Request
from reviews import decisions, pulling, scratches
from reviews.opening import opened as record_opened
from reviews.views.answering import number, stay
from reviews.views.finding import chosen_queue, draft_or_404, inbox_url


@require_POST
def cut(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.cut(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            sentence=number(request, "sentence"),
            now=timezone.now(),
        ),
        done="",
    )


@require_POST
def put_back(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.put_back(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            sentence=number(request, "sentence"),
            now=timezone.now(),
        ),
        done="",
    )


@require_POST
def insert(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.insert(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            finding=number(request, "finding"),
            now=timezone.now(),
        ),
        done="It stands in the mail, with its source.",
    )


@require_http_methods(["GET", "POST"])
@never_cache
def pull(request: Request, pk: int) -> HttpResponse:
    """What was said on other calls with the company, and quoting a passage of one."""
    draft = draft_or_404(request, pk)
    if request.method == "POST":
        return stay(
            request,
            draft,
            lambda: decisions.pull(
                pk,
                by=request.user,
                revision=number(request, "revision"),
                passage=number(request, "passage"),
                now=timezone.now(),
            ),
            done="It stands in the mail, and says which call it is from.",
        )
    calls = pulling.other_calls(draft, by=request.user)
    wanted = request.GET.get("call", "")
    call = next((c for c in calls if str(c.pk) == wanted), calls[0] if calls else None)
    about = request.GET.get("q", "").strip()[:100]
    context = {
        "draft": draft,
        "calls": calls,
        "call": call,
        "about": about,
        "passages": pulling.passages(call, about=about) if call else [],
        "longest": pulling.LONGEST,
    }
    return render(request, "reviews/pull.html", context)


@require_POST
def regenerate(request: Request, pk: int) -> HttpResponse:
    draft = draft_or_404(request, pk)
    return stay(
        request,
        draft,
        lambda: decisions.regenerate(
            pk,
            by=request.user,
            revision=number(request, "revision"),
            shape=request.POST.get("shape", ""),
            wish=request.POST.get("wish", ""),
            now=timezone.now(),
        ),
        done="It is being written anew. The words of before are in the history.",
    )


@require_POST
def opened(request: Request, pk: int) -> HttpResponse:
    """The page says that these words stood before the person. Bulk approval rests on it."""
    draft = draft_or_404(request, pk)
    record_opened(pk, by=request.user, seen=request.POST.get("seen", ""), now=timezone.now())
    if request.htmx:
        return HttpResponse(status=204)
    return redirect(inbox_url(chosen_queue(request, draft), pk))


@require_POST
def keep(request: Request, pk: int) -> HttpResponse:
    """Autosave: what the editor holds, without touching the draft."""
    draft_or_404(request, pk)
    try:
        scratches.keep(
            pk,
            by=request.user,
            tab=request.POST.get("tab", ""),
            instead_of=request.POST.get("instead_of", ""),
            revision=number(request, "revision"),
            words=scratches.Words(
                *(request.POST.get(name, "") for name in ("subject", "cc", "body"))
            ),
            now=timezone.now(),
        )
    except decisions.Refused as refusal:
        return HttpResponse(refusal.sentence, status=422, content_type="text/plain")
    return HttpResponse(status=204)


@require_POST
def discard(request: Request, pk: int) -> HttpResponse:
    """Throw away what one editor held."""
    draft = draft_or_404(request, pk)
    scratches.discard(pk, by=request.user, tab=request.POST.get("tab", ""))
    return redirect(inbox_url(chosen_queue(request, draft), pk))
