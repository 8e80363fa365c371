"""Since when somebody has had a decision open, and the verdicts as rows of figures, kept by a trigger."""

import django.contrib.postgres.fields
import django.contrib.postgres.indexes
from django.db import migrations, models

# A record's JSON may be of any shape, and nothing that is odd about it may stop the verdict itself: each function gives
# NULL or an empty list for what it can't read, and cuts what no index could hold.
READ = """
CREATE FUNCTION review_read_moment(written text) RETURNS timestamptz LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
    IF written ~ '^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9:]{8}([.][0-9]{1,6})?([+-][0-9]{2}:[0-9]{2}|Z)$' THEN
        RETURN written::timestamptz;
    END IF;
    RETURN NULL;
EXCEPTION WHEN data_exception THEN
    RETURN NULL;
END $$;

CREATE FUNCTION review_read_fraction(written jsonb) RETURNS float8 LANGUAGE sql IMMUTABLE AS $$
    SELECT CASE WHEN jsonb_typeof(written) = 'number' THEN
        -- A float8 refuses numbers that are too large or too small for it.
        CASE WHEN written::numeric BETWEEN 0 AND 1 THEN round(written::numeric, 40)::float8 END
    END
$$;

-- In both of the shapes that hold signals proper, as machine_signals.read_signals has them.
CREATE FUNCTION review_read_signals(written jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(signal ORDER BY signal), '{}') FROM (
        SELECT DISTINCT
            left(coalesce(entry->>'signal_type', ''), 100) || '='
            || left(coalesce(nullif(entry->>'value', ''), 'not stated'), 99) AS signal
        FROM jsonb_array_elements(
            CASE
                WHEN jsonb_typeof(written) = 'array' THEN written
                WHEN jsonb_typeof(written->'signals') = 'array' THEN written->'signals'
                ELSE '[]'
            END
        ) entry
        WHERE jsonb_typeof(entry) = 'object' AND entry ? 'signal_type'
        ORDER BY signal LIMIT 200
    ) signals
$$;

-- The types that `document_versions` names with a version.
CREATE FUNCTION review_read_document_types(version_info jsonb) RETURNS text[] LANGUAGE sql IMMUTABLE AS $$
    SELECT coalesce(array_agg(document_type ORDER BY document_type), '{}') FROM (
        SELECT DISTINCT left(key, 200) AS document_type
        FROM jsonb_each(
            CASE
                WHEN jsonb_typeof(version_info->'document_versions') = 'object' THEN version_info->'document_versions'
                ELSE '{}'
            END
        )
        WHERE value <> 'null'
        ORDER BY document_type LIMIT 200
    ) document_types
$$;
"""
FORGET_READ = """
DROP FUNCTION review_read_document_types(jsonb);
DROP FUNCTION review_read_signals(jsonb);
DROP FUNCTION review_read_fraction(jsonb);
DROP FUNCTION review_read_moment(text);
"""

# What was open for more than a day was not being worked on.
READ_VERDICT = """
CREATE FUNCTION review_read_verdict(record review_records) RETURNS SETOF review_verdicts LANGUAGE sql STABLE AS $$
    SELECT
        record.id, record.source_id, record.decision_id, record.actor_id, record.action,
        record.from_status, record.to_status,
        review_read_fraction(record.decision_snapshot->'confidence'),
        left(nullif(record.decision_snapshot->'version_info'->>'model_version', ''), 200),
        left(nullif(record.decision_snapshot->'version_info'->>'rules_version', ''), 200),
        review_read_signals(record.decision_snapshot->'signals'),
        CASE WHEN named.types <> '{}' THEN named.types ELSE ARRAY(
            SELECT DISTINCT left(document_type, 200) FROM documents
            WHERE documents.source_id = record.source_id AND fetched_at <=
                coalesce(review_read_moment(record.decision_snapshot->>'created_at'), record.created_at)
                AT TIME ZONE 'UTC'
            ORDER BY 1 LIMIT 200
        ) END,
        record.created_at,
        CASE WHEN opened.at BETWEEN record.created_at - interval '1 day' AND record.created_at THEN opened.at END,
        record.batch_id,
        false
    FROM
        (SELECT review_read_document_types(record.decision_snapshot->'version_info') AS types) named,
        (SELECT review_read_moment(record.details->>'opened_at') AS at) opened
    WHERE record.action IN ('confirm', 'override', 'supersede')
$$;
"""
FORGET_READ_VERDICT = "DROP FUNCTION review_read_verdict(review_records)"

# With its owner's rights and schema, as the triggers of 0009. A row that stands already (of a record that somebody has
# removed from the chain's end by force) stops nothing; the recount tells. A session keeps the plans that it made while
# the tables were small, hence the settings: each row is looked up by its key.
NOTE_VERDICTS = """
CREATE FUNCTION review_note_verdicts() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER
    SET enable_seqscan = off SET enable_hashjoin = off SET enable_mergejoin = off AS $$
BEGIN
    INSERT INTO review_verdicts
    SELECT verdict.* FROM new_rows CROSS JOIN LATERAL review_read_verdict(ROW(new_rows.*)::review_records) verdict
    ON CONFLICT DO NOTHING;
    IF EXISTS (SELECT FROM new_rows WHERE undoes IS NOT NULL) THEN
        UPDATE review_verdicts SET is_undone = true
        FROM new_rows WHERE record_id = new_rows.undoes AND record_id < new_rows.id AND NOT is_undone;
    END IF;
    RETURN NULL;
END $$;

DO $$
BEGIN
    EXECUTE format('ALTER FUNCTION review_note_verdicts() SET search_path = %I, pg_temp', current_schema());
END $$;

CREATE TRIGGER review_note_verdicts AFTER INSERT ON review_records
    REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION review_note_verdicts();
"""
FORGET_NOTE_VERDICTS = """
DROP TRIGGER review_note_verdicts ON review_records;
DROP FUNCTION review_note_verdicts();
"""
# The trigger's lock on the records holds until the end of the migration: none is missed, none is read twice.
ALREADY_GIVEN = """
INSERT INTO review_verdicts
SELECT verdict.* FROM review_records record CROSS JOIN LATERAL review_read_verdict(record) verdict;
UPDATE review_verdicts SET is_undone = true
FROM review_records undoing WHERE record_id = undoing.undoes AND record_id < undoing.id;
"""


class Migration(migrations.Migration):

    dependencies = [("compliance", "0013_queue_stays")]

    operations = [
        migrations.AlterModelOptions(
            name='reviewrecord',
            options={'ordering': ['-id'], 'permissions': [('compare_reviewrecord', 'Can see figures per reviewer')]},
        ),
        migrations.AddField(
            model_name='lease',
            name='opened_at',
            field=models.DateTimeField(null=True),
        ),
        migrations.CreateModel(
            name='Verdict',
            fields=[
                ('record_id', models.BigIntegerField(primary_key=True, serialize=False)),
                ('source_id', models.CharField(max_length=36)),
                ('decision_id', models.CharField(max_length=36)),
                ('actor_id', models.IntegerField()),
                ('action', models.CharField(help_text='confirm, override or supersede', max_length=20)),
                ('machine_status', models.CharField(max_length=20)),
                ('human_status', models.CharField(max_length=20)),
                ('confidence', models.FloatField(help_text="The machine's, 0 to 1; none where it gave none in that range.", null=True)),
                ('model', models.TextField(help_text="`model_version` of the decision's version info.", null=True)),
                ('rules', models.TextField(help_text="`rules_version` of the decision's version info.", null=True)),
                ('signals', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='Each as `signal_type=value`, once.', size=None)),
                ('document_types', django.contrib.postgres.fields.ArrayField(base_field=models.TextField(), help_text='Of the documents that the decision rests on.', size=None)),
                ('decided_at', models.DateTimeField()),
                ('opened_at', models.DateTimeField(help_text='When the reviewer opened it; none where that is unknown.', null=True)),
                ('batch_id', models.UUIDField(null=True)),
                ('is_undone', models.BooleanField(default=False, help_text='A later record takes it back.')),
            ],
            options={
                'db_table': 'review_verdicts',
                'indexes': [models.Index(fields=['decided_at'], name='ix_review_verdicts_decided'), models.Index(fields=['model', 'record_id'], name='ix_review_verdicts_model'), models.Index(fields=['rules', 'record_id'], name='ix_review_verdicts_rules'), django.contrib.postgres.indexes.GinIndex(fields=['signals'], name='ix_review_verdicts_signals'), models.Index(condition=models.Q(('action__in', ['confirm', 'override']), ('batch_id', None), ('is_undone', False)), fields=['source_id', 'record_id'], include=['actor_id', 'human_status', 'decided_at'], name='ix_review_verdicts_source')],
            },
        ),
        migrations.RunSQL(READ, FORGET_READ),
        migrations.RunSQL(READ_VERDICT, FORGET_READ_VERDICT),
        migrations.RunSQL(NOTE_VERDICTS, FORGET_NOTE_VERDICTS),
        migrations.RunSQL(ALREADY_GIVEN, migrations.RunSQL.noop),
    ]
