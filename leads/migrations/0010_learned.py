from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0009_stops"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Training",
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
                            ("waiting", "Being learnt"),
                            ("learnt", "Learnt"),
                            ("refused", "Nothing learnt"),
                        ],
                        default="waiting",
                        max_length=7,
                    ),
                ),
                (
                    "asked_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("finished_at", models.DateTimeField(blank=True, null=True)),
                ("result", models.JSONField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=500)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "rules",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="leads.scoringrules",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="LearnedUse",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("is_on", models.BooleanField(default=True)),
                ("reason", models.CharField(max_length=300)),
                (
                    "on_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("off_at", models.DateTimeField(blank=True, null=True)),
                ("off_reason", models.CharField(blank=True, max_length=300)),
                (
                    "off_by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "on_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "training",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="uses",
                        to="leads.training",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="score",
            name="learned",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="leads.training",
            ),
        ),
        migrations.CreateModel(
            name="StageChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "from_stage",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                (
                    "to_stage",
                    models.CharField(
                        choices=[
                            ("prospect", "Prospect"),
                            ("customer", "Customer"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("why", models.CharField(blank=True, max_length=300)),
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
                        related_name="stage_changes",
                        to="leads.lead",
                    ),
                ),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("from_stage__in", ("prospect", "customer", "closed")),
                            ("to_stage__in", ("prospect", "customer", "closed")),
                        ),
                        name="stagechange_stages_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("from_stage", models.F("to_stage")), _negated=True),
                        name="stagechange_changes",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "waiting")),
                fields=("state",),
                name="training_one_waits",
            ),
        ),
        migrations.AddConstraint(
            model_name="training",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("finished_at", None),
                        ("problem", ""),
                        ("result", None),
                        ("state", "waiting"),
                    ),
                    models.Q(
                        ("finished_at__isnull", False),
                        ("problem", ""),
                        ("state", "learnt"),
                        ("result__isnull", False),
                    ),
                    models.Q(
                        ("finished_at__isnull", False),
                        ("result", None),
                        ("state", "refused"),
                        models.Q(("problem", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="training_says_what_came_of_it",
            ),
        ),
        migrations.AddConstraint(
            model_name="learneduse",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_on", True)), fields=("is_on",), name="learneduse_one_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="learneduse",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="learneduse_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="learneduse",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("is_on", True), ("off_at", None), ("off_by", None), ("off_reason", "")
                    ),
                    models.Q(
                        ("is_on", False),
                        ("off_at__isnull", False),
                        ("off_by__isnull", False),
                        models.Q(("off_reason", ""), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="learneduse_ended_by_somebody",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
