"""Names of days and months in German, French and Spanish, folded as the tokens are."""

from __future__ import annotations

_WEEKDAYS = """
    montag dienstag mittwoch donnerstag freitag samstag sonntag
    lundi mardi mercredi jeudi vendredi samedi dimanche
    lunes martes miercoles jueves viernes sabado domingo
"""
_MONTHS = """
    januar februar marz april mai juni juli august september oktober november dezember
    janvier fevrier mars avril mai juin juillet aout septembre octobre novembre decembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
"""
WEEKDAYS = {name: i % 7 for i, name in enumerate(_WEEKDAYS.split())} | {"sonnabend": 5}
MONTHS = {name: i % 12 + 1 for i, name in enumerate(_MONTHS.split())} | {"janner": 1}
NEAR = {
    "heute": 0, "morgen": 1, "gestern": -1, "aujourdhui": 0, "demain": 1,
    "hoy": 0, "manana": 1, "ayer": -1,
}  # fmt: skip
# Month names that mean other things too, or people: only beside a day of the month.
UNSURE = frozenset(("mars", "mai", "mayo", "juli", "julio", "avril", "abril"))
# "am Morgen", "por la mañana": the morning.
MORNING = frozenset(("am", "den", "diesen", "guten", "jeden", "la", "esta", "cada", "buena"))
OF = frozenset(("of", "de", "."))
