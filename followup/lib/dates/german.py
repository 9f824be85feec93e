"""German words of time in terms of the English grammar."""

from __future__ import annotations

from itertools import product

_STEMS = {"nächst": "nearest", "naechst": "nearest", "kommend": "nearest", "letzt": "last",
          "vorig": "last", "vergangen": "last", "dies": "this", "jed": "every"}  # fmt: skip
_ORDINALS = (
    "erst",
    "zweit",
    "dritt",
    "viert",
    "fünft",
    "sechst",
    "siebt",
    "acht",
    "neunt",
    "zehnt",
)
_NUMBERS = "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf"

ALIASES: dict[str, str] = {
    "montag": "monday", "dienstag": "tuesday", "mittwoch": "wednesday", "donnerstag": "thursday",
    "freitag": "friday", "samstag": "saturday", "sonnabend": "saturday", "sonntag": "sunday",
    "januar": "january", "jänner": "january", "februar": "february", "märz": "march",
    "april": "april", "mai": "may", "juni": "june", "juli": "july", "august": "august",
    "september": "september", "oktober": "october", "november": "november",
    "dezember": "december",
    "heute": "today", "morgen": "tomorrow", "guten morgen": "", "übermorgen": "day after tomorrow",
    "gestern": "yesterday", "vorgestern": "day before yesterday", "jetzt": "now",
    "heute abend": "tonight", "heute nacht": "tonight",
    "heute morgen": "this morning", "morgen früh": "tomorrow morning",
    "heute früh": "this morning", "vormittag": "morning", "nachmittag": "afternoon",
    "abend": "evening", "mittag": "noon", "mitternacht": "midnight",
    "tag": "day", "tage": "day", "tagen": "day", "woche": "week", "wochen": "week",
    "monat": "month", "monate": "month", "monaten": "month", "monats": "month",
    "quartal": "quarter", "quartals": "quarter", "jahr": "year", "jahre": "year",
    "jahren": "year", "jahres": "year", "wochenende": "weekend", "stunde": "hour",
    "stunden": "hour", "minute": "minute", "minuten": "minute",
    "werktag": "workday", "werktage": "workday", "werktagen": "workday", "arbeitstag": "workday",
    "arbeitstage": "workday", "arbeitstagen": "workday",
    "in": "in", "im": "in", "am": "on", "an": "on", "um": "at", "gegen": "at", "uhr": "o'clock",
    "bis": "by", "bis zum": "by the", "bis zu": "by", "spätestens": "by", "spätestens am": "by",
    "bis spätestens": "by", "vor": "vor", "vor dem": "before the", "nach": "after",
    "nach dem": "after the", "seit": "since", "ab": "since", "innerhalb von": "within",
    "binnen": "within", "von": "from", "vom": "from the", "zwischen": "between", "und": "and",
    "der": "the", "die": "the", "das": "the", "den": "the", "dem": "the", "des": "of the",
    "ende": "end of", "anfang": "beginning", "mitte": "middle", "ende der woche": "eow",
    "ende des monats": "eom", "monatsende": "eom", "ende des quartals": "eoq",
    "quartalsende": "eoq", "ende des jahres": "eoy", "jahresende": "eoy",
    "ende des tages": "eod", "feierabend": "cob", "ein": "1", "eine": "1", "einem": "1",
    "einer": "1", "unser": "our", "unserem": "our", "unseres": "our", "später": "later",
    "montags": "every monday", "freitags": "every friday", "täglich": "every day",
}  # fmt: skip

ALIASES |= {
    stem + ending: word
    for (stem, word), ending in product(_STEMS.items(), ("e", "en", "er", "em", "es"))
}
ALIASES |= {name: str(value) for value, name in enumerate(_NUMBERS.split(), start=2)}
ALIASES |= {
    stem + ending: f"{value}th"
    for (value, stem), ending in product(enumerate(_ORDINALS, start=1), ("e", "en", "er"))
}
