"""The rewriting engine: rules replace runs of symbols by bigger ones, once each, in order.

A pattern is words and `name=#kind` slots with `( ) | ?` as in a regular expression; a word matches
a symbol's label, a slot its kind and hands its value to the rule under that name. What stands
before `^` must be there but stays as it is, and so does what stands in `=( )`; `!( )` must not
follow. No pattern repeats anything without limit, so the work grows with the length of the text
only.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

from followup.lib.dates.lexer import Symbol
from followup.lib.dates.schema import Context, When

Produced = When | tuple[str, object] | None
Rule = Callable[..., Produced]

_GROUPS = {
    "day": "num|ord",
    "any": "date|span|moment|range",
    "dated": "date|moment",
    "nth": "ord",
}  # `nth` is an ordinal in digits
_PIECE = re.compile(r"(?:(\w+)=)?#(\w+)|([\w'/,+-]+)|([=!]\(|[()|?^])|\s+")
_MARKS = {"(": "(?:", "=(": "(?=", "!(": "(?!", "^": "(?P<kept>)"}


@dataclass(frozen=True, slots=True)
class Rewriting:
    """A compiled rule."""

    pattern: re.Pattern[str]
    rule: Rule


def compiled(pattern: str) -> re.Pattern[str]:
    """The regular expression, over a line of `kind.label~number ` symbols, of a rule's pattern."""
    out: list[str] = []
    for name, kind, word, mark in _PIECE.findall(pattern):
        if kind:
            group = f"(?P<{name}>\\d+)" if name else r"\d+"
            label = "x" if kind == "nth" else "[^ ~]*"
            out.append(rf"(?:{_GROUPS.get(kind, kind)})\.{label}~{group} ")
        elif word:
            out.append(rf"[a-z]+\.{re.escape(word)}~\d+ ")
        elif mark:
            out.append(_MARKS.get(mark, mark))
    return re.compile(rf"(?<!\S)(?:{''.join(out)})")


class Grammar:
    """An ordered list of rules, filled by decorating functions."""

    def __init__(self) -> None:
        self.rules: list[Rewriting] = []

    def rule(self, *patterns: str) -> Callable[[Rule], Rule]:
        """Register a function that gets the context and the slots of any of `patterns`."""

        def register(function: Rule) -> Rule:
            self.rules += [Rewriting(compiled(pattern), function) for pattern in patterns]
            return function

        return register


def rewrite(symbols: Sequence[Symbol], rules: Sequence[Rewriting], ctx: Context) -> list[Symbol]:
    """What is left of `symbols` (without breaks) when every rule has been applied in order."""
    table = list(symbols)
    line = "".join(f"{s.kind}.{s.label}~{index} " for index, s in enumerate(table))
    for rewriting in rules:
        line = rewriting.pattern.sub(partial(_apply, rewriting.rule, table, ctx), line)
    return [table[int(number)] for number in re.findall(r"~(\d+) ", line)]


def _apply(rule: Rule, table: list[Symbol], ctx: Context, match: re.Match[str]) -> str:
    values = {
        name: table[int(number)].value for name, number in match.groupdict().items() if number
    }
    try:
        produced = rule(ctx, **values)
    except (ValueError, OverflowError):
        return match.group()
    if produced is None:
        return match.group()
    kept = match.start("kept") if "kept" in match.re.groupindex else match.start()
    before, replaced = match.string[match.start() : kept], match.string[kept : match.end()]
    used = [table[int(number)] for number in re.findall(r"~(\d+) ", replaced)]
    kind, value = (produced.kind, produced) if isinstance(produced, When) else produced
    table.append(Symbol(kind, "x", value, used[0].start, max(s.end for s in used)))
    return f"{before}{kind}.x~{len(table) - 1} "
