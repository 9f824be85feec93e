from pathlib import Path

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0002_record"), ("sequences", "0001_initial")]
    operations = [
        migrations.RunSQL(Path(__file__).with_suffix(".sql").read_text(), migrations.RunSQL.noop)
    ]
