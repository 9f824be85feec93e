from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.conf import settings
from django.db import migrations, models


def to(model: str) -> models.ForeignKey:
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT, related_name="+", to=model
    )


class Migration(migrations.Migration):
    dependencies = [
        ("leads", "0012_crm"),
        ("sequences", "0012_sending"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Refiling",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "at",
                    models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
                ),
                ("by", to(settings.AUTH_USER_MODEL)),
                ("call", to("leads.call")),
                ("from_lead", to("leads.lead")),
                ("to_lead", to("leads.lead")),
            ],
            options={
                "ordering": ["-pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_lead", models.F("to_lead")), _negated=True),
                        name="refiling_elsewhere",
                    )
                ],
            },
        ),
        migrations.RemoveConstraint(model_name="enrollment", name="enrollment_once_per_call"),
        migrations.AddConstraint(
            model_name="enrollment",
            constraint=models.UniqueConstraint(
                fields=("version", "call", "lead"), name="enrollment_once_per_call"
            ),
        ),
        migrations.AddField(
            model_name="touch",
            name="done_at",
            field=models.DateTimeField(
                blank=True,
                help_text="When a person did it by hand; of a mail its message says.",
                null=True,
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
