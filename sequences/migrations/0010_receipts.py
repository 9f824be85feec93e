from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0009_suppression")]
    operations = []
