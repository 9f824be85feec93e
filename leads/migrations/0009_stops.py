from django.db import migrations, models

KINDS = [
    ("reply", "They replied"),
    ("unsubscribe", "They unsubscribed"),
    ("bounce", "Their address bounced"),
    ("complaint", "They complained"),
    ("meeting", "A meeting was booked"),
    ("human_mail", "Somebody here wrote to them by hand"),
    ("sensitive", "Marked as sensitive"),
    ("manual", "Stopped by a person"),
    ("crm", "Their stage or owner changed in the CRM"),
    ("colleague", "A colleague of theirs answered"),
    ("out_of_office", "They are out of office"),
]


class Migration(migrations.Migration):
    dependencies = [("leads", "0008_cover")]

    operations = [
        migrations.RemoveConstraint(model_name="stopevent", name="stopevent_kind_known"),
        migrations.AlterField(
            model_name="stopevent",
            name="kind",
            field=models.CharField(choices=KINDS, max_length=20),
        ),
        migrations.AddConstraint(
            model_name="stopevent",
            constraint=models.CheckConstraint(
                condition=models.Q(kind__in=[kind for kind, _ in KINDS]),
                name="stopevent_kind_known",
            ),
        ),
    ]
