"""What the roles may do with exports, imports, figures per reviewer, retirements and the team's settings."""

from django.db import migrations

from compliance.roles import sync_roles


class Migration(migrations.Migration):

    dependencies = [("compliance", "0017_administration")]

    operations = [migrations.RunPython(sync_roles, migrations.RunPython.noop)]
