from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("compliance", "0009_flag_reasons")]

    operations = []
