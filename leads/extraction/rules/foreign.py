"""The plainest promises, requests and worries in German, French and Spanish.

Findings in these languages are always quotes: rewording needs grammar the engine does not have.
For any other language only questions, times and sums are recognised.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from leads.extraction.rules.facts import Fact
from leads.extraction.rules.replies import accepted
from leads.extraction.rules.spoken import Clause
from leads.extraction.schema import Strength


@dataclass(frozen=True, slots=True)
class Speech:
    """How a language promises, asks, hedges, sets conditions, needs and worries."""

    promise: re.Pattern[str]
    request: re.Pattern[str]
    hedge: re.Pattern[str]
    condition: re.Pattern[str]
    need: re.Pattern[str]
    worry: re.Pattern[str]


def _speech(
    promise: str, request: str, hedge: str, condition: str, need: str, worry: str
) -> Speech:
    made = [
        re.compile(rf"\b(?:{body})\b") for body in (promise, request, hedge, condition, need, worry)
    ]
    return Speech(*made)


_SPEECH = {
    "de": _speech(
        r"(?:ich|wir) (?:schicken?|senden?|maile|mailen|melden? (?:mich|uns)|kümmern? (?:mich|"
        r"uns)|prüfen?|klären?|"
        r"bereiten?|erstellen?|liefern?|besorgen?|frage|fragen|organisieren?|"
        r"buchen?|teilen?)\b(?!.*\bnicht\b)"
        r"|(?:ich|wir) leiten? .{2,80}? weiter|leiten? (?:ich|wir) .{0,80}? ?weiter|(?:ich|"
        r"wir) rufen? (?:sie|dich|euch) .{0,40}?an\b"
        r"|(?:schicke|sende|maile|melde|prüfe|kläre|liefere|bereite|erstelle|leite|"
        r"frage) (?:ich|wir)"
        r"|(?:ich|wir) (?:werde|werden) .{3,120}?(?:schicken|senden|melden|prüfen|klären|"
        r"liefern|vorbereiten|erstellen|weiterleiten|fragen|organisieren|buchen)"
        r"|(?:bekommen|erhalten) sie .{0,80}?(?:von (?:mir|uns)|bis)",
        r"(?:können|könnten|würden) sie .{3,140}?(?:schicken|senden|zusenden|geben|klären|"
        r"prüfen|zeigen|vorbereiten|teilen)"
        r"|(?:kannst|könntest) du .{3,140}?(?:schicken|senden|geben|klären|prüfen|"
        r"vorbereiten)|schicken sie (?:mir|uns)",
        r"versuche|versuchen|vielleicht|eventuell|wahrscheinlich|möglicherweise|könnte|hoffe|"
        r"hoffentlich",
        r"wenn|falls|sobald|sofern|vorausgesetzt|vorbehaltlich",
        r"wir (?:brauchen|benötigen|suchen|wollen|möchten)|uns ist wichtig|wichtig ist|"
        r"problem|schwierig\w*|dauert|aufwand|manuell",
        r"sorge|sorgen|bedenken|befürchte\w*|risiko|zu teuer|skeptisch|unsicher",
    ),
    "fr": _speech(
        r"(?:je|on|nous) (?:vous |te |lui |leur |me |m'en )?(?:envoie|envoyons|transmets|"
        r"transmettons|prépare|préparons|"
        r"vérifie|vérifions|reviens|revenons|rappelle|rappelons|organise|organisons|partage|"
        r"partageons|fais|contacte|enverrai|enverrons|ferai|rappellerai|reviendrai|"
        r"transmettrai|préparerai|vérifierai)"
        r"|je m'en occupe|je m'occupe|j'enverrai|je vais (?:vous |te |lui )?(?:envoyer|"
        r"transmettre|préparer|vérifier|demander|faire|organiser|revenir|partager)"
        r"|(?:on|nous) (?:va|allons) (?:vous )?(?:envoyer|transmettre|préparer|vérifier|organiser)",
        r"(?:pouvez|pourriez)[ -]vous .{3,140}?(?:envoyer|transmettre|partager|préparer|"
        r"vérifier|confirmer|m'envoyer|nous envoyer)"
        r"|(?:peux|pourrais)[ -]tu .{3,140}?(?:envoyer|m'envoyer|transmettre|vérifier)|"
        r"envoyez[ -](?:moi|nous)",
        r"essaie|essaierai|essayer|peut-être|probablement|sans doute|j'espère|pourrais|"
        r"éventuellement",
        r"si|dès que|quand|à condition|sous réserve|lorsque",
        r"(?:nous avons|on a|j'ai) besoin|nous cherchons|il nous faut|important pour nous|"
        r"problème|difficile|à la main|manuellement|priorité",
        r"inquiet\w*|inquiétude|souci|crains|craignons|risque|trop cher|réserves",
    ),
    "es": _speech(
        r"(?:yo )?(?:le|les|te|os|se lo|se la|lo|la) (?:envío|enviamos|mando|mandamos|preparo|"
        r"preparamos|reviso|confirmo|llamo|paso|comparto|enviaré|mandaré|prepararé|confirmaré|"
        r"llamaré)"
        r"|(?:voy|vamos) a (?:enviar|mandar|preparar|revisar|preguntar|organizar|compartir|"
        r"confirmar|llamar)\w*"
        r"|(?:enviaré|enviaremos|mandaré|prepararé|prepararemos|revisaré|confirmaré|"
        r"organizaré|compartiré)|me encargo|nos encargamos",
        r"(?:puede|podría|puedes|podrías|pueden|podrían) (?:.{0,100}?)(?:enviar|mandar|"
        r"compartir|preparar|revisar|confirmar)\w*|envíe(?:me|nos)|mánde(?:me|nos)",
        r"intentaré|intentar|quizás|quizá|tal vez|probablemente|espero|podría|a lo mejor",
        r"si|cuando|en cuanto|siempre que|una vez que",
        r"necesitamos|buscamos|queremos|es importante para nosotros|problema|difícil|a mano|"
        r"manualmente|prioridad",
        r"preocupa\w*|preocupación|riesgo|demasiado caro|dudas",
    ),
}


def known(language: str) -> bool:
    """Whether the engine knows how the language promises."""
    return language[:2] in _SPEECH


def commitments(clauses: Sequence[Clause], language: str) -> list[Fact]:
    """Promises, and requests that were accepted, as quotes."""
    speech = _SPEECH[language[:2]]
    found: list[Fact] = []
    for at, clause in enumerate(clauses):
        text = clause.canon
        if clause.is_question or speech.request.search(text):
            if speech.request.search(text) and (yes := accepted(at, clauses)):
                found.append(Fact("commitment", clause, 0, yes.speaker, support=(yes,)))
            elif speech.request.search(text) and clause.side == "theirs":
                found.append(Fact("ask", clause, 0, clause.speaker))
        elif speech.promise.search(text):
            found.append(Fact("commitment", clause, 0, clause.speaker, _strength(speech, text)))
    return found


def worries(sentences: Sequence[Clause], language: str) -> list[Fact]:
    """What worries the other side, as quotes."""
    speech = _SPEECH[language[:2]]
    return [
        Fact("concern", c, 0, None)
        for c in sentences
        if c.side != "ours" and c.words >= 4 and not c.is_question and speech.worry.search(c.canon)
    ]


def needs(clause: Clause, language: str) -> bool:
    """Whether a sentence speaks of a need or a problem."""
    speech = _SPEECH.get(language[:2])
    return bool(speech and speech.need.search(clause.canon))


def _strength(speech: Speech, text: str) -> Strength:
    if speech.condition.search(text):
        return "conditional"
    return "tentative" if speech.hedge.search(text) else "firm"
