"""Text messages: what an answer wants, and how many messages the words make.

Pure: no clock, no database, no network.
"""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path
from typing import Literal

from followup.lib.mailtext import unsubscribe

Wish = Literal["stop", "start", ""]
LONGEST = 1600  # characters; Twilio takes no more
# What stands alone in an answer. The first line is what carriers and Twilio take for a stop.
_STOP = re.compile(
    r"(?:please |pls |bitte |por favor |s'il vous plait )?(?:"
    r"stop|stopall|stop all|stopit|unsubscribe|cancel|end|quit|revoke|optout|opt out|remove( me)?|"
    r"stopp|halt|ende|abmelden|abbestellen|aufhoren|arret|arreter|arretez|desabonner|desinscription|"
    r"alto|parar|pare|para|baja|cancelar|detener|basta|fermare|cancella|cancellami|disiscriviti|"
    r"stoppen|afmelden|sluta|avsluta|avregistrera|lopeta|afmeld|sair|descadastrar|"
    r"stop sms|sms stop|stop it|stop now|stop please|stop texting|стоп|отписаться|停止|"
    r"退订|取消|配信停止|"
    r"توقف|إلغاء|הסר|σταματηστε|dur|durdur|iptal)"
    r"(?: please| pls| bitte| now| sms| thanks| thank you| danke)?",
)
_START = re.compile(r"start|unstop|yes start|restart|wieder anmelden|anmelden|subscribe")
# A wish in a sentence: a verb of ending beside what is to end.
_TEXTS = (
    "(?:text|texts|texting|sms|message|messages|messaging|nachricht(?:en)?|messaggi|mensajes|"
    "mensagens|berichten)"
)
_SENTENCES = tuple(
    re.compile(line.replace("TEXTS", _TEXTS))
    for line in Path(__file__).with_name("text_wishes.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
)
# "Don't stop texting me" and "the pilot will stop messaging errors" are no wishes; in doubt it is
# one: a message too few costs less than one too many.
_NEGATED = re.compile(
    r"\b(?:do not|don'?t|dont|never|please keep|no need to)(?: ever)? (?:stop|quit|unsubscribe)\b"
)

_GSM = set(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡"
    "ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = set("^{}\\[~]|€\f")


def wish(text: str) -> Wish:
    """Whether an answer asks for no more text messages, asks for them again, or neither."""
    plain = _plain(text)
    bare = re.sub(r"[^\w' ]+", " ", plain)
    bare = " ".join(bare.split())
    if _START.fullmatch(bare):
        return "start"
    if _STOP.fullmatch(bare):
        return "stop"
    if _NEGATED.search(bare):
        return ""
    lines = [
        " ".join(re.sub(r"[^\w' ]+", " ", line).split()) for line in re.split(r"[\n.!?]+", plain)
    ]
    if any(_STOP.fullmatch(line) for line in lines if line):
        return "stop"
    if any(pattern.search(bare) for pattern in _SENTENCES) or unsubscribe.wished(text):
        return "stop"
    return ""


def segments(text: str) -> int:
    """How many messages a carrier makes of it: 160 letters of the GSM alphabet, 153 in a chain;
    with any other letter 70, and 67."""
    if all(c in _GSM or c in _GSM_TWICE for c in text):
        size = sum(2 if c in _GSM_TWICE else 1 for c in text)
        return 1 if size <= 160 else -(-size // 153)
    size = len(text.encode("utf-16-be")) // 2
    return 1 if size <= 70 else -(-size // 67)


def _plain(text: str) -> str:
    """Lower case without accents, with one kind of apostrophe."""
    folded = unicodedata.normalize("NFKD", text[:2000].replace("’", "'").casefold())
    return "".join(c for c in folded if not unicodedata.combining(c))
