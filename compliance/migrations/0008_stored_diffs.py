from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("compliance", "0007_activity_indexes")]

    operations = []
