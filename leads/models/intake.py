"""Where leads come in: the sources an admin connected, and every delivery as it arrived."""

from __future__ import annotations

import secrets
from datetime import datetime
from typing import ClassVar

from django.conf import settings as site
from django.db import models
from django.db.models.functions import Lower, Now

from followup.lib.sealing import SealedField
from leads.models.accounts import Lead
from leads.models.record import Event


def fresh_token() -> str:
    """What stands in a source's address: it tells sources apart and proves nothing."""
    return secrets.token_urlsafe(18)


class Source(models.Model):
    """Something that tells us what people did. Its kind says how deliveries are signed and read."""

    class Kind(models.TextChoices):
        WEBHOOK = "webhook", "Webhook of your own"
        FORM = "form", "Form on your site"
        PAGES = "pages", "Pages of your site"
        HUBSPOT = "hubspot", "HubSpot"
        TYPEFORM = "typeform", "Typeform"
        CALENDLY = "calendly", "Calendly"
        ZOOM = "zoom", "Zoom recordings"
        TEAMS = "teams", "Teams transcripts"
        MEET = "meet", "Google Meet transcripts"
        FIREFLIES = "fireflies", "Fireflies transcripts"
        GONG = "gong", "Gong calls"
        FILE = "file", "Imported file"
        API = "api", "API"

    # What nobody can sign: a browser sends these, and they say nothing that is believed unasked.
    UNSIGNED: ClassVar[frozenset[str]] = frozenset({"form", "pages"})

    name = models.CharField(max_length=60)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    token = models.CharField(max_length=40, unique=True, default=fresh_token, editable=False)
    secret = SealedField(blank=True, help_text="What its deliveries are signed with.")
    old_secret = SealedField(blank=True, help_text="Still valid while the sender changes over.")
    access_token = SealedField(blank=True, help_text="What we ask the sender with.")
    settings = models.JSONField(
        default=dict, blank=True, help_text="Audience, tenant and the like."
    )
    owner = models.ForeignKey(
        site.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        help_text="Who gets people that no rule gives to anybody.",
    )
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    last_seen_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("name"), name="source_name_unique"),
            models.CheckConstraint(
                condition=models.Q(
                    kind__in=[
                        "webhook",
                        "form",
                        "pages",
                        "hubspot",
                        "typeform",
                        "calendly",
                        "zoom",
                        "teams",
                        "meet",
                        "fireflies",
                        "gong",
                        "file",
                        "api",
                    ]
                ),
                name="source_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(name=""), name="source_name_given"),
        ]

    def __str__(self) -> str:
        return self.name


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def waiting(self, *, now: datetime) -> DeliveryQuerySet:
        """Deliveries nobody has understood yet, the first that came first."""
        return self.filter(state=Delivery.State.RECEIVED, retry_at__lte=now).order_by("pk")


class Delivery(models.Model):
    """The bytes of one delivery, kept as they came. `fingerprint` is the same for a repeated one.

    State: received -> done, or failed (it cannot be read, or five tries met a fault of ours); a
    failed one is tried again from the screen. What came is never changed.
    """

    class State(models.TextChoices):
        RECEIVED = "received", "Waiting"
        DONE = "done", "Understood"
        FAILED = "failed", "Not understood"

    source = models.ForeignKey(Source, models.PROTECT, related_name="deliveries")
    fingerprint = models.CharField(max_length=64)
    number = models.CharField(max_length=200, blank=True, help_text="The sender's own id.")
    content_type = models.CharField(max_length=100, blank=True)
    raw = models.BinaryField()
    received_at = models.DateTimeField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.RECEIVED)
    problem = models.CharField(max_length=500, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    retry_at = models.DateTimeField(db_default=Now())
    done_at = models.DateTimeField(null=True, blank=True)

    objects = DeliveryQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["source", "fingerprint"], name="delivery_once"),
            models.CheckConstraint(
                condition=models.Q(state__in=["received", "done", "failed"]),
                name="delivery_state_known",
            ),
            models.CheckConstraint(
                condition=~models.Q(state="failed") | ~models.Q(problem=""),
                name="delivery_problem_explained",
            ),
            models.CheckConstraint(
                condition=models.Q(state="done", done_at__isnull=False)
                | models.Q(~models.Q(state="done"), done_at__isnull=True),
                name="delivery_done_has_moment",
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"], name="delivery_waiting", condition=models.Q(state="received")
            ),
            models.Index(fields=["source", "-id"], name="delivery_of_source"),
        ]

    def __str__(self) -> str:
        return f"{self.source} at {self.received_at:%Y-%m-%d %H:%M}"


class Telling(models.Model):
    """Which delivery told of which event: an event is one, however often and by whom it is told."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="tellings")
    event = models.ForeignKey(Event, models.CASCADE, related_name="tellings")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["delivery", "event"], name="telling_once"),
        ]

    def __str__(self) -> str:
        return f"{self.event}, told by {self.delivery}"


class Identifier(models.Model):
    """One key by which a person is known besides their address, in its one normal spelling."""

    class Kind(models.TextChoices):
        EMAIL = "email", "Another address"
        PHONE = "phone", "Phone number"
        VISITOR = "visitor", "Browser"
        HUBSPOT = "hubspot_contact", "HubSpot contact"

    lead = models.ForeignKey(Lead, models.CASCADE, related_name="identifiers")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    value = models.CharField(max_length=254)
    source = models.CharField(max_length=60, help_text="Who says so.")
    since = models.DateTimeField(db_default=Now())

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="identifier_of_one_person"),
            models.CheckConstraint(
                condition=models.Q(kind__in=["email", "phone", "visitor", "hubspot_contact"]),
                name="identifier_kind_known",
            ),
            models.CheckConstraint(condition=~models.Q(value=""), name="identifier_value_given"),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} {self.value}"
