from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0011_sms")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)
    ]
