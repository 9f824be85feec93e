"""What became of promises: entries people make, and proposals that wait for a person's word."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from leads.models.findings import Finding
from leads.models.people import User
from leads.models.record import Call, Passage


class LedgerEntry(models.Model):
    """One act of one person on one promise: what became of it, or by when it is due.

    Append-only. The database carries it over to the finding in the same act, and nothing else
    may change a finding's status: whatever reads calls cannot close a promise.
    """

    finding = models.ForeignKey(Finding, models.PROTECT, related_name="entries")
    status = models.CharField(max_length=8, choices=Finding.Status.choices)
    due = models.DateField(null=True, blank=True, help_text="Set when the person named the day.")
    note = models.CharField(max_length=500, blank=True)
    passage = models.ForeignKey(
        Passage, models.PROTECT, null=True, blank=True, related_name="+", help_text="What shows it."
    )
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(status__in=["open", "kept", "late", "dropped"]),
                name="ledgerentry_status_known",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_status_display()}, says {self.by}"


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def visible_to(self, user: User) -> ProposalQuerySet:
        """Both the promise and the words that show it kept must be the person's to see."""
        calls = Call.objects.visible_to(user).values("pk")
        return self.filter(finding__call__in=calls).filter(
            models.Q(passage__call__in=calls)
            | models.Q(passage__event__lead__in=Call.objects.visible_to(user).values("lead"))
        )

    def waiting(self) -> ProposalQuerySet:
        """Proposals nobody has answered, about promises that are still open."""
        return self.filter(
            state=Proposal.State.OPEN,
            finding__status__in=[Finding.Status.OPEN, Finding.Status.LATE],
        )


class Proposal(models.Model):
    """Words of a later call or mail that seem to show a promise kept. A person says whether."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        CONFIRMED = "confirmed", "Confirmed"
        DISMISSED = "dismissed", "Dismissed"

    finding = models.ForeignKey(Finding, models.CASCADE, related_name="proposals")
    passage = models.ForeignKey(Passage, models.PROTECT, related_name="+")
    quote = models.TextField()
    start = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = ProposalQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["finding", "passage", "start"], name="proposal_once"),
            models.CheckConstraint(condition=~models.Q(quote=""), name="proposal_quote_given"),
            models.CheckConstraint(
                condition=models.Q(state__in=["open", "confirmed", "dismissed"]),
                name="proposal_state_known",
            ),
            models.CheckConstraint(
                condition=models.Q(state="open", by__isnull=True, at__isnull=True)
                | (~models.Q(state="open") & models.Q(by__isnull=False, at__isnull=False)),
                name="proposal_decided_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.quote
