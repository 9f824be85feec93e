"""The one form by which a person brings in a call."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone

from leads import ingest, upload
from leads.models import Call, Lead, User
from leads.sides import remember
from leads.transcripts import Transcript, TranscriptError

WAYS = (("file", "Upload a file"), ("text", "Paste text"), ("note", "Write a note"))
NOTE = forms.Textarea(attrs={"rows": 3})


class LeadField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Lead) -> str:
        return f"{obj.name}, {obj.account.name}"


class CallForm(forms.Form):
    """A transcript or a note, who it was with and when. `record` turns it into a call."""

    way = forms.ChoiceField(choices=WAYS, initial="file")
    file = forms.FileField(required=False, allow_empty_file=True)
    text = forms.CharField(required=False, widget=forms.Textarea(attrs={"rows": 8}))
    kept = forms.CharField(required=False, widget=forms.HiddenInput)
    key_points = forms.CharField(required=False, widget=NOTE)
    next_steps = forms.CharField(required=False, widget=NOTE)
    personal = forms.CharField(required=False, label="Personal remarks", widget=NOTE)
    lead = LeadField(
        Lead.objects.none(), required=False, label="Who was it with?", empty_label="Somebody new…"
    )
    name = forms.CharField(required=False, max_length=200)
    email = forms.EmailField(required=False, label="E-mail", max_length=254)
    company = forms.CharField(required=False, max_length=200)
    kind = forms.ChoiceField(choices=Call.Kind.choices, initial=Call.Kind.DISCOVERY)
    held_at = forms.DateTimeField(
        label="When was it?",
        input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"],
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )
    title = forms.CharField(required=False, max_length=200)

    def __init__(self, *args: Any, by: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.by = by
        self.transcript: Transcript | None = None
        self.speakers: list[upload.Speaker] = []
        self.duplicate: Call | None = None
        self.kept_again = ""
        self.asks = False
        field = self.fields["lead"]
        assert isinstance(field, LeadField)
        field.queryset = Lead.objects.visible_to(by).select_related("account").order_by("name")
        self.fields["held_at"].initial = timezone.localtime().replace(second=0, microsecond=0)

    def clean_held_at(self) -> Any:
        held_at = self.cleaned_data["held_at"]
        if strange := upload.strange_moment(held_at, now=timezone.now()):
            raise forms.ValidationError(strange)
        return held_at

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        if not found.get("lead"):
            for name, what in (("name", "name"), ("email", "e-mail address")):
                if not found.get(name) and name not in self.errors:
                    self.add_error(name, f"Fill in the {what}, or choose somebody you know.")
        if found.get("way") == "note":
            if not any(found.get(x, "").strip() for x in ("key_points", "next_steps", "personal")):
                self.add_error("key_points", "Write at least one line.")
        elif found.get("way"):
            self._parse(found)
        return found

    def _parse(self, found: dict[str, Any]) -> None:
        """Read what was brought; every trouble is a sentence beside the field it is about."""
        field = "text" if found["way"] == "text" else "file"
        try:
            data, name = self._content(found)
            self.transcript = upload.parse(data, name=name)
        except TranscriptError as error:
            self.add_error(field, str(error))
            return
        lead = found.get("lead")
        self.speakers = upload.speakers(
            self.transcript,
            by=self.by,
            lead=lead,
            recipient=lead.name if lead else found.get("name", ""),
            address="" if lead else found.get("email", ""),
        )
        self.kept_again = upload.pack(data)

    def _content(self, found: dict[str, Any]) -> tuple[bytes, str]:
        if found["way"] == "text":
            if not found.get("text", "").strip():
                raise TranscriptError("Paste the transcript here.")
            return found["text"].encode("utf-8", errors="replace"), ""
        if file := found.get("file"):
            if file.size > upload.LARGEST:
                raise TranscriptError("The file is too large. Upload the transcript alone.")
            return file.read(), file.name
        if found.get("kept"):
            return upload.unpack(found["kept"]), ""
        raise TranscriptError("Choose a transcript file.")

    def sides(self) -> dict[str, str] | None:
        """Whose side everybody is on, or None when the person has to be asked first."""
        given = dict(zip(self._asked(), self._answers(), strict=True))
        if (chosen := upload.answered(self.speakers, given)) is not None:
            return chosen
        if upload.are_plain(self.speakers):
            return {p.name: p.side for p in self.speakers}
        return None

    def _asked(self) -> list[str]:
        return self.data.getlist("speaker") if isinstance(self.data, QueryDict) else []

    def _answers(self) -> list[str]:
        """A side for each voice asked about; `rest` is the one of those left unsure."""
        rest = self.data.get("rest") or "unknown"
        given = [self.data.get(f"side-{n}", "") for n in range(len(self._asked()))]
        return [rest if side == "unknown" else side for side in given]

    def record(self) -> Call | None:
        """The call, whole or not at all. None: the form says what is in the way."""
        sides = self.sides()
        if sides is None:
            self.asks = True
            return None
        try:
            with transaction.atomic():
                return self._record(sides)
        except ingest.NotYours as error:
            self.add_error("email", str(error))
        except ingest.Empty as error:
            self.add_error(None, str(error))
        except ingest.Duplicate as duplicate:
            self.duplicate = duplicate.call
        return None

    def _record(self, sides: dict[str, str]) -> Call:
        found = self.cleaned_data
        lead = found["lead"] or ingest.find_or_create_lead(
            by=self.by, name=found["name"], email=found["email"], company=found["company"]
        )
        what = {
            "by": self.by,
            "lead": lead,
            "kind": found["kind"],
            "held_at": found["held_at"],
            "title": found["title"] or upload.title_for(found["kind"], lead.account.name),
        }
        if self.transcript is None:
            notes = {name: found[name] for name in ("key_points", "next_steps", "personal")}
            return ingest.record_note(**what, **notes)
        taught = upload.taught(self.speakers, sides) if self._asked() else {}
        remember(lead.account, taught, by=self.by, now=timezone.now())
        return ingest.record_call(**what, transcript=self.transcript, sides=sides)
