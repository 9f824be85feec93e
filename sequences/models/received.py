"""What came back: received mails, kept as they came, and the other addresses of our leads."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from leads.models import Event, Finding, Lead, User
from sequences.models.messages import Message


class ReceivedMailQuerySet(models.QuerySet["ReceivedMail"]):
    def visible_to(self, user: User) -> ReceivedMailQuerySet:
        """Mails of the leads a person may see, and those of nobody that came for this person.

        What came for nobody in particular (a shared address) is for managers and admins to sort.
        """
        unclaimed = Q(lead=None, owner=user)
        if user.role != User.Role.REP:
            unclaimed |= Q(lead=None, owner=None)
        return self.filter(Q(lead__in=Lead.objects.visible_to(user)) | unclaimed)

    def to_understand(self, *, now: datetime) -> ReceivedMailQuerySet:
        """Mails that were kept and whose consequences nobody has drawn yet."""
        return self.filter(understood_at=None, retry_at__lte=now)

    def unmatched(self) -> ReceivedMailQuerySet:
        """Mails of people we could not tell who they are: a question for a person."""
        asking = [ReceivedMail.Kind.REPLY, ReceivedMail.Kind.UNSUBSCRIBE]
        return self.filter(lead=None, kind__in=[*asking, ReceivedMail.Kind.COMPLAINT])


class ReceivedMail(models.Model):
    """One mail that reached us, by whatever door; the bytes are kept before they are understood.

    `kind` is empty until then. `text` is what its sender newly wrote. `event` carries the same
    words as passages, so that they can be cited. `owner` is whose mail it is while no lead is
    known. `ours` is a mail that somebody here wrote by hand, found in their Sent folder.
    """

    class Kind(models.TextChoices):
        REPLY = "reply", "Answer"
        AUTO_REPLY = "auto_reply", "Automatic answer"
        BOUNCE = "bounce", "Did not arrive"
        COMPLAINT = "complaint", "Complaint"
        UNSUBSCRIBE = "unsubscribe", "Wants no more mail"
        OTHER = "other", "Sent by a machine"
        OURS = "ours", "Written here by hand"

    class MatchedBy(models.TextChoices):
        TOKEN = "token", "the address it was sent to"
        REFERENCES = "references", "the mail it answers"
        ADDRESS = "address", "its sender's address"
        ALIAS = "alias", "another address of theirs"
        DOMAIN = "domain", "a colleague's company"
        PERSON = "person", "a person here"

    mailbox = models.ForeignKey(
        "sequences.Mailbox", models.SET_NULL, null=True, blank=True, related_name="+"
    )
    door = models.CharField(max_length=20, help_text="imap, gmail, graph, or a provider's name.")
    identity = models.CharField(max_length=64, unique=True, help_text="The same by every door.")
    raw = models.BinaryField(default=b"")
    received_at = models.DateTimeField(db_default=Now())
    message_id = models.CharField(max_length=998, blank=True)
    in_reply_to = models.CharField(max_length=998, blank=True)
    references = models.TextField(blank=True)
    sender = models.CharField(max_length=320, blank=True)
    recipients = models.JSONField(default=list, blank=True)
    subject = models.CharField(max_length=998, blank=True)

    kind = models.CharField(max_length=12, choices=Kind.choices, blank=True)
    text = models.TextField(blank=True)
    facts = models.JSONField(
        default=dict, blank=True, help_text="Of a bounce: hard, status, reason. Of a meeting: yes."
    )
    return_date = models.DateField(null=True, blank=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+")
    matched_by = models.CharField(max_length=10, choices=MatchedBy.choices, blank=True)
    assigned_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    answers = models.ForeignKey(
        Message, models.PROTECT, null=True, blank=True, related_name="replies"
    )
    event = models.OneToOneField(Event, models.PROTECT, null=True, blank=True, related_name="+")
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    understood_at = models.DateTimeField(null=True, blank=True)
    retry_at = models.DateTimeField(db_default=Now())
    attempts = models.PositiveSmallIntegerField(default=0)
    erased_at = models.DateTimeField(null=True, blank=True)

    objects = ReceivedMailQuerySet.as_manager()

    class Meta:
        ordering = ["-received_at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    kind__in=[
                        "",
                        "reply",
                        "auto_reply",
                        "bounce",
                        "complaint",
                        "unsubscribe",
                        "other",
                        "ours",
                    ]
                ),
                name="receivedmail_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(kind="", understood_at__isnull=True)
                | (~Q(kind="") & Q(understood_at__isnull=False)),
                name="receivedmail_kind_when_understood",
            ),
            models.CheckConstraint(
                condition=Q(
                    matched_by__in=[
                        "",
                        "token",
                        "references",
                        "address",
                        "alias",
                        "domain",
                        "person",
                    ]
                ),
                name="receivedmail_matched_by_known",
            ),
            models.CheckConstraint(
                condition=Q(lead__isnull=True, matched_by="")
                | (Q(lead__isnull=False) & ~Q(matched_by="")),
                name="receivedmail_lead_is_matched",
            ),
            models.CheckConstraint(
                condition=~Q(matched_by="person") | Q(assigned_by__isnull=False),
                name="receivedmail_person_named",
            ),
            models.CheckConstraint(
                condition=Q(return_date__isnull=True) | Q(kind="auto_reply"),
                name="receivedmail_return_of_auto_reply",
            ),
            models.CheckConstraint(
                condition=~Q(raw=b"") | Q(erased_at__isnull=False), name="receivedmail_bytes_kept"
            ),
            models.CheckConstraint(condition=~Q(door=""), name="receivedmail_door_named"),
        ]
        indexes = [
            models.Index(
                fields=["retry_at"],
                name="receivedmail_to_understand",
                condition=Q(understood_at__isnull=True),
            ),
            models.Index(fields=["lead", "-received_at"], name="receivedmail_of_lead"),
            models.Index(fields=["message_id"], name="receivedmail_by_message_id"),
        ]

    def __str__(self) -> str:
        return f"{self.subject or 'No subject'} from {self.sender or 'nobody'}"


class Alias(models.Model):
    """Another address that a lead writes from, as a person here has confirmed."""

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    address = models.EmailField(unique=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(address=Lower("address")), name="alias_lower"),
        ]

    def __str__(self) -> str:
        return f"{self.address} of {self.lead}"


class CorrectionQuerySet(models.QuerySet["Correction"]):
    def waiting(self) -> CorrectionQuerySet:
        """Corrections nobody has answered, of promises that are still open."""
        unsettled = [Finding.Status.OPEN, Finding.Status.LATE]
        return self.filter(state=Correction.State.OPEN, finding__status__in=unsettled)

    def visible_to(self, user: User) -> CorrectionQuerySet:
        return self.filter(
            finding__in=Finding.objects.visible_to(user).values("pk"),
            mail__in=ReceivedMail.objects.visible_to(user).values("pk"),
        )


class Correction(models.Model):
    """Words of an answer that seem to correct a promise as we had it. A person enters what is
    right in the ledger, or puts it aside."""

    class State(models.TextChoices):
        OPEN = "open", "Open"
        ENTERED = "entered", "Entered"
        DISMISSED = "dismissed", "Put aside"

    mail = models.ForeignKey(ReceivedMail, models.PROTECT, related_name="+")
    finding = models.ForeignKey(Finding, models.CASCADE, related_name="+")
    quote = models.TextField()
    due = models.DateField(null=True, blank=True, help_text="The day the words name, if one.")
    state = models.CharField(max_length=9, choices=State.choices, default=State.OPEN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(null=True, blank=True)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["mail", "finding"], name="correction_once"),
            models.CheckConstraint(condition=~Q(quote=""), name="correction_quote_given"),
            models.CheckConstraint(
                condition=Q(state="open", by__isnull=True, at__isnull=True)
                | Q(state__in=["entered", "dismissed"], by__isnull=False, at__isnull=False),
                name="correction_answered_by_somebody",
            ),
        ]

    def __str__(self) -> str:
        return self.quote
