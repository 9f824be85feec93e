"""The English vocabulary of time: every word the grammar knows, as `kind` and value.

A word that is not here ends a phrase, so a missing word costs a date and an extra one risks a
wrong date.
"""

from __future__ import annotations

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip
UNITS = (
    "second", "minute", "hour", "day", "workday", "weekday", "week", "weekend", "workweek",
    "fortnight", "month", "quarter", "year", "decade",
)  # fmt: skip
PARTS = ("morning", "afternoon", "evening", "night", "lunch")
DIRECTIONS = ("next", "nearest", "last", "this", "coming", "following")
BOUNDS = ("by", "before", "until", "after", "since", "from", "within", "vor")
PLAIN = (
    "the", "of", "in", "on", "at", "to", "through", "and", "or", "for", "ago", "back", "later",
    "hence", "now", "right", "time", "today", "tomorrow", "yesterday", "tonight", "noon",
    "midnight", "o'clock", "half", "past", "a", "an", "couple", "few", "several", "early", "mid",
    "late", "end", "beginning", "start", "middle", "between", "am", "pm", "every", "each", "any",
    "eod", "eow", "eom", "eoq", "eoy", "cob", "our", "your", "their", "my", "fiscal", "financial",
    "calendar", "week-long", "commencing", "around", "about", "no", "than", "earlier", "business",
    "working", "work", "opening", "sometime", "date", "rest", "less", "more",
    "other", "close", "play", "agoprefix", "whole", "entire", "all", "another", "least", "most",
    "per", "soon", "that", "same", "during", "over", "throughout", "very", "part", "onward",
)  # fmt: skip

# Abbreviations as people use them all year round ("3 pm EST" in July means Eastern time).
ZONES = {
    **dict.fromkeys(("et", "est", "edt", "eastern"), "America/New_York"),
    **dict.fromkeys(("cst", "cdt"), "America/Chicago"),
    **dict.fromkeys(("mst", "mdt"), "America/Denver"),
    **dict.fromkeys(("pt", "pst", "pdt", "pacific"), "America/Los_Angeles"),
    **dict.fromkeys(("gmt", "utc"), "UTC"),
    **dict.fromkeys(("cet", "cest"), "Europe/Berlin"),
    "bst": "Europe/London",
    "z": "UTC",
}

KINDS: dict[str, tuple[str, object]] = {
    **{word: ("weekday", index) for index, word in enumerate(WEEKDAYS)},
    **{word: ("month", index + 1) for index, word in enumerate(MONTHS)},
    **{word: ("unit", word) for word in UNITS if word != "second"},
    **{word: ("part", word) for word in PARTS},
    **{word: ("dir", word) for word in DIRECTIONS},
    **{word: ("bound", word) for word in BOUNDS},
    **{word: ("w", word) for word in PLAIN},
    **{f"{word}s": ("weekdays", index) for index, word in enumerate(WEEKDAYS)},
    "mornings": ("weekdays", 0),
    "afternoons": ("weekdays", 0),
    "evenings": ("weekdays", 0),
    "seconds": ("unit", "second"),
    "past": ("dir", "past"),
    "previous": ("dir", "previous"),
    "am": ("ap", "am"),
    "pm": ("ap", "pm"),
    **{word: ("zone", zone) for word, zone in ZONES.items()},
}

# Canonical words for a written word or phrase; several canonical words share its place in the text.
ALIASES: dict[str, str] = {
    "mon": "monday", "tue": "tuesday", "tues": "tuesday", "wed": "wednesday", "weds": "wednesday",
    "thu": "thursday", "thur": "thursday", "thurs": "thursday", "fri": "friday",
    "sat": "saturday", "sun": "sunday", "wednes": "wednesday", "thr": "thursday",
    "jan": "january", "feb": "february", "mar": "march", "apr": "april", "jun": "june",
    "jul": "july", "aug": "august", "sep": "september", "sept": "september", "oct": "october",
    "nov": "november", "dec": "december",
    "sec": "seconds", "secs": "seconds", "min": "minute", "mins": "minute", "minutes": "minute",
    "hr": "hour", "hrs": "hour", "hours": "hour", "days": "day", "weeks": "week", "wk": "week",
    "wks": "week", "months": "month", "quarters": "quarter", "qtr": "quarter", "years": "year",
    "yr": "year", "yrs": "year", "fortnights": "fortnight", "decades": "decade",
    "weekends": "weekend", "wkend": "weekend", "week-end": "weekend", "work week": "workweek",
    "working week": "workweek", "workdays": "workday", "weekdays": "workday",
    "business day": "workday", "business days": "workday", "working day": "workday",
    "working days": "workday", "work day": "workday", "work days": "workday",
    "h": "hour", "three-quarters of an hour": "45 minute",
    "three quarters of an hour": "45 minute", "lunchtime": "lunch", "lunch time": "lunch",
    "midday": "noon", "mid day": "noon", "noonish": "noon", "night-time": "night",
    "nite": "night",
    "tmrw": "tomorrow", "tmr": "tomorrow", "tomorow": "tomorrow", "tommorow": "tomorrow",
    "tommorrow": "tomorrow", "tomorrows": "tomorrow", "tonite": "tonight", "mid-night": "midnight",
    "mid night": "midnight", "oclock": "o'clock", "till": "until", "til": "until",
    "untill": "until", "up to": "until", "up until": "until", "no later than": "by",
    "not later than": "by", "at the latest by": "by", "thru": "through", "upcoming": "coming",
    "prior": "previous", "current": "this",
    "ends": "end", "ending": "end", "start of": "beginning", "beginning of": "beginning",
    "end of": "end of", "middle of": "middle", "close of business": "cob", "close of play": "cob",
    "end of business": "cob", "end of day": "eod", "end of the day": "eod",
    "end of the business day": "cob", "end of business day": "cob", "the end of the day": "eod",
    "end of play": "cob", "end of week": "eow", "end of the week": "eow", "end of month": "eom",
    "end of the month": "eom", "end of quarter": "eoq", "end of the quarter": "eoq",
    "end of year": "eoy", "end of the year": "eoy", "year end": "eoy", "year-end": "eoy",
    "month end": "eom", "month-end": "eom", "quarter end": "eoq", "quarter-end": "eoq",
    "starting": "since", "beginning on": "since", "commencing": "commencing",
    "couple of": "couple", "pair of": "couple", "a couple of": "couple", "a couple": "couple",
    "a few": "few", "@": "at", "&": "and", "~": "-", "–": "-", "—": "-", "(": ",", ")": ",",
    "1st thing": "opening", "first thing": "opening", "first thing in the morning": "opening",
    "first thing on": "opening", "prior to": "before", "ahead of": "before", "as of": "since",
    "tonight's": "tonight", "half an": "half",
    "half a": "half", "quarter of an hour": "15 minute", "around": "about",
    "approximately": "about", "onwards": "onward",
    # An idiom, and spans of no length.
    "at the end of the day": "", "at end of the day": "", "the years": "", "the weeks": "",
    "the months": "", "the days": "",
}  # fmt: skip

# Short or double-meaning words that are a weekday or month only beside other date words.
DOUBTFUL = frozenset({"sat", "sun", "wed", "mon", "mar", "may", "march", "dec", "jan", "thr"})
# Those of them that a capital letter inside a sentence makes sure.
TITLED = frozenset({"wed", "mon", "dec"})

# Words after "the 4th" that let it stand alone as a day; anything else ("retweet") owns it.
_AFTER = (
    "hopefully probably ideally actually going leaving returning arriving departing flying"
    " about after and are around as at be because before but by can do does for from good"
    " great had"
    " has have he here i if in instead is it just let maybe of ok okay on or our perfect please she"
    " should since so sounds than that the then there they this thanks though through till to"
    " today together unless until was we were when where which while will with work works would"
    " yes you your"
)
FOLLOWERS = frozenset(_AFTER.split())
