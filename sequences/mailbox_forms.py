"""The forms by which a person adds and changes a mailbox."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator

from leads.models import User
from sequences import mailboxes
from sequences.models import Mailbox

# Elsewhere a host and a port would be a way to knock on any door behind the firewall.
MAIL_PORTS = {25, 143, 465, 587, 993, 2525}
THIS_MACHINE = {"localhost", "127.0.0.1", "::1"}
SECRET = forms.PasswordInput(attrs={"autocomplete": "new-password"})
LABELS = {
    "display_name": "Name that is shown (the writer’s when empty)",
    "smtp_host": "Server",
    "smtp_port": "Port",
    "smtp_security": "Encryption",
    "smtp_username": "User name (the address when empty)",
    "imap_host": "Server",
    "imap_port": "Port",
    "imap_security": "Encryption",
    "imap_username": "User name (as for sending when empty)",
    "imap_folder": "Folder",
    "must_read_within": "Unread answers hold its mail after (minutes)",
    "daily_cap": "Mails a day at most",
    "imap_password": "Password for answers",
    "service_domain": "Sending domain (Mailgun) or region (Amazon)",
    "reads": "Read the answers",
}
SERVICES = (
    ("mailgun", "Mailgun"),
    ("sendgrid", "SendGrid"),
    ("postmark", "Postmark"),
    ("resend", "Resend"),
    ("brevo", "Brevo"),
    ("ses", "Amazon SES"),
)


class _MailboxForm(forms.ModelForm):  # type: ignore[type-arg]
    """What every kind has: a name, a cap, warming up. `by` is who is asking."""

    warms_up = forms.BooleanField(
        required=False,
        label="Warm it up",
        help_text="Start with 20 mails a day and a fifth more each day until the cap. For a new "
        "address or domain: sudden volume is what spam looks like.",
    )

    kind = Mailbox.Kind.SMTP

    def __init__(self, *arguments: Any, by: User, now: datetime, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.by, self.now = by, now
        self.label_suffix = ""
        for name, label in LABELS.items():
            if name in self.fields:
                self.fields[name].label = label
        if "daily_cap" in self.fields:
            self.fields["daily_cap"].help_text = ""  # its label says it
        for name, most in (("daily_cap", 100_000), ("smtp_port", 65_535), ("imap_port", 65_535)):
            if name in self.fields:
                self.fields[name].validators += [MinValueValidator(1), MaxValueValidator(most)]
        self.fields["warms_up"].initial = self.instance.ramp_started_on is not None
        if "time_zone" in self.fields and not self.instance.pk:
            self.initial.setdefault("time_zone", by.time_zone)

    def clean_address(self) -> str:
        return str(self.cleaned_data["address"] or "").strip().lower()

    def clean_time_zone(self) -> str:
        zone = str(self.cleaned_data["time_zone"])
        if zone not in available_timezones():
            raise forms.ValidationError("Write a zone such as Europe/Berlin.")
        return zone

    def clean(self) -> dict[str, Any]:
        found: dict[str, Any] = super().clean() or self.cleaned_data
        owner = self.instance.owner if self.instance.pk else self.owner
        others = Mailbox.objects.sending().filter(owner=owner).exclude(pk=self.instance.pk)
        if (self.instance.is_active or not self.instance.pk) and others.exists():
            whose = "You have" if owner else "There is"
            self.add_error(
                None,
                f"{whose} a mailbox that mail leaves from already: {others[0]}. Switch that off.",
            )
        return found

    @property
    def owner(self) -> User | None:
        """Whose a new one is: an admin makes the shared one, everybody else their own."""
        return None if self.by.role == User.Role.ADMIN else self.by

    def save(self, commit: bool = True) -> Mailbox:
        mailbox: Mailbox = super().save(commit=False)
        if mailbox._state.adding:
            mailbox.kind, mailbox.owner = self.kind, self.owner
        if not self.cleaned_data["warms_up"]:
            mailbox.ramp_started_on = None
        elif mailbox.ramp_started_on is None:
            mailbox.ramp_started_on = mailboxes.today(mailbox, now=self.now)
        mailbox.save()
        mailboxes.keep_secrets(
            mailbox,
            now=self.now,
            password=self.cleaned_data.get("password", ""),
            imap_password=self.cleaned_data.get("imap_password", ""),
            refresh_token=self.cleaned_data.get("refresh_token", ""),
        )
        return mailbox


class ServerForm(_MailboxForm):
    """A mailbox on a mail server: SMTP to send, IMAP to read what comes back."""

    password = forms.CharField(required=False, widget=SECRET, strip=False)
    imap_password = forms.CharField(
        required=False, widget=SECRET, strip=False, help_text="Only if it is another one."
    )

    refresh_token = forms.CharField(
        required=False,
        widget=SECRET,
        label="Refresh token (instead of a password)",
        help_text="For servers of Google or Microsoft that sign in by token (XOAUTH2).",
    )

    class Meta:
        model = Mailbox
        fields: ClassVar[list[str]] = [
            "address",
            "display_name",
            "smtp_host",
            "smtp_port",
            "smtp_security",
            "smtp_username",
            "imap_host",
            "imap_port",
            "imap_security",
            "imap_username",
            "imap_folder",
            "must_read_within",
            "daily_cap",
            "time_zone",
        ]

    def __init__(self, *arguments: Any, **more: Any) -> None:
        super().__init__(*arguments, **more)
        self.fields["smtp_host"].required = True
        self.fields["address"].required = True

    def clean(self) -> dict[str, Any]:
        found = super().clean()
        for side in ("smtp", "imap"):
            host, port = found.get(f"{side}_host", ""), found.get(f"{side}_port")
            if port and not settings.SAMPLE and port not in MAIL_PORTS:
                self.add_error(f"{side}_port", "Mail servers listen on 25, 465, 587, 143 or 993.")
            if (
                host
                and found.get(f"{side}_security") == Mailbox.Security.NONE
                and host not in THIS_MACHINE
            ):
                self.add_error(
                    f"{side}_security",
                    "Without encryption the password would be read by anybody on the way.",
                )
        self._keep_secrets_at_home(found)
        return found

    def _keep_secrets_at_home(self, found: dict[str, Any]) -> None:
        """What opens one server is not shown to another: whoever names another gives it again."""
        if self.instance.pk is None or found.get("password") or found.get("refresh_token"):
            return
        opens = self.instance.sign_in != Mailbox.SignIn.NONE
        reads = opens or bool(self.initial.get("imap_host"))
        kept = {"smtp_host": opens, "imap_host": reads and not found.get("imap_password")}
        for name, is_kept in kept.items():
            if is_kept and found.get(name) and name in self.changed_data:
                self.add_error(name, "This is another server. Give the password for it again.")

    def save(self, commit: bool = True) -> Mailbox:
        if self.cleaned_data["refresh_token"]:
            self.instance.sign_in = Mailbox.SignIn.XOAUTH2
        elif self.cleaned_data["password"]:
            self.instance.sign_in = Mailbox.SignIn.PASSWORD
        elif self.instance.pk is None:
            self.instance.sign_in = Mailbox.SignIn.NONE
        return super().save(commit)


class ServiceForm(_MailboxForm):
    """A mail service that sends for everybody who has no mailbox of their own."""

    kind = Mailbox.Kind.ESP
    service = forms.ChoiceField(choices=SERVICES)
    password = forms.CharField(
        required=False,
        widget=SECRET,
        label="API key",
        help_text="Amazon SES: key id and secret with a colon between.",
    )

    class Meta:
        model = Mailbox
        fields: ClassVar[list[str]] = [
            "service",
            "service_domain",
            "address",
            "display_name",
            "daily_cap",
            "time_zone",
        ]


class SiteForm(_MailboxForm):
    """The connection the site was set up with, given a cap and a pause of its own."""

    kind = Mailbox.Kind.SITE

    class Meta:
        model = Mailbox
        fields: ClassVar[list[str]] = ["daily_cap", "time_zone"]


class WebForm(_MailboxForm):
    """What can be changed about a mailbox that Google or Microsoft opens for us."""

    class Meta:
        model = Mailbox
        fields: ClassVar[list[str]] = [
            "display_name",
            "reads",
            "must_read_within",
            "daily_cap",
            "time_zone",
        ]

    def clean_address(self) -> str:
        return str(self.instance.address)


FORMS: dict[str, type[_MailboxForm]] = {
    Mailbox.Kind.SMTP: ServerForm,
    Mailbox.Kind.ESP: ServiceForm,
    Mailbox.Kind.SITE: SiteForm,
    Mailbox.Kind.GMAIL: WebForm,
    Mailbox.Kind.GRAPH: WebForm,
}
