"""What the organisation has laid down about time. One row, and one for each working weekday.

While there is no such row, the rules of `sequences.timing` stand as they ship.
"""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F


class TimingPolicy(models.Model):
    """The one row: quiet time, gaps, capacity. Moments are on the recipient's wall clock."""

    quiet_from = models.TimeField(default=time(20), help_text="No mail from then …")
    quiet_until = models.TimeField(default=time(8), help_text="… until then, on any day.")
    default_time = models.TimeField(
        default=time(9, 40), help_text="When nothing is known about when they read."
    )
    keeps_holidays = models.BooleanField(default=True)
    person_gap_hours = models.PositiveSmallIntegerField(default=20)
    company_gap_hours = models.PositiveSmallIntegerField(default=4)
    drafts_a_day = models.PositiveSmallIntegerField(
        default=60, validators=[MinValueValidator(1)], help_text="What one rep can read in a day."
    )
    mails_a_day = models.PositiveSmallIntegerField(
        default=150, validators=[MinValueValidator(1)], help_text="From one mailbox."
    )
    read_hours = models.PositiveSmallIntegerField(
        default=4,
        validators=[MaxValueValidator(80)],
        help_text="Working hours a rep has to read a draft before it may go.",
    )
    open_days = models.PositiveSmallIntegerField(
        default=2,
        validators=[MinValueValidator(1), MaxValueValidator(30)],
        help_text="Working days, the planned one included, in which a mail may still go.",
    )
    learns = models.BooleanField(default=True, help_text="Learn when people answer.")
    changed_at = models.DateTimeField(null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="timingpolicy_one_row"),
            models.CheckConstraint(
                condition=models.Q(drafts_a_day__gte=1, mails_a_day__gte=1),
                name="timingpolicy_something_a_day",
            ),
            models.CheckConstraint(
                condition=models.Q(open_days__range=(1, 30), read_hours__lte=80),
                name="timingpolicy_days_bounded",
            ),
            models.CheckConstraint(
                condition=models.Q(person_gap_hours__lte=2160, company_gap_hours__lte=2160),
                name="timingpolicy_gaps_bounded",
            ),
        ]

    def __str__(self) -> str:
        return "What we keep to when we write"


class WorkingHours(models.Model):
    """When people are written to on one weekday; without hours it is a day off."""

    policy = models.ForeignKey(TimingPolicy, models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(help_text="0 is Monday.")
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering = ["weekday"]
        constraints = [
            models.UniqueConstraint(
                fields=["policy", "weekday"], name="workinghours_once_a_weekday"
            ),
            models.CheckConstraint(
                condition=models.Q(weekday__range=(0, 6)), name="workinghours_weekday_known"
            ),
            models.CheckConstraint(
                condition=models.Q(opens__isnull=True, closes__isnull=True)
                | models.Q(opens__isnull=False, closes__isnull=False, closes__gt=F("opens")),
                name="workinghours_close_later",
            ),
        ]

    def __str__(self) -> str:
        if self.opens is None or self.closes is None:
            return f"{self.weekday}: a day off"
        return f"{self.weekday}: {self.opens:%H:%M} to {self.closes:%H:%M}"
