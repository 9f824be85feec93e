from pathlib import Path

from django.db import migrations, models

PLAIN = [
    "cc",
    "reply_to",
    "in_reply_to",
    "references",
    "subject",
    "attachments",
    "html",
    "unsubscribe",
]


class Migration(migrations.Migration):
    dependencies = [("sequences", "0010_receipts")]
    operations = [
        migrations.RemoveConstraint("message", "message_channel_known"),
        migrations.RemoveConstraint("message", "message_not_empty"),
        migrations.AlterField(
            model_name="message",
            name="subject",
            field=models.CharField(blank=True, max_length=400),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(("channel__in", ["email", "sms"])), name="message_channel_known"
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("body", ""), _negated=True),
                    models.Q(
                        models.Q(("subject", ""), _negated=True),
                        ("channel", "sms"),
                        _connector="OR",
                    ),
                ),
                name="message_not_empty",
            ),
        ),
        migrations.AddConstraint(
            model_name="message",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("channel", "sms"), _negated=True),
                    models.Q(
                        mailbox__isnull=True,
                        to__regex=r"^\+[1-9][0-9]{6,14}$",
                        **dict.fromkeys(PLAIN, ""),
                    ),
                    _connector="OR",
                ),
                name="message_text_is_plain",
            ),
        ),
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop),
    ]
