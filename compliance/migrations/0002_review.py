"""Our own tables, the indexes of the queue, and the triggers that keep changed and deleted rows."""

import compliance.fields
import compliance.models
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


# The pipeline may use a database role of its own that has no rights on our tables. The triggers that record its
# changes therefore run with the rights of their owner.
RUN_AS_OWNER = """
DO $$
DECLARE
    function_name text;
BEGIN
    FOR function_name IN
        SELECT DISTINCT tgfoid::regprocedure::text FROM pg_trigger
        WHERE NOT tgisinternal AND tgrelid IN ('sources'::regclass, 'compliance_decisions'::regclass)
    LOOP
        EXECUTE format('ALTER FUNCTION %s SECURITY DEFINER SET search_path = %I, pg_temp',
                       function_name, current_schema());
    END LOOP;
END $$
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0001_initial'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        migrations.CreateModel(
            name='ComplianceDecisionEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', compliance.fields.KeyField(default=compliance.models.new_key, editable=False, max_length=36, serialize=False)),
                ('status', models.CharField(choices=[('ALLOWED', 'Allowed'), ('CONDITIONAL', 'Conditional'), ('BLOCKED', 'Blocked'), ('REVIEW_REQUIRED', 'Review required')], max_length=20)),
                ('compliance_channel', models.CharField(blank=True, max_length=50, null=True, verbose_name='channel')),
                ('constraints', models.JSONField(blank=True, default=list)),
                ('confidence', models.FloatField()),
                ('review_flag', models.BooleanField(default=False, verbose_name='flagged for review')),
                ('signals', models.JSONField(blank=True, default=dict)),
                ('version_info', models.JSONField(blank=True, default=dict)),
                ('created_at', compliance.fields.UtcTimestampField(default=django.utils.timezone.now, verbose_name='created')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.CreateModel(
            name='ReasonCode',
            fields=[
                ('code', models.SlugField(primary_key=True, serialize=False)),
                ('label', models.CharField(max_length=100)),
                ('active', models.BooleanField(default=True, help_text='Offered to reviewers.')),
                ('position', models.PositiveSmallIntegerField(default=100, help_text='Lower ones are offered first.')),
            ],
            options={
                'db_table': 'review_reason_codes',
                'ordering': ['position', 'code'],
            },
        ),
        migrations.CreateModel(
            name='ReviewChainHead',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('record_id', models.BigIntegerField()),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'review_chain_head',
            },
        ),
        migrations.CreateModel(
            name='ReviewRecord',
            fields=[
                ('id', models.BigAutoField(help_text='Place in the chain, from 1; set by the trigger.', primary_key=True, serialize=False)),
                ('action', models.CharField(choices=[('confirm', 'Confirmed'), ('override', 'Overridden'), ('supersede', 'Cleared as superseded'), ('undo', 'Undone'), ('escalate', 'Escalated'), ('snooze', 'Snoozed'), ('comment', 'Commented')], max_length=20)),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('actor_id', models.IntegerField()),
                ('actor_name', models.CharField(max_length=150)),
                ('source_id', models.CharField(max_length=36)),
                ('source_url', models.CharField(max_length=2048, verbose_name='source')),
                ('decision_id', models.CharField(max_length=36)),
                ('new_decision_id', models.CharField(help_text='What an override wrote.', max_length=36, null=True)),
                ('from_status', models.CharField(max_length=20)),
                ('to_status', models.CharField(max_length=20)),
                ('reason', models.CharField(blank=True, help_text='Reason code; empty where none is asked for.', max_length=50)),
                ('note', models.TextField(blank=True)),
                ('decision_snapshot', models.JSONField(help_text="The decision's row as it stood before the verdict.")),
                ('details', models.JSONField(default=dict, help_text='What the other columns have no place for, by action.')),
                ('undoes', models.BigIntegerField(help_text='Number of the record that this one takes back.', null=True)),
                ('batch_id', models.UUIDField(help_text='Shared by the verdicts of one bulk action.', null=True)),
                ('previous_hash', models.CharField(max_length=64)),
                ('hash', models.CharField(max_length=64)),
            ],
            options={
                'db_table': 'review_records',
                'ordering': ['-id'],
            },
        ),
        migrations.CreateModel(
            name='SourceEvent',
            fields=[
                ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                ('pgh_label', models.TextField(help_text='The event label.')),
                ('id', compliance.fields.KeyField(default=compliance.models.new_key, editable=False, max_length=36, serialize=False)),
                ('url', models.CharField(max_length=2048, verbose_name='URL')),
                ('normalized_url', models.CharField(max_length=2048, verbose_name='normalized URL')),
                ('domain', models.CharField(max_length=255)),
                ('created_at', compliance.fields.UtcTimestampField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', compliance.fields.UtcTimestampField(auto_now=True, verbose_name='updated')),
            ],
            options={
                'abstract': False,
            },
        ),
        migrations.AlterModelOptions(
            name='compliancedecision',
            options={'permissions': [('review_compliancedecision', 'Can confirm and override flagged decisions')]},
        ),
        migrations.AddIndex(
            model_name='compliancedecision',
            index=models.Index(models.F('source'), models.OrderBy(models.F('created_at'), descending=True), models.OrderBy(models.F('id'), descending=True), name='ix_decisions_source_newest'),
        ),
        migrations.AddIndex(
            model_name='compliancedecision',
            index=models.Index(condition=models.Q(('review_flag', True)), fields=['created_at', 'id'], include=('source', 'status', 'compliance_channel', 'confidence'), name='ix_decisions_flagged_created'),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compliancedecision',
            trigger=pgtrigger.compiler.Trigger(name='changed_from_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "compliance_compliancedecisionevent" ("compliance_channel", "confidence", "constraints", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_flag", "signals", "source_id", "status", "version_info") VALUES (OLD."compliance_channel", OLD."confidence", OLD."constraints", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'changed_from\', OLD."id", OLD."review_flag", OLD."signals", OLD."source_id", OLD."status", OLD."version_info"); RETURN NULL;', hash='78de54e307e128be36ed833d6938f281bba0f894', operation='UPDATE', pgid='pgtrigger_changed_from_update_4d262', table='compliance_decisions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compliancedecision',
            trigger=pgtrigger.compiler.Trigger(name='changed_to_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "compliance_compliancedecisionevent" ("compliance_channel", "confidence", "constraints", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_flag", "signals", "source_id", "status", "version_info") VALUES (NEW."compliance_channel", NEW."confidence", NEW."constraints", NEW."created_at", NEW."id", _pgh_attach_context(), NOW(), \'changed_to\', NEW."id", NEW."review_flag", NEW."signals", NEW."source_id", NEW."status", NEW."version_info"); RETURN NULL;', hash='a9f4560caee88c12ab2990a81a03fe7edb2cbd13', operation='UPDATE', pgid='pgtrigger_changed_to_update_ed989', table='compliance_decisions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='compliancedecision',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "compliance_compliancedecisionevent" ("compliance_channel", "confidence", "constraints", "created_at", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "review_flag", "signals", "source_id", "status", "version_info") VALUES (OLD."compliance_channel", OLD."confidence", OLD."constraints", OLD."created_at", OLD."id", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."review_flag", OLD."signals", OLD."source_id", OLD."status", OLD."version_info"); RETURN NULL;', hash='e5e131d9096bbaeaf7a8d2369b9caa6aa44fc518', operation='DELETE', pgid='pgtrigger_deleted_delete_7e8f6', table='compliance_decisions', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='changed_from_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "compliance_sourceevent" ("created_at", "domain", "id", "normalized_url", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "url") VALUES (OLD."created_at", OLD."domain", OLD."id", OLD."normalized_url", _pgh_attach_context(), NOW(), \'changed_from\', OLD."id", OLD."updated_at", OLD."url"); RETURN NULL;', hash='aaf8464a32fc88030806c443173a823eaab0ff67', operation='UPDATE', pgid='pgtrigger_changed_from_update_a2293', table='sources', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='changed_to_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "compliance_sourceevent" ("created_at", "domain", "id", "normalized_url", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "url") VALUES (NEW."created_at", NEW."domain", NEW."id", NEW."normalized_url", _pgh_attach_context(), NOW(), \'changed_to\', NEW."id", NEW."updated_at", NEW."url"); RETURN NULL;', hash='a37c4ffda8fecdac06e13a881eccb5e2322f20f5', operation='UPDATE', pgid='pgtrigger_changed_to_update_8f9ca', table='sources', when='AFTER')),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name='source',
            trigger=pgtrigger.compiler.Trigger(name='deleted_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "compliance_sourceevent" ("created_at", "domain", "id", "normalized_url", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "updated_at", "url") VALUES (OLD."created_at", OLD."domain", OLD."id", OLD."normalized_url", _pgh_attach_context(), NOW(), \'deleted\', OLD."id", OLD."updated_at", OLD."url"); RETURN NULL;', hash='1cb88612d404d630836603ad8b138ee2e8d409db', operation='DELETE', pgid='pgtrigger_deleted_delete_54eed', table='sources', when='AFTER')),
        ),
        migrations.AddField(
            model_name='compliancedecisionevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='compliancedecisionevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='compliance.compliancedecision'),
        ),
        migrations.AddField(
            model_name='compliancedecisionevent',
            name='source',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='compliance.source'),
        ),
        migrations.AddConstraint(
            model_name='reviewchainhead',
            constraint=models.CheckConstraint(condition=models.Q(('id', 1)), name='review_chain_head_one_row'),
        ),
        migrations.AddIndex(
            model_name='reviewrecord',
            index=models.Index(fields=['decision_id'], name='ix_review_records_decision'),
        ),
        migrations.AddIndex(
            model_name='reviewrecord',
            index=models.Index(fields=['source_id', 'id'], name='ix_review_records_source'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_context',
            field=models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context'),
        ),
        migrations.AddField(
            model_name='sourceevent',
            name='pgh_obj',
            field=models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='compliance.source'),
        ),
        migrations.RunSQL(RUN_AS_OWNER, migrations.RunSQL.noop),
    ]
