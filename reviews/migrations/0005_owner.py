import datetime
from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models
from django.db.models.functions import Coalesce, Least

# As they were when this was written: see reviews/models/drafts.py for what they say.
NO_DAY = models.Value(datetime.date(9999, 12, 31))
DESK = models.Case(
    models.When(
        state__in=["ready", "failed"],
        then=models.Case(
            models.When(asked_by__isnull=False, then=models.Value("manager")),
            models.When(state="ready", kind="mail", note="", then=models.Value("ready")),
            default=models.Value("needs"),
        ),
    ),
    default=models.F("state"),
)
HASTE = models.Func(
    NO_DAY,
    Least("promised_for", "closes_on", NO_DAY),
    template="(%(expressions)s)",
    arg_joiner=" - ",
    output_field=models.IntegerField(),
) * 4 + models.F("heat")


class Migration(migrations.Migration):
    dependencies = [
        ("reviews", "0004_policy"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.RemoveIndex(model_name="draft", name="draft_by_promise"),
        migrations.AddField(
            model_name="draft",
            name="owner",
            field=models.ForeignKey(
                null=True,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="heat",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="draft",
            name="closes_on",
            field=models.DateField(
                null=True,
                blank=True,
                help_text="The day on which the moment to send it has passed.",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
        migrations.AlterField(
            model_name="draft",
            name="owner",
            field=models.ForeignKey(
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="desk",
            field=models.GeneratedField(
                db_persist=True, expression=DESK, output_field=models.CharField(max_length=8)
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="haste",
            field=models.GeneratedField(
                db_persist=True, expression=HASTE, output_field=models.IntegerField()
            ),
        ),
        migrations.AddField(
            model_name="draft",
            name="since",
            field=models.GeneratedField(
                db_persist=True,
                expression=Coalesce("ready_at", "created_at"),
                output_field=models.DateTimeField(),
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                fields=["owner", "desk", "-haste", "-since", "-id"],
                condition=models.Q(("desk__in", ["ready", "needs", "manager"])),
                name="draft_by_loss",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                fields=["owner", "desk", "-decided_at", "-id"],
                condition=models.Q(("desk__in", ["approved", "sent", "rejected"])),
                name="draft_by_decision",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                fields=["owner", "snoozed_until", "id"],
                condition=models.Q(("desk", "snoozed")),
                name="draft_put_off",
            ),
        ),
        migrations.AddIndex(
            model_name="draft",
            index=models.Index(
                fields=["owner", "desk", "assigned_to"],
                condition=models.Q(
                    ("desk__in", ["ready", "needs", "manager", "snoozed", "approved"])
                ),
                name="draft_counted",
            ),
        ),
    ]
