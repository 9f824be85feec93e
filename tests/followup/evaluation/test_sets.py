from __future__ import annotations

import gzip
import json
import re
from pathlib import Path
from typing import Any

import pytest

from followup.evaluation.items import CallItem, DateItem, SentenceItem
from followup.evaluation.sets import SHIPPED, load

CALL = {"id": "c", "utterances": [{"speaker": "Ada", "side": "ours", "text": "I'll call you."}]}
SENTENCE = {"sources": ["Ada: I'll call you."], "sentence": "I will call you.", "label": 1}
DATE = {"text": "Friday", "reference": "2026-03-04", "answers": ["2026-03-06"]}


def _file(folder: Path, name: str, *rows: Any) -> Path:
    path = folder / name
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return path


def test_shipped_sets_hold_enough_of_each_kind() -> None:
    sizes = {data.kind: len(data.items) for data in load([SHIPPED])}
    assert set(sizes) == {CallItem, SentenceItem, DateItem}
    assert min(sizes.values()) >= 20


def test_kind_of_a_line_is_told_by_its_keys(tmp_path: Path) -> None:
    for name, row in (("a", CALL), ("b", SENTENCE), ("c", DATE)):
        _file(tmp_path, f"{name}.jsonl", row)
    assert [data.kind for data in load([tmp_path])] == [CallItem, SentenceItem, DateItem]


def test_what_is_not_known_of_a_call_is_not_scored(tmp_path: Path) -> None:
    (data,) = load([_file(tmp_path, "a.jsonl", CALL, CALL | {"work": [], "sum": None})])
    plain, known = data.items
    assert isinstance(plain, CallItem)
    assert isinstance(known, CallItem)
    assert (plain.work, plain.promising, plain.sums) == (None, None, None)
    assert (known.work, known.sums) == ((), (None,))


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({"x": 1}, "neither a call"),
        ([1], "line 2"),
        (SENTENCE | {"label": 2}, "“label” must be"),
        ({"sentence": "x", "label": 1}, "“sources” is missing"),
        (DATE | {"answers": ["soon"]}, "soon"),
        (DATE | {"reference": "now"}, "now"),
        (DATE | {"timezone": "Mars/Base"}, "no time zone"),
        (DATE | {"fiscal_year_start": 13}, "a month"),
        (CALL | {"sum": 10**400}, "too large"),
        (CALL | {"promising": [7]}, "no utterance 7"),
        (CALL | {"work": [{"kind": "commitment"}]}, "“evidence” is missing"),
        ({"utterances": [{"speaker": "A"}]}, "“text” is missing"),
    ],
)
def test_bad_line_is_named_with_its_reason(tmp_path: Path, row: Any, said: str) -> None:
    good = SENTENCE if "sentence" in row else DATE if "reference" in row else CALL
    path = _file(tmp_path, "bad.jsonl", good, row)
    with pytest.raises(ValueError, match=r"bad\.jsonl: line 2") as stopped:
        list(load([path]))
    assert said in str(stopped.value)


def test_kinds_in_one_file_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="files of their own"):
        list(load([_file(tmp_path, "a.jsonl", CALL, DATE)]))


@pytest.mark.parametrize(
    "content", [b"no gzip at all", gzip.compress(b"{}" * 900, mtime=0)[:-9], b""]
)
def test_broken_gzip_is_a_sentence_not_a_traceback(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "a.jsonl.gz"
    path.write_bytes(content)
    if content:
        with pytest.raises(ValueError, match=r"a\.jsonl\.gz"):
            list(load([path]))
    else:
        assert list(load([path])) == []


def test_words_that_are_no_utf8_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "a.jsonl"
    path.write_bytes(b'{"text": "\xff"}\n')
    with pytest.raises(ValueError, match=r"a\.jsonl"):
        list(load([path]))


def test_sample_draws_whole_documents_and_always_the_same(tmp_path: Path) -> None:
    rows = [SENTENCE | {"document": f"d{i // 2}", "id": str(i)} for i in range(20)]
    path = _file(tmp_path, "s.jsonl", *rows)
    (first,), (second,) = load([path], sample=3), load([path], sample=3)
    assert first == second
    assert len(first.items) == 6
    assert len({item.document for item in first.items}) == 3


def test_examples_of_the_documentation_can_be_read(tmp_path: Path) -> None:
    page = (SHIPPED.parents[2] / "docs/evaluation.md").read_text(encoding="utf-8")
    blocks = re.findall(r"(?:^    [ {].*\n)+", page, flags=re.MULTILINE)
    rows = [json.loads(block) for block in blocks if block.lstrip().startswith("{")]
    kinds = []
    for at, row in enumerate(rows):
        (data,) = load([_file(tmp_path, f"{at}.jsonl", row)])
        kinds.append(data.kind)
        if isinstance(item := data.items[0], DateItem) and item.span:
            assert item.text[slice(*item.span)] == "by Friday"
    assert kinds == [CallItem, SentenceItem, DateItem]
