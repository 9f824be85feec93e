from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from followup.lib.sealing import SealedField

COVERED = (
    "channel",
    "sender",
    "to",
    "cc",
    "reply_to",
    "in_reply_to",
    "references",
    "subject",
    "body",
    "attachments",
    "html",
    "unsubscribe",
)


class Migration(migrations.Migration):
    dependencies = [
        ("sequences", "0006_windows"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        # Gone before the columns it is made of change; back in the SQL below, with two more of them.
        migrations.RemoveField("message", "fingerprint"),
        migrations.AddField(
            model_name="message",
            name="html",
            field=models.TextField(
                blank=True, help_text="The same words for mail programs that show HTML."
            ),
        ),
        migrations.AddField(
            model_name="message",
            name="unsubscribe",
            field=models.CharField(blank=True, max_length=500),
        ),
        migrations.AlterField(
            model_name="message",
            name="reply_to",
            field=models.CharField(blank=True, max_length=998),
        ),
        migrations.AlterField(
            model_name="message",
            name="sender",
            field=models.CharField(max_length=998),
        ),
        migrations.CreateModel(
            name="Mailbox",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("smtp", "Mail server (SMTP)"),
                            ("gmail", "Google"),
                            ("graph", "Microsoft 365"),
                            ("esp", "Mail service"),
                            ("site", "The site's own connection"),
                        ],
                        max_length=5,
                    ),
                ),
                ("address", models.EmailField(blank=True, max_length=254)),
                ("display_name", models.CharField(blank=True, max_length=120)),
                (
                    "time_zone",
                    models.CharField(
                        default="UTC", help_text="Where its day begins.", max_length=64
                    ),
                ),
                (
                    "service",
                    models.CharField(blank=True, help_text="Which mail service.", max_length=12),
                ),
                ("service_domain", models.CharField(blank=True, max_length=253)),
                ("smtp_host", models.CharField(blank=True, max_length=253)),
                ("smtp_port", models.PositiveIntegerField(default=587)),
                (
                    "smtp_security",
                    models.CharField(
                        choices=[
                            ("starttls", "STARTTLS"),
                            ("tls", "TLS from the start"),
                            ("none", "None (only on this machine)"),
                        ],
                        default="starttls",
                        max_length=8,
                    ),
                ),
                ("smtp_username", models.CharField(blank=True, max_length=254)),
                ("imap_host", models.CharField(blank=True, max_length=253)),
                ("imap_port", models.PositiveIntegerField(default=993)),
                (
                    "imap_security",
                    models.CharField(
                        choices=[
                            ("starttls", "STARTTLS"),
                            ("tls", "TLS from the start"),
                            ("none", "None (only on this machine)"),
                        ],
                        default="tls",
                        max_length=8,
                    ),
                ),
                ("imap_username", models.CharField(blank=True, max_length=254)),
                ("imap_folder", models.CharField(default="INBOX", max_length=200)),
                (
                    "sent_folder",
                    models.CharField(
                        blank=True, help_text="Empty: found by itself.", max_length=200
                    ),
                ),
                (
                    "sign_in",
                    models.CharField(
                        choices=[
                            ("password", "Password"),
                            ("xoauth2", "Token (XOAUTH2)"),
                            ("none", "None"),
                        ],
                        default="password",
                        max_length=8,
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("sends", models.BooleanField(default=True)),
                ("reads", models.BooleanField(default=True)),
                (
                    "daily_cap",
                    models.PositiveIntegerField(default=200, help_text="Mails in one day."),
                ),
                ("ramp_started_on", models.DateField(blank=True, null=True)),
                (
                    "must_read_within",
                    models.PositiveSmallIntegerField(
                        default=30,
                        help_text="So that nothing goes to somebody who has written back. 0: never.",
                    ),
                ),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=500)),
                ("resumed_at", models.DateTimeField(blank=True, null=True)),
                ("last_read_at", models.DateTimeField(blank=True, null=True)),
                ("reading_problem", models.CharField(blank=True, max_length=500)),
                ("uidvalidity", models.PositiveBigIntegerField(blank=True, null=True)),
                ("last_uid", models.PositiveBigIntegerField(default=0)),
                (
                    "cursor",
                    models.CharField(
                        blank=True, help_text="Gmail's or Graph's place.", max_length=500
                    ),
                ),
                ("test_wanted_at", models.DateTimeField(blank=True, null=True)),
                ("tested_at", models.DateTimeField(blank=True, null=True)),
                ("test_problem", models.CharField(blank=True, max_length=500)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.AddField(
            model_name="message",
            name="mailbox",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: the site's own connection.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="messages",
                to="sequences.mailbox",
            ),
        ),
        migrations.CreateModel(
            name="MailboxDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("used", models.PositiveIntegerField(default=0)),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="days",
                        to="sequences.mailbox",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="MailboxSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "password",
                    SealedField(blank=True, help_text="For SMTP, or the key of a mail service."),
                ),
                (
                    "imap_password",
                    SealedField(blank=True, help_text="Empty: the same as for SMTP."),
                ),
                ("access_token", SealedField(blank=True)),
                ("refresh_token", SealedField(blank=True)),
                (
                    "expires_at",
                    models.DateTimeField(blank=True, help_text="Of the access token.", null=True),
                ),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "mailbox",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secret",
                        to="sequences.mailbox",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Rest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(blank=True, max_length=253)),
                ("failures", models.PositiveIntegerField(default=0)),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("detail", models.CharField(blank=True, max_length=500)),
                (
                    "mailbox",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="rests",
                        to="sequences.mailbox",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="SendingDomain",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("domain", models.CharField(max_length=253, unique=True)),
                (
                    "selectors",
                    models.CharField(blank=True, help_text="Of its DKIM keys.", max_length=200),
                ),
                ("findings", models.JSONField(blank=True, default=list)),
                ("checked_at", models.DateTimeField(blank=True, null=True)),
                ("check_wanted_at", models.DateTimeField(blank=True, null=True)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("held_reason", models.CharField(blank=True, max_length=500)),
                (
                    "exempt_reason",
                    models.CharField(
                        blank=True,
                        help_text="Why an admin lets its mail go all the same.",
                        max_length=300,
                    ),
                ),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["domain"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("domain", django.db.models.functions.text.Lower("domain")),
                            models.Q(("domain", ""), _negated=True),
                        ),
                        name="sendingdomain_lower",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("held_at__isnull", True), ("held_reason", "")),
                            models.Q(
                                ("held_at__isnull", False),
                                models.Q(("held_reason", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="sendingdomain_held_has_reason",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True), ("sends", True)),
                fields=("owner",),
                name="mailbox_one_sends",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["smtp", "gmail", "graph", "esp", "site"])),
                name="mailbox_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", django.db.models.functions.text.Lower("address"))),
                name="mailbox_address_lower",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address", ""), _negated=True),
                    models.Q(("kind__in", ["esp", "site"]), ("owner__isnull", True)),
                    _connector="OR",
                ),
                name="mailbox_address_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind", "smtp"), ("smtp_host", ""), _negated=True),
                name="mailbox_smtp_has_host",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("service", ""),
                    models.Q(
                        ("kind", "esp"),
                        (
                            "service__in",
                            ["mailgun", "sendgrid", "postmark", "resend", "brevo", "ses"],
                        ),
                    ),
                    _connector="OR",
                ),
                name="mailbox_service_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "esp"), _negated=True),
                    models.Q(("service", ""), _negated=True),
                    _connector="OR",
                ),
                name="mailbox_esp_has_service",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("smtp_security__in", ["starttls", "tls", "none"]),
                    ("imap_security__in", ["starttls", "tls", "none"]),
                ),
                name="mailbox_security_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("sign_in__in", ["password", "xoauth2", "none"])),
                name="mailbox_sign_in_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("smtp_port__gte", 1),
                    ("smtp_port__lte", 65535),
                    ("imap_port__gte", 1),
                    ("imap_port__lte", 65535),
                ),
                name="mailbox_port_possible",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(("daily_cap__gte", 1), ("daily_cap__lte", 100000)),
                name="mailbox_cap_possible",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                    models.Q(
                        ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="mailbox_pause_has_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="mailboxday",
            constraint=models.UniqueConstraint(fields=("mailbox", "day"), name="mailboxday_once"),
        ),
        migrations.AddConstraint(
            model_name="rest",
            constraint=models.UniqueConstraint(
                fields=("mailbox", "domain"), name="rest_once", nulls_distinct=False
            ),
        ),
        migrations.RunSQL(
            Path(__file__).with_suffix(".sql").read_text(),
            migrations.RunSQL.noop,
            state_operations=[
                migrations.AddField(
                    "message",
                    "fingerprint",
                    models.GeneratedField(
                        db_persist=True,
                        expression=models.Func(
                            *(models.F(name) for name in COVERED), function="gate_fingerprint"
                        ),
                        output_field=models.BinaryField(),
                    ),
                ),
            ],
        ),
    ]
