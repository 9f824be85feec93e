"""The page about time as a form: hours of the week, quiet time, gaps, capacity."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any, ClassVar

from django import forms
from django.db import transaction

from leads.models import User
from sequences.models import Enrollment, TimingPolicy, Touch, WorkingHours
from sequences.timing import SHIPPED, Week, next_opening, place_of
from sequences.timing.hours import NeverOpen

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
CLOCK = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
LABELS = {
    "quiet_from": "Quiet from",
    "quiet_until": "Quiet until",
    "default_time": "A good hour, until we know better",
    "keeps_holidays": "Keep their public holidays",
    "learns": "Learn when people answer",
    "person_gap_hours": "Hours between two mails to one person",
    "company_gap_hours": "Hours between two mails to one company",
    "mails_a_day": "Mails a day from one mailbox",
    "drafts_a_day": "Drafts a day for one rep",
    "read_hours": "Working hours to read a draft",
    "open_days": "Working days in which it may go",
}


class TimingForm(forms.ModelForm):  # type: ignore[type-arg]
    """All rules about time. `by` and `now` are of the one who saves."""

    applies = forms.BooleanField(
        required=False,
        initial=True,
        label="Plan anew what is planned already",
        help_text="Mails that are not drafted yet move to where the new rules put them.",
    )

    class Meta:
        model = TimingPolicy
        fields: ClassVar[list[str]] = list(LABELS)
        labels = LABELS
        widgets: ClassVar[dict[str, Any]] = dict.fromkeys(
            ("quiet_from", "quiet_until", "default_time"), CLOCK
        )
        help_texts: ClassVar[dict[str, str]] = {
            "quiet_from": "No mail goes by itself in this time, on any day.",
            "quiet_until": "",
            "default_time": "On their clock.",
            "keeps_holidays": "Of the country, and of the region where it is known.",
            "learns": "From clicks, answers and meetings; never from opens.",
            "mails_a_day": "A mailbox with a lower cap of its own keeps that.",
            "read_hours": "So long before its moment a draft is in the inbox.",
            "open_days": "After the last of them a mail nobody approved is late.",
        }

    def __init__(self, *arguments: Any, by: User, now: datetime, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.by, self.now, self.label_suffix = by, now, ""
        hours = {h.weekday: (h.opens, h.closes) for h in self._rows()}
        for weekday, name in enumerate(WEEKDAYS):
            given = hours.get(weekday, (None, None)) if hours else SHIPPED.days[weekday]
            for place, end in enumerate(("opens", "closes")):
                self.fields[f"{end}_{weekday}"] = forms.TimeField(
                    required=False,
                    widget=forms.TimeInput(
                        attrs={"type": "time", "aria-label": f"{name}, {end}"}, format="%H:%M"
                    ),
                    initial=given[place] if given else None,
                )

    def _rows(self) -> list[WorkingHours]:
        return list(self.instance.hours.all()) if self.instance.pk else []

    def days(self) -> Iterator[tuple[str, forms.BoundField, forms.BoundField]]:
        """For the template: each weekday with its two fields."""
        for weekday, name in enumerate(WEEKDAYS):
            yield name, self[f"opens_{weekday}"], self[f"closes_{weekday}"]

    def clean(self) -> dict[str, Any]:
        given = super().clean() or self.cleaned_data
        for weekday, name in enumerate(WEEKDAYS):
            opens, closes = given.get(f"opens_{weekday}"), given.get(f"closes_{weekday}")
            if (opens is None) != (closes is None):
                self.add_error(f"opens_{weekday}", f"Give both ends of {name}, or none.")
            elif opens is not None and closes <= opens:
                self.add_error(f"opens_{weekday}", f"{name} has to end after it begins.")
        if not self.errors and not _has_an_hour(self.week()):
            self.add_error(None, "Outside the quiet time no hour of any day is left. Leave one.")
        return given

    def week(self) -> Week:
        """The hours as they were given, without holidays."""
        days = []
        for weekday in range(7):
            opens = self.cleaned_data[f"opens_{weekday}"]
            closes = self.cleaned_data[f"closes_{weekday}"]
            days.append((opens, closes) if opens and closes else None)
        quiet = (self.cleaned_data["quiet_from"], self.cleaned_data["quiet_until"])
        return Week(tuple(days), quiet, keeps_holidays=False)

    @transaction.atomic
    def save(self, commit: bool = True) -> TimingPolicy:
        self.instance.pk = 1
        self.instance.changed_by, self.instance.changed_at = self.by, self.now
        row: TimingPolicy = super().save(commit)
        for weekday, hours in enumerate(self.week().days):
            opens, closes = hours or (None, None)
            WorkingHours.objects.update_or_create(
                policy=row, weekday=weekday, defaults={"opens": opens, "closes": closes}
            )
        if self.cleaned_data["applies"]:
            waiting = Touch.objects.filter(state=Touch.State.PLANNED).values("enrollment")
            Enrollment.objects.open().filter(pk__in=waiting).update(replan_since=self.now)
        return row


def _has_an_hour(week: Week) -> bool:
    try:
        next_opening(datetime(2026, 1, 1, tzinfo=UTC), place_of(), week)
    except NeverOpen:
        return False
    return True
