"""What a person wants to be told and how, mail to our own people, and what has no draft yet."""

from __future__ import annotations

from django.db import models
from django.db.models.functions import Now

from leads.models import Call, Event, Lead, User


class Preference(models.Model):
    """How one person wants to hear of what waits. Without a row: only inside the site.

    `digest_hour` is a full hour in the person's zone; `digest_on` the last day one was made.
    """

    user = models.OneToOneField(User, models.PROTECT, related_name="preference")
    in_browser = models.BooleanField(default=False)
    digest_hour = models.PositiveSmallIntegerField(null=True, blank=True)
    digest_on = models.DateField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(digest_hour__isnull=True) | models.Q(digest_hour__range=(0, 23)),
                name="preference_hour_of_the_day",
            ),
        ]

    def __str__(self) -> str:
        return f"How {self.user} is told"


class Memo(models.Model):
    """A mail to one of our own people, never to a lead: it names a user, not an address.

    The sender process takes it by `memo_take` and says by `memo_end` what became of it; the words
    are gone once it was sent. `retry_at`: not before.
    """

    class Kind(models.TextChoices):
        DIGEST = "digest", "What waits"
        INVITATION = "invitation", "Invitation"

    user = models.ForeignKey(User, models.PROTECT, related_name="+")
    kind = models.CharField(max_length=10, choices=Kind.choices)
    key = models.CharField(max_length=80)
    subject = models.CharField(max_length=200)
    text = models.TextField(blank=True)
    made_at = models.DateTimeField(db_default=Now())
    retry_at = models.DateTimeField(db_default=Now())
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True, blank=True)
    problem = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user", "key"], name="memo_once"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["digest", "invitation"]), name="memo_kind_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(subject="") & ~models.Q(subject__contains="\n"),
                name="memo_subject_in_one_line",
            ),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"], name="memo_due", condition=models.Q(sent_at__isnull=True)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.subject} for {self.user}"


class Undrafted(models.Model):
    """A call or an event without a draft that a person could read.

    Kept by triggers (0007_notices.sql), so that the few that have none are found among the many
    that have one.
    """

    call = models.OneToOneField(Call, models.CASCADE, null=True, blank=True, related_name="+")
    event = models.OneToOneField(Event, models.CASCADE, null=True, blank=True, related_name="+")
    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(call__isnull=False, event__isnull=True)
                | models.Q(call__isnull=True, event__isnull=False),
                name="undrafted_is_one_record",
            ),
        ]

    def __str__(self) -> str:
        return f"No draft for {self.call or self.event}"
