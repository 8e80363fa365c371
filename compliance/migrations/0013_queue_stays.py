"""How long flagged decisions waited in the review queue. What notes that a stay is out of date is 0012's."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [("compliance", "0012_standings")]

    operations = [
        migrations.CreateModel(
            name='QueueStay',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('decision_id', models.CharField(max_length=36)),
                ('number', models.PositiveSmallIntegerField()),
                ('source_id', models.CharField(max_length=36)),
                ('entered_at', models.DateTimeField()),
                ('left_at', models.DateTimeField(null=True)),
                ('left_by', models.CharField(choices=[('confirm', 'Confirmed'), ('override', 'Overridden'), ('newer', 'Newer decision'), ('retired', 'Source retired'), ('other', 'Cleared without a verdict')], max_length=20, null=True)),
                ('record_id', models.BigIntegerField(help_text='The review record of the verdict that ended it.', null=True)),
                ('actor_id', models.IntegerField(help_text='Who gave that verdict.', null=True)),
            ],
            options={
                'db_table': 'review_queue_stays',
                'indexes': [models.Index(fields=['source_id'], name='ix_review_queue_stays_source'), models.Index(fields=['entered_at', 'id'], name='ix_review_queue_stays_entered'), models.Index(condition=models.Q(('left_at__isnull', True)), fields=['entered_at'], name='ix_review_queue_stays_open'), models.Index(condition=models.Q(('left_at__isnull', False)), fields=['left_at'], include=('left_by', 'entered_at', 'actor_id'), name='ix_review_queue_stays_left')],
                'constraints': [models.UniqueConstraint(fields=('decision_id', 'number'), name='review_queue_stays_once'), models.CheckConstraint(condition=models.Q(models.Q(('left_at__isnull', True), ('left_by__isnull', True)), models.Q(('left_at__gte', models.F('entered_at')), ('left_by__isnull', False)), _connector='OR'), name='review_queue_stays_left_after_entered')],
            },
        ),
    ]
