"""A routing rule and out-of-office cover, as an admin describes them."""

from __future__ import annotations

from typing import Any, ClassVar

from django import forms

from leads import routing
from leads.models import Cover, RoutingRule


class RuleForm(forms.ModelForm):  # type: ignore[type-arg]
    """One rule; its values stand between commas."""

    which = forms.CharField(
        required=False,
        max_length=2000,
        label="Which",
        help_text="Between commas: de, at · halden.example · freight · Website form.",
    )

    class Meta:
        model = RoutingRule
        fields: ClassVar[list[str]] = ["position", "field", "which", "owners", "a_week"]
        labels: ClassVar[dict[str, str]] = {
            "position": "Order",
            "field": "New people by",
            "owners": "Go in turn to",
            "a_week": "At most, a week and person",
        }
        help_texts: ClassVar[dict[str, str]] = {
            "position": "The lowest that fits decides.",
            "a_week": "Whoever has had as many is passed over; empty: no limit.",
        }
        widgets: ClassVar[dict[str, Any]] = {"owners": forms.CheckboxSelectMultiple}

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.label_suffix = ""
        self.fields["owners"].queryset = routing.people()  # type: ignore[attr-defined]
        self.fields["a_week"].widget.attrs["min"] = 1
        if self.instance.pk:
            self.fields["which"].initial = ", ".join(self.instance.values)

    def clean_a_week(self) -> int | None:
        most: int | None = self.cleaned_data["a_week"]
        if most == 0:
            raise forms.ValidationError("Leave it empty for no limit, or leave the person out.")
        return most

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        found = routing.spelled(given.get("which", ""))
        if given.get("field") != RoutingRule.Field.ANYBODY and not found:
            self.add_error("which", "Say which ones, or choose “Anybody”.")
        self.instance.values = [] if given.get("field") == RoutingRule.Field.ANYBODY else found
        return given


class CoverForm(forms.ModelForm):  # type: ignore[type-arg]
    """Who is away, from when until when, and who stands in."""

    class Meta:
        model = Cover
        fields: ClassVar[list[str]] = ["user", "begins", "ends", "covered_by"]
        labels: ClassVar[dict[str, str]] = {
            "user": "Away",
            "begins": "From",
            "ends": "Until, that day included",
            "covered_by": "New people go to",
        }
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(
            ("begins", "ends"), forms.DateInput({"type": "date"})
        )

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.label_suffix = ""
        for name in ("user", "covered_by"):
            self.fields[name].queryset = routing.people()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        if given.get("user") and given.get("user") == given.get("covered_by"):
            self.add_error("covered_by", "Choose somebody else.")
        begins, ends = given.get("begins"), given.get("ends")
        if begins and ends and ends < begins:
            self.add_error("ends", "It has to end after it begins.")
        return given


class TrialForm(forms.Form):
    """Somebody who might come, to see who would get them."""

    email = forms.EmailField(label="Address")
    phone = forms.CharField(required=False, max_length=40, label="Phone, with +")
    source = forms.CharField(required=False, max_length=60, label="Source")

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.label_suffix = ""
