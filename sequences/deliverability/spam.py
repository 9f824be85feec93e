"""What in a mail looks like spam, and why. Pure; a hint for the person who writes, no more.

No score: a filter learns from millions of mails and nobody outside knows its weights. These are
the things every filter is known to look at and a person can mend.
"""

from __future__ import annotations

import re

_LINK = re.compile(r"https?://([^\s/<>\"”)]+)[^\s<>\"”)]*", re.IGNORECASE)
_SHORTENED = {
    "bit.ly", "tinyurl.com", "t.co", "goo.gl", "ow.ly", "is.gd", "buff.ly", "rebrand.ly", "cutt.ly",
    "lnkd.in", "rb.gy", "shorturl.at",
}  # fmt: skip
_PUSHY = re.compile(
    r"\b(?:act now|limited time|last chance|100 ?% free|risk[- ]free|no obligation|guaranteed|"
    r"once in a lifetime|click here|buy now|order now|urgent(?:ly)?|winner|free money|cash bonus|"
    r"double your|no strings attached|what are you waiting for|this is not spam|dear friend|"
    r"jetzt zugreifen|nur heute|garantiert|kostenlos testen|gratuit|offre limitée|gratis)\b",
    re.IGNORECASE,
)
_MOST_LINKS = 3
_LONGEST_SUBJECT = 78


def signals(*, subject: str, body: str, continues: bool = False) -> list[str]:
    """Sentences, each with what was seen and what to do. `continues`: it answers a thread."""
    found = []
    letters = [c for c in subject if c.isalpha()]
    if len(letters) > 8 and sum(c.isupper() for c in letters) > 0.7 * len(letters):
        found.append("The subject is in capitals, which filters take for shouting. Write it small.")
    if re.search(r"[!?]{2,}|[€$£]{2,}", subject) or body.count("!") > 3:
        found.append("There are many exclamation marks. One at most reads like a person.")
    if not continues and re.match(r"\s*(?:re|fw|fwd|aw|wg)\s*:", subject, re.IGNORECASE):
        found.append(
            "The subject pretends to be an answer, but nothing went before. Take “Re:” out."
        )
    if len(subject) > _LONGEST_SUBJECT:
        found.append("The subject is so long that most programs cut it. Say it in a few words.")
    found.extend(_of_links(body))
    said = dict.fromkeys(m[0].lower() for m in _PUSHY.finditer(f"{subject}\n{body}"))
    if len(said) >= 2 or (said and _PUSHY.search(subject)):
        listed = ", ".join(f"“{words}”" for words in list(said)[:3])
        found.append(f"It uses the words of advertising: {listed}. Say what you mean instead.")
    return found


def _of_links(body: str) -> list[str]:
    hosts = [m[1].lower().removeprefix("www.") for m in _LINK.finditer(body)]
    found = []
    if short := next((h for h in hosts if h in _SHORTENED), None):
        found.append(
            f"A link goes through {short}, which hides where it leads. Use the address itself."
        )
    if len(hosts) > _MOST_LINKS:
        found.append(
            f"There are {len(hosts)} links. Filters count them: keep those that are needed."
        )
    if any(re.fullmatch(r"[\d.:]+", h) for h in hosts):
        found.append("A link leads to a bare number address. Use a name.")
    if hosts and len(_LINK.sub("", body).split()) < 15:
        found.append("It is little more than a link. Write a sentence about what is behind it.")
    return found
