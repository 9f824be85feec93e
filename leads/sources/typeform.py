"""Typeform: one response of one form; the type of an answer says under which key its value is."""

from __future__ import annotations

from typing import Any

from pydantic import AwareDatetime, Field

from leads.sources.schema import FORM, Answer, Incoming, Person, Shape, Text, known, read

_NAMES = ("name", "full name", "your name")
_FIRST, _LAST = ("first name",), ("last name", "surname")
_COMPANY = ("company", "company name", "organisation", "organization")
_TITLE = ("job title", "title", "role", "position")


class Asked(Shape):
    id: str
    ref: Text = ""
    title: Text = ""


class Form(Shape):
    title: Text = ""
    fields: list[Asked] = Field(default_factory=list)


class Response(Shape):
    form_id: str
    token: str = Field(min_length=1)
    submitted_at: AwareDatetime
    definition: Form = Form()
    answers: list[dict[str, Any]] = Field(default_factory=list)
    hidden: dict[str, Any] = Field(default_factory=dict)


class Delivery(Shape):
    event_type: str
    form_response: Response


def parse(raw: bytes) -> list[Incoming]:
    """The response as one event. Raises `Unreadable`."""
    response = read(Delivery, raw).form_response
    titles = {f.id: f.title for f in response.definition.fields}
    answers: list[Answer] = []
    email = phone = ""
    for given in response.answers:
        kind, text = str(given.get("type", "")), _text(given.get(str(given.get("type", ""))))
        about = given.get("field")
        about = about if isinstance(about, dict) else {}
        if not text:
            continue
        if kind == "email":
            email = email or text
        elif kind == "phone_number":
            phone = phone or text
        answers.append(Answer(titles.get(str(about.get("id"))) or str(about.get("ref", "")), text))
    hidden = {str(k): _text(v) for k, v in response.hidden.items()}
    return [
        Incoming(
            external_id=response.token,
            kind=FORM,
            occurred_at=response.submitted_at,
            identifiers=known(
                email=email or hidden.get("email", ""),
                phone=phone,
                visitor=hidden.get("visitor", ""),
            ),
            person=_person(answers, hidden),
            answers=tuple(answers),
            metadata={
                "form": response.form_id,
                "title": response.definition.title,
                "hidden": hidden,
            },
        )
    ]


def _text(value: Any) -> str:
    """The value of an answer as the person gave it; several choices are separated by commas."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str | int | float):
        return str(value).replace("\x00", "").strip()
    if not isinstance(value, dict):
        return ""
    labels = value.get("labels")
    several = [_text(v) for v in labels] if isinstance(labels, list) else []
    return ", ".join(
        [s for s in [*several, _text(value.get("label")), _text(value.get("other"))] if s]
    )


def _person(answers: list[Answer], hidden: dict[str, str]) -> Person:
    said = {a.question.strip().rstrip("?*: ").casefold(): a.answer for a in answers}
    said |= {k.replace("_", " ").casefold(): v for k, v in hidden.items() if v}

    def first(names: tuple[str, ...]) -> str:
        return next((said[n] for n in names if n in said), "")

    whole = first(_NAMES) or f"{first(_FIRST)} {first(_LAST)}".strip()
    return Person(name=whole, company=first(_COMPANY), title=first(_TITLE))
