from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
import django.db.models.functions.text
import django.db.models.lookups
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sequences", "0003_looks"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="LibraryItem",
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
                            ("pain_question", "Question about a pain point"),
                            ("case_study", "Case study"),
                        ],
                        max_length=16,
                    ),
                ),
                ("industry", models.CharField(blank=True, max_length=80)),
                (
                    "title_words",
                    models.CharField(
                        blank=True,
                        help_text="Words of a job title, separated by commas.",
                        max_length=200,
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("text", models.TextField()),
                (
                    "created_at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("approved_at", models.DateTimeField(blank=True, null=True)),
                ("retired_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "ordering": ["pk"],
            },
        ),
        migrations.CreateModel(
            name="Variant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("label", models.CharField(max_length=60)),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=1, help_text="Its share; 0 is never drawn."
                    ),
                ),
                ("language", models.CharField(blank=True, max_length=2)),
                ("subject", models.CharField(blank=True, max_length=200)),
                ("greeting", models.CharField(blank=True, max_length=200)),
                ("body", models.TextField()),
                ("sign_off", models.CharField(blank=True, max_length=400)),
            ],
            options={
                "ordering": ["label"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="sequence",
            name="sequence_purpose_known",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_position_once",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_channel_known",
        ),
        migrations.RemoveConstraint(
            model_name="step",
            name="step_delay_not_negative",
        ),
        migrations.RemoveField(
            model_name="step",
            name="delay",
        ),
        migrations.AddField(
            model_name="sequence",
            name="description",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddField(
            model_name="sequence",
            name="is_exclusive",
            field=models.BooleanField(
                default=True, help_text="Nobody is in another exclusive sequence at the same time."
            ),
        ),
        migrations.AddField(
            model_name="sequence",
            name="once",
            field=models.BooleanField(default=False, help_text="Never twice for the same person."),
        ),
        migrations.AddField(
            model_name="sequence",
            name="recontact_days",
            field=models.PositiveSmallIntegerField(
                default=0, help_text="Days that must pass before the same person may get it again."
            ),
        ),
        migrations.AddField(
            model_name="sequence",
            name="stop_on_colleague",
            field=models.BooleanField(
                default=False, help_text="A reply from a colleague at the company stops it, too."
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="at_time",
            field=models.TimeField(
                blank=True, help_text="A wall clock time where the recipient is.", null=True
            ),
        ),
        migrations.AddField(
            model_name="step",
            name="condition",
            field=models.JSONField(blank=True, default=list),
        ),
        migrations.AddField(
            model_name="step",
            name="delay_amount",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="step",
            name="delay_unit",
            field=models.CharField(
                choices=[("hours", "hours"), ("days", "days"), ("working_days", "working days")],
                default="working_days",
                max_length=12,
            ),
        ),
        migrations.AddField(
            model_name="version",
            name="note",
            field=models.CharField(blank=True, help_text="What changed, and why.", max_length=400),
        ),
        migrations.AddField(
            model_name="version",
            name="review_asked_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="version",
            name="review_asked_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AlterField(
            model_name="sequence",
            name="purpose",
            field=models.CharField(
                choices=[
                    ("after_call", "After a call"),
                    ("hot", "Hot lead"),
                    ("warm", "Warm lead"),
                    ("cold", "Cold lead"),
                    ("nurture", "Nurture"),
                    ("qbr", "Quarterly review"),
                    ("renewal", "Renewal"),
                    ("no_show", "No-show"),
                    ("no_next_step", "No next step"),
                ],
                max_length=12,
            ),
        ),
        migrations.AlterField(
            model_name="step",
            name="channel",
            field=models.CharField(
                choices=[
                    ("email", "Mail"),
                    ("sms", "SMS"),
                    ("linkedin", "LinkedIn"),
                    ("phone", "Phone"),
                ],
                default="email",
                max_length=8,
            ),
        ),
        migrations.AddConstraint(
            model_name="sequence",
            constraint=models.CheckConstraint(
                condition=models.Q(("name", ""), _negated=True), name="sequence_name_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="sequence",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "purpose__in",
                        [
                            "after_call",
                            "hot",
                            "warm",
                            "cold",
                            "nurture",
                            "qbr",
                            "renewal",
                            "no_show",
                            "no_next_step",
                        ],
                    )
                ),
                name="sequence_purpose_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="sequence",
            constraint=models.CheckConstraint(
                condition=models.Q(("recontact_days__lte", 3650)), name="sequence_recontact_bounded"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(
                deferrable=models.Deferrable.DEFERRED,
                fields=("version", "position"),
                name="step_position_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "sms", "linkedin", "phone"])),
                name="step_channel_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("delay_unit__in", ["hours", "days", "working_days"])),
                name="step_delay_unit_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=models.Q(("delay_amount__lte", 9999)), name="step_delay_bounded"
            ),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.CheckConstraint(
                condition=django.db.models.lookups.Exact(
                    models.Func(
                        models.F("condition"),
                        function="jsonb_typeof",
                        output_field=models.TextField(),
                    ),
                    models.Value("array"),
                ),
                name="step_condition_is_list",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.UniqueConstraint(
                condition=models.Q(("published_at__isnull", True)),
                fields=("sequence",),
                name="version_one_draft",
            ),
        ),
        migrations.AddConstraint(
            model_name="version",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("review_asked_at__isnull", True), ("review_asked_by__isnull", True)),
                    models.Q(
                        ("review_asked_at__isnull", False), ("review_asked_by__isnull", False)
                    ),
                    _connector="OR",
                ),
                name="version_review_asked_by_somebody",
            ),
        ),
        migrations.AddField(
            model_name="libraryitem",
            name="approved_by",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="variant",
            name="step",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="variants",
                to="sequences.step",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["pain_question", "case_study"])),
                name="libraryitem_kind_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("text", ""), _negated=True), name="libraryitem_text_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("approved_at__isnull", True), ("approved_by__isnull", True)),
                    models.Q(("approved_at__isnull", False), ("approved_by__isnull", False)),
                    _connector="OR",
                ),
                name="libraryitem_approved_by_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="libraryitem",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__regex", "^([a-z]{2})?$")),
                name="libraryitem_language_code",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.UniqueConstraint(
                models.F("step"),
                django.db.models.functions.text.Lower("label"),
                name="variant_label_once",
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("label", ""), _negated=True), name="variant_label_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("body", ""), _negated=True), name="variant_body_given"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("weight__lte", 1000)), name="variant_weight_bounded"
            ),
        ),
        migrations.AddConstraint(
            model_name="variant",
            constraint=models.CheckConstraint(
                condition=models.Q(("language__regex", "^([a-z]{2})?$")),
                name="variant_language_code",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
