from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0005_life")]
    operations = []
