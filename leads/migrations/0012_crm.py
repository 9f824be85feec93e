import uuid
from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import followup.lib.sealing
import leads.models.crm


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0011_enriched"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="CrmConnection",
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
                        choices=[("hubspot", "HubSpot"), ("rest", "An address of your own")],
                        max_length=8,
                    ),
                ),
                (
                    "address",
                    models.URLField(blank=True, help_text="Of our own kind alone.", max_length=500),
                ),
                ("portal", models.CharField(blank=True, max_length=40)),
                (
                    "fields",
                    models.JSONField(
                        default=leads.models.crm.default_fields,
                        help_text="Our value → their field.",
                    ),
                ),
                (
                    "notes",
                    models.JSONField(
                        default=leads.models.crm.default_notes, help_text="What becomes a note."
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                (
                    "connected_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                (
                    "wanted",
                    models.CharField(
                        blank=True,
                        choices=[("test", "Test"), ("make", "Make the fields")],
                        max_length=4,
                    ),
                ),
                ("wanted_at", models.DateTimeField(blank=True, null=True)),
                ("tested_at", models.DateTimeField(blank=True, null=True)),
                ("test_problem", models.CharField(blank=True, max_length=500)),
                ("standing", models.JSONField(blank=True, default=dict)),
                ("paused_at", models.DateTimeField(blank=True, null=True)),
                ("pause_reason", models.CharField(blank=True, max_length=500)),
                ("rests_until", models.DateTimeField(blank=True, null=True)),
                ("misses", models.PositiveSmallIntegerField(default=0)),
                ("last_problem", models.CharField(blank=True, max_length=300)),
                (
                    "heard_at",
                    models.DateTimeField(blank=True, help_text="When it last said yes.", null=True),
                ),
                (
                    "connected_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "ended_by",
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
        migrations.CreateModel(
            name="CrmEntry",
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
                            ("score", "Score and tier"),
                            ("sent", "Sent"),
                            ("heard", "Heard"),
                            ("click", "Clicked a link"),
                            ("open", "Opened a mail"),
                        ],
                        max_length=5,
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("mark", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("at", models.DateTimeField(help_text="When it happened.")),
                ("text", models.TextField(blank=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("written", "Written"),
                            ("left", "Left out"),
                            ("failed", "Not written"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("changes", models.PositiveIntegerField(default=1)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                ("written_at", models.DateTimeField(blank=True, null=True)),
                ("written", models.JSONField(blank=True, default=dict)),
                (
                    "number",
                    models.CharField(
                        blank=True, help_text="The CRM's own id of it.", max_length=100
                    ),
                ),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="entries",
                        to="leads.crmconnection",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="crm_entries",
                        to="leads.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrmLookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=100)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("found", "Found"),
                            ("nobody", "Nobody"),
                            ("failed", "Not found out"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("asked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lookups",
                        to="leads.crmconnection",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrmPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=100)),
                ("owner", models.CharField(blank=True, max_length=200)),
                ("stage", models.CharField(blank=True, max_length=200)),
                ("seen_at", models.DateTimeField()),
                (
                    "connection",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="people",
                        to="leads.crmconnection",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="in_crm",
                        to="leads.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="CrmSecret",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("token", followup.lib.sealing.SealedField()),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "connection",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="secret",
                        to="leads.crmconnection",
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_on", True)), fields=("is_on",), name="crmconnection_one_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["hubspot", "rest"])),
                name="crmconnection_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("address__startswith", "http"), ("kind", "rest")),
                    models.Q(models.Q(("kind", "rest"), _negated=True), ("address", "")),
                    _connector="OR",
                ),
                name="crmconnection_address_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("ended_at__isnull", True), ("ended_by__isnull", True), ("is_on", True)
                    ),
                    models.Q(
                        ("ended_at__isnull", False), ("ended_by__isnull", False), ("is_on", False)
                    ),
                    _connector="OR",
                ),
                name="crmconnection_ended_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("wanted", ""), ("wanted_at__isnull", True)),
                    models.Q(("wanted__in", ["test", "make"]), ("wanted_at__isnull", False)),
                    _connector="OR",
                ),
                name="crmconnection_wanted_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmconnection",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("pause_reason", ""), ("paused_at__isnull", True)),
                    models.Q(
                        ("paused_at__isnull", False), models.Q(("pause_reason", ""), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="crmconnection_pause_explained",
            ),
        ),
        migrations.AddIndex(
            model_name="crmentry",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["retry_at"], name="crmentry_due"
            ),
        ),
        migrations.AddIndex(
            model_name="crmentry",
            index=models.Index(fields=["lead", "-at"], name="crmentry_of_lead"),
        ),
        migrations.AddIndex(
            model_name="crmentry",
            index=models.Index(fields=["connection", "state", "-id"], name="crmentry_lately"),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.UniqueConstraint(fields=("connection", "key"), name="crmentry_once"),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["score", "sent", "heard", "click", "open"])),
                name="crmentry_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "written", "left", "failed"])),
                name="crmentry_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["left", "failed"]), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="crmentry_problem_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "written"), _negated=True),
                    ("written_at__isnull", False),
                    _connector="OR",
                ),
                name="crmentry_written_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmentry",
            constraint=models.CheckConstraint(
                condition=models.Q(("key", ""), _negated=True), name="crmentry_key_given"
            ),
        ),
        migrations.AddIndex(
            model_name="crmlookup",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["retry_at"], name="crmlookup_due"
            ),
        ),
        migrations.AddConstraint(
            model_name="crmlookup",
            constraint=models.UniqueConstraint(
                fields=("connection", "number"), name="crmlookup_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="crmlookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "found", "nobody", "failed"])),
                name="crmlookup_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmlookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["nobody", "failed"]), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="crmlookup_problem_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="crmlookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="crmlookup_number_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="crmperson",
            constraint=models.UniqueConstraint(
                fields=("connection", "lead"), name="crmperson_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="crmperson",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="crmperson_number_given"
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
