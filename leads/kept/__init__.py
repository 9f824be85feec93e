"""Words of a later call or mail that show an earlier promise kept. Pure: text in, proposals out.

Only proposals come of it: a person confirms each one. So "I sent you the pricing on Friday" counts
and "did you send the pricing?", "once I have sent it" and "I never got the pricing" do not; where
it is not clear what was sent, nothing is proposed.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from leads.kept import abroad, english
from leads.kept.schema import Promise, Shown, Spoken
from leads.kept.sentences import sentences

__all__ = ["Promise", "Shown", "Spoken", "shown_kept"]

LONGEST = 4_000  # characters looked at in one passage


def shown_kept(
    promises: Sequence[Promise], said: Iterable[Spoken], *, language: str = "en"
) -> list[Shown]:
    """For each promise the first passage that shows it kept, if any.

    The work is bounded: one pass over the words, a table look-up for each sentence that reports
    something as done, and nothing at all without promises.
    """
    waiting = {p.key: p for p in promises}
    read = english.done if language[:2] == "en" else abroad.reader(language)
    found: list[Shown] = []
    wanted = {p.key: english.wanted(p) if language[:2] == "en" else None for p in promises}
    for line in said:
        if not waiting:
            break
        for start, text in sentences(line.text[:LONGEST]):
            for deed in read(text, line):
                for promise in list(waiting.values()):
                    if deed.shows(promise, wanted[promise.key]):
                        del waiting[promise.key]
                        found.append(Shown(promise.key, line.key, text, start))
    return found
