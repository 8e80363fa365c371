"""What `dump_records` writes, `load_records` reads back to the same rows. Real processes, databases of their own."""

import gzip
import hashlib
import json
import os
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.models import ComplianceDecision, Document, Source
from compliance.records.dumping import dump
from compliance.records.loading import load

from .lines import stream
from .test_loading import many_lines

TABLES = ("sources", "documents", "compliance_decisions")


def manage(database_url, *arguments, **options):
    environment = os.environ | {"DATABASE_URL": database_url}
    return subprocess.run(
        [sys.executable, "manage.py", *arguments], env=environment, capture_output=True, timeout=300, **options
    )


def contents():
    """All rows of the three tables as PostgreSQL itself writes them."""
    with connection.cursor() as cursor:
        rows = {}
        for table in TABLES:
            cursor.execute(f"SELECT t::text FROM {table} t ORDER BY id")
            rows[table] = cursor.fetchall()
        return rows


def empty():
    with connection.cursor() as cursor:
        cursor.execute("TRUNCATE sources, documents, compliance_decisions")


def dumped():
    class Parts(list):
        def write(self, block):
            self.append(bytes(block))

    parts = Parts()
    dump(parts)
    return b"".join(parts)


def test_lines_have_the_fields_of_the_format_in_its_order(in_own_database):
    source = Source.objects.create(
        id="s1",
        url="https://example.com",
        normalized_url="https://example.com/",
        domain="example.com",
        created_at=datetime(2026, 1, 1, tzinfo=UTC),
    )
    Source.objects.update(updated_at=datetime(2026, 1, 2, 3, 4, 5, 600_000, tzinfo=UTC))
    Document.objects.create(
        id="d1",
        source=source,
        document_type="robots",
        raw_content='a "quoted" \\ back\\nslash\n\ttab \x01 é',
        extracted_text="",
        content_hash=hashlib.sha256(b"").hexdigest(),
        metadata={"a": [1.50, None]},
        fetched_at=datetime(2026, 2, 1, tzinfo=UTC),
    )
    ComplianceDecision.objects.create(
        id="c1",
        source=source,
        status="ALLOWED",
        confidence=0.1,
        created_at=datetime(2026, 3, 1, tzinfo=UTC),
    )
    lines = dumped().splitlines()
    assert [list(json.loads(line).items()) for line in lines] == [
        [
            ("type", "source"),
            ("id", "s1"),
            ("url", "https://example.com"),
            ("normalized_url", "https://example.com/"),
            ("domain", "example.com"),
            ("created_at", "2026-01-01T00:00:00+00:00"),
            ("updated_at", "2026-01-02T03:04:05.6+00:00"),
        ],
        [
            ("type", "document"),
            ("id", "d1"),
            ("source_url", "https://example.com"),
            ("source_id", "s1"),
            ("document_type", "robots"),
            ("raw_content", 'a "quoted" \\ back\\nslash\n\ttab \x01 é'),
            ("extracted_text", ""),
            ("content_hash", hashlib.sha256(b"").hexdigest()),
            ("language", None),
            ("metadata", {"a": [1.5, None]}),
            ("version", 1),
            ("fetched_at", "2026-02-01T00:00:00+00:00"),
        ],
        [
            ("type", "decision"),
            ("id", "c1"),
            ("source_url", "https://example.com"),
            ("source_id", "s1"),
            ("status", "ALLOWED"),
            ("compliance_channel", None),
            ("constraints", []),
            ("confidence", 0.1),
            ("review_flag", False),
            ("signals", {}),
            ("version_info", {}),
            ("created_at", "2026-03-01T00:00:00+00:00"),
        ],
    ]


# Rows as a pipeline can have written them, within the rules of the format.

texts = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\x00"))
short = texts.filter(bool).map(lambda text: text[:20])
numbers = st.one_of(st.integers(), st.floats(allow_nan=False, allow_infinity=False))
json_values = st.recursive(
    st.one_of(st.none(), st.booleans(), numbers, texts),
    lambda inner: st.one_of(st.lists(inner), st.dictionaries(texts, inner)),
    max_leaves=10,
)
objects = st.dictionaries(texts, json_values, max_size=4)
times = st.datetimes(timezones=st.just(UTC))


@st.composite
def databases(draw):
    """Unsaved rows: sources of which some share a URL, with documents of several versions and decisions."""
    sources, documents, decisions = [], [], []
    for number in range(draw(st.integers(0, 3))):
        source = Source(
            id=f"s{number}",
            url=draw(
                st.sampled_from(["https://example.com/", "example.com", "http://Example.com/a b".replace(" ", "_")])
            ),
            normalized_url=f"https://example.com/{number}/",
            domain=draw(short),
            created_at=draw(times),
        )
        sources.append((source, draw(times)))
        for version in range(1, draw(st.integers(1, 3))):
            text = draw(texts) * draw(st.sampled_from([1, 1, 3000]))
            documents.append(
                Document(
                    id=f"d{number}-{version}",
                    source=source,
                    document_type=draw(st.sampled_from(Document.Type.values)),
                    raw_content=draw(st.sampled_from([text, f"# {text}"])),
                    extracted_text=text,
                    content_hash=hashlib.sha256(text.encode()).hexdigest(),
                    language=draw(st.one_of(st.none(), st.just("en"))),
                    metadata=draw(objects),
                    version=version,
                    fetched_at=draw(times),
                )
            )
        for decision in range(draw(st.integers(0, 2))):
            decisions.append(
                ComplianceDecision(
                    id=f"c{number}-{decision}",
                    source=source,
                    status=draw(short),
                    compliance_channel=draw(st.one_of(st.none(), texts.map(lambda text: text[:50]))),
                    constraints=draw(st.lists(st.one_of(texts, objects), max_size=3)),
                    confidence=draw(st.floats(0, 1)),
                    review_flag=draw(st.booleans()),
                    signals=draw(st.one_of(objects, st.lists(json_values, max_size=3))),
                    version_info=draw(objects),
                    created_at=draw(times),
                )
            )
    return sources, documents, decisions


def test_made_rows_come_back_equal(in_own_database):
    @settings(max_examples=40, deadline=None, database=None, suppress_health_check=list(HealthCheck))
    @given(databases())
    def round_trip(rows):
        sources, documents, decisions = rows
        empty()
        for source, updated_at in sources:
            source.save()
            Source.objects.filter(pk=source.pk).update(updated_at=updated_at)
        Document.objects.bulk_create(documents)
        ComplianceDecision.objects.bulk_create(decisions)
        before, lines = contents(), dumped()
        empty()
        rejections = []
        load(stream(*lines.splitlines()), rejects=rejections.append)
        assert rejections == []
        assert contents() == before
        assert dumped() == lines

    round_trip()


def test_numbers_of_a_database_come_back_to_the_last_digit(in_own_database):
    load(stream(*many_lines()))
    with connection.cursor() as cursor:
        cursor.execute(
            """UPDATE documents SET metadata = '{"a": 0.12345678901234567890, "b": 1e400, "c": [1.50]}';
            UPDATE compliance_decisions SET signals = '[0.12345678901234567890, 1e400, 1.50]', confidence = 1e-300"""
        )
    before, lines = contents(), dumped()
    empty()
    assert load(stream(*lines.splitlines())).rejected == 0
    assert contents() == before


def test_dump_is_of_one_moment(in_own_database):
    """A writer between two blocks of the dump is not in it, not even in the tables that come later."""
    load(stream(*many_lines()))
    before = dumped()

    class Interrupting(list):
        def write(self, block):
            if not self:
                result = manage(
                    in_own_database,
                    "shell",
                    "-c",
                    "from compliance.models import *;"
                    "ComplianceDecision.objects.all().delete(); Document.objects.all().delete()",
                )
                assert result.returncode == 0, result.stderr
            self.append(bytes(block))

    parts = Interrupting()
    dump(parts)
    assert b"".join(parts) == before
    assert Document.objects.count() == 0


def test_file_is_complete_private_and_compressed_by_its_name(in_own_database, tmp_path):
    load(stream(*many_lines()))
    plain, compressed = tmp_path / "records.jsonl", tmp_path / "records.jsonl.gz"
    for path in (plain, compressed):
        result = manage(in_own_database, "dump_records", "--out", str(path))
        assert (result.returncode, result.stdout, result.stderr) == (0, b"", b"")
    assert plain.read_bytes() == gzip.decompress(compressed.read_bytes()) == dumped()
    assert [oct(path.stat().st_mode)[-3:] for path in (plain, compressed)] == ["600", "600"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["records.jsonl", "records.jsonl.gz"]
    assert manage(in_own_database, "dump_records").stdout == plain.read_bytes()


def test_dump_that_fails_leaves_the_file_as_it_was(in_own_database, tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_text("as it was")
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE documents RENAME TO documents_away")
    result = manage(in_own_database, "dump_records", "--out", str(path))
    assert (result.returncode, result.stderr.decode()) == (
        1,
        'CommandError: The dump is not complete, no file was written: relation "documents" does not exist.\n',
    )
    assert [file.read_text() for file in tmp_path.iterdir()] == ["as it was"]


def test_directory_that_is_not_there_is_named(in_own_database, tmp_path):
    result = manage(in_own_database, "dump_records", "--out", str(tmp_path / "away" / "records.jsonl"))
    assert result.returncode == 1
    assert result.stderr.decode() == (
        f"CommandError: {tmp_path}/away/records.jsonl can't be written: No such file or directory.\n"
    )


def test_reader_that_has_read_enough_is_no_error(in_own_database):
    load(stream(*many_lines()))
    environment = os.environ | {"DATABASE_URL": in_own_database}
    process = subprocess.Popen(
        [sys.executable, "manage.py", "dump_records"], env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    process.stdout.readline()
    process.stdout.close()
    errors = process.stderr.read()
    process.stderr.close()
    assert (process.wait(), errors) == (0, b"")


@pytest.mark.sample
def test_real_records_come_back_equal(in_own_database, sample_path, tmp_path):
    with open(sample_path, "rb") as file:
        load(file)
    before = contents()
    path = tmp_path / "records.jsonl.gz"
    assert manage(in_own_database, "dump_records", "--out", str(path)).returncode == 0
    empty()
    assert manage(in_own_database, "load_records", str(path)).returncode == 0
    assert contents() == before
