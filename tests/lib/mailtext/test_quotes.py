"""New words and thread, in the ways of many mail programs and languages."""

from __future__ import annotations

from pathlib import Path

import pytest

from followup.lib.mailtext import new_words


def cases() -> list[tuple[str, str, str]]:
    """Name, body and expected words of every case in `threads.txt`."""
    text = (Path(__file__).parent / "threads.txt").read_text(encoding="utf-8")
    blocks = text.split("%%%% ")[1:]
    return [
        (named.partition("\n")[0], named.partition("\n")[2], says.partition("\n")[2].rstrip("\n"))
        for named, says in zip(blocks[::2], blocks[1::2], strict=True)
    ]


@pytest.mark.parametrize(("name", "body", "expected"), cases(), ids=[case[0] for case in cases()])
def test_new_words_leave_the_thread_out(name: str, body: str, expected: str) -> None:
    assert new_words(body) == expected
