from django.db import migrations, models

KINDS = [
    ("draft_ready", "A draft is ready"),
    ("call_failed", "A call could not be read"),
    ("not_sent", "A mail was not sent"),
    ("unknown", "A mail may have been sent"),
    ("no_next_step", "No next step was agreed"),
    ("handed_over", "A draft was handed to you"),
    ("asked", "Somebody asks you to look first"),
    ("remark", "Somebody said something about a draft"),
    ("card", "A question for you"),
    ("stopped", "No mail goes to somebody any more"),
]


class Migration(migrations.Migration):
    dependencies = [("reviews", "0008_slots")]
    operations = [
        migrations.RemoveConstraint(model_name="alert", name="alert_kind_known"),
        migrations.AlterField(
            model_name="alert", name="kind", field=models.CharField(choices=KINDS, max_length=14)
        ),
        migrations.AddConstraint(
            model_name="alert",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]), name="alert_kind_known"
            ),
        ),
    ]
