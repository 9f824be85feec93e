"""Deeds in German, French and Spanish: fixed phrases of thanks, receipt and sending."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from leads.kept.schema import Promise, Spoken

_STRUCK = {
    "de": r"\b(?:nicht|nie|kein\w*|noch|falls|wenn|sobald|bevor|werde\w*|würde\w*|soll\w*|ob)\b",
    "fr": r"\b(?:pas|jamais|aucune?|si|quand|dès|avant|vais|allons|devrais?|pourra\w*|faut)\b",
    "es": r"\b(?:no|nunca|ningún|ninguna|si|cuando|antes|voy|vamos|podría\w*|aún|todavía)\b",
}
_MINE = {
    "de": r"\b(?:habe|haben|hab)\b.*\b(?:geschickt|gesendet|geschrieben|weitergeleitet|geteilt|"
    r"geprüft|geklärt|besprochen|hochgeladen|freigegeben|unterschrieben|erstellt|eingerichtet)\b",
    "fr": r"\b(?:ai|avons|a)\s+(?:bien |déjà |vous |t')?(?:envoyé|transmis|partagé|vérifié|parlé|"
    r"transféré|signé|préparé|validé|fait)\w*",
    "es": r"\b(?:envié|enviamos|mandé|mandamos|compartí|compartimos|revisé|hablé|confirmé|firmé|"
    r"(?:he|hemos) (?:enviado|mandado|compartido|revisado|hablado|confirmado|firmado))\b",
}
_THEIRS = {
    "de": r"\b(?:danke|vielen dank|merci)\b.*\bfür\b|\b(?:erhalten|bekommen|angekommen)\b",
    "fr": r"\bmerci\b.*\bpour\b|\b(?:bien reçu|ai reçu|avons reçu|bien eu)\b",
    "es": r"\bgracias\b.*\bpor\b|\b(?:recibí|recibimos|(?:he|hemos) recibido|(?:me|nos) llegó)\b",
}
_WORD = re.compile(r"[^\W\d_]{4,40}")
_COMMON = frozenset(
    """
    habe haben hatte werde werden schicke schicken sende senden ihnen euch diese dieser heute morgen
    gestern woche montag dienstag mittwoch donnerstag freitag danke vielen dank für bitte noch
    gerne auch dann nächste nächsten ende letzte letzten alle eine einen einer unsere unseren ihre
    envoie envoyer envoyé envoyons vous nous avec pour cette demain semaine lundi mardi mercredi
    jeudi vendredi merci bien dans votre notre vais allons avons suis leur
    envío enviar enviaré mando mandar para esta este mañana semana lunes martes miércoles jueves
    viernes gracias usted ustedes nosotros nuestra nuestro sobre próxima próximo
    """.split()  # noqa: SIM905
)


@dataclass(frozen=True, slots=True)
class Deed:
    """A phrase of thanks or sending with the words around it."""

    side: str
    words: frozenset[str]

    def shows(self, promise: Promise, wanted: object) -> bool:
        """Whether side and at least one telling word agree."""
        if self.side and promise.direction not in ("", self.side):
            return False
        return any(_same(a, b) for a in _telling(promise.quote) for b in self.words)


def reader(language: str) -> Callable[[str, Spoken], Iterator[Deed]]:
    """What a sentence of this language reports as done; nothing in other languages."""
    lang = language[:2]
    if lang not in _MINE:
        return lambda text, line: iter(())
    struck, mine, theirs = (re.compile(t[lang], re.IGNORECASE) for t in (_STRUCK, _MINE, _THEIRS))

    def read(text: str, line: Spoken) -> Iterator[Deed]:
        text = text[:600]
        if text.endswith("?") or struck.search(text):
            return
        other = {"ours": "theirs", "theirs": "ours"}.get(line.side, "")
        if theirs.search(text):
            yield Deed("" if line.is_note else other, _telling(text))
        elif mine.search(text):
            yield Deed("" if line.is_note else line.side, _telling(text))

    return read


def _telling(text: str) -> frozenset[str]:
    return frozenset(w for w in _WORD.findall(text.casefold()[:600]) if w not in _COMMON)


def _same(one: str, other: str) -> bool:
    """Equal, or one word's ending differs, or one is the tail of a compound (Preisliste, Liste)."""
    short, long = sorted((one, other), key=len)
    if len(short) >= 5 and (long.endswith(short) or long.startswith(short[:-1])):
        return len(long) - len(short) <= 12
    return one == other
