"""A form of the organisation's own site: plain fields, as a browser posts them.

Fields with a well-known name say who it is; what begins with an underscore is the form's own
(`_form`, `_id`, `_visitor`, `_page`); every other field is a question with its answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime

from leads.sources.schema import DEMO, FORM, Answer, Incoming, Person, Unreadable, known

EMAIL = ("email", "e_mail", "mail", "work_email")
PHONE = ("phone", "telephone", "tel", "mobile")
NAME, FIRST, LAST = ("name", "full_name"), ("first_name", "firstname"), ("last_name", "lastname")
COMPANY, TITLE = ("company", "organisation", "organization"), ("title", "job_title", "role")
WHO = {*EMAIL, *PHONE, *NAME, *FIRST, *LAST, *COMPANY, *TITLE}
MOST_FIELDS, LONGEST = 100, 10_000


def parse(fields: Mapping[str, str], *, received_at: datetime) -> list[Incoming]:
    """One submission. Without `_id`, the same words on the same day (UTC) are the same
    submission: a double click is not a second lead. Raises `Unreadable`."""
    if len(fields) > MOST_FIELDS:
        raise Unreadable(f"{len(fields)} fields; a form may have {MOST_FIELDS}")
    clean = {k.strip(): v.replace("\x00", "").strip() for k, v in fields.items()}
    if too_long := next((k for k, v in clean.items() if len(v) > LONGEST), None):
        raise Unreadable(f"{too_long}: more than {LONGEST:,} characters")
    by_name = {_name(k): v for k, v in clean.items()}

    def first(names: tuple[str, ...]) -> str:
        return next((by_name[n] for n in names if by_name.get(n)), "")

    email, phone = first(EMAIL), first(PHONE)
    if not email and not phone and not by_name.get("_visitor"):
        raise Unreadable("email: missing; a form needs an address to answer to")
    name = first(NAME) or f"{first(FIRST)} {first(LAST)}".strip()
    answers = tuple(
        Answer(k, v)
        for k, v in clean.items()
        if v and not k.startswith("_") and _name(k) not in WHO
    )
    form = by_name.get("_form", "")
    shown = [v for k, v in clean.items() if not k.startswith("_")]
    return [
        Incoming(
            external_id=by_name.get("_id") or _same_words(by_name, received_at),
            kind=DEMO if "demo" in form.casefold() else FORM,
            occurred_at=received_at,
            identifiers=known(email=email, phone=phone, visitor=by_name.get("_visitor", "")),
            person=Person(name, first(COMPANY), first(TITLE)),
            answers=answers,
            metadata={
                "form": form,
                "path": by_name.get("_page", ""),
                "asked": len(shown),
                "answered": sum(1 for value in shown if value),
            },
        )
    ]


def _name(field: str) -> str:
    return field.casefold().replace(" ", "_").replace("-", "_")


def _same_words(fields: Mapping[str, str], received_at: datetime) -> str:
    content = "\x1f".join(f"{k}\x1e{v}" for k, v in sorted(fields.items()))
    return f"{received_at:%Y-%m-%d}:{hashlib.sha256(content.encode()).hexdigest()[:40]}"
