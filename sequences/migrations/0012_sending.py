from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("sequences", "0011_sms")]

    operations = []
