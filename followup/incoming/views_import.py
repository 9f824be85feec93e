"""The doorway for a file of people: choose it, see what would happen, then bring it in."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from leads import importing, upload
from leads.models import User
from leads.requests import Request
from leads.transcripts import TranscriptError
from sequences.views.allowed import admin

SHOWN = 10  # lines of a file, and of what is wrong in it


@require_http_methods(["GET", "POST"])
@never_cache
def index(request: Request) -> HttpResponse:
    """GET: choose a file. POST: the dry run, the file of errors, or the real thing."""
    admin(request)
    people = User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN).order_by("name")
    context: dict[str, Any] = {"here": "import", "people": people, "most": importing.MOST_ROWS}
    if request.method == "GET":
        return render(request, "events/import.html", context)
    try:
        data, name = _file(request)
        table = importing.table(data)
    except (importing.Unreadable, TranscriptError) as problem:
        messages.error(request, str(problem))
        return render(request, "events/import.html", context, status=422)
    mapping = _mapping(request, table)
    chosen = request.POST.get("owner", "")
    owner = people.filter(pk=int(chosen) if chosen.isdecimal() and len(chosen) < 18 else 0).first()
    report = importing.check(table, mapping, now=timezone.now())
    wanted = request.POST.get("act", "look")
    if wanted == "errors":
        return HttpResponse(
            importing.errors(table, report),
            content_type="text/csv; charset=utf-8",
            headers={"Content-Disposition": 'attachment; filename="left-out.csv"'},
        )
    if wanted == "do" and owner is None:
        messages.error(request, "Choose whose people these become.")
    elif wanted == "do" and owner is not None and report.new + report.known:
        done = importing.bring_in(table, mapping, name=name, owner=owner, now=timezone.now())
        messages.success(request, _said(done))
        return redirect("import")
    context |= {
        "table": table,
        "columns": list(zip(table.header, mapping, strict=True)),
        "fields": importing.FIELDS.items(),
        "sample": table.rows[:SHOWN],
        "report": report,
        "wrong": report.wrong[:SHOWN],
        "kept": upload.pack(data),
        "name": name,
        "owner": owner,
    }
    return render(request, "events/import.html", context)


def _file(request: Request) -> tuple[bytes, str]:
    """The chosen file, or the one that the page carried along."""
    name = request.POST.get("name", "")[:60].strip() or "File"
    if file := request.FILES.get("file"):
        if (file.size or 0) > importing.LARGEST:
            raise importing.Unreadable("The file is too large. Split it.")
        return file.read(), (file.name or "File").rpartition(".")[0][:60] or "File"
    if kept := request.POST.get("kept"):
        return upload.unpack(kept), name
    raise importing.Unreadable("Choose a CSV file.")


def _mapping(request: Request, table: importing.Table) -> list[str]:
    given = request.POST.getlist("column")
    if len(given) != len(table.header):
        return importing.propose(table.header)
    return [name if name in importing.FIELDS else "" for name in given]


def _said(done: importing.Report) -> str:
    wrote = f" {done.wrote} wrote to us and are being answered." if done.wrote else ""
    return (
        f"{len(done.new)} new people; {len(done.known)} were known:"
        " of them, only what was empty is filled in."
        f"{wrote} Who gave us nothing gets no sequence."
    )
