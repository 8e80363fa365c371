"""Where sources stand, the triggers that note whose standing is out of date, retirements, the team's settings."""

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


# As in 0009, the functions run with their owner's rights, take their tables from the schema in which they were made, and
# only insert into a table without unique constraints and foreign keys: nobody who writes waits for anybody, and a note
# becomes visible in the same moment as what it speaks of.
NOTE_STANDINGS = """
CREATE FUNCTION review_note_standings_of_sources() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO review_stale_standings (source_id) SELECT id FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO review_stale_standings (source_id) SELECT id FROM old_rows;
    ELSE
        INSERT INTO review_stale_standings (source_id) SELECT id FROM old_rows UNION SELECT id FROM new_rows;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION review_note_standings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO review_stale_standings (source_id) SELECT DISTINCT source_id FROM new_rows;
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO review_stale_standings (source_id) SELECT DISTINCT source_id FROM old_rows;
    ELSE
        INSERT INTO review_stale_standings (source_id) SELECT source_id FROM old_rows UNION SELECT source_id FROM new_rows;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION review_note_standings_of_documents() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO review_stale_standings (source_id)
        SELECT DISTINCT source_id FROM new_rows WHERE document_type = 'tc';
    ELSIF TG_OP = 'DELETE' THEN
        INSERT INTO review_stale_standings (source_id)
        SELECT DISTINCT source_id FROM old_rows WHERE document_type = 'tc';
    ELSE
        INSERT INTO review_stale_standings (source_id)
        SELECT source_id FROM old_rows WHERE document_type = 'tc'
        UNION SELECT source_id FROM new_rows WHERE document_type = 'tc';
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION review_note_all_standings() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER AS $$
BEGIN
    INSERT INTO review_stale_standings (source_id) SELECT source_id FROM review_standings;
    RETURN NULL;
END $$;

DO $$
DECLARE
    name text;
    noted record;
BEGIN
    FOREACH name IN ARRAY ARRAY[
        'review_note_standings_of_sources', 'review_note_standings', 'review_note_standings_of_documents',
        'review_note_all_standings'
    ] LOOP
        EXECUTE format('ALTER FUNCTION %I() SET search_path = %I, pg_temp', name, current_schema());
    END LOOP;
    FOR noted IN SELECT * FROM (VALUES
        ('sources', 'review_note_standings_of_sources'),
        ('compliance_decisions', 'review_note_standings'),
        ('documents', 'review_note_standings_of_documents'),
        ('review_retirements', 'review_note_standings')
    ) AS pairs(table_name, function_name) LOOP
        EXECUTE format('CREATE TRIGGER review_standings_insert AFTER INSERT ON %I REFERENCING NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', noted.table_name, noted.function_name);
        EXECUTE format('CREATE TRIGGER review_standings_update AFTER UPDATE ON %I
            REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', noted.table_name, noted.function_name);
        EXECUTE format('CREATE TRIGGER review_standings_delete AFTER DELETE ON %I REFERENCING OLD TABLE AS old_rows
            FOR EACH STATEMENT EXECUTE FUNCTION %I()', noted.table_name, noted.function_name);
        EXECUTE format('CREATE TRIGGER review_standings_truncate AFTER TRUNCATE ON %I
            FOR EACH STATEMENT EXECUTE FUNCTION review_note_all_standings()', noted.table_name);
    END LOOP;
END $$;
"""
FORGET_STANDINGS = """
DO $$
DECLARE
    table_name text;
    event text;
BEGIN
    FOREACH table_name IN ARRAY ARRAY['sources', 'compliance_decisions', 'documents', 'review_retirements'] LOOP
        FOREACH event IN ARRAY ARRAY['insert', 'update', 'delete', 'truncate'] LOOP
            EXECUTE format('DROP TRIGGER %I ON %I', 'review_standings_' || event, table_name);
        END LOOP;
    END LOOP;
END $$;
DROP FUNCTION review_note_standings_of_sources();
DROP FUNCTION review_note_standings();
DROP FUNCTION review_note_standings_of_documents();
DROP FUNCTION review_note_all_standings();
"""
# What was there before the triggers were.
ALREADY_THERE = "INSERT INTO review_stale_standings (source_id) SELECT id FROM sources"
# These rows are moved over and over: with room on their pages PostgreSQL need not touch the indexes.
LEAVE_ROOM = "ALTER TABLE review_standing_changes SET (fillfactor = 60)"
WITHOUT_DECISION = "INSERT INTO review_standing_kinds (status) VALUES ('UNDECIDED'), ('RETIRED')"


class Migration(migrations.Migration):

    dependencies = [
        ('compliance', '0011_activity_search'),
    ]

    operations = [
        migrations.CreateModel(
            name='Retirement',
            fields=[
                ('source_id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('by_id', models.IntegerField()),
                ('by_name', models.CharField(max_length=150)),
                ('reason', models.TextField()),
                ('created_at', models.DateTimeField(default=django.utils.timezone.now)),
            ],
            options={
                'db_table': 'review_retirements',
            },
        ),
        migrations.CreateModel(
            name='StaleStanding',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('source_id', models.CharField(max_length=36)),
            ],
            options={
                'db_table': 'review_stale_standings',
            },
        ),
        migrations.CreateModel(
            name='StandingKind',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('status', models.CharField(max_length=20)),
                ('channel', models.CharField(max_length=50, null=True)),
                ('model', models.TextField(help_text="`model_version` of the decision's version info.", null=True)),
                ('rules', models.TextField(help_text="`rules_version` of the decision's version info.", null=True)),
            ],
            options={
                'db_table': 'review_standing_kinds',
                'constraints': [models.UniqueConstraint(fields=('status', 'channel', 'model', 'rules'), name='review_standing_kinds_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='TeamSettings',
            fields=[
                ('id', models.PositiveSmallIntegerField(default=1, editable=False, primary_key=True, serialize=False)),
                ('clear_within_days', models.PositiveSmallIntegerField(default=7, help_text='How long a flagged decision may wait in the queue. What waits longer breaches the target.', validators=[django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(365)], verbose_name='clear within (days)')),
                ('our_agent', models.CharField(blank=True, help_text="The name under which our crawler reads robots.txt, without a version. Rules for this name are ours. Where it is empty, the installation's own setting holds.", max_length=60, validators=[django.core.validators.RegexValidator('\\A[A-Za-z_-]+\\Z', 'Use letters, hyphens and underscores only (RFC 9309).')], verbose_name="our crawler's name")),
            ],
            options={
                'verbose_name': 'team settings',
                'verbose_name_plural': 'team settings',
                'db_table': 'review_team_settings',
                'constraints': [models.CheckConstraint(condition=models.Q(('id', 1)), name='review_team_settings_one_row')],
            },
        ),
        migrations.CreateModel(
            name='StandingCount',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('dimension', models.CharField(choices=[('domain', 'Domain'), ('language', 'Language')], max_length=10)),
                ('value', models.CharField(max_length=255, null=True)),
                ('sources', models.IntegerField()),
                ('kind', models.ForeignKey(db_constraint=False, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, to='compliance.standingkind')),
            ],
            options={
                'db_table': 'review_standing_counts',
                'indexes': [models.Index(models.F('dimension'), models.OrderBy(models.F('sources'), descending=True), models.F('value'), condition=models.Q(('kind', None)), name='ix_review_standing_largest')],
                'constraints': [models.UniqueConstraint(fields=('dimension', 'value', 'kind'), name='review_standing_counts_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='StandingChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('month', models.DateField()),
                ('day', models.DateField(null=True)),
                ('change', models.IntegerField()),
                ('kind', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='compliance.standingkind')),
            ],
            options={
                'db_table': 'review_standing_changes',
                'indexes': [models.Index(condition=models.Q(('day', None)), fields=['month'], name='ix_review_standing_months')],
                'constraints': [models.UniqueConstraint(fields=('month', 'day', 'kind'), name='review_standing_changes_once', nulls_distinct=False)],
            },
        ),
        migrations.CreateModel(
            name='Standing',
            fields=[
                ('source_id', models.CharField(max_length=36, primary_key=True, serialize=False)),
                ('domain', models.CharField(max_length=255)),
                ('language', models.CharField(help_text='Of the newest version of its terms.', max_length=10, null=True)),
                ('decision_id', models.CharField(help_text='The current decision.', max_length=36, null=True)),
                ('is_flagged', models.BooleanField(help_text='The current decision waits for a reviewer.')),
                ('decided_at', models.DateTimeField(null=True)),
                ('days', django.contrib.postgres.fields.ArrayField(base_field=models.DateField(), size=None)),
                ('kinds', django.contrib.postgres.fields.ArrayField(base_field=models.IntegerField(), size=None)),
                ('kind', models.ForeignKey(db_constraint=False, db_index=False, on_delete=django.db.models.deletion.PROTECT, to='compliance.standingkind')),
            ],
            options={
                'db_table': 'review_standings',
                'indexes': [models.Index(fields=['domain', 'source_id'], name='ix_review_standings_domain'), models.Index(fields=['kind', 'domain', 'source_id'], name='ix_review_standings_kind'), models.Index(fields=['language', 'domain', 'source_id'], name='ix_review_standings_language')],
            },
        ),
        migrations.RunSQL(NOTE_STANDINGS, FORGET_STANDINGS),
        migrations.RunSQL(LEAVE_ROOM, migrations.RunSQL.noop),
        migrations.RunSQL(WITHOUT_DECISION, migrations.RunSQL.noop),
        migrations.RunSQL(ALREADY_THERE, migrations.RunSQL.noop),
    ]
