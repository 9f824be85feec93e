"""What is known of a lead, loaded for templates (`sequences.slots`) and for conditions.

The words that a machine restates from a call come from the room above, which verifies them: they
are handed in as `machine`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import replace
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db.models import Max
from django.utils import translation
from django.utils.formats import date_format

from followup.lib.grounding.links import links
from leads import details
from leads.extraction.visible import visible
from leads.models import Call, Event, Lead, StopEvent, User
from sequences.conditions import Standing
from sequences.library import fitting
from sequences.models import (
    Engagement,
    Enrollment,
    LibraryItem,
    Message,
    Step,
    Touch,
    Variant,
)
from sequences.models.plans import BY_HAND
from sequences.slots import SLOTS, Facts, Quote, Template, Value, slots_in

LONGEST = 80  # characters of a name, a title, an industry in a mail
LONGEST_SAID = 240  # of what they wrote in a form
NOBODY = re.compile(r"[@\d/\\<>{}\[\]_|]|^\W+$")  # of a first name: no name of a person

Values = dict[str, tuple[Value, ...]]


def template(step: Step, variant: Variant) -> Template:
    """The words of a variant; the step's frame where it has none of its own. What a person says or
    types by hand is no letter: it has no frame."""
    is_letter = step.channel not in BY_HAND
    return Template(
        subject=variant.subject,
        greeting=variant.greeting or (step.greeting if is_letter else ""),
        body=variant.body,
        sign_off=variant.sign_off or (step.sign_off if is_letter else ""),
        name=f"{step.angle}, {variant.label}",
    )


def language_of(variant: Variant | None, *, call: Call | None) -> str:
    """The language a mail is written in: two letters."""
    given = (variant.language if variant else "") or (call.language if call else "")
    return (given or "en")[:2].lower()


def facts_for(
    touch: Touch, *, variant: Variant, machine: Mapping[str, tuple[Value, ...]] | None = None
) -> Facts:
    """What fills the slots of this touch, written in the variant's words, with the owner's name."""
    enrollment = touch.enrollment
    return facts_of(
        enrollment.lead,
        step=touch.step,
        rep=enrollment.lead.owner,
        call=enrollment.call,
        event=enrollment.event,
        language=language_of(variant, call=enrollment.call),
        machine=machine,
        wants=template(touch.step, variant),
    )


def facts_of(
    lead: Lead,
    *,
    step: Step,
    rep: User,
    call: Call | None,
    event: Event | None,
    language: str,
    machine: Mapping[str, tuple[Value, ...]] | None = None,
    wants: Template | None = None,
) -> Facts:
    """What is known of a lead at one step of a sequence. `machine` is by slot: `call.promise` …

    The library is not asked when the words are known, as `wants`, and name nothing of it.
    """
    values = _people(lead, rep)
    if call is not None:
        values["call.day"] = _day(call.held_at, call.time_zone, language, "The call")
        values["call.title"] = _said(call.title, "The call's title")
    if event is not None:
        zone = lead.time_zone or lead.account.time_zone or "UTC"
        values["event.day"] = _day(event.occurred_at, zone, language, "The day of the event")
        values["event.said"] = _their_words(event)
    if wants is None or "library." in wants.subject + wants.greeting + wants.body + wants.sign_off:
        values |= _library(lead, step, language)
    return Facts(values | dict(machine or {}), _missing(call, event))


def standing_for(enrollment: Enrollment, *, now: datetime) -> Standing:
    """What the conditions of a running enrollment are put to."""
    return standing_for_many([enrollment], now=now)[enrollment.pk]


def standing_for_many(enrollments: Collection[Enrollment], *, now: datetime) -> dict[int, Standing]:
    """The same for several, by enrollment, in four queries. Wants their leads' accounts."""
    if not enrollments:
        return {}
    leads = {one.lead_id for one in enrollments}
    mails = Message.objects.filter(touch__enrollment__in=enrollments)
    sent = dict(mails.values_list("touch__enrollment").annotate(at=Max("sent_at")))
    stops = StopEvent.objects.filter(lead__in=leads).values_list("lead", "kind")
    heard = {(lead, kind): at for lead, kind, at in stops.annotate(at=Max("recorded_at"))}
    acts = Engagement.objects.filter(lead__in=leads, is_automatic=False)
    rows = acts.order_by().values_list("lead", "kind").annotate(last=Max("at"))
    engaged = {(lead, kind): at for lead, kind, at in rows}
    known = details.known(one.lead for one in enrollments)
    return {
        one.pk: _standing(
            one,
            known=known[one.lead_id],
            heard=heard,
            engaged=engaged,
            sent=sent.get(one.pk),
            now=now,
        )
        for one in enrollments
    }


def _standing(
    enrollment: Enrollment,
    *,
    known: details.Known,
    heard: Mapping[tuple[int, str], datetime],
    engaged: Mapping[tuple[int, str], datetime],
    sent: datetime | None,
    now: datetime,
) -> Standing:
    def since(acts: Mapping[tuple[int, str], datetime], kind: str) -> datetime | None:
        at = acts.get((enrollment.lead_id, kind))
        return at if at is not None and at >= enrollment.started_at else None

    return replace(
        profile(enrollment.lead, known, now=now, since=sent or enrollment.started_at),
        replied_at=since(heard, StopEvent.Kind.REPLY),
        clicked=since(engaged, Engagement.Kind.CLICK) is not None,
        meeting_booked=since(engaged, Engagement.Kind.MEETING) is not None
        or since(heard, StopEvent.Kind.MEETING) is not None,
    )


def profile(lead: Lead, known: details.Known, *, now: datetime, since: datetime) -> Standing:
    """Who they are, of whom nothing has been heard since. What a service says counts here; no
    slot restates it."""
    return Standing(
        now=now,
        since=since,
        tier=lead.tier,
        industry=known["industry"],
        employees=known.employees,
        lead_fields=lead.custom,
        account_fields=lead.account.custom,
    )


def _people(lead: Lead, rep: User) -> Values:
    first = lead.first_name
    return {
        "lead.first_name": () if NOBODY.search(first) else _said(first, "The lead's first name"),
        "lead.name": () if NOBODY.search(lead.name) else _said(lead.name, "The lead's name"),
        "lead.title": _said(lead.title, "The lead's job title"),
        "account.name": _said(lead.account.name, "The company's name"),
        "account.industry": _said(lead.account.industry, "The company's industry"),
        "rep.first_name": _said(rep.first_name, "The rep's first name"),
        "rep.name": _said(rep.name, "The rep's name"),
        "rep.title": _said(rep.title, "The rep's job title"),
    }


def _said(text: str, source: str) -> tuple[Value, ...]:
    """Words of the record, in one line; nothing when they hold a link or are no short name."""
    plain = visible(text, most=LONGEST)
    if not plain or plain.endswith("…") or links(plain) or "{" in plain or "[" in plain:
        return ()
    return (Value(plain, source),)


def _day(moment: datetime, zone: str, language: str, source: str) -> tuple[Value, ...]:
    local = moment.astimezone(ZoneInfo(zone or "UTC"))
    with translation.override(language):
        words = date_format(local, "j F" if language == "en" else "MONTH_DAY_FORMAT")
    return (Value(words, f"{source}: {local:%Y-%m-%d}"),)


def _their_words(event: Event) -> tuple[Value, ...]:
    """The answers of a form that say something, each quoted whole."""
    found = []
    for passage in event.passages.all():
        words = visible(passage.text, most=LONGEST_SAID)
        is_prose = len(words.split()) > 3 and words == passage.text and "“" not in words
        if passage.kind == passage.Kind.ANSWER and is_prose and not links(words):
            quote = Quote(passage.pk, passage.text, 0)
            found.append(Value(f"“{words}”", "What they wrote in the form", (quote,)))
    return tuple(found)


def _library(lead: Lead, step: Step, language: str) -> Values:
    """The approved words that fit, without those earlier steps of the sequence have used."""
    items = list(LibraryItem.objects.filter(approved_at__isnull=False, retired_at__isnull=True))
    if not items:
        return {}
    earlier = Variant.objects.filter(
        step__version=step.version_id, step__position__lt=step.position
    ).values_list("step", "body")
    found: Values = {}
    known = details.of(lead)
    for kind in LibraryItem.Kind.values:
        used = {at for at, body in earlier if f"library.{kind}" in slots_in(body)}
        fit = fitting(
            items,
            kind=kind,
            industry=known["industry"],
            title=known["title"],
            language=language,
        )
        found[f"library.{kind}"] = tuple(fit[len(used) :])
    return found


def _missing(call: Call | None, event: Event | None) -> dict[str, str]:
    """Why slots may be empty, in words, where it is not simply that nobody told us."""
    reasons = {}
    for name in SLOTS:
        match name.partition(".")[0]:
            case "call":
                reasons[name] = "nothing of it is on the record" if call else "there was no call"
            case "event":
                reasons[name] = (
                    "they wrote nothing we can quote" if event else "they did not come by a form"
                )
            case "library":
                reasons[name] = "the library has nothing (more) that fits them"
    return reasons
