"""What an admin fills in about a person."""

from __future__ import annotations

from typing import Any
from zoneinfo import available_timezones

from django import forms

from leads.models import Team, User


class PersonForm(forms.Form):
    """Name, role, team and zone. `team` is an existing one unless `new_team` names another."""

    name = forms.CharField(max_length=120)
    title = forms.CharField(max_length=120, required=False, label="Job title")
    role = forms.ChoiceField(choices=User.Role.choices)
    team = forms.ModelChoiceField(
        Team.objects.order_by("name"), required=False, empty_label="No team"
    )
    new_team = forms.CharField(max_length=120, required=False, label="Or a new team")
    time_zone = forms.CharField(max_length=64, initial="UTC", label="Time zone")

    def clean_time_zone(self) -> str:
        given: str = self.cleaned_data["time_zone"].strip()
        if given not in available_timezones():
            raise forms.ValidationError("Write a zone such as Europe/Berlin or America/New_York.")
        return given

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        named = given.get("new_team", "").strip()
        is_manager = given.get("role") == User.Role.MANAGER
        if is_manager and not named and not given.get("team"):
            self.add_error("team", "A manager needs a team: choose one, or name a new one.")
        return given

    def team_given(self) -> Team | None:
        """The chosen team, made when it is new."""
        named = self.cleaned_data["new_team"].strip()
        if not named:
            chosen: Team | None = self.cleaned_data["team"]
            return chosen
        return Team.objects.filter(name__iexact=named).first() or Team.objects.create(name=named)

    def person(self) -> dict[str, Any]:
        """The fields of a person as `invite` and `change` take them."""
        fields = {name: self.cleaned_data[name] for name in ("name", "title", "role", "time_zone")}
        return {**fields, "team": self.team_given()}


class InviteForm(PersonForm):
    email = forms.EmailField(max_length=254, label="E-mail")
    field_order = ("name", "email", "title", "role", "team", "new_team", "time_zone")

    def clean_email(self) -> str:
        given: str = self.cleaned_data["email"].lower()
        if User.objects.filter(email=given).exists():
            raise forms.ValidationError("Somebody with this address has an account already.")
        return given


class ChangeForm(PersonForm):
    is_active = forms.BooleanField(required=False, label="May sign in")
    heir = forms.ModelChoiceField(
        User.objects.none(), required=False, label="Give their leads to", empty_label="Nobody"
    )

    def __init__(self, *args: Any, person: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        heirs = User.objects.filter(is_active=True).exclude(role=User.Role.ADMIN)
        field = self.fields["heir"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = heirs.exclude(pk=person.pk).order_by("name")
