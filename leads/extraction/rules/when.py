"""The words that say by when, verbatim, and the day they mean where that is certain."""

from __future__ import annotations

import re
from datetime import date

from followup.lib.dates import deadline, find
from leads.extraction.schema import Conversation

_DAY = (
    r"(?:mon|tues|wednes|thurs|fri|satur|sun)day|tomorrow|today|tonight|"
    r"montag|dienstag|mittwoch|donnerstag|freitag|samstag|sonntag|morgen|übermorgen|heute|"
    r"lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|demain|aujourd'hui|"
    r"lunes|martes|miércoles|jueves|viernes|sábado|domingo|mañana|hoy"
)
_MONTH = (
    r"january|february|march|april|may|june|july|august|september|october|november|december|"
    r"jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec|januar|februar|märz|mai|juni|juli|"
    r"oktober|dezember|"
    r"janvier|février|mars|avril|juin|juillet|août|septembre|octobre|novembre|décembre|"
    r"enero|febrero|marzo|abril|mayo|junio|julio|agosto|septiembre|octubre|noviembre|diciembre"
)
_NUMBER = (
    r"\d{1,3}|an?|one|two|three|four|five|six|seven|eight|nine|ten|fourteen|thirty|a few|"
    r"a couple of|the next|the next few|zwei|drei|deux|trois|dos|tres"
)
_UNIT = (
    r"(?:working |business |calendar |more )?(?:minutes?|hours?|days?|weeks?|months?|"
    r"quarters?|tagen?|wochen?|jours?|semaines?|días?|semanas?)"
)
_ORDINAL = (
    r"\d{1,2}(?:st|nd|rd|th|\.)?|first|second|third|fourth|fifth|tenth|fifteenth|"
    r"twentieth|thirtieth|thirty-first"
)
_TIME = (
    r"(?: (?:at|um|à|a las) \d{1,2}(?:[:.h]\d{2})?(?: ?(?:am|pm|a\.m\.|p\.m\.|uhr|"
    r"o'clock))?| (?:at )?(?:noon|midday)| (?:morning|afternoon|evening|lunchtime))?"
)
_POINT = (
    r"(?:(?:early |late |mid-?)?(?:this|next|coming|the following|the coming|the same|"
    r"nächsten?|diese[nr]?|prochaine?|"
    rf"próximo) )?(?:{_DAY})(?: (?:in (?:{_NUMBER}) (?:weeks?|wochen)|"
    r"the week after(?: next)?|week|next week|prochain|"
    rf"próximo|of next week|the (?:{_ORDINAL})))?{_TIME}"
    rf"|(?:the )?(?:{_ORDINAL})(?: of)? (?:{_MONTH})\b(?:,? \d{{4}})?{_TIME}"
    rf"|(?:{_MONTH}) (?:the )?\d{{1,2}}(?:st|nd|rd|th)?\b(?:,? \d{{4}})?{_TIME}"
    rf"|le \d{{1,2}} (?:{_MONTH})|el \d{{1,2}} de (?:{_MONTH})"
    r"|\d{4}-\d{2}-\d{2}|\d{1,2}/\d{1,2}(?:/\d{2,4})?"
    r"|(?:the )?(?:beginning|start|middle|end|close) of (?:(?:the|this|next|our|your|"
    r"business|play) ?)*(?:day|week|month|quarter|year|business|fiscal year|q[1-4]|"
    + _MONTH
    + r")?(?: tomorrow| today)?"
    r"|(?:early|late|mid) (?:next |this )?(?:week|month|quarter|year|" + _MONTH + r")"
    r"|(?:the |later |early |sometime )?(?:this|next|nächste|diese|la|la próxima|próxima|"
    r"coming|following) (?:week|weekend|month|quarter|year|afternoon|evening|morning|"
    r"woche|semaine prochaine|semana)(?: or two| sometime| or so)?"
    r"|later (?:today|tonight|on today)|first thing(?: tomorrow| in the morning| on (?:"
    + _DAY
    + r"))?(?: morning)?|eod|cob|end of q[1-4]|q[1-4]\b"
    r"|the \d{1,2}(?:st|nd|rd|th)\b|the (?:first|third|fourth|fifth|tenth|fifteenth|"
    r"twentieth|thirtieth)\b(?= ?[.,;!?]|$)"
    r"|ende (?:der|nächster) woche|fin de (?:la )?semaine|finales? de (?:la )?semana"
)
_DUE = re.compile(
    r"\b(?:(?:by|before|until|till|no later than|not later than|on or before|on|around|"
    r"sometime|at|as of|from|starting|bis(?: zum| spätestens)?|am|ab|vor|avant(?: le)?|"
    r"d'ici(?: à| le)?|pour|antes del?|para el|el|le)\s+)?"
    rf"(?:{_POINT})\b"
    r"|\b(?:within|in|in about|over|inside|innerhalb von|dans|en|"
    rf"dentro de)\s+(?:the next |about |less than )?(?:{_NUMBER})\s+{_UNIT}(?:'? time)?\b"
    r"|\b(?:before|after|by|until|once)\s+(?:the|our|your|we|you|this|"
    r"that)\s+(?:(?!(?:and|but|so|i|it)\b)[\w']+\s+){0,3}?(?:meeting|call|review|close|"
    r"closes|quarter|board|board meeting|holidays?|audit|launch|kick-?off|demo|renewal|"
    r"deadline|weekend|summer|christmas|go-?live|expires?|ends?)(?:\s+(?:meeting|closes?|"
    r"ends?|starts?))?\b"
    r"|\b(?:before|after|by)\s+(?:christmas|easter|lunch|noon|new year|thanksgiving|the holidays)\b"
    r"|\b(?:right after|straight after|after) (?:this|the|our) (?:call|meeting)\b|"
    r"\bright away\b|\basap\b|\bas soon as possible\b",
    re.IGNORECASE,
)
_LIMIT = re.compile(
    r"^(?:by|before|until|till|no later|not later|on or before|within|in|bis|avant|d'ici|"
    r"antes|end of|eod|cob)\b",
    re.IGNORECASE,
)


def due_phrase(text: str) -> str | None:
    """The first words in a quote that say by when; a limit ("by Friday") before a mere day."""
    found = [m.group().strip() for m in _DUE.finditer(text[:2000])]
    return next((f for f in found if _LIMIT.match(f)), found[0] if found else None)


def due(quote: str, conversation: Conversation) -> tuple[str | None, date | None]:
    """The words of a quote that say by when, and the day they mean, or None when it is not sure.

    The words are widened to all that the date rests on: "Thursday" in "Thursday in two weeks"
    alone would be the wrong day.
    """
    phrase = due_phrase(quote)
    if phrase is None or conversation.held_at is None:
        return phrase, None
    start = quote.find(phrase)
    end = start + len(phrase)
    for found in find(
        quote[:2000],
        reference=conversation.held_at,
        timezone=conversation.timezone,
        fiscal_year_start=conversation.fiscal_year_start,
        language=conversation.language,
    ):
        if found.start < end and start < found.end:
            return quote[min(start, found.start) : max(end, found.end)], deadline(found)
    return phrase, None
