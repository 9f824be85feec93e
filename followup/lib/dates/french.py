"""French words of time in terms of the English grammar."""

from __future__ import annotations

_NUMBERS = "deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze"

ALIASES: dict[str, str] = {
    "lundi": "monday", "mardi": "tuesday", "mercredi": "wednesday", "jeudi": "thursday",
    "vendredi": "friday", "samedi": "saturday", "dimanche": "sunday",
    "janvier": "january", "février": "february", "mars": "march", "avril": "april", "mai": "may",
    "juin": "june", "juillet": "july", "août": "august", "septembre": "september",
    "octobre": "october", "novembre": "november", "décembre": "december",
    "aujourd'hui": "today", "demain": "tomorrow", "après-demain": "day after tomorrow",
    "après demain": "day after tomorrow", "hier": "yesterday",
    "avant-hier": "day before yesterday", "maintenant": "now", "ce soir": "tonight",
    "ce matin": "this morning", "cet après-midi": "this afternoon", "matin": "morning",
    "après-midi": "afternoon", "soir": "evening", "midi": "noon", "minuit": "midnight",
    "jour": "day", "jours": "day", "semaine": "week", "semaines": "week", "mois": "month",
    "trimestre": "quarter", "trimestres": "quarter", "an": "year", "ans": "year",
    "année": "year", "années": "year", "week-end": "weekend", "weekend": "weekend",
    "heure": "o'clock", "heures": "o'clock", "minutes": "minute",
    "jour ouvré": "workday", "jours ouvrés": "workday", "jour ouvrable": "workday",
    "jours ouvrables": "workday",
    "dans": "in", "en": "in", "à": "at", "vers": "at", "au": "to the", "le": "the", "la": "the",
    "les": "the", "de": "of", "du": "of the", "des": "of the", "d'ici": "by",
    "d'ici à": "by", "d'ici au": "by the", "d'ici le": "by the", "avant": "before",
    "avant le": "before the", "avant la": "before the", "jusqu'à": "until",
    "jusqu'au": "until the", "après": "after", "après le": "after the", "depuis": "since",
    "depuis le": "since the", "à partir de": "since", "à partir du": "since the",
    "sous": "within", "entre": "between", "et": "and", "chaque": "every", "tous les": "every",
    "prochain": "nearest", "prochaine": "nearest", "prochaines": "nearest", "prochains": "nearest",
    "suivant": "following", "suivante": "following", "dernier": "last", "dernière": "last",
    "passé": "last", "passée": "last", "ce": "this", "cette": "this", "cet": "this",
    "fin": "end of", "fin de": "end of", "la fin de": "end of", "la fin du": "end of the",
    "fin du": "end of the",
    "début": "beginning", "début de": "beginning", "mi": "mid", "fin de semaine": "eow",
    "la fin de la semaine": "eow", "fin de la semaine": "eow", "fin de mois": "eom",
    "fin du mois": "eom", "la fin du mois": "eom", "fin de l'année": "eoy",
    "la fin de l'année": "eoy", "fin d'année": "eoy", "fin du trimestre": "eoq",
    "fin de journée": "eod", "la fin de journée": "eod", "un": "1", "une": "1", "premier": "1st",
    "il y a": "agoprefix", "en huit": "week", "en quinze": "fortnight", "notre": "our",
    "plus tard": "later",
}  # fmt: skip

ALIASES |= {name: str(value) for value, name in enumerate(_NUMBERS.split(), start=2)}
