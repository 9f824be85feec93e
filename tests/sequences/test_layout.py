"""The HTML of a mail says what its text says, and nothing a text could smuggle in."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from hypothesis import given
from hypothesis import strategies as st

from sequences.layout import as_html

ALLOWED = {"html", "head", "meta", "body", "div", "p", "br", "ul", "li", "a"}


class Reader(HTMLParser):
    """What a mail program would see: words, elements, and where links lead."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.words, self.tags, self.links = "", set[str](), list[str]()
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.words += "\n"
        self.links += [value or "" for name, value in attrs if name == "href"]
        assert not [name for name, _ in attrs if name.startswith("on") or name == "src"]

    def handle_endtag(self, tag: str) -> None:
        self.words += "" if tag == "a" else "\n"

    def handle_data(self, data: str) -> None:
        self.words = (
            self.words.removesuffix("\n") + data if self.links and data == self.links[-1]
            else self.words + data
        )  # fmt: skip


def squeezed(text: str) -> str:
    return re.sub(r"\s+|[-*•]", "", text)


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"], include_characters="\n\t")))
def test_words_are_the_same_and_nothing_else_comes_in(body: str) -> None:
    seen = Reader(as_html(body))
    assert seen.tags <= ALLOWED
    assert squeezed(seen.words) == squeezed(body)


def test_what_looks_like_html_stays_words() -> None:
    html = as_html('<script>alert(1)</script> & "quotes" <img src=x onerror=y>')
    assert "<script" not in html
    assert "<img" not in html
    assert "&lt;script&gt;" in html


def test_only_addresses_a_reader_sees_become_links() -> None:
    html = as_html("See https://ours.example/a?b=1&c=2 (or https://ours.example/x).\njavascript:x")
    assert Reader(html).links == ["https://ours.example/a?b=1&c=2", "https://ours.example/x"]
    assert "javascript:x" not in re.findall(r'href="([^"]*)"', html)


def test_lines_lists_and_paragraphs_are_kept() -> None:
    html = as_html("Hi Priya,\n\nWe agreed:\n- pricing by Friday\n- legal by Monday\n\nBest\nMaya")
    assert html.count("<p ") == 3
    assert "<li>pricing by Friday</li><li>legal by Monday</li>" in html
    assert "Best<br>\nMaya" in html


def test_right_to_left_is_left_to_the_reader() -> None:
    assert '<p dir="auto"' in as_html("שלום פריה")


def test_same_text_gives_the_same_bytes() -> None:
    assert as_html("a\r\nb\r\n") == as_html("a\nb\n")
