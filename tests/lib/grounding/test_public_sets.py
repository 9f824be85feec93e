"""Floors on public data, where it is at hand: a change that loses ground shows here."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from followup.lib.grounding import check
from followup.lib.grounding.spoken import source_of

SHARED = Path(__file__).resolve().parents[4] / "shared/data/evaluation"


@pytest.mark.skipif(not SHARED.exists(), reason="the public sets are not at hand")
@pytest.mark.parametrize(
    ("name", "floor"),
    [("diasumfact", 0.71), ("summedits_sales_call", 0.74), ("summedits_sales_email", 0.68)],
)
def test_balanced_accuracy_stays_above_its_floor(name: str, floor: float) -> None:
    right = {0: 0, 1: 0}
    total = {0: 0, 1: 0}
    with gzip.open(SHARED / f"ground_{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        for line in lines:
            row = json.loads(line)
            cited = [source_of(text) for text in row["source"] if text.strip()]
            kept = check(row["claim"], cited=cited).verdict != "unsupported"
            total[row["label"]] += 1
            right[row["label"]] += kept == bool(row["label"])
    assert (right[0] / total[0] + right[1] / total[1]) / 2 >= floor
