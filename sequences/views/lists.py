"""The doorways of the suppression list and of what the organisation says about itself."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from leads.requests import Request, current_sign_in
from sequences import suppression
from sequences.models import Organisation, Suppression
from sequences.views.allowed import admin, reader

PAGE = 50
LARGEST = 10_000_000


@require_GET
@never_cache
def listed(request: Request) -> HttpResponse:
    """Who is never written to, the newest first; a search finds an address whole or in part."""
    reader(request)
    text, with_lifted = request.GET.get("q", ""), request.GET.get("lifted") == "1"
    rows = suppression.search(text, with_lifted=with_lifted)
    rows = rows.select_related("lead", "by", "lifted_by")
    page = Paginator(rows, PAGE).get_page(request.GET.get("page"))
    context = {
        "here": "suppression",
        "page": page,
        "q": text,
        "with_lifted": with_lifted,
        "reasons": [(r.value, r.label) for r in _BY_HAND],
    }
    return render(request, "settings/suppression.html", context)


_BY_HAND = (
    Suppression.Reason.OBJECTION,
    Suppression.Reason.UNSUBSCRIBE,
    Suppression.Reason.POLICY,
    Suppression.Reason.BOUNCE,
)


@require_POST
def add(request: Request) -> HttpResponse:
    """Put an address or a domain on the list."""
    by = reader(request)
    value = request.POST.get("value", "")
    try:
        entry, is_new = suppression.add(
            kind="address" if "@" in value.strip().lstrip("@") else "domain",
            value=value,
            reason=request.POST.get("reason", ""),
            source=request.POST.get("source", ""),
            by=by,
            now=timezone.now(),
        )
    except suppression.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = "is on the list now" if is_new else "was on the list already"
        messages.success(request, f"{entry.value} {said}. No mail goes there.")
    return redirect("suppression")


@require_POST
def lift(request: Request, pk: int) -> HttpResponse:
    """Take an entry back, with a reason."""
    reader(request)
    try:
        entry = suppression.lift(
            pk, sign_in=current_sign_in(request), reason=request.POST.get("reason", "")
        )
    except suppression.Refused as refused:
        messages.error(request, str(refused))
    except Suppression.DoesNotExist as error:
        raise Http404 from error
    else:
        messages.success(request, f"{entry} is off the list. Every mail still needs its approval.")
    return redirect("suppression")


@require_POST
def bring_in(request: Request) -> HttpResponse:
    """A file of addresses and domains."""
    by = admin(request)
    file = request.FILES.get("file")
    if file is None or file.size is None or file.size > LARGEST:
        messages.error(request, "Choose a CSV or text file of at most 10 MB.")
        return redirect("suppression")
    try:
        found = suppression.bring_in(
            file.read().decode("utf-8-sig", "replace"), by=by, now=timezone.now()
        )
    except suppression.Refused as refused:
        messages.error(request, str(refused))
        return redirect("suppression")
    messages.success(request, f"{found.added} new entries; {found.known} were there already.")
    for line in found.wrong:
        messages.warning(request, f"No address and no domain: {line}")
    return redirect("suppression")


@require_GET
@never_cache
def take_out(request: Request) -> StreamingHttpResponse:
    """The whole list as CSV, lifted entries included."""
    reader(request)
    rows = suppression.search("", with_lifted=True).order_by("pk")
    return StreamingHttpResponse(
        suppression.take_out(rows),
        content_type="text/csv; charset=utf-8",
        headers={"Content-Disposition": 'attachment; filename="suppression.csv"'},
    )


class OrganisationForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who we say we are below automatic mail, and what may be followed."""

    privacy_url = forms.URLField(
        label="Privacy notice", required=False, assume_scheme="https", help_text="May stay empty."
    )

    class Meta:
        model = Organisation
        fields = (
            *("name", "postal_address", "privacy_url", "texts_a_day"),
            *("tracks_opens", "tracks_clicks"),
        )
        widgets: ClassVar[dict[str, forms.Widget]] = {"postal_address": forms.Textarea({"rows": 3})}
        labels: ClassVar[dict[str, str]] = {
            "name": "Name of the organisation",
            "postal_address": "Postal address",
            "texts_a_day": "Text messages within 24 hours, at most",
            "tracks_opens": "Note when a mail is opened",
            "tracks_clicks": "Note when a link is followed",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "name": "As in the commercial register.",
            "postal_address": "Where a letter reaches you. Required by law in many countries.",
            "texts_a_day": "What is over it waits. Between nine in the evening and eight in the "
            "morning, where they are, none goes.",
            "tracks_opens": "A picture of one dot is added. Half of all openings are made by "
            "machines; nothing is decided by them.",
            "tracks_clicks": "Links of the HTML part lead through this site, to the address that "
            "was approved and to no other.",
        }

    def clean(self) -> dict[str, Any]:
        found = super().clean() or {}
        if found.get("name") and not str(found.get("postal_address") or "").strip():
            self.add_error("postal_address", "Write the address that goes with the name.")
        return found


@require_http_methods(["GET", "POST"])
@never_cache
def organisation(request: Request) -> HttpResponse:
    """The organisation's own row."""
    by = admin(request)
    form = OrganisationForm(request.POST or None, instance=Organisation.own(), label_suffix="")
    if request.method == "POST" and form.is_valid():
        Organisation.objects.filter(pk=1).update(
            **form.cleaned_data, changed_by=by, changed_at=timezone.now()
        )
        messages.success(request, "Saved. Drafts show it from now on; what was approved stays.")
        return redirect("organisation")
    return render(request, "settings/organisation.html", {"form": form, "here": "organisation"})
