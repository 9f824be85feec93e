"""Holidays whose day follows a fixed rule. Lunar and proclaimed feasts are left out: a wrong day
is worse than none.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, timedelta

from followup.lib.dates.arithmetic import DAY, add_months, easter, nth_weekday

Rule = Callable[[int], date]


def _fixed(month: int, day: int) -> Rule:
    return lambda year: date(year, month, day)


def _nth(month: int, weekday: int, nth: int, plus: int = 0) -> Rule:
    def rule(year: int) -> date:
        first = datetime(year, month, 1)  # noqa: DTZ001 (wall clock)
        found = nth_weekday(first, add_months(first, 1), weekday, nth)
        return ((found or first) + plus * DAY).date()

    return rule


def _easter(plus: int) -> Rule:
    return lambda year: easter(year) + timedelta(days=plus)


_NAMES: dict[str, Rule] = {
    "new year|new years|new year's|new year's day|new years day": _fixed(1, 1),
    "new year's eve|new years eve": _fixed(12, 31),
    "martin luther king day|martin luther king's day|martin luther kings day|mlk day": _nth(
        1, 0, 3
    ),
    "groundhog day": _fixed(2, 2),
    "valentine's day|valentines day|valentine's": _fixed(2, 14),
    "presidents day|presidents' day|president's day": _nth(2, 0, 3),
    "st patrick's day|st. patrick's day|saint patrick's day|st patricks day": _fixed(3, 17),
    "april fools|april fools' day|april fool's day|april fools day": _fixed(4, 1),
    "shrove tuesday|mardi gras|pancake day": _easter(-47),
    "ash wednesday": _easter(-46),
    "palm sunday": _easter(-7),
    "maundy thursday": _easter(-3),
    "good friday": _easter(-2),
    "easter saturday|holy saturday": _easter(-1),
    "easter|easter sunday|easter day": _easter(0),
    "easter monday|easter mon": _easter(1),
    "ascension day|ascension thursday": _easter(39),
    "pentecost|whit sunday": _easter(49),
    "whit monday|pentecost monday": _easter(50),
    "trinity sunday": _easter(56),
    "corpus christi": _easter(60),
    "earth day": _fixed(4, 22),
    "st george's day|saint george's day": _fixed(4, 23),
    "may day": _fixed(5, 1),
    "cinco de mayo": _fixed(5, 5),
    "mother's day|mothers day|mothers' day": _nth(5, 6, 2),
    "memorial day": _nth(5, 0, -1),
    "juneteenth": _fixed(6, 19),
    "father's day|fathers day|fathers' day": _nth(6, 6, 3),
    "canada day": _fixed(7, 1),
    "independence day|fourth of july|4th of july": _fixed(7, 4),
    "bastille day": _fixed(7, 14),
    "assumption day": _fixed(8, 15),
    "labor day": _nth(9, 0, 1),
    "columbus day|indigenous peoples' day": _nth(10, 0, 2),
    "halloween|all hallows eve": _fixed(10, 31),
    "all saints day|all saints' day": _fixed(11, 1),
    "all souls day|all souls' day": _fixed(11, 2),
    "guy fawkes night|bonfire night": _fixed(11, 5),
    "veterans day|veteran's day|veterans' day|armistice day": _fixed(11, 11),
    "thanksgiving|thanksgiving day|turkey day": _nth(11, 3, 4),
    "black friday": _nth(11, 3, 4, 1),
    "cyber monday": _nth(11, 3, 4, 4),
    "st nicholas day|saint nicholas day": _fixed(12, 6),
    "christmas eve|xmas eve": _fixed(12, 24),
    "christmas|christmas day|xmas|xmas day": _fixed(12, 25),
    "boxing day": _fixed(12, 26),
}

NAMED: dict[str, Rule] = {name: rule for names, rule in _NAMES.items() for name in names.split("|")}
