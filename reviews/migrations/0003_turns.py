import datetime
from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.comparison
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0003_ledger"),
        ("reviews", "0002_decisions"),
        ("sequences", "0002_gate"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="DraftView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("revision", models.PositiveIntegerField()),
                ("fingerprint", models.BinaryField(max_length=32)),
                ("at", models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
            ],
        ),
        migrations.CreateModel(
            name="Scratch",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("tab", models.CharField(max_length=40)),
                ("revision", models.PositiveIntegerField()),
                ("subject", models.CharField(blank=True, max_length=400)),
                ("cc", models.TextField(blank=True)),
                ("body", models.TextField(blank=True)),
                ("saved_at", models.DateTimeField()),
            ],
            options={
                "ordering": ["-saved_at", "-pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="alert",
            name="alert_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_kind_known",
        ),
        migrations.RemoveConstraint(
            model_name="decision",
            name="decision_reason_given",
        ),
        migrations.RemoveConstraint(
            model_name="draft",
            name="draft_state_known",
        ),
        migrations.RemoveIndex(
            model_name="draft",
            name="draft_inbox",
        ),
        migrations.AddField(
            model_name="draft",
            name="asked_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Manager first.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="assigned_to",
            field=models.ForeignKey(
                blank=True,
                help_text="Handed over to.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="machine_text",
            field=models.TextField(blank=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="promised_for",
            field=models.DateField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="shape",
            field=models.CharField(
                blank=True,
                choices=[
                    ("", "Everything, as a list"),
                    ("short", "Shorter: promises and the next step only"),
                    ("no_recap", "Without the recap"),
                    ("flowing", "As running text"),
                ],
                max_length=8,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="snoozed_until",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="draft",
            name="wish",
            field=models.CharField(
                blank=True, help_text="What the rep told the model.", max_length=300
            ),
        ),
        migrations.AlterField(
            model_name="alert",
            name="kind",
            field=models.CharField(
                choices=[
                    ("draft_ready", "A draft is ready"),
                    ("call_failed", "A call could not be read"),
                    ("not_sent", "A mail was not sent"),
                    ("unknown", "A mail may have been sent"),
                    ("no_next_step", "No next step was agreed"),
                    ("handed_over", "A draft was handed to you"),
                    ("asked", "Somebody asks you to look first"),
                    ("remark", "Somebody said something about a draft"),
                ],
                max_length=14,
            ),
        ),
        migrations.AlterField(
            model_name="decision",
            name="kind",
            field=models.CharField(
                choices=[
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
                ],
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="draft",
            name="state",
            field=models.CharField(
                choices=[
                    ("writing", "Being written"),
                    ("ready", "Ready to review"),
                    ("approved", "Approved"),
                    ("sent", "Sent"),
                    ("rejected", "Rejected"),
                    ("failed", "Could not be written"),
                    ("snoozed", "Put off"),
                ],
                default="writing",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                django.db.models.functions.comparison.Coalesce(
                    "promised_for", models.Value(datetime.date(9999, 12, 31))
                ),
                models.OrderBy(models.F("ready_at"), descending=True),
                models.OrderBy(models.F("id"), descending=True),
                condition=models.Q(("state", "ready")),
                name="draft_by_promise",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                condition=models.Q(("state", "snoozed")),
                fields=["snoozed_until"],
                name="draft_snoozed",
            ),
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "draft_ready",
                            "call_failed",
                            "not_sent",
                            "unknown",
                            "no_next_step",
                            "handed_over",
                            "asked",
                            "remark",
                        ],
                    )
                ),
                name="alert_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "kind__in",
                        [
                            "approve",
                            "edit",
                            "reject",
                            "undo",
                            "retry",
                            "take_over",
                            "refresh",
                            "settle",
                            "snooze",
                            "delegate",
                            "ask",
                            "comment",
                            "hand_back",
                            "regenerate",
                            "cut",
                            "put_back",
                            "insert",
                        ],
                    )
                ),
                name="decision_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="decision",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind__in", ["reject", "settle", "comment"]), _negated=True),
                    models.Q(("reason", ""), _negated=True),
                    _connector="OR",
                ),
                name="decision_reason_given",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        ["writing", "ready", "approved", "sent", "rejected", "failed", "snoozed"],
                    )
                ),
                name="draft_state_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("snoozed_until__isnull", False), ("state", "snoozed")),
                    models.Q(
                        models.Q(("state", "snoozed"), _negated=True),
                        ("snoozed_until__isnull", True),
                    ),
                    _connector="OR",
                ),
                name="draft_snoozed_until_moment",
            ),
        ),
        migrations.AddConstraint(
            model_name="draft",
            constraint=models.CheckConstraint(
                condition=models.Q(("shape__in", ["", "short", "no_recap", "flowing"])),
                name="draft_shape_known",
            ),
        ),
        migrations.AddField(
            model_name="draftview",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="views",
                to="reviews.draft",
            ),
        ),
        migrations.AddField(
            model_name="draftview",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="scratch",
            name="draft",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="scratches",
                to="reviews.draft",
            ),
        ),
        migrations.AddField(
            model_name="scratch",
            name="user",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="draftview",
            constraint=models.UniqueConstraint(
                fields=("draft", "user", "revision", "fingerprint"), name="draftview_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="scratch",
            constraint=models.UniqueConstraint(
                fields=("draft", "user", "tab"), name="scratch_one_per_tab"
            ),
        ),
        migrations.AddConstraint(
            model_name="scratch",
            constraint=models.CheckConstraint(
                condition=models.Q(("tab", ""), _negated=True), name="scratch_tab_given"
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
