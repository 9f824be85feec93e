"""A room may look to the left, never to the right: lib < leads < sequences < reviews < followup."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ["followup/lib", "leads", "sequences", "reviews", "followup"]
CASES = [(room, above) for i, room in enumerate(ROOMS) for above in ROOMS[i + 1 :]]


def mentions(source: str) -> Iterator[tuple[int, str]]:
    """Every module a file imports, and every string in it that could stand for one."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((node.lineno, f"{node.module}.{alias.name}") for alias in node.names)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.lineno, node.value


def offences(source: str, above: str) -> list[str]:
    """What in `source` names the room `above`: module, task, model, address or template."""
    name = re.compile(rf"{above}(?!\.lib\b|\.example\b)([.:/][\w./:-]+)?")
    return [f"{line} mentions {text!r}" for line, text in mentions(source) if name.fullmatch(text)]


@pytest.mark.parametrize(("room", "above"), CASES)
def test_room_does_not_look_up(room: str, above: str) -> None:
    files = sorted((ROOT / room).rglob("*.py"))
    found = [f"{f.relative_to(ROOT)}:{o}" for f in files for o in offences(f.read_text(), above)]
    assert files
    assert found == []


@pytest.mark.parametrize(("room", "above"), CASES)
def test_templates_of_a_room_do_not_look_up(room: str, above: str) -> None:
    tag = re.compile(rf"{{%\s*(include|extends|url|load)\s+['\"]?{above}[:/.]")
    files = sorted((ROOT / "templates" / room).rglob("*.html"))
    assert [str(f.relative_to(ROOT)) for f in files if tag.search(f.read_text())] == []


@pytest.mark.parametrize(
    "source",
    [
        "import reviews.drafting",
        "from reviews import drafting",
        "from reviews.models import Draft",
        "owner = ForeignKey('reviews.Draft')",
        "async_task('reviews.drafting.write')",
        "reverse('reviews:inbox')",
        "render(request, 'reviews/inbox.html')",
        "apps.get_app_config('reviews')",
    ],
)
def test_rule_notices_every_way_to_look_up(source: str) -> None:
    assert offences(source, "reviews")


@pytest.mark.parametrize(
    "source",
    [
        "from followup.lib import llm",
        "'followup.lib.llm'",
        "'the followup of a call'",
        "followup = 1",
    ],
)
def test_rule_lets_the_library_and_plain_words_pass(source: str) -> None:
    assert offences(source, "followup") == []
