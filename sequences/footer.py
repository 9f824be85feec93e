"""What stands below an automatic mail: who we are, where, and the way out. Part of the mail that
the rep reads and approves, as every other word of it.

Automatic is every touch that a plan brought up by itself: each one that does not rest on a call,
and after a call each one behind the first. The first after a call is a person's answer to a
conversation, and so is what a person writes by hand: those carry neither footer nor one-click way
out, though a wish for no more mail is heard everywhere.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

from sequences import tokens
from sequences.models import Step, Touch
from sequences.stationery import Stationery

PURPOSE = "unsubscribe"
_RULE = "\n\n-- \n"
_WORDS = {
    "en": "No more of these mails",
    "de": "Keine weiteren Mails dieser Art",
    "fr": "Ne plus recevoir ces messages",
    "es": "No recibir más estos correos",
}


@dataclass(frozen=True, slots=True)
class Footer:
    """`text` is appended to the body; `unsubscribe` is the address of the way out. Both empty for
    a mail that is no automatic one."""

    text: str = ""
    unsubscribe: str = ""


def of(touch: Touch, *, paper: Stationery) -> Footer:
    """The footer of a touch. The same touch gives the same words as long as the organisation's
    own name and address stay the same."""
    if touch.step.channel != Step.Channel.EMAIL or not paper.is_automatic(touch):
        return Footer()
    organisation = paper.organisation
    way_out = f"{settings.SITE_URL}/u/{tokens.sign(PURPOSE, touch.pk)}/"
    call = touch.enrollment.call
    language = (call.language if call else "en").partition("-")[0].lower()
    who = " · ".join([organisation.name, *organisation.postal_address.split("\n")])
    who = " ".join(who.replace("\r", "").split()).strip(" ·")
    lines = [line for line in (who, organisation.privacy_url) if line]
    lines.append(f"{_WORDS.get(language, _WORDS['en'])}: {way_out}")
    return Footer(_RULE + "\n".join(lines), way_out)


def split(body: str) -> tuple[str, str]:
    """A body's own words and its footer, which is empty where there is none."""
    words, rule, rest = body.rpartition(_RULE)
    is_footer = bool(rule) and f"{settings.SITE_URL}/u/" in rest
    return (words, rest) if is_footer else (body, "")


def touch_of(token: str) -> Touch | None:
    """The touch a way out was made for; None for an address we never made."""
    number = tokens.read(PURPOSE, token)
    if number is None:
        return None
    return Touch.objects.filter(pk=number).select_related("enrollment__lead").first()
