"""Our migrated database against the one that the pipeline's own models create."""

import asyncio
import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection

from compliance import adopting
from compliance.models import ComplianceDecision, Document, Source

from . import reference
from .factories import START, make_decision, make_document, make_source

FOREIGN_KEYS = """
SELECT c.relname, pg_get_constraintdef(k.oid), k.condeferrable
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
WHERE k.contype = 'f' AND c.relname = ANY(%s) ORDER BY 1, 2
"""
NAMED = """
SELECT t.relname, i.relname, pg_get_indexdef(i.oid)
FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
WHERE t.relname = ANY(%s) ORDER BY 1, 2
"""
COLUMNS = """
SELECT table_name, ordinal_position, column_name, data_type, character_maximum_length, is_nullable, column_default
FROM information_schema.columns WHERE table_name = ANY(%s) ORDER BY 1, 2
"""
OURS = {
    "ix_decisions_source_newest",
    "ix_decisions_flagged_created",
    "ix_decisions_created",
    "ix_documents_fetched",
    "ix_sources_created",
    "ix_sources_url_parts",
}


def catalogue(database_url, query):
    with psycopg.connect(database_url) as other:
        return other.execute(query, [list(adopting.TABLES)]).fetchall()


@pytest.fixture
def reference_database(empty_database):
    asyncio.run(reference.create_all(empty_database))
    return empty_database


@pytest.mark.parametrize("query", [COLUMNS, FOREIGN_KEYS], ids=["columns", "foreign keys"])
def test_tables_equal_those_of_the_pipelines_models(own_database, reference_database, query):
    assert catalogue(own_database, query) == catalogue(reference_database, query)


def test_indexes_equal_those_of_the_pipelines_models_but_for_ours(own_database, reference_database):
    ours = {row for row in catalogue(own_database, NAMED) if row[1] not in OURS}
    assert ours == set(catalogue(reference_database, NAMED))


def test_the_pipelines_repositories_read_what_we_wrote_and_we_read_what_they_wrote(own_database):
    async def pipeline():
        async with reference.session_on(own_database) as session:
            source = await reference.SourceRepository(session).create(
                reference.Source(
                    id="s-1", url="https://a.example", normalized_url="https://a.example/", domain="a.example"
                )
            )
            await reference.bulk_create_documents(
                session,
                [
                    reference.Document(
                        id=f"d-{version}",
                        source_id=source.id,
                        document_type="tc",
                        raw_content="<p>Text</p>",
                        extracted_text="Text",
                        content_hash="0" * 64,
                        fetch_metadata={"http_status": 200},
                        version=version,
                        fetched_at=datetime(2026, 1, version, 8, 30),
                    )
                    for version in (1, 2)
                ],
            )
            for number, status in enumerate(["ALLOWED", "BLOCKED"]):
                await reference.DecisionRepository(session).create(
                    reference.ComplianceDecision(
                        id=f"c-{number}",
                        source_id=source.id,
                        status=status,
                        confidence=0.5,
                        created_at=datetime(2026, 1, 3, 9, number),
                    )
                )
        async with reference.session_on(own_database) as session:
            sources = reference.SourceRepository(session)
            assert (await sources.get_by_id("s-1")).normalized_url == "https://a.example/"
            assert (await sources.get_by_url("https://a.example/")).id == "s-1"
            assert [source.id for source in await sources.list_by_domain("a.example")] == ["s-1"]
            assert (await reference.DecisionRepository(session).get_latest("s-1")).id == "c-1"
            assert await reference.count_by_status(session) == {"ALLOWED": 1, "BLOCKED": 1}
            with_documents = await reference.get_source_with_documents(session, "s-1")
            assert sorted(document.id for document in with_documents.documents) == ["d-1", "d-2"]
            # the pipeline changes and deletes with its cascades, our triggers notwithstanding
            with_documents.domain = "b.example"
        async with reference.session_on(own_database) as session:
            assert (await reference.SourceRepository(session).get_by_id("s-1")).domain == "b.example"

    asyncio.run(pipeline())
    seen = subprocess.run(
        [sys.executable, "manage.py", "shell", "-v0", "-c", READ_AS_WE_DO],
        env={"DATABASE_URL": own_database, "PATH": ""},
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(seen.stdout) == {
        "latest": "c-1",
        "counts": {"ALLOWED": 1, "BLOCKED": 1},
        "documents": [["tc", 2], ["tc", 1]],
        "fetched": "2026-01-02T08:30:00+00:00",
        "domain": ["s-1"],
        "events": [["changed_from", "a.example"], ["changed_to", "b.example"]],
    }


READ_AS_WE_DO = """
import json
from compliance.models import *
source = Source.objects.with_documents().get(pk="s-1")
events = Source.pgh_event_models
print(json.dumps({
    "latest": ComplianceDecision.objects.latest_for("s-1").pk,
    "counts": ComplianceDecision.objects.count_by_status(),
    "documents": [[d.document_type, d.version] for d in source.documents.all()],
    "fetched": source.documents.all()[0].fetched_at.isoformat(),
    "domain": [s.pk for s in Source.objects.in_domain("b.example")],
    "events": [[e.pgh_label, e.domain] for e in source.events.order_by("pgh_id")],
}))
"""


def test_timestamps_are_utc_without_zone_in_the_column_and_aware_in_python(db):
    east = datetime.fromisoformat("2026-03-01T14:30:00+02:00")
    document = make_document(fetched_at=east)
    with connection.cursor() as cursor:
        cursor.execute("SELECT fetched_at::text FROM documents WHERE id = %s", [document.pk])
        assert cursor.fetchone() == ("2026-03-01 12:30:00",)
    stored = Document.objects.get(pk=document.pk).fetched_at
    assert (stored, stored.tzinfo) == (datetime(2026, 3, 1, 12, 30, tzinfo=UTC), UTC)
    assert Document.objects.filter(fetched_at=east).count() == 1


def test_a_naive_datetime_is_refused_rather_than_guessed(db):
    with pytest.raises(Exception, match="has no time zone"):
        make_document(fetched_at=datetime(2026, 3, 1, 12, 30))


# Named reads


def test_sources_are_found_by_id_and_by_normalized_url_or_not_at_all(db):
    source = make_source("https://a.example/")
    assert Source.objects.find_by_id(source.pk) == source
    assert Source.objects.find_by_url("https://a.example/") == source
    assert Source.objects.find_by_id("unknown") is None
    assert Source.objects.find_by_url("https://a.example") is None


def test_a_domains_sources_come_newest_first(db):
    old, new = (
        make_source(f"https://a.example/{n}", domain="a.example", created_at=START + timedelta(days=n)) for n in (1, 2)
    )
    make_source(domain="b.example")
    assert list(Source.objects.in_domain("a.example")) == [new, old]
    assert list(Source.objects.in_domain("a.example")[1:5]) == [old]


def test_a_source_comes_with_its_documents_newest_version_first_and_without_their_texts(db, django_assert_num_queries):
    source = make_source()
    for version, day in ((1, 5), (2, 4)):  # the origin's dates step back
        make_document(source, f"v{version}", version=version, fetched_at=START + timedelta(days=day))
    with django_assert_num_queries(2):
        source = Source.objects.with_documents().get()
        assert [document.version for document in source.documents.all()] == [2, 1]
    assert source.documents.all()[0].get_deferred_fields() == {"raw_content", "extracted_text"}


def test_documents_are_inserted_together_or_not_at_all_and_the_caller_owns_the_transaction(db):
    source = make_source()
    fresh = [Document(source=source, document_type="tc", content_hash="0" * 64, version=n) for n in (1, 2)]
    assert Document.objects.add_all(fresh) == fresh
    assert source.documents.count() == 2


def test_the_current_decision_is_the_latest_by_time_then_id(db):
    source = make_source()
    make_decision(source, id="b", minutes=0)
    make_decision(source, id="a", minutes=5)
    latest = make_decision(source, id="c", minutes=5)
    other = make_decision()
    assert ComplianceDecision.objects.latest_for(source.pk) == latest
    assert set(ComplianceDecision.objects.current()) == {latest, other}
    assert {decision.pk for decision in ComplianceDecision.objects.superseded()} == {"a", "b"}
    assert ComplianceDecision.objects.latest_for("unknown") is None


def test_the_queue_holds_what_is_flagged_and_current(db):
    source = make_source()
    make_decision(source, flagged=True)
    make_decision(source, flagged=False, minutes=1)
    waiting = make_decision(flagged=True)
    assert list(ComplianceDecision.objects.for_queue()) == [waiting]


def test_decisions_are_counted_by_status(db):
    make_decision(status="ALLOWED")
    make_decision(status="BLOCKED")
    make_decision(status="BLOCKED", flagged=False)
    make_decision(status="SOMETHING_NEW")
    assert ComplianceDecision.objects.count_by_status() == {"ALLOWED": 1, "BLOCKED": 2, "SOMETHING_NEW": 1}
    assert ComplianceDecision.objects.flagged().count_by_status() == {"ALLOWED": 1, "BLOCKED": 1, "SOMETHING_NEW": 1}


def test_a_pipeline_role_without_rights_on_our_tables_writes_as_before_and_its_changes_are_recorded(own_database):
    with psycopg.connect(own_database, autocommit=True) as owner:
        role = f"pipeline_{own_database.rpartition('/')[2].partition('?')[0]}"
        owner.execute(f"CREATE ROLE {role}")
        owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(adopting.TABLES)} TO {role}")
        try:
            owner.execute(f"SET ROLE {role}")
            owner.execute("INSERT INTO sources VALUES ('s', 'a', 'a', 'a', now(), now())")
            owner.execute(
                "INSERT INTO compliance_decisions VALUES ('c', 's', 'ALLOWED', NULL, '[]', 1, true, '{}', '{}', now())"
            )
            owner.execute("UPDATE compliance_decisions SET review_flag = false")
            owner.execute("DELETE FROM compliance_decisions")
            owner.execute("UPDATE sources SET domain = 'b'")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("DELETE FROM review_records")
        finally:
            owner.execute("RESET ROLE")
        labels = "SELECT array_agg(pgh_label ORDER BY pgh_id) FROM {}"
        assert owner.execute(labels.format("compliance_compliancedecisionevent")).fetchone() == (
            ["changed_from", "changed_to", "deleted"],
        )
        assert owner.execute(labels.format("compliance_sourceevent")).fetchone() == (["changed_from", "changed_to"],)
        owner.execute(f"DROP OWNED BY {role}")
        owner.execute(f"DROP ROLE {role}")
