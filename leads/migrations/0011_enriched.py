from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models

import followup.lib.sealing


class Migration(migrations.Migration):
    dependencies = [("leads", "0010_learned")]

    operations = [
        migrations.CreateModel(
            name="Enricher",
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
                        choices=[("apollo", "Apollo"), ("own", "A service of your own")],
                        max_length=6,
                    ),
                ),
                ("name", models.CharField(max_length=60)),
                (
                    "url",
                    models.CharField(
                        blank=True, help_text="With {email} or {domain}.", max_length=500
                    ),
                ),
                (
                    "header",
                    models.CharField(blank=True, help_text="Which carries the key.", max_length=60),
                ),
                ("asks_people", models.BooleanField(default=False)),
                ("per_day", models.PositiveIntegerField(default=100)),
                ("per_month", models.PositiveIntegerField(default=1000)),
                ("keep_days", models.PositiveSmallIntegerField(default=90)),
                ("is_on", models.BooleanField(default=False)),
                ("agreed_at", models.DateTimeField(blank=True, null=True)),
                ("stopped_why", models.CharField(blank=True, max_length=300)),
                (
                    "day",
                    models.DateField(
                        blank=True, help_text="The last on which it was asked.", null=True
                    ),
                ),
                ("asked_today", models.PositiveIntegerField(default=0)),
                ("asked_this_month", models.PositiveIntegerField(default=0)),
                (
                    "busy_until",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "quiet_until",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("failures", models.PositiveSmallIntegerField(default=0)),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("problem_at", models.DateTimeField(blank=True, null=True)),
                (
                    "agreed_by",
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
            name="EnricherKey",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", followup.lib.sealing.SealedField(blank=True)),
                (
                    "changed_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                (
                    "enricher",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.enricher",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Lookup",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("address", models.EmailField(blank=True, help_text="Of a trial.", max_length=254)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "Waiting"),
                            ("found", "Something is known"),
                            ("nothing", "Nothing is known"),
                            ("failed", "Not answered"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                ("answer", models.JSONField(blank=True, default=dict, help_text="Of a trial.")),
                ("problem", models.CharField(blank=True, max_length=300)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                (
                    "retry_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("answered_at", models.DateTimeField(blank=True, null=True)),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.account",
                    ),
                ),
                (
                    "asked_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "enricher",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lookups",
                        to="leads.enricher",
                    ),
                ),
                (
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.lead",
                    ),
                ),
            ],
        ),
        migrations.CreateModel(
            name="Detail",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("field", models.CharField(max_length=20)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("person", "Said here"),
                            ("told", "They told us"),
                            ("file", "A list or another system"),
                            ("own", "A service of our own"),
                            ("apollo", "Apollo"),
                        ],
                        max_length=6,
                    ),
                ),
                (
                    "value",
                    models.CharField(
                        blank=True, help_text="Empty: a person says no.", max_length=200
                    ),
                ),
                ("source", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                (
                    "account",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="leads.account",
                    ),
                ),
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
                    "lead",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="details",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("account__isnull", True),
                                ("field__in", ("title", "seniority", "phone", "country")),
                                ("lead__isnull", False),
                            ),
                            models.Q(
                                ("account__isnull", False),
                                ("field__in", ("industry", "employees", "company_country")),
                                ("lead__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="detail_of_a_person_or_a_company",
                    ),
                    models.UniqueConstraint(
                        fields=("lead", "field", "kind"), name="detail_once_a_person"
                    ),
                    models.UniqueConstraint(
                        fields=("account", "field", "kind"), name="detail_once_a_company"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("kind__in", ["person", "told", "file", "own", "apollo"])
                        ),
                        name="detail_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("value", ""), _negated=True),
                            ("kind", "person"),
                            _connector="OR",
                        ),
                        name="detail_value_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("source", ""), _negated=True),
                        name="detail_source_given",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("by__isnull", False), ("kind", "person")),
                            models.Q(
                                models.Q(("kind", "person"), _negated=True), ("by__isnull", True)
                            ),
                            _connector="OR",
                        ),
                        name="detail_said_by_somebody",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.UniqueConstraint(fields=("kind",), name="enricher_one_of_a_kind"),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["apollo", "own"])), name="enricher_kind_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="enricher_name_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", "own"), ("url__regex", "^https?://")),
                    models.Q(models.Q(("kind", "own"), _negated=True), ("url", "")),
                    _connector="OR",
                ),
                name="enricher_address_of_its_own",
            ),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(("per_day__lte", models.F("per_month"))),
                name="enricher_day_within_month",
            ),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(("keep_days__gte", 1)), name="enricher_keeps_a_day"
            ),
        ),
        migrations.AddConstraint(
            model_name="enricher",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_on", False),
                    models.Q(("agreed_at__isnull", False), ("agreed_by__isnull", False)),
                    _connector="OR",
                ),
                name="enricher_on_by_somebody",
            ),
        ),
        migrations.AddIndex(
            model_name="lookup",
            index=models.Index(
                condition=models.Q(("answered_at__isnull", False)),
                fields=["-answered_at"],
                name="lookup_answered",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("account__isnull", True), ("address", ""), ("lead__isnull", False)),
                    models.Q(("account__isnull", False), ("address", ""), ("lead__isnull", True)),
                    models.Q(
                        ("account__isnull", True),
                        ("lead__isnull", True),
                        models.Q(("address", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="lookup_of_one",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.UniqueConstraint(
                fields=("enricher", "lead"), name="lookup_once_a_person"
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.UniqueConstraint(
                fields=("enricher", "account"), name="lookup_once_a_company"
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.UniqueConstraint(
                condition=models.Q(("address", ""), _negated=True),
                fields=("enricher",),
                name="lookup_one_trial",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("state__in", ["waiting", "found", "nothing", "failed"])),
                name="lookup_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "failed"), _negated=True),
                    models.Q(("problem", ""), _negated=True),
                    _connector="OR",
                ),
                name="lookup_problem_explained",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answered_at__isnull", True), ("state", "waiting")),
                    models.Q(
                        models.Q(("state", "waiting"), _negated=True),
                        ("answered_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="lookup_answered_has_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="lookup",
            constraint=models.CheckConstraint(
                condition=models.Q(("address", ""), ("asked_by__isnull", False), _connector="OR"),
                name="lookup_tried_by_somebody",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
