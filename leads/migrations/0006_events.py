from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.db import migrations, models

import followup.lib.sealing
import leads.models.intake


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_profile"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Source",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("webhook", "Webhook of your own"),
                            ("form", "Form on your site"),
                            ("pages", "Pages of your site"),
                            ("hubspot", "HubSpot"),
                            ("typeform", "Typeform"),
                            ("calendly", "Calendly"),
                            ("zoom", "Zoom recordings"),
                            ("teams", "Teams transcripts"),
                            ("meet", "Google Meet transcripts"),
                            ("fireflies", "Fireflies transcripts"),
                            ("gong", "Gong calls"),
                            ("file", "Imported file"),
                            ("api", "API"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "token",
                    models.CharField(
                        default=leads.models.intake.fresh_token,
                        editable=False,
                        max_length=40,
                        unique=True,
                    ),
                ),
                (
                    "secret",
                    followup.lib.sealing.SealedField(
                        blank=True, help_text="What its deliveries are signed with."
                    ),
                ),
                (
                    "old_secret",
                    followup.lib.sealing.SealedField(
                        blank=True, help_text="Still valid while the sender changes over."
                    ),
                ),
                (
                    "access_token",
                    followup.lib.sealing.SealedField(
                        blank=True, help_text="What we ask the sender with."
                    ),
                ),
                (
                    "settings",
                    models.JSONField(
                        blank=True, default=dict, help_text="Audience, tenant and the like."
                    ),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("last_seen_at", models.DateTimeField(blank=True, null=True)),
                (
                    "owner",
                    models.ForeignKey(
                        help_text="Who gets people that no rule gives to anybody.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Delivery",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("fingerprint", models.CharField(max_length=64)),
                (
                    "number",
                    models.CharField(blank=True, help_text="The sender's own id.", max_length=200),
                ),
                ("content_type", models.CharField(blank=True, max_length=100)),
                ("raw", models.BinaryField()),
                ("received_at", models.DateTimeField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("received", "Waiting"),
                            ("done", "Understood"),
                            ("failed", "Not understood"),
                        ],
                        default="received",
                        max_length=8,
                    ),
                ),
                ("problem", models.CharField(blank=True, max_length=500)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="deliveries",
                        to="leads.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Telling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tellings",
                        to="leads.delivery",
                    ),
                ),
                (
                    "event",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="tellings",
                        to="leads.event",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Identifier",
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
                            ("email", "Another address"),
                            ("phone", "Phone number"),
                            ("visitor", "Browser"),
                            ("hubspot_contact", "HubSpot contact"),
                        ],
                        max_length=20,
                    ),
                ),
                ("value", models.CharField(max_length=254)),
                ("source", models.CharField(help_text="Who says so.", max_length=60)),
                (
                    "since",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="identifiers",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("kind", "value"), name="identifier_of_one_person"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["email", "phone", "visitor", "hubspot_contact"])
                        ),
                        name="identifier_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("value", ""), _negated=True),
                        name="identifier_value_given",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.UniqueConstraint(
                django.db.models.functions.text.Lower("name"), name="source_name_unique"
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
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
                        ],
                    )
                ),
                name="source_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="source",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="source_name_given"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(
                condition=models.Q(("state", "received")), fields=["id"], name="delivery_waiting"
            ),
        ),
        migrations.AddIndex(
            model_name="delivery",
            index=models.Index(fields=["source", "-id"], name="delivery_of_source"),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.UniqueConstraint(
                fields=("source", "fingerprint"), name="delivery_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["received", "done", "failed"])),
                name="delivery_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="delivery_problem_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="delivery",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("done_at__isnull", False), ("state", "done")),
                    models.Q(models.Q(("state", "done"), _negated=True), ("done_at__isnull", True)),
                    _connector="OR",
                ),
                name="delivery_done_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="telling",
            constraint=models.UniqueConstraint(fields=("delivery", "event"), name="telling_once"),
        ),
        migrations.AddIndex(
            model_name="event",
            index=GinIndex(
                condition=models.Q(("lead", None)),
                fields=["identifiers"],
                name="event_of_nobody_yet",
                opclasses=["jsonb_path_ops"],
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="answered_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a sequence began, or could not.",
                null=True,
            ),
        ),
        migrations.AddField(
            model_name="event",
            name="unanswered",
            field=models.CharField(blank=True, help_text="Why no sequence began.", max_length=300),
        ),
        migrations.AddIndex(
            model_name="event",
            index=models.Index(
                condition=models.Q(
                    ("answered_at", None), ("kind__in", ["form_submitted", "demo_requested"])
                ),
                fields=["id"],
                name="event_to_answer",
            ),
        ),
        migrations.CreateModel(
            name="ApiKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                ("prefix", models.CharField(max_length=12, unique=True)),
                (
                    "digest",
                    models.CharField(
                        help_text="SHA-256 of the whole key.", max_length=64, unique=True
                    ),
                ),
                ("scopes", models.JSONField(default=list)),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("last_used_at", models.DateTimeField(blank=True, null=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                (
                    "acts_as",
                    models.ForeignKey(
                        help_text="Whose leads it works with; new people become theirs.",
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "created_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "revoked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Attempt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("status", models.PositiveSmallIntegerField()),
                ("answer", models.JSONField()),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    "key",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="attempts",
                        to="leads.apikey",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Fetch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("unplaced", "Whose call is this?"),
                            ("filed", "Filed"),
                            ("failed", "Could not be fetched"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("title", models.CharField(blank=True, max_length=200)),
                ("held_at", models.DateTimeField(blank=True, null=True)),
                ("guests", models.JSONField(default=list, help_text="Addresses of who was on it.")),
                ("words", models.BinaryField(blank=True, null=True)),
                ("file_name", models.CharField(blank=True, max_length=60)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "call",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to="leads.call",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="fetch",
                        to="leads.event",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.source",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Merge",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("why", models.CharField(help_text="What the two have in common.", max_length=200)),
                (
                    "stage_before",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                (
                    "by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "into",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merged",
                        to="leads.lead",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="merges",
                        to="leads.lead",
                    ),
                ),
                (
                    "undone_by",
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
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="apikey_name_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="apikey_hashed"
            ),
        ),
        migrations.AddConstraint(
            model_name="apikey",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("revoked_at__isnull", True), ("revoked_by__isnull", True)),
                    models.Q(("revoked_at__isnull", False), ("revoked_by__isnull", False)),
                    _connector="OR",
                ),
                name="apikey_revoked_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.UniqueConstraint(fields=("key", "number"), name="attempt_once"),
        ),
        migrations.AddConstraint(
            model_name="attempt",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="attempt_numbered"
            ),
        ),
        migrations.AddIndex(
            model_name="fetch",
            index=models.Index(
                condition=models.Q(("state", "waiting")), fields=["retry_at"], name="fetch_waiting"
            ),
        ),
        migrations.AddConstraint(
            model_name="fetch",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "unplaced", "filed", "failed"])),
                name="fetch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="fetch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="fetch_problem_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="fetch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "unplaced"), _negated=True),
                    ("words__isnull", False),
                    _connector="OR",
                ),
                name="fetch_unplaced_has_words",
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.UniqueConstraint(
                condition=models.Q(("undone_at", None)), fields=("lead",), name="merge_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(("lead", models.F("into")), _negated=True), name="merge_of_two"
            ),
        ),
        migrations.AddConstraint(
            model_name="merge",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("undone_at__isnull", True), ("undone_by__isnull", True)),
                    models.Q(("undone_at__isnull", False), ("undone_by__isnull", False)),
                    _connector="OR",
                ),
                name="merge_undone_by_somebody",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
