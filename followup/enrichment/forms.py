"""A service as an admin describes it, and an address to try it with."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django import forms
from django.conf import settings

from leads.enriching import own
from leads.enrichment import desk
from leads.models import Enricher

HEADER = r"^[A-Za-z0-9-]{1,60}$"


class ServiceForm(forms.Form):
    """One service. The key is written and never shown again."""

    name = forms.CharField(max_length=60, help_text="As pages say where something is from.")
    url = forms.CharField(
        max_length=500,
        label="Address",
        help_text="https://…, with {email}, {domain} or both where they belong. With {email}, each"
        " question tells the service a person’s address.",
        widget=forms.TextInput({"spellcheck": "false"}),
    )
    header = forms.RegexField(
        HEADER,
        required=False,
        initial="Authorization",
        label="Header that carries the key",
    )
    key = forms.CharField(
        required=False,
        max_length=2000,
        label="Key",
        help_text="Stored encrypted; the pages of this site cannot read it back.",
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    asks_people = forms.BooleanField(
        required=False,
        label="Ask about people, not only about companies",
        help_text="Tells Apollo each person’s e-mail address.",
    )
    per_day = forms.IntegerField(min_value=0, max_value=1_000_000, label="Questions a day")
    per_month = forms.IntegerField(min_value=0, max_value=10_000_000, label="Questions a month")
    keep_days = forms.IntegerField(
        min_value=1,
        max_value=3650,
        label="Ask again after",
        help_text="Days. “Nothing is known” is an answer, too.",
    )

    def __init__(self, *args: Any, of: Enricher, **given: Any) -> None:
        self.of = of
        names = ("name", "url", "asks_people", "per_day", "per_month", "keep_days")
        given["initial"] = {name: getattr(of, name) for name in names}
        given["initial"]["header"] = of.header or "Authorization"
        super().__init__(*args, **given)
        self.label_suffix = ""
        apollo = of.kind == Enricher.Kind.APOLLO
        for unwanted in ("name", "url", "header") if apollo else ("asks_people",):
            del self.fields[unwanted]
        if of.pk:
            self.fields["key"].help_text = "Leave it empty to keep the one that is there."

    def clean_url(self) -> str:
        url = str(self.cleaned_data["url"]).strip()
        if wrong := own.wrong_with(url, inside=settings.INSIDE_HOSTS):
            raise forms.ValidationError(wrong)
        return url

    def clean_key(self) -> str:
        key = str(self.cleaned_data["key"]).strip()
        if not key and not self.of.pk and self.of.kind == Enricher.Kind.APOLLO:
            raise forms.ValidationError("Apollo answers nobody without a key.")
        if not key.isascii() or not (key + "x").isprintable():
            raise forms.ValidationError("A key is made of plain letters, digits and signs.")
        return key

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        day, month = given.get("per_day"), given.get("per_month")
        if day is not None and month is not None and day > month:
            self.add_error("per_day", "A day has no room for more than a month.")
        return given

    def save(self, *, now: datetime) -> Enricher:
        given = dict(self.cleaned_data)
        key = given.pop("key")
        for name, value in given.items():
            setattr(self.of, name, value)
        if self.of.kind == Enricher.Kind.OWN:
            self.of.asks_people = own.asks_people(self.of.url)
        else:
            self.of.name = str(Enricher.Kind.APOLLO.label)
        return desk.keep(self.of, key=key, now=now)


class TrialForm(forms.Form):
    """Somebody to ask about, by an admin's own hand."""

    address = forms.EmailField(label="E-mail address")

    def __init__(self, *args: Any, **given: Any) -> None:
        super().__init__(*args, **given)
        self.label_suffix = ""
