"""A source as an admin describes it."""

from __future__ import annotations

import base64
import secrets
from typing import Any
from urllib.parse import urlsplit

from django import forms

from leads.models import Source, User

# Whoever sends chooses the secret: it is typed in here. Everything else is made by us.
THEIRS = frozenset({"hubspot", "zoom", "fireflies", "gong", "meet"})
FETCHED = frozenset({"zoom", "teams", "meet", "fireflies", "gong"})
CONNECTED = [c for c in Source.Kind.choices if c[0] not in {"file", "api"}]


def fresh_secret(kind: str) -> str:
    """A secret of ours for this kind of source; empty where it is not ours to choose."""
    if kind in THEIRS or kind in Source.UNSIGNED:
        return ""
    if kind == Source.Kind.WEBHOOK:
        return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()
    return secrets.token_urlsafe(32)


class SourceForm(forms.Form):
    """What may be said of a source. Secrets are only ever written here, never shown again."""

    name = forms.CharField(max_length=60, label="Name", help_text="As it is shown on leads.")
    owner = forms.ModelChoiceField(
        User.objects.none(),
        label="New people belong to",
        empty_label="Choose a person",
        help_text="This person gets whoever no routing rule gives to somebody else.",
    )
    secret = forms.CharField(
        required=False,
        label="Signing secret",
        help_text="What the sender signs with. It is kept encrypted and not shown again.",
        widget=forms.Textarea({"rows": 2, "autocomplete": "off", "spellcheck": "false"}),
    )
    access_token = forms.CharField(
        required=False,
        max_length=4000,
        label="Access token",
        help_text="What we ask the recorder with, to fetch a transcript.",
        widget=forms.PasswordInput({"autocomplete": "off"}),
    )
    email = forms.EmailField(
        required=False,
        label="Google’s service account",
        help_text="Whose push messages are believed.",
    )
    api = forms.URLField(
        required=False,
        assume_scheme="https",
        label="Address of its API",
        help_text="Only where it is another one than usual: a region, a government cloud.",
    )
    origins = forms.CharField(
        required=False,
        label="Your sites",
        help_text="One address a line, such as https://www.ours.example.",
        widget=forms.Textarea({"rows": 2}),
    )
    thanks = forms.URLField(
        required=False,
        assume_scheme="https",
        label="Page that says thank you",
        help_text="Where a form without JavaScript leads to. May stay empty.",
    )
    is_active = forms.BooleanField(required=False, initial=True, label="Takes deliveries")

    def __init__(self, *args: Any, kind: str, instance: Source | None = None, **given: Any) -> None:
        self.kind, self.instance = kind, instance
        if instance is not None:
            told = instance.settings if isinstance(instance.settings, dict) else {}
            given["initial"] = {
                "name": instance.name,
                "owner": instance.owner_id,
                "is_active": instance.is_active,
                "origins": "\n".join(told.get("origins", [])),
                "thanks": told.get("thanks", ""),
                "email": told.get("email", ""),
                "api": told.get("api", ""),
            }
        super().__init__(*args, **given)
        self.label_suffix = ""
        people = User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN)
        self.fields["owner"].queryset = people.order_by("name")  # type: ignore[attr-defined]
        for unwanted in self._unwanted():
            del self.fields[unwanted]

    def _unwanted(self) -> list[str]:
        shown = {"secret": THEIRS, "access_token": FETCHED, "api": FETCHED, "email": {"meet"}}
        sites = {"origins": Source.UNSIGNED, "thanks": {"form"}}
        hidden = [name for name, kinds in (shown | sites).items() if self.kind not in kinds]
        return hidden + ([] if self.instance else ["is_active"])

    def clean_name(self) -> str:
        name = str(self.cleaned_data["name"])
        others = Source.objects.exclude(pk=self.instance.pk if self.instance else 0)
        if others.filter(name__iexact=name).exists():
            raise forms.ValidationError("Another source has this name.")
        return name

    def clean_origins(self) -> list[str]:
        found = []
        for line in str(self.cleaned_data["origins"]).split():
            parts = urlsplit(line)
            if parts.scheme not in {"http", "https"} or not parts.netloc:
                raise forms.ValidationError(f"{line} is no address of a site: begin with https://.")
            found.append(f"{parts.scheme}://{parts.netloc}".lower())
        return found

    def clean_secret(self) -> str:
        secret = str(self.cleaned_data["secret"]).strip()
        if not secret and self.instance is None:
            raise forms.ValidationError("Without it nobody can tell who sent a delivery.")
        return secret

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        is_kept = bool(self.instance and self.instance.access_token) and not found.get(
            "access_token"
        )
        if is_kept and found.get("api") and "api" in self.changed_data:
            self.add_error("api", "This is another server. Give the access token for it again.")
        return found

    def save(self) -> tuple[Source, str]:
        """The source, and the secret that was made for it and is shown this once."""
        given, told = self.cleaned_data, {}
        made = "" if self.instance else fresh_secret(self.kind)
        source = self.instance or Source(kind=self.kind, secret=made)
        source.name, source.owner = given["name"], given["owner"]
        source.is_active = given.get("is_active", True)
        source.secret = given.get("secret") or source.secret
        source.access_token = given.get("access_token") or source.access_token
        for name in ("origins", "thanks", "email", "api"):
            if given.get(name):
                told[name] = given[name]
        source.settings = told
        source.save()
        return source, made
