from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [("compliance", "0015_exports")]

    operations = []
