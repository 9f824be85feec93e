"""The doorways of the commitment ledger: a company's page, entries, answers to proposals."""

from __future__ import annotations

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.forms import DateField
from django.http import Http404, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from leads import companies, directory, ledger, unowned
from leads.models import Account, Finding, Proposal
from leads.requests import Request


@require_GET
@never_cache
def index(request: Request) -> HttpResponse:
    """The companies the person has to do with: the way to every ledger, lead and call."""
    chosen = companies.choice(request.GET)
    found = directory.companies(
        user=request.user, search=chosen.search, page=chosen.page, today=timezone.localdate()
    )
    alone = unowned.seen_by(request.user, now=timezone.now()).count()
    context = {"directory": found, "chosen": chosen, "alone": alone}
    return render(request, "leads/companies.html", context)


@require_GET
@never_cache
def company(request: Request, pk: int) -> HttpResponse:
    """Everything promised on either side of one company, with its words and what became of it."""
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    chosen = companies.choice(request.GET)
    today = timezone.localdate()
    ledger_page = companies.of(account, user=request.user, chosen=chosen, today=today)
    statuses = companies.STATUSES.items()
    context = {
        "account": account,
        "chosen": chosen,
        "ledger": ledger_page,
        "people": account.leads.visible_to(request.user).order_by("name")[: companies.PAGE],
        "directions": companies.DIRECTIONS.items(),
        "statuses": [(name, label, ledger_page.counts[name]) for name, label in statuses],
        "due": companies.DUE.items(),
        "months": companies.MONTHS.items(),
        "back": request.GET.urlencode(),
    }
    return render(request, "leads/company.html", context)


@require_POST
def enter(request: Request, pk: int) -> HttpResponse:
    """A person says what became of a promise, or by when it is due."""
    visible = Finding.objects.visible_to(request.user).promises()
    finding = get_object_or_404(visible.select_related("call"), pk=pk)
    try:
        ledger.enter(
            finding.pk,
            by=request.user,
            status=request.POST.get("status") or finding.status,
            note=request.POST.get("note", ""),
            due=_day(request.POST.get("due", "")),
            now=timezone.now(),
        )
    except ledger.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Entered in the ledger.")
    return _back(request, finding.call.account_id, f"promise-{finding.pk}")


@require_POST
def answer(request: Request, pk: int) -> HttpResponse:
    """A person says whether the words of a proposal show the promise kept."""
    visible = Proposal.objects.visible_to(request.user)
    proposal = get_object_or_404(visible.select_related("finding__call"), pk=pk)
    said = request.POST.get("is_kept")
    if said not in ("yes", "no"):
        raise Http404
    try:
        ledger.answer(proposal.pk, by=request.user, is_kept=said == "yes", now=timezone.now())
    except ledger.Refused as refused:
        messages.error(request, str(refused))
    else:
        kept = "Kept. The words that show it are on the record."
        messages.success(request, kept if said == "yes" else "The promise stays open.")
    return _back(request, proposal.finding.call.account_id)


@require_POST
def fiscal_year(request: Request, pk: int) -> HttpResponse:
    """A person says in which month the company's fiscal year begins."""
    account = get_object_or_404(Account.objects.visible_to(request.user), pk=pk)
    given = request.POST.get("month", "")
    month = int(given) if given in companies.MONTHS else 0
    try:
        ledger.name_fiscal_year(account.pk, by=request.user, month=month, now=timezone.now())
    except ledger.Refused as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, "Noted. Deadlines that waited for it have their day.")
    return _back(request, account.pk)


def _day(given: str) -> date | None:
    if not given:
        return None
    try:
        found = DateField(input_formats=["%Y-%m-%d"]).clean(given)
    except ValidationError as error:
        raise ledger.Refused("Choose a day.") from error
    assert isinstance(found, date)
    return found


def _back(request: Request, account_id: int, place: str = "") -> HttpResponseRedirect:
    """To the page the person came from, with its filters: only what can be a filter is kept."""
    chosen = companies.choice(QueryDict(request.POST.get("back", "")[:500]))
    query = QueryDict(mutable=True)
    for name, value in (
        ("status", chosen.status),
        ("direction", chosen.direction),
        ("due", chosen.due),
        ("q", chosen.search),
        ("page", str(chosen.page) if chosen.page > 1 else ""),
    ):
        if value:
            query[name] = value
    where = reverse("company", args=[account_id])
    return HttpResponseRedirect(f"{where}?{query.urlencode()}" + (f"#{place}" if place else ""))
