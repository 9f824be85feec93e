"""`manage.py evaluate_scoring`: written rules of scoring beside learnt ones, the truth known."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from followup.evaluation.scoring import compare
from leads.scoring.judging import Quality


class Command(BaseCommand):
    help = "Compare the rules that ship with a model, on made-up people whose chance is known."
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--people", type=int, default=10_000, help="For either half.")
        parser.add_argument("--seed", type=int, default=7)

    def handle(self, *args: Any, people: int, seed: int, **options: Any) -> None:
        learnt, beside = compare(number=max(people, 200), seed=seed)
        self.stdout.write(f"Judged on {max(people, 200):,} made-up people nothing was fitted to.\n")
        self.stdout.write(f"{'':<26}{'AUC':>7}{'Brier':>9}")
        for size, found in learnt:
            self._line(f"learnt from {size:>6,}", found)
        for one in beside:
            self._line(one.name, one)
        for one in (learnt[-1][1], beside[0]):
            self.stdout.write(f"\nCalibration, {one.name}: said → became customers")
            for said, was, number in one.bins:
                self.stdout.write(f"  {said:6.1%} → {was:6.1%}  ({number:,})")

    def _line(self, name: str, one: Quality) -> None:
        self.stdout.write(f"{name:<26}{one.auc:>7.3f}{one.brier:>9.4f}")
