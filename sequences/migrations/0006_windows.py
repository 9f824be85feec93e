import datetime
from pathlib import Path

import django.core.validators
import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
        ("leads", "0008_cover"),
        ("sequences", "0005_life"),
    ]

    operations = [
        migrations.CreateModel(
            name="TimingPolicy",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "quiet_from",
                    models.TimeField(default=datetime.time(20, 0), help_text="No mail from then …"),
                ),
                (
                    "quiet_until",
                    models.TimeField(
                        default=datetime.time(8, 0), help_text="… until then, on any day."
                    ),
                ),
                (
                    "default_time",
                    models.TimeField(
                        default=datetime.time(9, 40),
                        help_text="When nothing is known about when they read.",
                    ),
                ),
                ("keeps_holidays", models.BooleanField(default=True)),
                ("person_gap_hours", models.PositiveSmallIntegerField(default=20)),
                ("company_gap_hours", models.PositiveSmallIntegerField(default=4)),
                (
                    "drafts_a_day",
                    models.PositiveSmallIntegerField(
                        default=60,
                        help_text="What one rep can read in a day.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "mails_a_day",
                    models.PositiveSmallIntegerField(
                        default=150,
                        help_text="From one mailbox.",
                        validators=[django.core.validators.MinValueValidator(1)],
                    ),
                ),
                (
                    "read_hours",
                    models.PositiveSmallIntegerField(
                        default=4,
                        help_text="Working hours a rep has to read a draft before it may go.",
                        validators=[django.core.validators.MaxValueValidator(80)],
                    ),
                ),
                (
                    "open_days",
                    models.PositiveSmallIntegerField(
                        default=2,
                        help_text="Working days, the planned one included, in which a mail may still go.",
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(30),
                        ],
                    ),
                ),
                (
                    "learns",
                    models.BooleanField(default=True, help_text="Learn when people answer."),
                ),
                ("changed_at", models.DateTimeField(blank=True, null=True)),
                (
                    "changed_by",
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
            name="WorkingHours",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("weekday", models.PositiveSmallIntegerField(help_text="0 is Monday.")),
                ("opens", models.TimeField(blank=True, null=True)),
                ("closes", models.TimeField(blank=True, null=True)),
                (
                    "policy",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="hours",
                        to="sequences.timingpolicy",
                    ),
                ),
            ],
            options={"ordering": ["weekday"]},
        ),
        migrations.RemoveIndex(model_name="touch", name="touch_to_draft"),
        migrations.AddField(
            "enrollment",
            "replan_since",
            models.DateTimeField(
                blank=True, help_text="What its moments rest on has changed.", null=True
            ),
        ),
        migrations.AddField(
            "message",
            "closes_at",
            models.DateTimeField(blank=True, help_text="Never after.", null=True),
        ),
        migrations.AddField(
            "message",
            "hours",
            models.JSONField(
                blank=True,
                default=list,
                help_text="Stretches [from, until] of the window; none: all of it.",
            ),
        ),
        migrations.AddField(
            "message",
            "opens_at",
            models.DateTimeField(blank=True, help_text="Not before.", null=True),
        ),
        migrations.AlterField(
            "touch", "due_at", models.DateTimeField(help_text="The moment it is planned for.")
        ),
        migrations.AddField(
            "touch",
            "closes_at",
            models.DateTimeField(blank=True, help_text="Late after.", null=True),
        ),
        migrations.AddField(
            "touch",
            "draft_from",
            models.DateTimeField(
                db_default=django.db.models.functions.datetime.Now(),
                help_text="To be drafted for review then.",
            ),
        ),
        migrations.AddField(
            "touch",
            "opens_at",
            models.DateTimeField(blank=True, help_text="Not before.", null=True),
        ),
        migrations.AddField(
            "touch",
            "why",
            models.JSONField(blank=True, default=list, help_text="Sentences: why this moment."),
        ),
        migrations.AddIndex(
            "enrollment",
            models.Index(
                condition=models.Q(("replan_since__isnull", False)),
                fields=["replan_since"],
                name="enrollment_to_replan",
            ),
        ),
        migrations.AddIndex(
            "touch",
            models.Index(
                condition=models.Q(("state", "planned")),
                fields=["draft_from"],
                name="touch_to_draft",
            ),
        ),
        migrations.AddIndex(
            "touch",
            models.Index(
                condition=models.Q(("state", "drafted")),
                fields=["closes_at"],
                name="touch_to_close",
            ),
        ),
        migrations.AddConstraint(
            "message",
            models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="message_window_in_order",
            ),
        ),
        migrations.AddConstraint(
            "touch",
            models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))),
                name="touch_window_in_order",
            ),
        ),
        migrations.AddConstraint(
            "timingpolicy",
            models.CheckConstraint(condition=models.Q(("pk", 1)), name="timingpolicy_one_row"),
        ),
        migrations.AddConstraint(
            "timingpolicy",
            models.CheckConstraint(
                condition=models.Q(("drafts_a_day__gte", 1), ("mails_a_day__gte", 1)),
                name="timingpolicy_something_a_day",
            ),
        ),
        migrations.AddConstraint(
            "timingpolicy",
            models.CheckConstraint(
                condition=models.Q(("open_days__range", (1, 30)), ("read_hours__lte", 80)),
                name="timingpolicy_days_bounded",
            ),
        ),
        migrations.AddConstraint(
            "timingpolicy",
            models.CheckConstraint(
                condition=models.Q(
                    ("company_gap_hours__lte", 2160), ("person_gap_hours__lte", 2160)
                ),
                name="timingpolicy_gaps_bounded",
            ),
        ),
        migrations.AddConstraint(
            "workinghours",
            models.UniqueConstraint(
                fields=("policy", "weekday"), name="workinghours_once_a_weekday"
            ),
        ),
        migrations.AddConstraint(
            "workinghours",
            models.CheckConstraint(
                condition=models.Q(("weekday__range", (0, 6))), name="workinghours_weekday_known"
            ),
        ),
        migrations.AddConstraint(
            "workinghours",
            models.CheckConstraint(
                condition=models.Q(("closes__isnull", True), ("opens__isnull", True))
                | models.Q(
                    ("closes__gt", models.F("opens")),
                    ("closes__isnull", False),
                    ("opens__isnull", False),
                ),
                name="workinghours_close_later",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
