from pathlib import Path

import django.db.models.deletion
import django.db.models.functions.datetime
from django.db import migrations, models

STATES = ["waiting", "claimed", "sending", "sent", "failed", "unknown", "void"]


class Migration(migrations.Migration):
    dependencies = [("sequences", "0009_suppression")]

    operations = [
        migrations.AddField(
            "receiptwording",
            "notice",
            models.CharField(
                max_length=300, default="This is an automatic confirmation. A person will answer."
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "receiptwording",
            "sender",
            models.CharField(max_length=320, default="followup@localhost"),
            preserve_default=False,
        ),
        migrations.AddField(
            "receiptwording",
            "mailbox",
            models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="sequences.mailbox",
            ),
        ),
        migrations.AddField(
            "receipt",
            "state",
            models.CharField(
                choices=[
                    ("waiting", "Waiting"),
                    ("claimed", "On its way"),
                    ("sending", "Being sent"),
                    ("sent", "Sent"),
                    ("failed", "Refused"),
                    ("unknown", "Nobody knows whether it went"),
                    ("void", "Not sent"),
                ],
                db_default="waiting",
                default="waiting",
                max_length=8,
            ),
        ),
        migrations.AddField(
            "receipt", "reason", models.CharField(blank=True, db_default="", max_length=500)
        ),
        migrations.AddField(
            "receipt",
            "send_at",
            models.DateTimeField(db_default=django.db.models.functions.datetime.Now()),
        ),
        migrations.AddField("receipt", "lease_token", models.UUIDField(blank=True, null=True)),
        migrations.AddField("receipt", "lease_until", models.DateTimeField(blank=True, null=True)),
        migrations.AddField(
            "receipt", "tries", models.PositiveSmallIntegerField(db_default=0, default=0)
        ),
        migrations.AddField("receipt", "dot_at", models.DateTimeField(blank=True, null=True)),
        migrations.AddConstraint(
            "receiptwording",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("notice", ""), _negated=True), models.Q(("sender", ""), _negated=True)
                ),
                name="receiptwording_says_what_it_is",
            ),
        ),
        migrations.AddConstraint(
            "receipt",
            models.CheckConstraint(
                condition=models.Q(("state__in", STATES)), name="receipt_state_known"
            ),
        ),
        migrations.AddConstraint(
            "receipt",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("sent_at__isnull", False), ("state", "sent")),
                    models.Q(models.Q(("state", "sent"), _negated=True), ("sent_at__isnull", True)),
                    _connector="OR",
                ),
                name="receipt_sent_has_moment",
            ),
        ),
        migrations.AddConstraint(
            "receipt",
            models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["claimed", "sending"]), _negated=True),
                    models.Q(("lease_token__isnull", False), ("lease_until__isnull", False)),
                    _connector="OR",
                ),
                name="receipt_on_its_way_has_lease",
            ),
        ),
        migrations.AddIndex(
            "receipt",
            models.Index(
                condition=models.Q(("state__in", ["waiting", "claimed", "sending"])),
                fields=["send_at"],
                name="receipt_waiting",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
