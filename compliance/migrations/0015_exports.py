"""Who exported what."""

import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("compliance", "0014_verdicts")]

    operations = [
        migrations.CreateModel(
            name='Export',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('by_id', models.IntegerField()),
                ('by_name', models.CharField(max_length=150)),
                ('at', models.DateTimeField(default=django.utils.timezone.now)),
                ('what', models.CharField(help_text='Path of the export: `queue`, `figures/breakdown/status`.', max_length=150)),
                ('title', models.CharField(max_length=200)),
                ('url', models.TextField(blank=True, help_text='Path and query string of the page that shows the list.')),
                ('filters', models.TextField(blank=True, help_text='The filter in words, one condition a line.')),
                ('format', models.CharField(max_length=10)),
                ('rows', models.BigIntegerField(default=0, help_text='Rows sent.')),
                ('state', models.CharField(choices=[('running', 'Running'), ('finished', 'Finished'), ('failed', 'Failed'), ('cut_off', 'Cut off')], default='running', max_length=10)),
                ('finished_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'review_exports',
                'indexes': [models.Index(fields=['by_id', 'id'], name='ix_review_exports_by'), models.Index(condition=models.Q(('state', 'running')), fields=['id'], name='ix_review_exports_running')],
            },
        ),
    ]
