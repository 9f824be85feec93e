from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0010_receipts")]
    operations = []
