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
    ]
