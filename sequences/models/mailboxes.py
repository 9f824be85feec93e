"""Where mail leaves from and comes back to: a rep's own mailbox, or one that everybody shares."""

from __future__ import annotations

from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.functions import Lower, Now

from followup.lib.sealing import SealedField
from leads.models import User

_OAUTH = ["gmail", "graph"]


class MailboxQuerySet(models.QuerySet["Mailbox"]):
    def sending(self) -> MailboxQuerySet:
        """Those mail may leave from, paused ones included: their mail waits."""
        return self.filter(is_active=True, sends=True)

    def visible_to(self, user: User) -> MailboxQuerySet:
        """A person's own; an admin's are all of them."""
        return self.all() if user.role == User.Role.ADMIN else self.filter(owner=user)

    def to_test(self) -> MailboxQuerySet:
        """Those somebody asked to test and nobody has tested since."""
        return self.filter(test_wanted_at__isnull=False)

    def read(self) -> MailboxQuerySet:
        """Those whose incoming mail is read: over IMAP, Gmail or Graph."""
        over_imap = Q(kind="smtp") & ~Q(imap_host="")
        return self.filter(Q(is_active=True, reads=True) & (over_imap | Q(kind__in=_OAUTH)))


class Mailbox(models.Model):
    """One account with a mail provider. Its secrets stand in `MailboxSecret`.

    `owner` is the rep whose mail leaves from here; without one, everybody's who has none.
    `address` is empty only where each mail leaves under its sender's own address.
    """

    class Kind(models.TextChoices):
        SMTP = "smtp", "Mail server (SMTP)"
        GMAIL = "gmail", "Google"
        GRAPH = "graph", "Microsoft 365"
        ESP = "esp", "Mail service"
        SITE = "site", "The site's own connection"

    class Security(models.TextChoices):
        STARTTLS = "starttls", "STARTTLS"
        TLS = "tls", "TLS from the start"
        NONE = "none", "None (only on this machine)"

    class SignIn(models.TextChoices):
        PASSWORD = "password", "Password"
        XOAUTH2 = "xoauth2", "Token (XOAUTH2)"
        NONE = "none", "None"

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+"
    )
    kind = models.CharField(max_length=5, choices=Kind.choices)
    address = models.EmailField(blank=True)
    display_name = models.CharField(max_length=120, blank=True)
    time_zone = models.CharField(max_length=64, default="UTC", help_text="Where its day begins.")

    service = models.CharField(max_length=12, blank=True, help_text="Which mail service.")
    service_domain = models.CharField(max_length=253, blank=True)
    smtp_host = models.CharField(max_length=253, blank=True)
    smtp_port = models.PositiveIntegerField(default=587)
    smtp_security = models.CharField(
        max_length=8, choices=Security.choices, default=Security.STARTTLS
    )
    smtp_username = models.CharField(max_length=254, blank=True)
    imap_host = models.CharField(max_length=253, blank=True)
    imap_port = models.PositiveIntegerField(default=993)
    imap_security = models.CharField(max_length=8, choices=Security.choices, default=Security.TLS)
    imap_username = models.CharField(max_length=254, blank=True)
    imap_folder = models.CharField(max_length=200, default="INBOX")
    sent_folder = models.CharField(max_length=200, blank=True, help_text="Empty: found by itself.")
    sign_in = models.CharField(max_length=8, choices=SignIn.choices, default=SignIn.PASSWORD)

    is_active = models.BooleanField(default=True)
    sends = models.BooleanField(default=True)
    reads = models.BooleanField(default=True)
    daily_cap = models.PositiveIntegerField(default=200, help_text="Mails in one day.")
    ramp_started_on = models.DateField(null=True, blank=True)
    must_read_within = models.PositiveSmallIntegerField(
        default=30, help_text="So that nothing goes to somebody who has written back. 0: never."
    )
    paused_at = models.DateTimeField(null=True, blank=True)
    pause_reason = models.CharField(max_length=500, blank=True)
    paused_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Empty: it had to be, and nobody decided it.",
    )
    resumed_at = models.DateTimeField(null=True, blank=True)

    # Kept by whoever reads it.
    last_read_at = models.DateTimeField(null=True, blank=True)
    reading_problem = models.CharField(max_length=500, blank=True)
    uidvalidity = models.PositiveBigIntegerField(null=True, blank=True)
    last_uid = models.PositiveBigIntegerField(default=0)
    cursor = models.CharField(max_length=500, blank=True, help_text="Gmail's or Graph's place.")

    # The last test of the connection, asked for by a person and done by the worker.
    test_wanted_at = models.DateTimeField(null=True, blank=True)
    tested_at = models.DateTimeField(null=True, blank=True)
    test_problem = models.CharField(max_length=500, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    objects = MailboxQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["owner"],
                name="mailbox_one_sends",
                condition=Q(is_active=True, sends=True),
                nulls_distinct=False,
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["smtp", "gmail", "graph", "esp", "site"]),
                name="mailbox_kind_known",
            ),
            models.CheckConstraint(
                condition=Q(address=Lower("address")), name="mailbox_address_lower"
            ),
            models.CheckConstraint(
                condition=~Q(address="") | Q(kind__in=["esp", "site"], owner__isnull=True),
                name="mailbox_address_given",
            ),
            models.CheckConstraint(
                condition=~Q(kind="smtp", smtp_host=""), name="mailbox_smtp_has_host"
            ),
            models.CheckConstraint(
                condition=Q(service="")
                | Q(
                    kind="esp",
                    service__in=["mailgun", "sendgrid", "postmark", "resend", "brevo", "ses"],
                ),
                name="mailbox_service_known",
            ),
            models.CheckConstraint(
                condition=~Q(kind="esp") | ~Q(service=""), name="mailbox_esp_has_service"
            ),
            models.CheckConstraint(
                condition=Q(smtp_security__in=["starttls", "tls", "none"])
                & Q(imap_security__in=["starttls", "tls", "none"]),
                name="mailbox_security_known",
            ),
            models.CheckConstraint(
                condition=Q(sign_in__in=["password", "xoauth2", "none"]),
                name="mailbox_sign_in_known",
            ),
            models.CheckConstraint(
                condition=Q(smtp_port__gte=1, smtp_port__lte=65535)
                & Q(imap_port__gte=1, imap_port__lte=65535),
                name="mailbox_port_possible",
            ),
            models.CheckConstraint(
                condition=Q(daily_cap__gte=1, daily_cap__lte=100_000), name="mailbox_cap_possible"
            ),
            models.CheckConstraint(
                condition=Q(paused_at__isnull=True, pause_reason="")
                | (Q(paused_at__isnull=False) & ~Q(pause_reason="")),
                name="mailbox_pause_has_reason",
            ),
            models.CheckConstraint(
                condition=Q(paused_by__isnull=True) | Q(paused_at__isnull=False),
                name="mailbox_paused_by_pauses",
            ),
        ]

    def __str__(self) -> str:
        return self.address or self.get_kind_display()


class MailboxSecret(models.Model):
    """What opens a mailbox, encrypted. The web process writes it and cannot read it."""

    mailbox = models.OneToOneField(Mailbox, models.CASCADE, related_name="secret")
    password = SealedField(blank=True, help_text="For SMTP, or the key of a mail service.")
    imap_password = SealedField(blank=True, help_text="Empty: the same as for SMTP.")
    access_token = SealedField(blank=True)
    refresh_token = SealedField(blank=True)
    expires_at = models.DateTimeField(null=True, blank=True, help_text="Of the access token.")
    changed_at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"Secrets of {self.mailbox_id}"

    def is_fresh(self, *, now: datetime) -> bool:
        """Whether the access token can be used as it is."""
        return bool(self.access_token) and self.expires_at is not None and self.expires_at > now


class MailboxDay(models.Model):
    """How many mails a mailbox has sent on one of its days; counted as they pass the last look."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="days")
    day = models.DateField()
    used = models.PositiveIntegerField(default=0)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "day"], name="mailboxday_once"),
        ]

    def __str__(self) -> str:
        return f"{self.used} on {self.day}"


class Rest(models.Model):
    """A server that failed several times in a row is left alone for a while.

    `domain` is that of the recipients; empty, the mailbox's own server. Kept by the gate.
    """

    mailbox = models.ForeignKey(
        Mailbox, models.CASCADE, null=True, blank=True, related_name="rests"
    )
    domain = models.CharField(max_length=253, blank=True)
    failures = models.PositiveIntegerField(default=0)
    until = models.DateTimeField(null=True, blank=True)
    detail = models.CharField(max_length=500, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "domain"], name="rest_once", nulls_distinct=False
            ),
        ]

    def __str__(self) -> str:
        return f"{self.domain or self.mailbox} until {self.until}"
