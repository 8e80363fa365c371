"""Uploaded files, their rows, and who did what with them."""

import django.db.models.deletion
import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

OUTCOMES = [('new', 'New'), ('changed', 'Changed'), ('same', 'Same'), ('rejected', 'Rejected')]


class Migration(migrations.Migration):

    dependencies = [
        ("compliance", "0015_exports"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Import',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('format', models.CharField(choices=[('csv', 'CSV'), ('jsonl', 'JSON Lines')], max_length=10)),
                (
                    'state',
                    models.CharField(
                        choices=[
                            ('uploaded', 'Columns to be chosen'),
                            ('checking', 'Being checked'),
                            ('previewed', 'Waiting for confirmation'),
                            ('running', 'Running'),
                            ('finished', 'Finished'),
                            ('failed', 'Failed'),
                            ('cancelled', 'Cancelled'),
                        ],
                        max_length=20,
                    ),
                ),
                ('file_name', models.CharField(max_length=255)),
                ('file_size', models.BigIntegerField(help_text='Bytes, as uploaded.')),
                ('reading', models.JSONField(default=dict)),
                ('stage', models.CharField(blank=True, max_length=100)),
                ('percent', models.PositiveSmallIntegerField(default=0)),
                ('previewed', models.JSONField(default=dict)),
                ('written', models.JSONField(default=dict)),
                ('problem', models.TextField(blank=True, help_text='What ended it, where it failed or was thrown away.')),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
                ('checked_at', models.DateTimeField(null=True)),
                ('confirmed_at', models.DateTimeField(null=True)),
                ('finished_at', models.DateTimeField(null=True)),
                ('cancelled_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('confirmed_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('uploaded_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='imports', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'db_table': 'review_imports',
                'indexes': [models.Index(condition=models.Q(('state__in', ('checking', 'running'))), fields=['id'], name='ix_review_imports_at_work')],
            },
        ),
        migrations.CreateModel(
            name='ImportChunk',
            fields=[
                ('pk', models.CompositePrimaryKey('parent', 'number', blank=True, editable=False, primary_key=True, serialize=False)),
                ('number', models.IntegerField()),
                ('data', models.BinaryField()),
                ('parent', models.ForeignKey(db_column='import_id', db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='chunks', to='compliance.import')),
            ],
            options={'db_table': 'review_import_chunks'},
        ),
        # Compressing for the few days would be work for nothing.
        migrations.RunSQL(
            "ALTER TABLE review_import_chunks ALTER COLUMN data SET STORAGE EXTERNAL", migrations.RunSQL.noop
        ),
        migrations.CreateModel(
            name='ImportRow',
            fields=[
                ('pk', models.CompositePrimaryKey('parent', 'line', blank=True, editable=False, primary_key=True, serialize=False)),
                ('line', models.IntegerField()),
                ('kind', models.CharField(blank=True, help_text='source, document, decision; empty if unreadable.', max_length=10)),
                ('outcome', models.CharField(choices=OUTCOMES, max_length=10)),
                ('reason', models.TextField(blank=True)),
                ('remark', models.TextField(blank=True)),
                ('url', models.TextField(blank=True)),
                ('normalized_url', models.TextField(blank=True)),
                ('domain', models.TextField(blank=True)),
                ('source_id', models.CharField(blank=True, max_length=36)),
                ('stored_url', models.TextField(blank=True)),
                ('written', models.CharField(blank=True, choices=OUTCOMES, max_length=10)),
                ('written_reason', models.TextField(blank=True)),
                ('parent', models.ForeignKey(db_column='import_id', db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='rows', to='compliance.import')),
            ],
            options={
                'db_table': 'review_import_rows',
                'indexes': [
                    models.Index(fields=['parent', 'outcome', 'line'], name='ix_review_import_rows_outcome'),
                    models.Index(fields=['parent', 'line'], name='ix_review_import_rows_other', condition=~models.Q(written='')),
                ],
            },
        ),
    ]
