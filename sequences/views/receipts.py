"""The doorway of the receipt: an admin writes it, switches it, and sees how fast it is."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from leads.requests import Request, current_sign_in
from sequences import receipts
from sequences.models import Mailbox, Organisation, Receipt, ReceiptWording
from sequences.views.allowed import admin

SHOWN = 20
LATELY = timedelta(days=7)


class WordingForm(forms.Form):
    """What a receipt says. It thanks and says who will answer; it asks and promises nothing."""

    name = forms.CharField(max_length=80, label="From", help_text="As they see it in their mail.")
    mailbox = forms.ModelChoiceField(
        Mailbox.objects.none(),
        required=False,
        label="Leaves from",
        empty_label="The site’s own connection",
        help_text="A shared mailbox, so that answers reach somebody.",
    )
    subject = forms.CharField(max_length=200)
    body = forms.CharField(
        max_length=4000, widget=forms.Textarea({"rows": 6}), label="Words", strip=True
    )
    notice = forms.CharField(
        max_length=300,
        label="Last line",
        help_text="Says that a machine sent this. It stands below every receipt.",
    )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.label_suffix = ""
        shared = Mailbox.objects.sending().filter(owner=None).exclude(address="")
        self.fields["mailbox"].queryset = shared  # type: ignore[attr-defined]


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """The wording in use, the others, what went lately; a POST keeps new wording, switched off."""
    admin(request)
    now = timezone.now()
    form = WordingForm(request.POST or None, initial=_suggested())
    if request.method == "POST" and form.is_valid():
        try:
            receipts.write(**form.cleaned_data, sign_in=current_sign_in(request))
        except receipts.Refused as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, "Kept. It is not sent until you switch it on.")
            return redirect("receipts")
    lately = Receipt.objects.select_related("lead", "event").order_by("-pk")[:SHOWN]
    took = Receipt.objects.filter(sent_at__gte=now - LATELY).select_related("event")
    context = {
        "here": "receipts",
        "form": form,
        "wordings": ReceiptWording.objects.select_related("approved_by", "mailbox").order_by(
            "-is_on", "-pk"
        )[:SHOWN],
        "lately": [(one, receipts.REASONS.get(one.reason, one.reason)) for one in lately],
        "clock": _clock([one.took for one in took.order_by("-pk")[:1000] if one.took]),
    }
    status = 422 if request.method == "POST" else 200
    return render(request, "settings/receipts.html", context, status=status)


@require_POST
def switch(request: Request, pk: int) -> HttpResponse:
    """Send this wording from now on, or no receipts at all."""
    admin(request)
    wording = get_object_or_404(ReceiptWording, pk=pk)
    is_on = request.POST.get("to") == "on"
    try:
        receipts.switch(wording if is_on else None, sign_in=current_sign_in(request))
    except receipts.Refused as refused:
        messages.error(request, str(refused))
    else:
        said = "From now on whoever fills in a form gets this at once."
        messages.success(request, said if is_on else "No receipts are sent any more.")
    return redirect("receipts")


def _suggested() -> dict[str, str]:
    name = Organisation.own().name
    return {
        "name": name,
        "subject": "We have your message",
        "body": "Thank you for writing to us. Your message has arrived, and a person will read it "
        "and answer you.",
        "notice": "This is an automatic confirmation. A person will answer you.",
    }


def _clock(took: list[timedelta]) -> dict[str, Any] | None:
    """How long half of them, and nearly all of them, took, in seconds."""
    if not took:
        return None
    seconds = sorted(one.total_seconds() for one in took)
    nearly = seconds[min(len(seconds) - 1, int(len(seconds) * 0.95))]
    return {"count": len(seconds), "half": seconds[len(seconds) // 2], "nearly": nearly}
