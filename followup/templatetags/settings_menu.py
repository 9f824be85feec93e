"""The menu of the settings pages: which lines stand in it, for whom, under which heading."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from django import template

register = template.Library()
EVERYBODY = frozenset({"rep", "manager", "admin"})
LEADS_PEOPLE = frozenset({"manager", "admin"})
ADMIN = frozenset({"admin"})


class Line(NamedTuple):
    """A link: the name of its address, which is also what its pages call `here`."""

    name: str
    icon: str
    title: str
    roles: frozenset[str]


class Group(NamedTuple):
    title: str
    lines: Sequence[Line]


MENU = (
    Group(
        "What goes out",
        (
            Line("sequences", "list-checks", "Sequences", LEADS_PEOPLE),
            Line("library", "library", "Library", LEADS_PEOPLE),
            Line("timing", "clock", "Timing", LEADS_PEOPLE),
            Line("pauses", "pause", "Pauses", EVERYBODY),
            Line("mailboxes", "mail", "Mailboxes", EVERYBODY),
            Line("deliverability", "mail-check", "Deliverability", ADMIN),
            Line("suppression", "ban", "Suppression", LEADS_PEOPLE),
            Line("organisation", "building-2", "Organisation", ADMIN),
            Line("receipts", "mail-check", "Receipt", ADMIN),
            Line("privacy", "lock-keyhole", "Privacy", ADMIN),
        ),
    ),
    Group(
        "What comes in",
        (
            Line("events", "inbox", "Events", ADMIN),
            Line("import", "file-up", "Import", ADMIN),
            Line("crm", "layers", "CRM", ADMIN),
            Line("enrichment", "sparkles", "Enrichment", ADMIN),
            Line("routing", "git-branch", "Routing", ADMIN),
            Line("scoring", "gauge", "Scoring", LEADS_PEOPLE),
            Line("keys", "lock-keyhole", "API keys", ADMIN),
        ),
    ),
    Group(
        "Who works here",
        (
            Line("people", "users", "People", ADMIN),
            Line("preferences", "bell", "Notifications", EVERYBODY),
        ),
    ),
)


@register.simple_tag
def settings_menu(role: str) -> list[Group]:
    """The groups a person of this role sees, each with at least one line."""
    seen = (Group(g.title, [line for line in g.lines if role in line.roles]) for g in MENU)
    return [group for group in seen if group.lines]
