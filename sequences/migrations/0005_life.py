from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_profile"),
        ("sequences", "0004_plans"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Engagement",
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
                            ("open", "Opened"),
                            ("click", "Clicked"),
                            ("page", "Visited a page"),
                            ("reply", "Replied"),
                            ("meeting", "Booked a meeting"),
                        ],
                        max_length=8,
                    ),
                ),
                ("at", models.DateTimeField()),
                ("url", models.CharField(blank=True, max_length=2000)),
                ("is_automatic", models.BooleanField(default=False)),
                (
                    "label",
                    models.CharField(
                        blank=True, help_text="Who it was, if not a person.", max_length=80
                    ),
                ),
                ("source", models.CharField(max_length=200, unique=True)),
                (
                    "recorded_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="Pause",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "scope",
                    models.CharField(
                        choices=[
                            ("lead", "One person"),
                            ("sequence", "One sequence"),
                            ("source", "Everybody from one source"),
                            ("rep", "Everybody one rep looks after"),
                            ("everything", "Everything"),
                        ],
                        max_length=10,
                    ),
                ),
                ("source", models.CharField(blank=True, max_length=60)),
                ("reason", models.CharField(max_length=200)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                ("until", models.DateTimeField(blank=True, null=True)),
                ("lifted_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="TierChange",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("before", models.CharField(blank=True, max_length=4)),
                (
                    "after",
                    models.CharField(
                        choices=[("hot", "Hot"), ("warm", "Warm"), ("cold", "Cold")], max_length=4
                    ),
                ),
                ("reason", models.CharField(max_length=300)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
            options={
                "ordering": ["-at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="touch",
            name="touch_state_known",
        ),
        migrations.AddField(
            model_name="enrollment",
            name="by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="ended_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="is_exclusive",
            field=models.BooleanField(default=False),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="last_stop",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="paused_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="stop_epoch",
            field=models.PositiveBigIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="touch",
            name="reason",
            field=models.CharField(blank=True, help_text="Why not as planned.", max_length=300),
        ),
        migrations.AddField(
            model_name="touch",
            name="variant",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.variant",
            ),
        ),
        migrations.AlterField(
            model_name="enrollment",
            name="reason",
            field=models.CharField(blank=True, help_text="Why paused or over.", max_length=200),
        ),
        migrations.AlterField(
            model_name="touch",
            name="state",
            field=models.CharField(
                choices=[
                    ("planned", "Planned"),
                    ("drafted", "Drafted"),
                    ("task", "For a person to do"),
                    ("done", "Done"),
                    ("cancelled", "Cancelled"),
                    ("skipped", "Skipped"),
                    ("late", "Late"),
                ],
                default="planned",
                max_length=9,
            ),
        ),
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(
                condition=models.Q(("state__in", ["active", "paused"])),
                fields=["lead"],
                name="enrollment_open",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_exclusive", True), ("state__in", ["active", "paused"])),
                fields=("lead",),
                name="enrollment_one_exclusive",
            ),
        ),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("paused_until__isnull", True), ("state", "paused"), _connector="OR"
                ),
                name="enrollment_until_if_paused",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["planned", "drafted", "task", "done", "cancelled", "skipped", "late"],
                    )
                ),
                name="touch_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="touch",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "skipped"), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="touch_skipped_with_reason",
            ),
        ),
        migrations.AddField(
            model_name="engagement",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.lead"
            ),
        ),
        migrations.AddField(
            model_name="engagement",
            name="message",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.message",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="by",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="lead",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="leads.lead",
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="lifted_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="rep",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="pause",
            name="sequence",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.sequence",
            ),
        ),
        migrations.AddField(
            model_name="tierchange",
            name="engagement",
            field=models.OneToOneField(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.engagement",
            ),
        ),
        migrations.AddField(
            model_name="tierchange",
            name="lead",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT, related_name="+", to="leads.lead"
            ),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(fields=["lead", "-at"], name="engagement_by_lead"),
        ),
        migrations.AddIndex(
            model_name="engagement",
            index=models.Index(fields=["message", "kind"], name="engagement_by_message"),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["open", "click", "page", "reply", "meeting"])),
                name="engagement_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(("source", ""), _negated=True), name="engagement_source_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="engagement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("is_automatic", False), models.Q(("label", ""), _negated=True), _connector="OR"
                ),
                name="engagement_automatic_labelled",
            ),
        ),
        migrations.AddIndex(
            model_name="pause",
            index=models.Index(
                condition=models.Q(("lifted_at__isnull", True)), fields=["scope"], name="pause_on"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("lead__isnull", False),
                        ("rep__isnull", True),
                        ("scope", "lead"),
                        ("sequence__isnull", True),
                        ("source", ""),
                    ),
                    models.Q(
                        ("lead__isnull", True),
                        ("rep__isnull", True),
                        ("scope", "sequence"),
                        ("sequence__isnull", False),
                        ("source", ""),
                    ),
                    models.Q(
                        models.Q(
                            ("lead__isnull", True), ("scope", "source"), ("sequence__isnull", True)
                        ),
                        models.Q(("source", ""), _negated=True),
                        ("rep__isnull", True),
                    ),
                    models.Q(
                        ("lead__isnull", True),
                        ("rep__isnull", False),
                        ("scope", "rep"),
                        ("sequence__isnull", True),
                        ("source", ""),
                    ),
                    models.Q(
                        ("lead__isnull", True),
                        ("rep__isnull", True),
                        ("scope", "everything"),
                        ("sequence__isnull", True),
                        ("source", ""),
                    ),
                    _connector="OR",
                ),
                name="pause_scope_fits",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="pause_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("until__isnull", True), ("until__gt", models.F("at")), _connector="OR"
                ),
                name="pause_until_later",
            ),
        ),
        migrations.AddConstraint(
            model_name="pause",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("lifted_at__isnull", True), ("lifted_by__isnull", True)),
                    models.Q(("lifted_at__isnull", False), ("lifted_by__isnull", False)),
                    _connector="OR",
                ),
                name="pause_lifted_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="tierchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("reason", ""), _negated=True), name="tierchange_reason_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="tierchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("before", models.F("after")), _negated=True),
                name="tierchange_is_a_change",
            ),
        ),
        migrations.AddConstraint(
            model_name="tierchange",
            constraint=models.CheckConstraint(
                condition=models.Q(("after__in", ["hot", "warm", "cold"])),
                name="tierchange_tier_known",
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="heard_since",
            field=models.DateTimeField(
                editable=False,
                help_text="Something was heard that it has not been told yet.",
                null=True,
            ),
        ),
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(
                condition=models.Q(("heard_since__isnull", False)),
                fields=["heard_since"],
                name="enrollment_to_tell",
            ),
        ),
        migrations.AddIndex(
            model_name="enrollment",
            index=models.Index(
                condition=models.Q(("state", "paused")),
                fields=["paused_until"],
                name="enrollment_to_resume",
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="ahead_at",
            field=models.DateTimeField(
                blank=True, help_text="All drafts wanted at once.", null=True
            ),
        ),
        migrations.AddField(
            model_name="enrollment",
            name="ahead_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
