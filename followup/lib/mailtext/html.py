"""HTML to plain text: linear in time, quoting kept as `>` lines, hidden text and marks left out.

Own tokenizer, because a mail is hostile input and the standard parser can be made slow. Nothing of
the HTML survives: no links, no attributes, only words that a reader would see.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

LONGEST = 1_000_000  # characters read
DEEPEST_QUOTE = 20
SPACES = re.compile(r"[ \t\r\n\f\xa0]+")
MARK = re.compile(r"<(?=[a-zA-Z/!?])")
NAME = re.compile(r"[a-zA-Z][a-zA-Z0-9:]{0,30}")
ATTRIBUTE = re.compile(r"\b(class|id|style|type|name|data-marker)\s*=\s*(\"[^\"]*\"|'[^']*'|\S+)")
DROPPED = {"head", "style", "script", "title", "template", "svg", "noscript", "select"}
VOID = {"br", "hr", "img", "input", "meta", "link", "col", "area", "base", "wbr"}
PARAGRAPH = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "pre"}
BLOCK = {"div", "tr", "li", "blockquote", "address", "section", "article", "dt", "dd", "center"}
BLOCK |= {"header", "footer", "body", "html", "form", "dl", "figure", "tbody", "main", "aside"}
HIDDEN = re.compile(r"display\s*:\s*none|font-size\s*:\s*0(?![.\d])|mso-hide\s*:\s*all", re.I)
# Containers in which mail programs put the thread; whatever stands in them was not newly written.
# Gmail's is none: it holds the answers between the quotations too.
QUOTE = re.compile(
    r"yahoo_quoted|protonmail_quote|tutanota_quote|moz-forward-container"
    r"|zmail_extra|quoted-email|__QUOTED_TEXT__|front-blockquote|hs_reply"
    r"|ms-outlook-mobile-reference-message|mail_android_quote|sh-quoted-content"
)
# From these marks on, to the end of the mail, everything is the thread.
REST = re.compile(
    r"divRplyFwdMsg|appendonsend|stopSpelling|OLK_SRC_BODY_SECTION|reply-intro|isReplyContent"
    r"|ms-outlook-mobile-reference|mailmessage-quoted|replySplit|ydp[0-9a-f]+yahoo_quoted"
)
OUTLOOK_RULE = re.compile(
    r"border:\s*none;\s*border-top:\s*solid\s+#(?:E1E1E1|B5C4DF)\s+1\.0pt", re.I
)
SIGNATURE = re.compile(
    r"gmail_signature(?!_prefix)|moz-signature|protonmail_signature_block-user|tutanota_signature"
    r"|ms-outlook-mobile-signature|ydp[0-9a-f]+signature|hs_signature|sh-signature|^Signature$"
)
THREAD_BEGINS = "\x01"  # a line of its own; `quotes` cuts there


def to_text(markup: str) -> str:
    """The words of `markup`, one line for each block, quoted lines beginning with `> `."""
    page = Page()
    for token, is_tag in tokens(markup[:LONGEST]):
        if is_tag:
            page.tag(token)
        else:
            page.words(token)
    page.end_line()
    return "\n".join(page.lines)


def tokens(markup: str) -> Iterator[tuple[str, bool]]:
    """Text and tags in order; comments left out. Every character is looked at a bounded number
    of times: a mark that never closes ends the search for good."""
    position, size = 0, len(markup)
    while position < size:
        mark = MARK.search(markup, position)
        if mark is None:
            yield markup[position:], False
            return
        start = mark.start()
        if start > position:
            yield markup[position:start], False
        if markup.startswith("<!--", start):
            end = markup.find("-->", start + 4)
            if end < 0:
                return
            position = end + 3
            continue
        end = markup.find(">", start)
        if end < 0:
            return
        yield markup[start + 1 : min(end, start + 5_000)], True
        position = end + 1


class Page:
    """The text so far. `open` holds, for each open element, its name and what it changed."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self.line: list[str] = []
        self.open: list[tuple[str, str]] = []
        self.quote = self.silent = self.pre = 0

    def words(self, text: str) -> None:
        """Text between tags."""
        if self.silent:
            return
        text = unescape(text)
        if self.pre:
            first, *others = text.split("\n")
            self.line.append(first)
            for other in others:
                self.end_line()
                self.line.append(other)
        else:
            self.line.append(SPACES.sub(" ", text))

    def end_line(self, *, blank: bool = False) -> None:
        """Close the line being written; `blank` leaves an empty one before what follows."""
        text = "".join(self.line)
        text = text.rstrip() if self.pre else SPACES.sub(" ", text).strip()
        self.line = []
        if text:
            self.lines.append(self.prefix + text)
        if blank and self.lines and self.lines[-1] != self.prefix:
            self.lines.append(self.prefix)

    @property
    def prefix(self) -> str:
        return "> " * min(self.quote, DEEPEST_QUOTE)

    def tag(self, token: str) -> None:
        """An opening or closing tag, without its brackets."""
        closing = token.startswith("/")
        match = NAME.match(token, 1 if closing else 0)
        if match is None:
            return
        name = match[0].lower()
        if name == "br":
            if not self.silent:
                self.break_line()
        elif name == "hr":
            self.end_line()
            if not self.silent:
                self.lines.append(self.prefix + "_" * 20)
        elif closing:
            self.close(name)
        elif name not in VOID:
            self.begin(name, token)

    def break_line(self) -> None:
        if "".join(self.line).strip():
            self.end_line()
        else:
            self.line = []
            self.lines.append(self.prefix)

    def begin(self, name: str, token: str) -> None:
        found = {key.lower(): value.strip("\"'") for key, value in ATTRIBUTE.findall(token[:3_000])}
        marks = " ".join(found.get(key, "") for key in ("class", "id", "name", "data-marker"))
        style = found.get("style", "")
        if name in BLOCK or name in PARAGRAPH:
            self.end_line(blank=name in PARAGRAPH)
        if not self.silent and (REST.search(marks) or OUTLOOK_RULE.search(style)):
            self.end_line()
            self.lines.append(self.prefix + THREAD_BEGINS)
        change = ""
        if name in DROPPED or HIDDEN.search(style) or self.is_signature(marks):
            change = "silent"
        elif self.is_quote(name, marks, style):
            change = "quote"
        elif name == "pre":
            change = "pre"
        if name == "li" and not self.silent:
            self.line.append("- ")
        elif name in ("td", "th"):
            self.line.append(" ")
        self.change(change, 1)
        if len(self.open) < 5_000:
            self.open.append((name, change))

    @staticmethod
    def is_signature(marks: str) -> bool:
        return any(SIGNATURE.search(mark) for mark in marks.split())

    @staticmethod
    def is_quote(name: str, marks: str, style: str) -> bool:
        if QUOTE.search(marks):
            return True
        # Indented by hand is a blockquote with a margin and no border (old Gmail's indent).
        return name == "blockquote" and not ("border:none" in style.replace(" ", "") and not marks)

    def change(self, what: str, by: int) -> None:
        if what == "silent":
            self.silent += by
        elif what == "quote":
            self.quote += by
        elif what == "pre":
            self.pre += by

    def close(self, name: str) -> None:
        """Close the innermost open element of that name, and what was left open in it."""
        for depth in range(len(self.open) - 1, max(-1, len(self.open) - 200), -1):
            if self.open[depth][0] == name:
                break
        else:
            return
        if name in BLOCK or name in PARAGRAPH:
            self.end_line(blank=name in PARAGRAPH)
        for _, change in self.open[depth:]:
            self.change(change, -1)
        del self.open[depth:]
