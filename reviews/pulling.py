"""A passage of another conversation with the same company, quoted in the mail because a person
asked for it: conversations stay apart unless somebody joins them, and then it shows."""

from __future__ import annotations

from django.utils.formats import date_format

from followup.lib.grounding import Context, Source, check
from followup.lib.grounding.schema import Side
from leads import wordsearch
from leads.extraction.visible import visible
from leads.models import Call, Participant, Passage, User
from reviews.inserting import Insertion
from reviews.models import Draft

LONGEST = 400  # what is quoted in a mail is a sentence or two
MOST = 60
FITS_NOT = "The quote could not be verified against the record. Say it in your own words."


def other_calls(draft: Draft, *, by: User) -> list[Call]:
    """The calls with the same company that the person may see, without the draft's own."""
    found = Call.objects.visible_to(by).filter(account=draft.lead.account_id)
    return list(
        found.exclude(pk=draft.call_id or 0).select_related("lead").order_by("-held_at")[:30]
    )


def passages(call: Call, *, about: str = "") -> list[Passage]:
    """What was said on a call, or only what has these words; the first of it."""
    found = call.passages.select_related("participant").order_by("index")
    return list((wordsearch.about(found, about, "text") if about else found)[:MOST])


def quotation(draft: Draft, passage_id: int, *, by: User) -> Insertion | str:
    """The sentence that quotes a passage of another call, or why there is none, in words."""
    calls = Call.objects.visible_to(by).filter(account=draft.lead.account_id)
    passage = (
        Passage.objects.filter(pk=passage_id, call__in=calls)
        .exclude(call=draft.call_id)
        .select_related("participant", "call")
        .first()
    )
    # The call is locked while its words are taken: it is not moved to another company meanwhile.
    held = Call.objects.select_for_update(no_key=True).filter(account=draft.lead.account_id)
    if passage is None or passage.call is None or not held.filter(pk=passage.call.pk).first():
        return "That passage is not part of another call with this company."
    quote = visible(passage.text).strip()
    if len(quote) > LONGEST:
        return f"That is longer than {LONGEST} characters. Say it in your own words."
    speaker = passage.participant
    text = _sentence(draft, passage.call, speaker, quote, by=by)
    judged = check(
        text,
        cited=[Source(quote, speaker.name if speaker else None, _side(speaker))],
        rest=[],
        context=Context(
            reference=passage.call.held_at,
            timezone=passage.call.time_zone,
            author=by.name,
            recipient=draft.lead.name,
            people=_people(draft, speaker, by=by),
            dates=(passage.call.held_at.date(),),
        ),
    )
    if judged.verdict == "unsupported":
        return FITS_NOT
    start = passage.text.find(quote)
    evidence = ((passage, quote, start) if start >= 0 else (passage, passage.text, 0),)
    reasons = tuple(r.text for r in judged.reasons)
    return Insertion("", text, "", "", judged.verdict, reasons, evidence)


def _sentence(
    draft: Draft, call: Call, speaker: Participant | None, quote: str, *, by: User
) -> str:
    day = date_format(call.held_at, "j F")
    who = speaker.name if speaker else ""
    if not who:
        return f"On our call on {day} it was said: “{quote}”"
    said = "you" if who == draft.lead.name else "I" if who == by.name else who
    return f"On our call on {day}, {said} said: “{quote}”"


def _side(speaker: Participant | None) -> Side:
    sides: dict[str, Side] = {"ours": "ours", "theirs": "theirs"}
    return sides.get(speaker.side, "unknown") if speaker else "unknown"


def _people(draft: Draft, speaker: Participant | None, *, by: User) -> tuple[str, ...]:
    named = [speaker.name] if speaker else []
    return tuple(dict.fromkeys([*named, by.name, draft.lead.name]))
