"""The pipeline's three tables as its own SQLAlchemy models create them; `adopt` skips this one."""

import compliance.fields
import compliance.models
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


def foreign_key(table):
    # As SQLAlchemy's ForeignKey("sources.id") creates it, name included: checked at once, no cascade.
    return migrations.RunSQL(
        f'ALTER TABLE {table} ADD CONSTRAINT {table}_source_id_fkey FOREIGN KEY (source_id) REFERENCES sources (id)',
        f'ALTER TABLE {table} DROP CONSTRAINT {table}_source_id_fkey',
    )


class Migration(migrations.Migration):

    initial = True

    dependencies = [
    ]

    operations = [
        migrations.CreateModel(
            name='Source',
            fields=[
                ('id', compliance.fields.KeyField(default=compliance.models.new_key, editable=False, max_length=36, primary_key=True, serialize=False)),
                ('url', models.CharField(max_length=2048, verbose_name='URL')),
                ('normalized_url', models.CharField(max_length=2048, verbose_name='normalized URL')),
                ('domain', models.CharField(max_length=255)),
                ('created_at', compliance.fields.UtcTimestampField(default=django.utils.timezone.now, editable=False, verbose_name='created')),
                ('updated_at', compliance.fields.UtcTimestampField(auto_now=True, verbose_name='updated')),
            ],
            options={
                'db_table': 'sources',
                'indexes': [models.Index(fields=['domain'], name='ix_sources_domain'), models.Index(fields=['domain', 'created_at'], name='ix_sources_domain_created')],
                'constraints': [models.UniqueConstraint(fields=('normalized_url',), name='sources_normalized_url_key', violation_error_message='There already is a source with this normalized URL.')],
            },
        ),
        migrations.CreateModel(
            name='Document',
            fields=[
                ('id', compliance.fields.KeyField(default=compliance.models.new_key, editable=False, max_length=36, primary_key=True, serialize=False)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='documents', to='compliance.source')),
                ('document_type', models.CharField(choices=[('tc', 'Terms and conditions'), ('robots', 'robots.txt'), ('llm_txt', 'llms.txt')], max_length=20)),
                ('raw_content', models.TextField(blank=True)),
                ('extracted_text', models.TextField(blank=True)),
                ('content_hash', models.CharField(help_text='SHA-256 in hexadecimal of the extracted text.', max_length=64)),
                ('language', models.CharField(blank=True, max_length=10, null=True)),
                ('metadata', models.JSONField(blank=True, default=dict)),
                ('version', models.IntegerField(default=1)),
                ('fetched_at', compliance.fields.UtcTimestampField(default=django.utils.timezone.now, verbose_name='fetched')),
            ],
            options={
                'db_table': 'documents',
                'indexes': [models.Index(fields=['source'], name='ix_documents_source_id'), models.Index(fields=['source', 'document_type'], name='ix_documents_source_type')],
            },
        ),
        migrations.CreateModel(
            name='ComplianceDecision',
            fields=[
                ('id', compliance.fields.KeyField(default=compliance.models.new_key, editable=False, max_length=36, primary_key=True, serialize=False)),
                ('source', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='decisions', to='compliance.source')),
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
                'db_table': 'compliance_decisions',
                'indexes': [compliance.fields.PostgresNamedIndex(fields=['source'], name='ix_compliance_decisions_source_id')],
            },
        ),
        foreign_key('documents'),
        foreign_key('compliance_decisions'),
    ]
