from pathlib import Path

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("sequences", "0013_steps"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name="mailbox",
            name="paused_by",
            field=models.ForeignKey(
                blank=True,
                help_text="Empty: it had to be, and nobody decided it.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
            ),
        ),
        migrations.AddConstraint(
            model_name="mailbox",
            constraint=models.CheckConstraint(
                condition=models.Q(paused_by__isnull=True) | models.Q(paused_at__isnull=False),
                name="mailbox_paused_by_pauses",
            ),
        ),
        migrations.AddField(
            model_name="organisation",
            name="texts_a_day",
            field=models.PositiveIntegerField(default=200),
        ),
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.CheckConstraint(
                condition=models.Q(texts_a_day__gte=1, texts_a_day__lte=100_000),
                name="organisation_texts_possible",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
