from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Now

KEY = models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")

DECISIONS = [
    ("approve", "Approved"),
    ("edit", "Edited"),
    ("reject", "Rejected"),
    ("undo", "Undone"),
    ("retry", "Asked for another try"),
    ("take_over", "Written by hand"),
    ("refresh", "Refreshed"),
    ("settle", "Settled"),
    ("snooze", "Put off"),
    ("delegate", "Handed over"),
    ("ask", "Asked the manager"),
    ("comment", "Commented"),
    ("hand_back", "Handed back"),
    ("regenerate", "Had it written anew"),
    ("cut", "Cut a sentence"),
    ("put_back", "Put a sentence back"),
    ("insert", "Inserted from the record"),
    ("call", "Chose to call instead"),
    ("end", "Ended the sequence"),
]


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0004_profile"),
        ("reviews", "0006_cards"),
        ("sequences", "0005_life"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveConstraint(model_name="decision", name="decision_reason_given"),
        migrations.RemoveConstraint(model_name="decision", name="decision_kind_known"),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(choices=DECISIONS, max_length=10),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", [kind for kind, _ in DECISIONS])),
                name="decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["reject", "settle", "comment", "end"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_reason_given",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="is_shared_for",
            field=models.BooleanField(
                default=False,
                help_text="The lead was shared with who has this one, and only for it.",
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="snoozed_stage",
            field=models.CharField(
                blank=True,
                help_text="Back when the lead is in another stage than this.",
                max_length=10,
            ),
        ),
        migrations.CreateModel(
            name="Memo",
            fields=[
                ("id", KEY),
                (
                    "kind",
                    models.CharField(
                        choices=[("digest", "What waits"), ("invitation", "Invitation")],
                        max_length=10,
                    ),
                ),
                ("key", models.CharField(max_length=80)),
                ("subject", models.CharField(max_length=200)),
                ("text", models.TextField(blank=True)),
                ("made_at", models.DateTimeField(db_default=Now())),
                ("retry_at", models.DateTimeField(db_default=Now())),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("problem", models.CharField(blank=True, max_length=300)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("user", "key"), name="memo_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ["digest", "invitation"])),
                        name="memo_kind_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("subject", ""), _negated=True),
                            models.Q(("subject__contains", "\n"), _negated=True),
                        ),
                        name="memo_subject_in_one_line",
                    ),
                ],
                "indexes": [
                    models.Index(
                        fields=["retry_at"],
                        name="memo_due",
                        condition=models.Q(("sent_at__isnull", True)),
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Preference",
            fields=[
                ("id", KEY),
                ("in_browser", models.BooleanField(default=False)),
                ("digest_hour", models.PositiveSmallIntegerField(blank=True, null=True)),
                ("digest_on", models.DateField(blank=True, null=True)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="preference",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("digest_hour__isnull", True),
                            ("digest_hour__range", (0, 23)),
                            _connector="OR",
                        ),
                        name="preference_hour_of_the_day",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Undrafted",
            fields=[
                ("id", KEY),
                ("since", models.DateTimeField(db_default=Now())),
                (
                    "call",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.call",
                    ),
                ),
                (
                    "event",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="leads.event",
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
                            models.Q(("call__isnull", False), ("event__isnull", True)),
                            models.Q(("call__isnull", True), ("event__isnull", False)),
                            _connector="OR",
                        ),
                        name="undrafted_is_one_record",
                    )
                ],
            },
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
