"""What the editor starts from: the draft, or words that were typed before and never saved."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass

from leads.requests import Request
from reviews import scratches
from reviews.models import Draft, Scratch
from reviews.scratches import Words


@dataclass(frozen=True, slots=True)
class Editor:
    """The fields of one tab. `restored`: where they come from when not from the draft; `others`:
    unsaved words of other tabs; `is_conflict`: the draft has changed since these were typed."""

    tab: str
    fields: Words
    restored: Scratch | None
    others: Sequence[Scratch]
    is_conflict: bool

    @property
    def instead_of(self) -> str:
        return self.restored.tab if self.restored else ""


def editor(request: Request, draft: Draft, *, body: str, given: Words | None) -> Editor:
    """The editor of a draft whose present body is `body`; `given` are words that were refused."""
    present = Words(draft.subject, draft.cc, body)
    tab = request.POST.get("tab") or uuid.uuid4().hex
    said = _plain(present)
    kept = [s for s in scratches.of(draft, user=request.user) if _plain(_words(s)) != said]
    if given is not None:
        others = [s for s in kept if s.tab != tab]
        return Editor(tab, given, None, others, is_conflict=True)
    wanted = request.GET.get("use", "")
    restored = next((s for s in kept if s.tab == wanted), None)
    if restored is None and kept and kept[0].revision == draft.revision:
        restored = kept[0]
    return Editor(
        tab,
        _words(restored) if restored else present,
        restored,
        [s for s in kept if s is not restored],
        is_conflict=restored is not None and restored.revision != draft.revision,
    )


def _words(scratch: Scratch) -> Words:
    return Words(scratch.subject, scratch.cc, scratch.body)


def _plain(words: Words) -> Words:
    """The words as saving would leave them."""
    return Words(" ".join(words.subject.split()), words.cc.strip(), words.body.rstrip())
