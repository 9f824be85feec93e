"""Approved words for `{library.…}`: which fit whom, and how an admin keeps them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction

from followup.lib.grounding.links import links
from leads.models import User
from sequences.lint import advice
from sequences.models import LibraryItem
from sequences.slots import Value
from sequences.slots.parsing import left_for_later


class Refused(Exception):
    """The library is not changed this way; the text says why and what to do."""


def fitting(
    items: Iterable[LibraryItem], *, kind: str, industry: str, title: str, language: str
) -> list[Value]:
    """The approved words for somebody, the most specific first; of equals the oldest. Pure.

    What names another industry, other titles or another language does not fit.
    """
    found = []
    for item in items:
        if item.kind != kind or item.approved_at is None or item.retired_at is not None:
            continue
        if (score := _fit(item, industry, title, language)) is not None:
            found.append((-score, item.pk, Value(item.text, _source(item), item=item.pk)))
    return [value for *_, value in sorted(found, key=lambda one: one[:2])]


def _fit(item: LibraryItem, industry: str, title: str, language: str) -> int | None:
    """How specific it is, or None when it is for somebody else."""
    if item.language and item.language != (language or "en")[:2].lower():
        return None
    if item.industry and item.industry.casefold() != industry.casefold():
        return None
    words = [word.strip().casefold() for word in item.title_words.split(",") if word.strip()]
    if words and not any(word in f" {title.casefold()} " for word in words):
        return None
    return 2 * bool(item.industry) + bool(words)


def _source(item: LibraryItem) -> str:
    whom = [item.industry or "any industry", item.title_words or "any title"]
    return f"Library, {item.get_kind_display().lower()} for {', '.join(whom)}"


def wrong_with(*, kind: str, text: str) -> str:
    """Why these words cannot stand in the library, or ''."""
    if kind == LibraryItem.Kind.PAIN_QUESTION and not text.rstrip().endswith("?"):
        return "Nobody knows their pain but they: ask it as a question that ends with “?”."
    if "{" in text or left_for_later(text):
        return "These words go out as they are: no slots and no gaps in them."
    if "\n" in text.strip():
        return "Keep it to one paragraph: it becomes part of a sentence or a line."
    if links(text):
        return "No links or addresses here: a person adds them to the mail where they belong."
    return ""


def add(
    *, by: User, kind: str, text: str, industry: str, title_words: str, language: str
) -> LibraryItem:
    """A proposal for the library; it is used once an admin approves it."""
    text = " ".join(text.split())
    if wrong := wrong_with(kind=kind, text=text):
        raise Refused(wrong)
    _only_admin(by)
    return LibraryItem.objects.create(
        kind=kind,
        text=text,
        industry=industry.strip(),
        title_words=", ".join(w.strip() for w in title_words.split(",") if w.strip()),
        language=language,
    )


def approve(item_id: int, *, by: User, now: datetime) -> LibraryItem:
    """An admin takes responsibility for the words; from now on they never change."""
    _only_admin(by)
    with transaction.atomic():
        item = LibraryItem.objects.select_for_update().get(pk=item_id)
        if item.approved_at is not None:
            raise Refused("This is approved already.")
        item.approved_at, item.approved_by = now, by
        item.save(update_fields=["approved_at", "approved_by"])
        return item


def retire(item_id: int, *, by: User, now: datetime) -> None:
    """Not used any more. What was sent with it stays as it was."""
    _only_admin(by)
    LibraryItem.objects.filter(pk=item_id, retired_at__isnull=True).update(retired_at=now)


def bring_back(item_id: int, *, by: User) -> None:
    """Used again, in the words that were approved."""
    _only_admin(by)
    LibraryItem.objects.filter(pk=item_id).update(retired_at=None)


def remove(item_id: int, *, by: User) -> None:
    """Throw a proposal away that nobody approved."""
    _only_admin(by)
    removed, _ = LibraryItem.objects.filter(pk=item_id, approved_at__isnull=True).delete()
    if not removed:
        raise Refused("Approved words are retired, not removed: mails may rest on them.")


def advice_for(item: LibraryItem) -> list[str]:
    """What an admin should look at before approving."""
    return [one.words for one in advice(item.text)]


def _only_admin(by: User) -> None:
    if by.role != User.Role.ADMIN or not by.is_active:
        raise Refused("Only an admin changes the library.")
