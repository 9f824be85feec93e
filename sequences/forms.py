"""The forms of the sequence editor. They say what is wrong; `sequences.editing` decides."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import QueryDict

from sequences.conditions import TIERS
from sequences.lint import phrases
from sequences.models import LibraryItem, Sequence, Step
from sequences.slots import problems

LANGUAGES = (
    ("", "Any language"), ("en", "English"), ("de", "German"), ("fr", "French"),
    ("es", "Spanish"), ("it", "Italian"), ("nl", "Dutch"), ("pt", "Portuguese"),
)  # fmt: skip
TESTS = (
    ("no_reply", "They have not answered for some hours"),
    ("clicked", "They clicked a link, or did not"),
    ("meeting", "A meeting is booked, or not"),
    ("tier", "They are hot, warm or cold"),
    ("industry", "Their industry"),
    ("employees", "How many employees they have"),
    ("custom", "A field of your own"),
)


class SequenceForm(forms.Form):
    """A new sequence, or what holds for all versions of one."""

    name = forms.CharField(max_length=120)
    purpose = forms.ChoiceField(choices=Sequence.Purpose.choices)
    description = forms.CharField(
        max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )


class RulesForm(SequenceForm):
    """Whom a sequence may be given to, and what stops it."""

    is_exclusive = forms.BooleanField(
        required=False, label="Nobody is in another exclusive sequence at the same time"
    )
    once = forms.BooleanField(required=False, label="Never twice for the same person")
    recontact_days = forms.IntegerField(
        min_value=0, max_value=3650, label="Days before the same person may get it again"
    )
    stop_on_colleague = forms.BooleanField(
        required=False, label="An answer from a colleague at the company stops it, too"
    )


class StepForm(forms.Form):
    """When a step comes, by which channel, and what for."""

    angle = forms.CharField(
        max_length=200,
        label="What is it for?",
        widget=forms.TextInput(attrs={"placeholder": "Recap and next steps"}),
    )
    channel = forms.ChoiceField(choices=Step.Channel.choices, initial=Step.Channel.EMAIL)
    delay_amount = forms.IntegerField(min_value=0, max_value=9999, initial=0, label="Wait")
    delay_unit = forms.ChoiceField(
        choices=Step.Unit.choices, initial=Step.Unit.WORKING_DAYS, label="Unit"
    )
    at_time = forms.TimeField(
        required=False,
        label="At a fixed time",
        widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M"),
    )


class FrameForm(StepForm):
    """The same, and the greeting and sign-off its wordings stand between."""

    greeting = forms.CharField(max_length=200, required=False)
    sign_off = forms.CharField(
        max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_greeting(self) -> str:
        return _without_problems(self.cleaned_data["greeting"])

    def clean_sign_off(self) -> str:
        return _without_problems(self.cleaned_data["sign_off"].replace("\r\n", "\n"))


class VariantForm(forms.Form):
    """One wording of a step. A slot that does not exist is named with what was meant."""

    label = forms.CharField(max_length=60, label="Name")
    weight = forms.IntegerField(min_value=0, max_value=1000, initial=1, label="Share")
    language = forms.ChoiceField(choices=LANGUAGES, required=False)
    subject = forms.CharField(max_length=200, required=False)
    greeting = forms.CharField(max_length=200, required=False)
    body = forms.CharField(widget=forms.Textarea(attrs={"rows": 12}), label="Words")
    sign_off = forms.CharField(
        max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )

    def clean_subject(self) -> str:
        return _without_problems(self.cleaned_data["subject"], is_subject=True)

    def clean_greeting(self) -> str:
        return _without_problems(self.cleaned_data["greeting"])

    def clean_body(self) -> str:
        return _without_problems(self.cleaned_data["body"].replace("\r\n", "\n").strip())

    def clean_sign_off(self) -> str:
        return _without_problems(self.cleaned_data["sign_off"].replace("\r\n", "\n"))

    def advice(self, *, asks_nothing: bool) -> list[tuple[str, str]]:
        """Phrases to look at, each with what is the matter."""
        given = self.data if self.is_bound else self.initial
        text = "\n".join(str(given.get(name) or "") for name in ("subject", "body"))
        return phrases(text, asks_nothing=asks_nothing)


class LibraryForm(forms.Form):
    """Words for the library, to be approved."""

    kind = forms.ChoiceField(choices=LibraryItem.Kind.choices)
    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 3}), max_length=600, label="Words")
    industry = forms.CharField(max_length=80, required=False)
    title_words = forms.CharField(max_length=200, required=False, label="Words in their job title")
    language = forms.ChoiceField(choices=LANGUAGES, required=False)


def condition_from(posted: QueryDict) -> dict[str, Any]:
    """One test of a condition as the builder sends it; `sequences.conditions` says if it is one."""
    kind = posted.get("kind", "")
    given: dict[str, Callable[[], dict[str, Any]]] = {
        "no_reply": lambda: {"hours": _number(posted.get("hours"))},
        "clicked": lambda: {"yes": posted.get("clicked") != "no"},
        "meeting": lambda: {"booked": posted.get("booked") == "yes"},
        "tier": lambda: {"any_of": [t for t in posted.getlist("tier") if t in TIERS]},
        "industry": lambda: {"any_of": _listed(posted.get("industry", ""))},
        "employees": lambda: {
            "at_least": _number(posted.get("at_least")),
            "at_most": _number(posted.get("at_most")),
        },
        "custom": lambda: {
            "of": posted.get("of", "lead"),
            "name": posted.get("field", "").strip(),
            "how": posted.get("how", "is"),
            "value": posted.get("value", "").strip(),
        },
    }
    return {"kind": kind, **(given[kind]() if kind in given else {})}


def _number(text: str | None) -> int | None:
    text = (text or "").strip()
    return int(text) if text.isdecimal() and len(text) < 9 else None


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def _without_problems(text: str, *, is_subject: bool = False) -> str:
    if found := problems(text, is_subject=is_subject):
        raise forms.ValidationError([problem.words for problem in found])
    return text
