"""The rules of scoring as a form: one row for each rule, and the two lines between the tiers."""

from __future__ import annotations

from typing import Any

from django import forms
from pydantic import ValidationError

from leads.scoring import SIGNALS, Rule, Rules


class RuleForm(forms.Form):
    """One rule. Empty rows are no rules; words stand between commas."""

    signal = forms.ChoiceField(choices=[("", "—"), *SIGNALS.items()], required=False)
    points = forms.IntegerField(min_value=-100, max_value=100, required=False)
    least = forms.IntegerField(min_value=0, max_value=10_000_000, required=False)
    most = forms.IntegerField(min_value=0, max_value=10_000_000, required=False)
    within_days = forms.IntegerField(min_value=1, max_value=730, required=False)
    words = forms.CharField(max_length=500, required=False)

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        for name, field in self.fields.items():
            field.widget.attrs["aria-label"] = name.replace("_", " ").capitalize()

    def clean(self) -> dict[str, Any]:
        given = self.cleaned_data
        if self.errors or not given.get("signal"):
            return given
        words = tuple(w.strip() for w in given["words"].split(",") if w.strip())
        said = {k: given[k] for k in ("least", "most", "within_days") if given[k] is not None}
        try:
            given["rule"] = Rule(
                signal=given["signal"], points=given["points"] or 0, words=words, **said
            )
        except ValidationError as wrong:
            raise forms.ValidationError(_plain(wrong)) from None
        return given


RuleRows = forms.formset_factory(RuleForm, extra=2, can_delete=True, max_num=50)


class LinesForm(forms.Form):
    """Where hot and warm begin, and why the rules change."""

    hot_from = forms.IntegerField(label="Hot from", min_value=1, max_value=1000)
    warm_from = forms.IntegerField(label="Warm from", min_value=0, max_value=1000)
    note = forms.CharField(
        label="What changes", max_length=200, required=False, help_text="For whoever looks later."
    )


class RulesForm:
    """Both forms together; `rules` once they are valid."""

    def __init__(self, data: Any = None, *, start: Rules) -> None:
        rows = [_row(rule) for rule in start.rules]
        lines = {"hot_from": start.hot_from, "warm_from": start.warm_from}
        self.rows = RuleRows(data, initial=rows, prefix="rule")
        self.lines = LinesForm(data, initial=lines, label_suffix="")
        self.rules: Rules | None = None
        self.problem = ""

    def is_valid(self) -> bool:
        if not (self.rows.is_valid() & self.lines.is_valid()):
            return False
        kept = [row for row in self.rows if row not in self.rows.deleted_forms]
        given = tuple(row.cleaned_data["rule"] for row in kept if "rule" in row.cleaned_data)
        lines = self.lines.cleaned_data
        try:
            self.rules = Rules(
                rules=given, hot_from=lines["hot_from"], warm_from=lines["warm_from"]
            )
        except ValidationError as wrong:
            self.problem = _plain(wrong) if given else "Keep at least one rule."
        return self.rules is not None

    @property
    def note(self) -> str:
        return str(self.lines.cleaned_data.get("note", ""))


def _row(rule: Rule) -> dict[str, Any]:
    told = rule.model_dump()
    return {**told, "words": ", ".join(rule.words)}


def _plain(wrong: ValidationError) -> str:
    """The first problem, as a person reads it."""
    return str(wrong.errors(include_url=False)[0]["msg"]).removeprefix("Value error, ")
