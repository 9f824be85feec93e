"""System checks of our own, for `manage.py check --deploy`."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.checks import CheckMessage, Tags, Warning, register

from followup import configuration as env


@register(Tags.security, deploy=True)
def own_logins(**kwargs: Any) -> list[CheckMessage]:
    """Each kind of process logs in as itself: a role taken after sign-in can be left again."""
    if settings.EMBEDDED_POSTGRES:
        return []
    missing = [
        f"DATABASE_URL_{r.upper()}"
        for r in ("web", "worker", "sender")
        if not env.text(f"DATABASE_URL_{r.upper()}")
    ]
    if not missing:
        return []
    return [
        Warning(
            f"{', '.join(missing)} not set: these processes log in as the owner of the tables.",
            hint="Give each kind of process a login that is a member of followup_<role> only.",
            id="followup.W001",
        )
    ]


@register(Tags.security, deploy=True)
def no_samples(**kwargs: Any) -> list[CheckMessage]:
    """A deployed site is not in its sample mode."""
    if not settings.SAMPLE:
        return []
    return [
        Warning(
            "FOLLOWUP_SAMPLE is on: sample people can sign in.",
            hint="Unset it.",
            id="followup.W002",
        )
    ]
