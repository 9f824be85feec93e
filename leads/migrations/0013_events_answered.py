from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("leads", "0012_crm")]

    operations = []
