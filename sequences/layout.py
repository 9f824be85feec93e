"""The body of a mail once more as HTML: the same words, quietly set. Pure.

Nothing comes in that is not in the text: everything is escaped, the only elements are paragraphs,
lists and links whose address is what the reader sees.
"""

from __future__ import annotations

import re
from html import escape
from itertools import groupby

_BULLET = re.compile(r"[ \t]*[-*•][ \t]+")
_LINK = re.compile(r"https?://[^\s<>\"“”„«»]+")
_TRAILING = ".,;:!?…'’)]}"
_FONT = "font-family:-apple-system,'Segoe UI',Roboto,Helvetica,Arial,sans-serif"
_PAGE = f"{_FONT};font-size:15px;line-height:1.5;color:#1f2328"


def as_html(body: str) -> str:
    """A whole HTML document for a body of plain text; the same text gives the same bytes."""
    text = body.replace("\r\n", "\n").strip("\n")
    blocks = [b for b in re.split(r"\n[ \t]*\n\s*", text) if b.strip()]
    inner = "\n".join(part for block in blocks for part in _parts(block.split("\n")))
    return (
        '<!doctype html>\n<html><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width"></head>\n'
        f'<body style="margin:0"><div style="{_PAGE}">\n{inner}\n</div></body></html>\n'
    )


def _parts(lines: list[str]) -> list[str]:
    """One paragraph or list after the other; `dir` lets each be read in its own direction."""
    found = []
    for is_list, run in groupby(lines, key=lambda line: bool(_BULLET.match(line))):
        if is_list:
            items = "".join(f"<li>{_inline(_BULLET.sub('', line, count=1))}</li>" for line in run)
            found.append(f'<ul dir="auto" style="margin:0 0 1em;padding:0 1.4em">{items}</ul>')
        else:
            words = "<br>\n".join(_inline(line) for line in run)
            found.append(f'<p dir="auto" style="margin:0 0 1em">{words}</p>')
    return found


def _inline(line: str) -> str:
    """Escaped, with the addresses in it made links to themselves."""
    made, end = [], 0
    for link in _LINK.finditer(line):
        address = _address(link[0])
        made.append(escape(line[end : link.start()]))
        made.append(f'<a href="{escape(address)}">{escape(address)}</a>')
        end = link.start() + len(address)
    return "".join([*made, escape(line[end:])])


def _address(found: str) -> str:
    """Without the full stop or bracket that ends the sentence around it."""
    while found[-1] in _TRAILING and not (
        found[-1] == ")" and found.count("(") >= found.count(")")
    ):
        found = found[:-1]
    return found
