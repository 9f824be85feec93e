"""Numbers, amounts and rates: the same value, of the same kind, must be in what is cited."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from followup.lib.grounding.schema import Reason
from followup.lib.grounding.text import Token, tokens

_UNITS = "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen"
_TEENS = "fifteen sixteen seventeen eighteen nineteen"
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
WORDS: dict[str, float] = {w: i for i, w in enumerate(f"{_UNITS} {_TEENS}".split())}
WORDS |= {w: 10.0 * i for i, w in enumerate(_TENS.split(), 2)}
WORDS |= {"dozen": 12, "couple": 2, "twice": 2, "half": 0.5}
_SCALES = {"hundred": 1e2, "thousand": 1e3, "k": 1e3, "grand": 1e3, "million": 1e6, "m": 1e6}
_SCALES |= {"mn": 1e6, "mio": 1e6, "billion": 1e9, "bn": 1e9, "b": 1e9, "lakh": 1e5, "crore": 1e7}
_CURRENCY = {"$": "USD", "dollar": "USD", "dollars": "USD", "usd": "USD", "bucks": "USD"}
_CURRENCY |= {"€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP", "gbp": "GBP"}
_CURRENCY |= {"pound": "GBP", "pounds": "GBP", "quid": "GBP", "¥": "JPY", "yen": "JPY"}
_CURRENCY |= {"₹": "INR", "rupees": "INR", "chf": "CHF", "francs": "CHF"}
_KINDS = {"%": "%", "percent": "%", "pct": "%", "prozent": "%", "pourcent": "%", "percentage": "%"}
for _base in ("second", "minute", "hour", "day", "week", "month", "quarter", "year"):
    _KINDS |= {_base: _base, f"{_base}s": _base}
_KINDS |= {"hrs": "hour", "hr": "hour", "mins": "minute", "min": "minute", "gb": "gb", "tb": "tb"}
_KINDS |= {"mb": "mb", "kg": "kg", "km": "km", "miles": "mile", "pm": "time", "am": "time"}
_RATES = {"day": "day", "daily": "day", "week": "week", "weekly": "week", "month": "month"}
_RATES |= {"monthly": "month", "quarter": "quarter", "quarterly": "quarter", "year": "year"}
_RATES |= {"yearly": "year", "annual": "year", "annually": "year", "annum": "year", "hour": "hour"}
_RATES |= {"hourly": "hour"}
_BOUNDS = {
    ("up", "to"): "most", ("at", "most"): "most", ("less", "than"): "most", ("under",): "most",
    ("no", "more", "than"): "most", ("at", "least"): "least", ("more", "than"): "least",
    ("over",): "least", ("minimum",): "least", ("maximum",): "most", ("starting", "at"): "least",
    ("starts", "at"): "least", ("start", "at"): "least", ("starting", "from"): "least",
    ("not", "more", "than"): "most", ("below",): "most", ("above",): "least",
    ("about",): "about", ("around",): "about", ("roughly",): "about", ("approximately",): "about",
    ("nearly",): "about", ("almost",): "about", ("some",): "about", ("circa",): "about",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its kind (`%`, a currency, a unit of time; empty when bare), rate and bound."""

    value: float
    kind: str
    rate: str
    bound: str
    start: int
    end: int


def _digits(word: str) -> float | None:
    """1,250 and 1.250,00 and 1.5 as a value; None for clock times and anything odd."""
    if ":" in word or not word[0].isdigit():
        return None
    groups = word.replace(",", ".").split(".")
    if len(groups) > 1 and all(len(g) == 3 for g in groups[1:]) and len(groups[0]) <= 3:
        text = "".join(groups) if groups[0] != "0" else ".".join(groups)
    elif len(groups) > 2:
        text = "".join(groups[:-1]) + "." + groups[-1]
    else:
        text = ".".join(groups)
    try:
        return float(text)
    except ValueError:
        return None


def _value(row: Sequence[Token], at: int) -> tuple[float, int] | None:
    """The number that begins at `at` and the index after it."""
    first = _digits(row[at].word)
    total = first if first is not None else WORDS.get(row[at].word)
    if total is None and at and row[at - 1].word == "a" and row[at].word in _SCALES:
        total, at = 1.0, at - 1 if len(row[at].word) > 2 else at
    if total is None:
        return None
    group, whole, i = total, 0.0, at + 1
    while i < len(row) and i - at < 12:
        word = row[i].word
        if word in _SCALES and not (len(word) == 1 and row[i].start != row[i - 1].end):
            if _SCALES[word] == 100:
                group *= 100
            else:
                whole, group = whole + (group or 1) * _SCALES[word], 0.0
        elif word in WORDS and word not in ("couple", "twice", "half") and first is None:
            group = group + WORDS[word] if word != "dozen" else group * 12
        elif not (word in ("-", "and") and first is None and _goes_on(row, i, whole, group)):
            break
        i += 1
    if [t.word for t in row[i : i + 3]] == ["and", "a", "half"]:
        return whole + group + 0.5, i + 3
    return whole + group, i


def _goes_on(row: Sequence[Token], i: int, whole: float, group: float) -> bool:
    """`twenty-five`, `one hundred and five`: does the number continue behind this joint?"""
    if i + 1 >= len(row) or row[i + 1].word not in WORDS:
        return False
    if row[i].word == "-":
        return group >= 20
    return bool(whole and not group) or group >= 100


def _around(row: Sequence[Token], begin: int, after: int) -> tuple[str, str, str]:
    kind = _CURRENCY.get(row[begin - 1].word, "") if begin else ""
    i = after
    if i < len(row) and row[i].word == "-":
        i += 1
    if not kind and i < len(row):
        kind = _CURRENCY.get(row[i].word, "") or _KINDS.get(row[i].word, "")
    if kind == "" and i + 1 < len(row):
        kind = _KINDS.get(row[i + 1].word, "") if row[i].word in ("working", "business") else ""
    rate = _rate(row, after)
    bound = ""
    front = begin - 1 if begin and row[begin - 1].word in _CURRENCY else begin
    for width in (3, 2, 1):
        words = tuple(t.word for t in row[max(0, front - width) : front])
        if words in _BOUNDS:
            bound = _BOUNDS[words]
            break
    return kind, rate, bound


def _rate(row: Sequence[Token], after: int) -> str:
    """`$50/user per month`, `a year`, `monthly` close behind a number."""
    for j in range(after, min(after + 6, len(row))):
        if row[j].word in (".", ";", ",") or (j > after and row[j].word[0].isdigit()):
            return ""
        if row[j].word in _RATES and (
            row[j].word.endswith("ly")
            or row[j].word == "annual"
            or row[j - 1].word in ("per", "a", "each", "every", "/", "an")
        ):
            return _RATES[row[j].word]
    return ""


def _place(row: Sequence[Token], begin: int, after: int) -> tuple[int, int]:
    """Where the number stands, its sign of currency or per cent included."""
    first = row[begin - 1] if begin and row[begin - 1].word in _CURRENCY else row[begin]
    signed = after < len(row) and (row[after].word in _CURRENCY or row[after].word == "%")
    return first.start, row[after if signed else after - 1].end


@lru_cache(maxsize=4096)
def numbers(text: str) -> tuple[Number, ...]:
    """Every number of `text` in digits or English words; a bare "one" is a pronoun."""
    row = tokens(text)
    found: list[Number] = []
    i = 0
    while i < len(row):
        read = _value(row, i)
        if read is None:
            i += 1
            continue
        value, after = read
        kind, rate, bound = _around(row, i, after)
        listed = i == 0 and after == 1 and [t.word for t in row[1:2]] in (["."], [")"])
        bare_one = row[i].word == "one" and after == i + 1 and not kind
        if not (listed or bare_one or (row[i].word in ("half", "twice") and not kind)):
            start, end = _place(row, i, after)
            found.append(Number(value, kind, rate, bound, start, end))
        i = after
    return tuple(found)


def _fits(mine: Number, theirs: Number) -> bool:
    if abs(mine.value - theirs.value) > 1e-6 * max(1.0, abs(mine.value)):
        return False
    return mine.kind == theirs.kind or not mine.kind or not theirs.kind


def check_numbers(
    sentence: str, cited: Iterable[str], allowed: Iterable[tuple[int, int]] = ()
) -> list[Reason]:
    """Numbers of `sentence` that no cited text has, or has as another kind, rate or bound.

    `allowed` are spans another check answers for (dates, times, links).
    """
    there = list(dict.fromkeys(replace(n, start=0, end=0) for t in cited for n in numbers(t)))
    spans = list(allowed)
    reasons: list[Reason] = []
    for mine in numbers(sentence):
        if any(a <= mine.start < b for a, b in spans):
            continue
        shown = sentence[mine.start : mine.end]
        code = "amount" if mine.kind in {*_CURRENCY.values(), "%"} else "number"
        fits = [n for n in there if _fits(mine, n)]
        if not fits:
            text = f"“{shown}” is not in what this cites"
            same_kind = [n for n in there if n.kind == mine.kind]
            if any(abs(n.value - mine.value) < 1e-9 for n in there):
                text = f"“{shown}” is cited with another unit"
            elif len(same_kind) == 1:
                text += f"; {same_kind[0].value:g}{'%' * (mine.kind == '%')} is"
            reasons.append(Reason(code, text, mine.start, mine.end))
            continue
        if mine.rate and not any(n.rate in ("", mine.rate) for n in fits):
            text = f"“{shown}” is per {fits[0].rate} in what this cites, not per {mine.rate}"
            reasons.append(Reason("amount", text, mine.start, mine.end))
        bounds = {n.bound for n in fits}
        if "about" not in (mine.bound, *bounds) and mine.bound not in bounds and "" not in bounds:
            text = f"“{shown}” is a limit in what this cites (at {bounds.pop()})"
            reasons.append(Reason("hedge", text, mine.start, mine.end))
    return reasons
