"""Number words: "twenty-fourth", "two thousand and fifteen", "nineteen ninety six"."""

from __future__ import annotations

_ONES = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen"
    " sixteen seventeen eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_ORDINALS = (
    "zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth"
    " thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth"
)

CARDINALS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ONES.split())},
    **{word: 10 * (value + 2) for value, word in enumerate(_TENS.split())},
}
ORDINALS: dict[str, int] = {
    **{word: value for value, word in enumerate(_ORDINALS.split())},
    "twentieth": 20,
    "thirtieth": 30,
}
del CARDINALS["zero"], ORDINALS["zeroth"]


def read_number(words: list[str]) -> tuple[str, int, int] | None:
    """The number that `words` (lower case, hyphens as their own words) begin with.

    Returns ("num" | "ord" | "year", value, how many words), or None.
    """
    if not words:
        return None
    if words[0] in ORDINALS:
        return "ord", ORDINALS[words[0]], 1
    year = _year(words)
    if year is not None:
        return year
    small = _small(words)
    return None if small is None else small


def _small(words: list[str]) -> tuple[str, int, int] | None:
    first = CARDINALS.get(words[0])
    if first is None:
        return None
    if first >= 20:
        used = 2 if words[1:2] == ["-"] else 1
        rest = words[used] if len(words) > used else ""
        if 0 < CARDINALS.get(rest, 0) < 10:
            return "num", first + CARDINALS[rest], used + 1
        if 0 < ORDINALS.get(rest, 0) < 10:
            return "ord", first + ORDINALS[rest], used + 1
    return "num", first, 1


def _year(words: list[str]) -> tuple[str, int, int] | None:
    if words[:2] == ["two", "thousand"]:
        used = 3 if words[2:3] == ["and"] else 2
        rest = _small(words[used:]) if words[used:] else None
        if rest and rest[0] == "num":
            return "year", 2000 + rest[1], used + rest[2]
        return "year", 2000, 2
    if words[0] in ("nineteen", "twenty") and len(words) > 1 and words[1] != "-":
        rest = _small(words[1:])
        if rest and rest[0] == "num" and rest[1] >= 10:
            return "year", 100 * CARDINALS[words[0]] + rest[1], 1 + rest[2]
    return None
