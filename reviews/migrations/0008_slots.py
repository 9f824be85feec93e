from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0007_notices")]

    operations = [
        migrations.AddField(
            model_name="sentence",
            name="slots",
            field=models.JSONField(
                blank=True,
                default=list,
                help_text="What filled the template: slot, words, where from.",
            ),
        ),
    ]
