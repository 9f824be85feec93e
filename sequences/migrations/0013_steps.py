from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0012_sending")]

    operations = []
