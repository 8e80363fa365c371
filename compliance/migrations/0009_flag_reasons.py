"""Why decisions are flagged, and the triggers that note what the pipeline has written."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.db.models.functions.datetime
import django.utils.timezone
from django.db import migrations, models

# The functions run with their owner's rights, for the pipeline's role may have none on our tables, and take their
# tables from the schema in which they were made. They only insert into a table without unique constraints and
# foreign keys: the pipeline waits for nobody. A trigger with transition tables can't name columns, so the one on
# UPDATE compares the flag itself.
NOTE_ARRIVALS = """
CREATE FUNCTION review_note_documents() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO review_arrivals (source_id) SELECT DISTINCT source_id FROM new_rows;
    RETURN NULL;
END $$;

CREATE FUNCTION review_note_decisions() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO review_arrivals (source_id) SELECT DISTINCT source_id FROM new_rows WHERE review_flag;
    RETURN NULL;
END $$;

CREATE FUNCTION review_note_flags() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO review_arrivals (source_id)
    SELECT DISTINCT new_rows.source_id FROM new_rows JOIN old_rows USING (id)
    WHERE new_rows.review_flag AND NOT old_rows.review_flag;
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
BEGIN
    FOREACH name IN ARRAY ARRAY['review_note_documents', 'review_note_decisions', 'review_note_flags'] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
END $$;

CREATE TRIGGER review_note_documents AFTER INSERT ON documents
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION review_note_documents();
CREATE TRIGGER review_note_decisions AFTER INSERT ON compliance_decisions
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION review_note_decisions();
CREATE TRIGGER review_note_flags AFTER UPDATE ON compliance_decisions
    REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION review_note_flags();
"""
FORGET_ARRIVALS = """
DROP TRIGGER review_note_documents ON documents;
DROP TRIGGER review_note_decisions ON compliance_decisions;
DROP TRIGGER review_note_flags ON compliance_decisions;
DROP FUNCTION review_note_documents();
DROP FUNCTION review_note_decisions();
DROP FUNCTION review_note_flags();
"""
# What was flagged before the triggers were there.
ALREADY_FLAGGED = """
INSERT INTO review_arrivals (source_id) SELECT DISTINCT source_id FROM compliance_decisions WHERE review_flag
"""


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0008_stored_diffs'),
    ]

    operations = [
        migrations.CreateModel(
            name='FlagReasons',
            fields=[
                ('decision_id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('codes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=40), default=list, size=None)),
                ('details', models.JSONField(default=dict)),
                ('worked_out_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'review_flag_reasons',
                'indexes': [django.contrib.postgres.indexes.GinIndex(fields=['codes'], name='ix_review_flag_reasons_codes')],
            },
        ),
        migrations.CreateModel(
            name='Arrival',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(max_length=36)),
                ('at', models.DateTimeField(db_default=django.db.models.functions.datetime.Now())),
                (
                    'is_judged',
                    models.BooleanField(db_default=False, help_text='The reasons are worked out, the index is not.'),
                ),
            ],
            options={
                'db_table': 'review_arrivals',
                'indexes': [models.Index(fields=['is_judged', 'id'], name='ix_review_arrivals_next')],
            },
        ),
        migrations.RunSQL(NOTE_ARRIVALS, FORGET_ARRIVALS),
        migrations.RunSQL(ALREADY_FLAGGED, migrations.RunSQL.noop),
    ]
