"""What a person would see of a text: markup, entities and invisible characters taken out.

Only visible words may be cited. Characters that draw nothing (tag characters, zero-width
spaces, bidirectional controls, runs of variation selectors) can carry words past a reviewer's
eyes into a model's prompt, so they are removed from what is citable; the caller warns. Joiners
stay where writing needs them: inside emoji and between letters of non-Latin scripts.
"""

from __future__ import annotations

import html
import re

INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5"
    "\u180b-\u180f\u200b\u200e\u200f\u202a-\u202e\u2060-\u206f\u2800\u3164\ufeff\uffa0"
    "\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
    "|[\u200c\u200d]{2,}|[\ufe00-\ufe0f]{2,}"
    "|(?<![^\x00-\x7f])[\u200c\u200d]|[\u200c\u200d](?![^\x00-\x7f])"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_ENTITY = re.compile(r"&(?:#[0-9]{1,7}|#[xX][0-9a-fA-F]{1,6}|[A-Za-z][A-Za-z0-9]{1,30});")
_ANY_TAG = re.compile(r"</?[A-Za-z][^<>]*>|<[!?][^<>]*>|<\d[\d:.]*>|\{\\[^{}]*\}")
_KNOWN_TAG = re.compile(
    r"</?(?:b|i|u|s|em|strong|br|p|div|span|font|mark|small|sub|sup)(?:\s[^<>=]{0,40}=[^<>]*)?\s?/?>",
    re.IGNORECASE,
)


def visible(text: str) -> str:
    """The text on one line, without anything that draws nothing; entities are not touched."""
    if not text.isascii():
        text = _SURROGATE.sub("\ufffd", text)
    return " ".join(INVISIBLE.sub("", text).split())


def hides_something(text: str) -> bool:
    """Whether `visible` would remove a character that draws nothing."""
    return INVISIBLE.search(text) is not None


def without_cue_markup(text: str) -> str:
    """Subtitle text without its tags (every `<word ...>` is markup there), entities decoded."""
    if "<" in text or "{" in text:
        text = _ANY_TAG.sub(lambda m: " " if m.group() in ("<br>", "<br/>") else "", text)
    return decoded(text)


def without_html(text: str) -> str:
    """Prose without common HTML formatting, entities decoded; unknown tags stay visible."""
    if "<" in text:
        text = _KNOWN_TAG.sub(lambda m: " " if m.group()[1:3].lower() == "br" else "", text)
    return decoded(text)


def decoded(text: str) -> str:
    """Entities decoded once, and only complete ones: `R&D` and `&copy` stay as they are."""
    return _ENTITY.sub(lambda m: html.unescape(m.group()), text) if "&" in text else text
