"""The four roles and the first reason codes."""

from django.db import migrations

from compliance.roles import ROLES, sync_roles

REASON_CODES = [
    ("document_changed", "A document changed after the decision"),
    ("machine_misread", "The machine misread a clause"),
    ("terms_prevail", "The terms are stricter than robots.txt"),
    ("robots_prevail", "robots.txt is stricter than the terms"),
    ("permission_obtained", "The operator gave permission"),
    ("outdated_evidence", "The evidence is missing or out of date"),
    ("other", "Another reason, given in the note"),
]


def add_reason_codes(apps, schema_editor):
    codes = apps.get_model("compliance", "ReasonCode").objects.using(schema_editor.connection.alias)
    for position, (code, label) in enumerate(REASON_CODES, start=1):
        codes.get_or_create(code=code, defaults={"label": label, "position": position * 10})


def remove_roles(apps, schema_editor):
    groups = apps.get_model("auth", "Group").objects.using(schema_editor.connection.alias)
    groups.filter(name__in=ROLES).delete()


class Migration(migrations.Migration):

    dependencies = [
        ("compliance", "0003_review_chain"),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.RunPython(sync_roles, remove_roles, elidable=False),
        migrations.RunPython(add_reason_codes, migrations.RunPython.noop),
    ]
