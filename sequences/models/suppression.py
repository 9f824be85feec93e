"""Who is never written to, who agreed to what, who we say we are, and what tracking may do."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from followup.lib.prepared import Prepared
from leads.models import Lead
from sequences.models.enrollments import Touch


class SuppressionQuerySet(models.QuerySet["Suppression"]):
    def standing(self) -> SuppressionQuerySet:
        """Those nobody has lifted."""
        return self.filter(lifted_at=None)


class Suppression(models.Model):
    """One entry of the list of those we never write to. Permanent until a person lifts it.

    The database makes one whenever somebody unsubscribes, complains, or their address is found
    dead, and asks this list before every mail. `value` is an address or a domain in lower case;
    of an erased person it is a keyed hash, which says only that this address must not be used.
    `lead` is who was listed, and stays so when their address is corrected.
    """

    class Kind(models.TextChoices):
        ADDRESS = "address", "Address"
        DOMAIN = "domain", "Domain"
        PERSON = "person", "Person"
        ERASED = "erased", "Erased person"

    class Reason(models.TextChoices):
        UNSUBSCRIBE = "unsubscribe", "Asked for no more mail"
        COMPLAINT = "complaint", "Complained"
        BOUNCE = "bounce", "The address does not work"
        ERASURE = "erasure", "Erased at their wish"
        OBJECTION = "objection", "Objected"
        POLICY = "policy", "Our own decision"
        IMPORT = "import", "From an imported list"

    kind = models.CharField(max_length=8, choices=Kind.choices)
    value = models.CharField(max_length=254, blank=True)
    lead = models.ForeignKey(Lead, models.PROTECT, null=True, blank=True, related_name="+")
    reason = models.CharField(max_length=12, choices=Reason.choices)
    source = models.CharField(max_length=200, help_text="What told us, or a person's own words.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())
    lifted_at = models.DateTimeField(null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    lifted_reason = models.CharField(max_length=300, blank=True)

    objects = SuppressionQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "value"],
                name="suppression_once",
                condition=Q(lifted_at__isnull=True) & ~Q(kind="person"),
            ),
            models.UniqueConstraint(
                fields=["lead"],
                name="suppression_person_once",
                condition=Q(lifted_at__isnull=True, kind="person"),
            ),
            models.CheckConstraint(
                condition=Q(kind="person", lead__isnull=False, value="")
                | (Q(kind__in=["address", "domain", "erased"]) & ~Q(value="")),
                name="suppression_names_somebody",
            ),
            models.CheckConstraint(
                condition=Q(value=Lower("value")), name="suppression_value_lower"
            ),
            models.CheckConstraint(
                condition=~Q(kind="address") | Q(value__contains="@"),
                name="suppression_address_whole",
            ),
            models.CheckConstraint(
                condition=~Q(kind="domain") | ~Q(value__contains="@"),
                name="suppression_domain_bare",
            ),
            models.CheckConstraint(
                condition=Q(
                    reason__in=[
                        "unsubscribe",
                        "complaint",
                        "bounce",
                        "erasure",
                        "objection",
                        "policy",
                        "import",
                    ]
                ),
                name="suppression_reason_known",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="suppression_source_given"),
            models.CheckConstraint(
                condition=Q(lifted_at__isnull=True, lifted_by__isnull=True, lifted_reason="")
                | (
                    Q(lifted_at__isnull=False, lifted_by__isnull=False)
                    & ~Q(lifted_reason="")
                    & ~Q(kind="erased")
                ),
                name="suppression_lifted_with_reason",
            ),
        ]

    def __str__(self) -> str:
        return self.value or str(self.lead)


class ConsentRecord(models.Model):
    """One word of a lead on one channel: given or withdrawn, how we know, when. Append-only; the
    newest counts."""

    class Channel(models.TextChoices):
        EMAIL = "email", "Mail"
        SMS = "sms", "Text message"
        PHONE = "phone", "Phone"
        LINKEDIN = "linkedin", "LinkedIn"

    lead = models.ForeignKey(Lead, models.PROTECT, related_name="+")
    channel = models.CharField(max_length=8, choices=Channel.choices)
    is_given = models.BooleanField()
    source = models.CharField(max_length=300, help_text="Where and how they said so.")
    at = models.DateTimeField()
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    recorded_at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(channel__in=["email", "sms", "phone", "linkedin"]),
                name="consentrecord_channel_known",
            ),
            models.CheckConstraint(condition=~Q(source=""), name="consentrecord_source_given"),
        ]
        indexes = [models.Index(fields=["lead", "channel", "-at"], name="consentrecord_newest")]

    def __str__(self) -> str:
        said = "given" if self.is_given else "withdrawn"
        return f"{self.lead}: {self.get_channel_display().lower()} {said}"


class Organisation(models.Model):
    """Who we say we are, in one row; whether opens and clicks may be followed at all, and how many
    text messages may go within 24 hours."""

    name = models.CharField(max_length=200, blank=True)
    postal_address = models.TextField(blank=True, help_text="As on an envelope.")
    privacy_url = models.URLField(blank=True)
    tracks_opens = models.BooleanField(default=False)
    tracks_clicks = models.BooleanField(default=False)
    texts_a_day = models.PositiveIntegerField(default=200)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="organisation_one_row"),
            models.CheckConstraint(
                condition=Q(name="") | ~Q(postal_address=""), name="organisation_whole"
            ),
            models.CheckConstraint(
                condition=Q(texts_a_day__gte=1, texts_a_day__lte=100_000),
                name="organisation_texts_possible",
            ),
        ]

    def __str__(self) -> str:
        return self.name or "The organisation"

    @classmethod
    def own(cls) -> Organisation:
        """The one row; before anybody wrote it, one that says nothing and follows nothing."""
        return _own().one({}) or cls(pk=1)


@cache
def _own() -> Prepared[Organisation]:
    return Prepared(Organisation.objects.filter(pk=1))


class TrackedLink(models.Model):
    """One address in the approved mails of a touch, and the token its readers are sent through.
    `url` is empty for the picture that tells of an opening. Append-only: no redirect bends."""

    token = models.CharField(max_length=43, unique=True)
    touch = models.ForeignKey(Touch, models.PROTECT, related_name="+")
    url = models.CharField(max_length=2000, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["touch", "url"], name="trackedlink_once"),
            models.CheckConstraint(
                condition=Q(url="") | Q(url__regex="^https?://"), name="trackedlink_is_web"
            ),
        ]

    def __str__(self) -> str:
        return self.url or "the opening of a mail"


class ListingKey(models.Model):
    """The key of the hashes on the suppression list, made once by the database. No process of the
    site may read it; the gate's functions do."""

    key = models.BinaryField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(pk=1), name="listingkey_one_row"),
        ]

    def __str__(self) -> str:
        return "The key of the suppression list"


class Erasure(models.Model):
    """That a person was erased: whose wish, when, by whom; their name is not in it. Append-only.

    `print` is the keyed hash of the address, the same as on the suppression list.
    """

    lead_number = models.BigIntegerField(unique=True)
    print = models.CharField(max_length=64)
    reason = models.CharField(max_length=300)
    counts = models.JSONField(default=dict, help_text="How many rows of which table were emptied.")
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    at = models.DateTimeField(db_default=Now())

    class Meta:
        ordering = ["-at", "-pk"]
        constraints = [
            models.CheckConstraint(condition=~Q(reason=""), name="erasure_reason_given"),
        ]

    def __str__(self) -> str:
        return f"Person {self.lead_number}, erased {self.at:%Y-%m-%d}"
