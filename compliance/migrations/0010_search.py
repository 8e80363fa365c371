"""The search index, empty: the background worker fills it, newest arrivals first, then all that was there before."""

import compliance.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.search
from django.db import migrations, models

# When a version is no longer the newest, its row is rewritten; with room on its page no index is.
LEAVE_ROOM = """
ALTER TABLE document_search SET (fillfactor = 85);
INSERT INTO document_search_progress (id, after_id) VALUES (1, '');
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0009_flag_reasons'),
    ]

    operations = [
        migrations.CreateModel(
            name='DocumentSearch',
            fields=[
                ('pk', models.CompositePrimaryKey('document_id', 'part', blank=True, editable=False, primary_key=True, serialize=False)),
                ('document_id', compliance.fields.KeyField(max_length=36)),
                ('part', models.IntegerField()),
                ('source_id', compliance.fields.KeyField(max_length=36)),
                ('document_type', models.CharField(max_length=20)),
                ('fetched_at', models.DateTimeField()),
                ('is_current', models.BooleanField(default=False)),
                ('is_divided', models.BooleanField(default=False)),
                ('start', models.IntegerField(default=0)),
                ('length', models.IntegerField()),
                ('words', django.contrib.postgres.search.SearchVectorField()),
            ],
            options={
                'db_table': 'document_search',
                'indexes': [
                    django.contrib.postgres.indexes.GinIndex(condition=models.Q(('part', 0)), fields=['words'], name='ix_document_search_words'),
                    models.Index(models.OrderBy(models.F('fetched_at'), descending=True), models.OrderBy(models.F('document_id'), descending=True), condition=models.Q(('part', 0)), name='ix_document_search_newest'),
                    models.Index(condition=models.Q(('part', 0)), fields=['source_id'], name='ix_document_search_source'),
                ],
            },
        ),
        migrations.CreateModel(
            name='SearchProgress',
            fields=[
                ('id', models.SmallIntegerField(default=1, primary_key=True, serialize=False)),
                ('after_id', models.CharField(blank=True, default='', max_length=36)),
                ('finished_at', models.DateTimeField(blank=True, null=True)),
            ],
            options={
                'db_table': 'document_search_progress',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='document_search_progress_one_row')],
            },
        ),
        migrations.RunSQL(LEAVE_ROOM, migrations.RunSQL.noop),
    ]
