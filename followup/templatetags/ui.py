"""What every template may draw: icons, clock times, ages and initials."""

from __future__ import annotations

import json
from datetime import date, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from followup.lib import days
from followup.lib.spans import span
from followup.rail import Rail

register = template.Library()
# Our own build output, never a person's words: the one place where markup is marked safe.
ICONS: dict[str, SafeString] = {
    name: mark_safe(shapes)  # noqa: S308
    for name, shapes in json.loads(Path(__file__).with_name("icons.json").read_text()).items()
}


@register.simple_tag
@cache
def icon(name: str, css: str = "size-4", label: str = "") -> SafeString:
    """An icon by its name; decoration unless a `label` says it aloud. KeyError when not built."""
    spoken = (
        format_html('role="img" aria-label="{}"', label)
        if label
        else mark_safe('aria-hidden="true"')
    )
    return format_html(
        '<svg class="{}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" '
        'stroke-linecap="round" stroke-linejoin="round" {}>{}</svg>',
        css,
        spoken,
        ICONS[name],
    )


@register.simple_tag(takes_context=True)
def rail_links(context: dict[str, Any], here: str) -> SafeString:
    """The links of the rail for the person who looks, as they stand now."""
    paused = context["paused_mailbox"]
    return Rail(
        here=here,
        role=context["user"].role,
        in_settings="/settings/" in context["request"].path,
        paused=paused.pause_reason if paused else "",
        counted=tuple(context["counters"].items()),
    ).html


@register.filter
def clock(milliseconds: int | None) -> str:
    """Milliseconds from the start of a recording as 4:07 or 1:02:33; nothing when not known."""
    if milliseconds is None:
        return ""
    sign, seconds = ("-" if milliseconds < 0 else ""), abs(milliseconds) // 1000
    hours, rest = divmod(seconds, 3600)
    minutes, seconds = divmod(rest, 60)
    return sign + (f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}")


@register.filter
def age(moment: datetime | None) -> str:
    """How long ago, as short as a list row needs it: now, 5 min, 3 h, 2 d, then the day."""
    return days.age(moment, now=timezone.localtime())


@register.filter
def since(moment: datetime, earlier: datetime) -> str:
    """How long after an earlier moment: 3 seconds, 90 minutes."""
    return span(moment - earlier)


@register.filter
def lasting(length: timedelta) -> str:
    """A length of time in words."""
    return span(length)


@register.filter
def day(given: date) -> str:
    """A day as people say it from today: today, tomorrow, Friday; else 4 Dec."""
    return days.named(given, today=timezone.localdate())


@register.filter
def is_due(given: date) -> bool:
    """Whether a day has come or gone."""
    return given <= timezone.localdate()


@register.filter
def initials(name: str) -> str:
    """The first letters of the first and last word of a name."""
    words = [word for word in str(name).split() if word[0].isalnum()]
    return "".join(dict.fromkeys((words[0][0], words[-1][0]))).upper() if words else "?"


@register.filter
def dialled(number: str) -> str:
    """A telephone number as a link dials it: digits, and the plus it may begin with."""
    digits = "".join(c for c in number.partition("ext")[0] if c.isascii() and c.isdigit())
    return f"+{digits}" if number.strip().startswith("+") else digits


@register.filter
def hexadecimal(value: bytes) -> str:
    return bytes(value).hex()


@register.filter
def split(text: str, by: str) -> list[str]:
    return text.split(by)


@register.filter
def words(name: str) -> str:
    """A reason's name as words: security_incident is a security incident."""
    return str(name).replace("_", " ")


SECTIONS = {"key_points": "Key points", "next_steps": "Next steps", "personal": "Personal"}


@register.filter
def section(name: str) -> str:
    """The heading of a note that a line stood under."""
    return SECTIONS.get(name, name)


@register.filter
def part(index: int) -> int:
    """Where the part of a long transcript begins that holds this line (see `leads.views.PART`)."""
    return index // 1000 * 1000


@register.filter
def pairs(text: str) -> list[list[str]]:
    """`a|b,c|d` as pairs, for short lists written in a template."""
    return [one.split("|", 1) for one in text.split(",")]
