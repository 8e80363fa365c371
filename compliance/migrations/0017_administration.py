"""Who retired a source and who took it back, and the index that finds sources by any part of their address."""

from datetime import UTC, datetime

import django.contrib.postgres.indexes
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.core.management import CommandError
from django.db import DatabaseError, migrations, models
from django.db.models.functions import Coalesce
from psycopg import errors

NEVER = datetime.min.replace(tzinfo=UTC)

NOT_ALLOWED = (
    "The index for searching sources needs PostgreSQL's extension pg_trgm, and {reason}. "
    'Let a superuser run "CREATE EXTENSION pg_trgm" in this database, then migrate again.'
)
REASONS = {
    errors.InsufficientPrivilege: "this database role may not create it",
    errors.FeatureNotSupported: "this server does not have it (Debian: package postgresql-contrib)",
    errors.UndefinedFile: "this server does not have it (Debian: package postgresql-contrib)",
}


def create_pg_trgm(apps, schema_editor):
    try:
        schema_editor.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    except DatabaseError as error:
        for kind, reason in REASONS.items():
            if isinstance(error.__cause__, kind):
                raise CommandError(NOT_ALLOWED.format(reason=reason)) from error
        raise


class Migration(migrations.Migration):

    dependencies = [
        ("compliance", "0016_imports"),
        ("pghistory", "0007_auto_20250421_0444"),
    ]

    operations = [
        # Left in place on the way back: others may have come to use it.
        migrations.RunPython(create_pg_trgm, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name='source',
            index=django.contrib.postgres.indexes.GinIndex(fields=['normalized_url'], name='ix_sources_url_parts', opclasses=['gin_trgm_ops']),
        ),
        migrations.AddIndex(
            model_name='source',
            index=models.Index(fields=['created_at', 'id'], name='ix_sources_created'),
        ),
        migrations.AddIndex(
            model_name='standing',
            index=models.Index(
                Coalesce('decided_at', models.Value(NEVER), output_field=models.DateTimeField()),
                models.F('source_id'),
                name='ix_review_standings_decided',
            ),
        ),
        migrations.CreateModel(
            name='RetirementEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('source_id', models.CharField(max_length=36, serialize=False)),
                ('by_id', models.IntegerField()),
                ('by_name', models.CharField(max_length=150)),
                ('reason', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'abstract': False,
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retirement',
            trigger=pgtrigger.compiler.Trigger(name='retired_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "compliance_retirementevent" ("by_id", "by_name", "created_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id") VALUES (NEW."by_id", NEW."by_name", NEW."created_at", _pgh_attach_context(), NOW(), \'retired\', NEW."source_id", NEW."reason", NEW."source_id"); RETURN NULL;', hash='677d27d25647dd90ac8a13d755c6790690c28e89', operation='INSERT', pgid='pgtrigger_retired_insert_0f73d', table='review_retirements', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retirement',
            trigger=pgtrigger.compiler.Trigger(name='changed_to_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "compliance_retirementevent" ("by_id", "by_name", "created_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id") VALUES (NEW."by_id", NEW."by_name", NEW."created_at", _pgh_attach_context(), NOW(), \'changed_to\', NEW."source_id", NEW."reason", NEW."source_id"); RETURN NULL;', hash='ab82be0d19417602cc01c6c3b8af60036da5134e', operation='UPDATE', pgid='pgtrigger_changed_to_update_74b50', table='review_retirements', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='retirement',
            trigger=pgtrigger.compiler.Trigger(name='taken_back_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "compliance_retirementevent" ("by_id", "by_name", "created_at", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "reason", "source_id") VALUES (OLD."by_id", OLD."by_name", OLD."created_at", _pgh_attach_context(), NOW(), \'taken_back\', OLD."source_id", OLD."reason", OLD."source_id"); RETURN NULL;', hash='493d501989717f709e1c51d9dd561c6dd6b89d95', operation='DELETE', pgid='pgtrigger_taken_back_delete_40800', table='review_retirements', when='AFTER')),
        ),
        migrations.AddField(
            model_name='retirementevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='retirementevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='compliance.retirement'),
        ),
    ]
