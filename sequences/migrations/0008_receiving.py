from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sequences", "0007_mailboxes"),
        ("leads", "0004_profile"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="HookDelivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("service", models.CharField(max_length=12)),
                (
                    "about",
                    models.CharField(
                        choices=[
                            ("inbound", "A mail that came"),
                            ("events", "What became of our mail"),
                        ],
                        max_length=8,
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64, unique=True)),
                ("content_type", models.CharField(blank=True, max_length=300)),
                ("body", models.BinaryField()),
                (
                    "received_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("followed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=500)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("followed_at__isnull", True)),
                        fields=["retry_at"],
                        name="hookdelivery_to_follow",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("about__in", ["inbound", "events"])),
                        name="hookdelivery_about_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("service", ""), _negated=True),
                        name="hookdelivery_service_given",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ReceivedMail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "door",
                    models.CharField(
                        help_text="imap, gmail, graph, or a provider's name.", max_length=20
                    ),
                ),
                (
                    "identity",
                    models.CharField(
                        help_text="The same by every door.", max_length=64, unique=True
                    ),
                ),
                ("raw", models.BinaryField(default=b"")),
                (
                    "received_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("message_id", models.CharField(blank=True, max_length=998)),
                ("in_reply_to", models.CharField(blank=True, max_length=998)),
                ("references", models.TextField(blank=True)),
                ("sender", models.CharField(blank=True, max_length=320)),
                ("recipients", models.JSONField(blank=True, default=list)),
                ("subject", models.CharField(blank=True, max_length=998)),
                (
                    "kind",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("reply", "Answer"),
                            ("auto_reply", "Automatic answer"),
                            ("bounce", "Did not arrive"),
                            ("complaint", "Complaint"),
                            ("unsubscribe", "Wants no more mail"),
                            ("other", "Sent by a machine"),
                            ("ours", "Written here by hand"),
                        ],
                        max_length=12,
                    ),
                ),
                ("text", models.TextField(blank=True)),
                (
                    "facts",
                    models.JSONField(
                        blank=True,
                        default=dict,
                        help_text="Of a bounce: hard, status, reason. Of a meeting: yes.",
                    ),
                ),
                ("return_date", models.DateField(blank=True, null=True)),
                (
                    "matched_by",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("token", "the address it was sent to"),
                            ("references", "the mail it answers"),
                            ("address", "its sender's address"),
                            ("alias", "another address of theirs"),
                            ("domain", "a colleague's company"),
                            ("person", "a person here"),
                        ],
                        max_length=10,
                    ),
                ),
                ("understood_at", models.DateTimeField(blank=True, null=True)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("erased_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answers",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="replies",
                        to="sequences.message",
                    ),
                ),
                (
                    "assigned_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.event",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="sequences.mailbox",
                    ),
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
            options={
                "ordering": ["-received_at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Correction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("quote", models.TextField()),
                (
                    "due",
                    models.DateField(
                        blank=True, help_text="The day the words name, if one.", null=True
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("open", "Open"),
                            ("entered", "Entered"),
                            ("dismissed", "Put aside"),
                        ],
                        default="open",
                        max_length=9,
                    ),
                ),
                ("at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "finding",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.finding",
                    ),
                ),
                (
                    "mail",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="sequences.receivedmail",
                    ),
                ),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Alias",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(max_length=254, unique=True)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("address", django.db.models.functions.text.Lower("address"))
                        ),
                        name="alias_lower",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ReadingPlace",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("folder", models.CharField(max_length=200)),
                ("uidvalidity", models.PositiveBigIntegerField()),
                ("last_uid", models.PositiveBigIntegerField(default=0)),
                (
                    "read_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "mailbox",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="sequences.mailbox",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("mailbox", "folder"), name="readingplace_once")
                ],
            },
        ),
        migrations.AddIndex(
            model_name="receivedmail",
            index=models.Index(
                condition=models.Q(("understood_at__isnull", True)),
                fields=["retry_at"],
                name="receivedmail_to_understand",
            ),
        ),
        migrations.AddIndex(
            model_name="receivedmail",
            index=models.Index(fields=["lead", "-received_at"], name="receivedmail_of_lead"),
        ),
        migrations.AddIndex(
            model_name="receivedmail",
            index=models.Index(fields=["message_id"], name="receivedmail_by_message_id"),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "",
                            "reply",
                            "auto_reply",
                            "bounce",
                            "complaint",
                            "unsubscribe",
                            "other",
                            "ours",
                        ],
                    )
                ),
                name="receivedmail_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", ""), ("understood_at__isnull", True)),
                    models.Q(
                        models.Q(("kind", ""), _negated=True), ("understood_at__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="receivedmail_kind_when_understood",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "matched_by__in",
                        ["", "token", "references", "address", "alias", "domain", "person"],
                    )
                ),
                name="receivedmail_matched_by_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lead__isnull", True), ("matched_by", "")),
                    models.Q(("lead__isnull", False), models.Q(("matched_by", ""), _negated=True)),
                    _connector="OR",
                ),
                name="receivedmail_lead_is_matched",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("matched_by", "person"), _negated=True),
                    ("assigned_by__isnull", False),
                    _connector="OR",
                ),
                name="receivedmail_person_named",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("return_date__isnull", True), ("kind", "auto_reply"), _connector="OR"
                ),
                name="receivedmail_return_of_auto_reply",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("raw", b""), _negated=True),
                    ("erased_at__isnull", False),
                    _connector="OR",
                ),
                name="receivedmail_bytes_kept",
            ),
        ),
        migrations.AddConstraint(
            model_name="receivedmail",
            constraint=models.CheckConstraint(
                condition=models.Q(("door", ""), _negated=True), name="receivedmail_door_named"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.UniqueConstraint(fields=("mail", "finding"), name="correction_once"),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(("quote", ""), _negated=True), name="correction_quote_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="correction",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("at__isnull", True), ("by__isnull", True), ("state", "open")),
                    models.Q(
                        ("at__isnull", False),
                        ("by__isnull", False),
                        ("state__in", ["entered", "dismissed"]),
                    ),
                    _connector="OR",
                ),
                name="correction_answered_by_somebody",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
