"""Asking outside services about people and companies. Network only: no database, no clock."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from leads.enriching import apollo, own
from leads.enriching.asking import NotNow, Refused, Service, Unanswerable
from leads.enriching.schema import SENIORITIES, Facts, Question

__all__ = [
    "SENIORITIES",
    "Facts",
    "NotNow",
    "Question",
    "Refused",
    "Service",
    "Unanswerable",
    "ask",
]

_OF: Mapping[str, Callable[[Service, Question], Facts]] = {"apollo": apollo.ask, "own": own.ask}


def ask(kind: str, service: Service, about: Question) -> Facts:
    """What a service says, checked. Raises `NotNow` for what passes by itself, `Refused` for what
    an admin must mend and `Unanswerable` for what only this question cannot get an answer to."""
    return _OF[kind](service, about)
