"""Admins edit the note templates."""

from django.db import migrations

from compliance.roles import sync_roles


class Migration(migrations.Migration):

    dependencies = [("compliance", "0005_work")]

    operations = [migrations.RunPython(sync_roles, migrations.RunPython.noop)]
