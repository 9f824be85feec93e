"""A cheap guess at a transcript's language, from its most frequent small words."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_STOP_WORDS = {
    "en": "the and to of you that it is we in for so this have are was on be with not what they i",
    "de": "und der die das ich nicht wir ist zu es ja auch aber den mit auf ein eine dass wie sie",
    "fr": "le la les et des est vous nous que je pas une pour dans qui oui on avec sur ce mais au",
    "es": "el la los que de y en es no por con para una se lo pero como muy está sí las del yo",
    "it": "il di che e la non è per un sono con ma lo gli come anche questo più della una ci",
    "nl": "de het een en ik niet dat is van we te maar ook voor met wat zijn je dan naar dit",
    "sv": "och det att i en jag är som på för med inte har vi så men av till den vad kan om",
    "pt": "o que de não e a os um para com uma é por mas isso você eu está nós muito dos ao são",
}
_OWNERS: dict[str, tuple[str, ...]] = {}
for _code, _words in _STOP_WORDS.items():
    for _word in _words.split():
        _OWNERS[_word] = (*_OWNERS.get(_word, ()), _code)

_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)?")
_ENOUGH_CHARACTERS = 20_000
_NAMES = {
    "english": "en", "german": "de", "french": "fr", "spanish": "es", "italian": "it",
    "dutch": "nl", "portuguese": "pt", "arabic": "ar", "japanese": "ja", "chinese": "zh",
}  # fmt: skip


def guess(texts: Iterable[str]) -> str | None:
    """ISO 639-1 code (en, de, fr, es, it, nl, pt, sv), or None when the words do not decide."""
    score: Counter[str] = Counter()
    read = 0
    for text in texts:
        for word in _WORD.findall(text[:_ENOUGH_CHARACTERS].lower()):
            for code in _OWNERS.get(word, ()):
                score[code] += 1
        read += len(text)
        if read > _ENOUGH_CHARACTERS:
            break
    ranked = [*score.most_common(2), ("", 0), ("", 0)]
    (best, hits), (_, runner_up) = ranked[0], ranked[1]
    return best if hits >= 3 and hits >= 1.3 * runner_up else None


def from_tag(tag: object) -> str | None:
    """The code in a language tag (`en-US`, `pt_BR`) or an English language name; else None."""
    if not isinstance(tag, str):
        return None
    primary = re.split(r"[-_]", tag.strip().lower(), maxsplit=1)[0]
    if primary in _NAMES:
        return _NAMES[primary]
    return primary if re.fullmatch(r"[a-z]{2,3}", primary) and primary != "und" else None
