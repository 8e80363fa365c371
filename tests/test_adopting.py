"""`adopt` on databases that the pipeline made, or nearly made."""

import asyncio
import subprocess
import sys

import psycopg
import pytest

from . import reference

ROWS = """
INSERT INTO sources VALUES ('s', 'https://a.example', 'https://a.example/', 'a.example', '2026-01-01', '2026-01-01');
INSERT INTO documents VALUES ('d', 's', 'tc', 'raw', 'text', repeat('0', 64), 'en', '{}', 1, '2026-01-01');
INSERT INTO compliance_decisions VALUES ('c', 's', 'ALLOWED', NULL, '[]', 0.5, true, '{}', '{}', '2026-01-02');
"""
STATE = """
SELECT (SELECT jsonb_agg(s) FROM sources s), (SELECT jsonb_agg(d) FROM documents d),
    (SELECT jsonb_agg(c) FROM compliance_decisions c)
"""
TABLES = "SELECT count(*) FROM pg_class WHERE relkind IN ('r', 'i') AND relnamespace = 'public'::regnamespace"


def manage(database_url, *arguments):
    return subprocess.run(
        [sys.executable, "manage.py", *arguments],
        env={"DATABASE_URL": database_url, "PATH": ""},
        capture_output=True,
        text=True,
    )


def execute(database_url, query):
    with psycopg.connect(database_url) as connection:
        cursor = connection.execute(query)
        return cursor.fetchone() if cursor.description else None


@pytest.fixture
def pipeline_database(empty_database):
    asyncio.run(reference.create_all(empty_database))
    execute(empty_database, ROWS)
    return empty_database


def test_adopt_takes_over_what_the_pipeline_filled_changes_no_row_and_does_nothing_twice(pipeline_database):
    before = execute(pipeline_database, STATE)
    first = manage(pipeline_database, "adopt")
    assert (first.returncode, first.stdout.splitlines()[-1]) == (
        0,
        "Adopted: the pipeline's tables are as they were, ours stand beside them.",
    )
    assert execute(pipeline_database, STATE) == before
    assert manage(pipeline_database, "migrate", "--check").returncode == 0
    second = manage(pipeline_database, "adopt")
    assert second.stdout == "This database is adopted already and up to date; nothing was changed.\n"


def test_an_adopted_database_has_the_roles_and_their_permissions(pipeline_database):
    manage(pipeline_database, "adopt")
    assert execute(
        pipeline_database,
        """SELECT array_agg(name::text ORDER BY name) FROM auth_group JOIN auth_group_permissions ON group_id = auth_group.id
        WHERE permission_id = (SELECT id FROM auth_permission WHERE codename = 'review_compliancedecision')""",
    ) == (["Admin", "Reviewer"],)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ("ALTER TABLE sources DROP COLUMN domain CASCADE", "sources.domain is missing."),
        (
            "ALTER TABLE sources ALTER updated_at TYPE timestamptz",
            "sources.updated_at is timestamp with time zone; it must be timestamp without time zone.",
        ),
        (
            "ALTER TABLE documents ALTER language TYPE text",
            "documents.language is text; it must be character varying(10).",
        ),
        ("ALTER TABLE documents ALTER metadata DROP NOT NULL", "documents.metadata may be null; it must not."),
        (
            "ALTER TABLE sources DROP CONSTRAINT sources_normalized_url_key",
            "The unique key of sources on normalized_url is missing.",
        ),
        (
            "ALTER TABLE documents DROP CONSTRAINT documents_source_id_fkey",
            "The foreign key of documents on source_id to sources is missing.",
        ),
        (
            "ALTER TABLE compliance_decisions ADD score integer NOT NULL",
            "compliance_decisions.score is not ours and needs a value that we could not give.",
        ),
    ],
)
def test_a_difference_that_we_cannot_live_with_stops_adopt_and_changes_nothing(pipeline_database, change, sentence):
    if "score" in change:
        execute(pipeline_database, "DELETE FROM compliance_decisions")
    execute(pipeline_database, change)
    before = execute(pipeline_database, STATE), execute(pipeline_database, TABLES)
    result = manage(pipeline_database, "adopt")
    assert result.returncode == 1
    assert f"- {sentence}\n" in result.stderr
    assert result.stderr.endswith("CommandError: This database can't be adopted; nothing was changed.\n")
    assert (execute(pipeline_database, STATE), execute(pipeline_database, TABLES)) == before


def test_differences_that_we_can_live_with_are_named_and_missing_indexes_are_made(pipeline_database):
    execute(
        pipeline_database,
        "ALTER TABLE documents ADD etag text; DROP INDEX ix_sources_domain; CREATE INDEX mine ON sources (url);"
        "CREATE TABLE alembic_version (version_num varchar(32))",
    )
    result = manage(pipeline_database, "adopt")
    assert result.stdout.splitlines() == [
        "- documents.etag is not ours; it stays and is not shown.",
        "- The index ix_sources_domain of sources is missing; it is created.",
        "- The index mine of sources is not ours; it stays.",
        "Adopted: the pipeline's tables are as they were, ours stand beside them.",
    ]
    assert execute(pipeline_database, "SELECT 'ix_sources_domain'::regclass::text") == ("ix_sources_domain",)


def test_a_database_without_the_pipelines_tables_is_told_to_migrate(empty_database):
    result = manage(empty_database, "adopt")
    assert result.stderr == (
        "CommandError: This database holds no tables of the pipeline: `python manage.py migrate` creates them.\n"
    )


def test_a_database_that_we_migrated_is_adopted_already(own_database):
    assert "adopted already" in manage(own_database, "adopt").stdout


def test_every_migration_reverses(own_database):
    assert manage(own_database, "migrate", "compliance", "zero").returncode == 0
    assert execute(own_database, "SELECT to_regclass('sources')::text, to_regclass('review_records')::text") == (
        None,
        None,
    )
    assert manage(own_database, "migrate").returncode == 0


def test_the_models_have_no_change_without_a_migration(own_database):
    assert manage(own_database, "makemigrations", "--check", "--dry-run").returncode == 0
