"""When accounts were last seen and which of their sessions are over; lists of all documents and decisions by time."""

import django.contrib.auth.models
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('compliance', '0018_role_rights'),
    ]

    operations = [
        migrations.CreateModel(
            name='AccountActivity',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='activity', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('sessions_ended_at', models.DateTimeField(null=True)),
            ],
            options={
                'db_table': 'account_activity',
            },
        ),
        migrations.CreateModel(
            name='Account',
            fields=[
            ],
            options={
                'proxy': True,
                'default_permissions': (),
                'indexes': [],
                'constraints': [],
            },
            bases=('auth.user',),
            managers=[
                ('objects', django.contrib.auth.models.UserManager()),
            ],
        ),
        migrations.AddIndex(
            model_name='compliancedecision',
            index=models.Index(fields=['created_at'], name='ix_decisions_created'),
        ),
        migrations.AddIndex(
            model_name='document',
            index=models.Index(fields=['fetched_at'], name='ix_documents_fetched'),
        ),
    ]
