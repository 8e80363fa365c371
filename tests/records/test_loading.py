"""Records beside each other and beside what is in the tables. One connection, rolled back after each test."""

import hashlib
import io
import json
import random

import pytest
from django.db import connection
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance.models import ComplianceDecision, Document, Source
from compliance.records.loading import Counts, LoadError, load

from .lines import LEFT_OUT, decision_line, document_line, source_line, stream

OTHER = "https://other.example/"


def load_lines(*lines, **options):
    """What became of each kind, as (new, changed, same, rejected), and the rejections as {line: reason}."""
    rejections = []
    report = load(stream(*lines), rejects=rejections.append, **options)
    counts = {
        kind: (counts.new, counts.changed, counts.same, counts.rejected)
        for kind, counts in report.by_kind().items()
        if counts.read
    }
    for kind in report.by_kind().values():
        assert kind.read == kind.new + kind.changed + kind.same + kind.rejected
    assert report.rejected == len(rejections)
    return counts, {rejected.line: rejected.reason for rejected in rejections}


def rows(model):
    return list(model.objects.order_by("pk").values())


def tables():
    return [rows(model) for model in (Source, Document, ComplianceDecision)]


def test_every_column_arrives(db):
    counts, reasons = load_lines(
        source_line(),
        document_line(extracted_text="Terms", raw_content="# Terms", language="en", version=3),
        decision_line(),
    )
    assert (counts, reasons) == ({"source": (1, 0, 0, 0), "document": (1, 0, 0, 0), "decision": (1, 0, 0, 0)}, {})
    source, document, decision = Source.objects.get(), Document.objects.get(), ComplianceDecision.objects.get()
    assert (source.id, source.url, source.normalized_url, source.domain) == (
        "s1",
        "https://example.com/",
        "https://example.com/",
        "example.com",
    )
    assert [source.created_at.isoformat(), source.updated_at.isoformat()] == [
        "2026-01-01T00:00:00+00:00",
        "2026-01-02T00:00:00+00:00",
    ]
    assert (document.id, document.source_id, document.document_type, document.language, document.version) == (
        "d1",
        "s1",
        "robots",
        "en",
        3,
    )
    assert (document.raw_content, document.extracted_text, document.metadata) == (
        "# Terms",
        "Terms",
        {"newline": "lf"},
    )
    assert document.content_hash == hashlib.sha256(b"Terms").hexdigest()
    assert document.fetched_at.isoformat() == "2026-02-01T00:00:00+00:00"
    assert (decision.id, decision.source_id, decision.status, decision.compliance_channel) == (
        "c1",
        "s1",
        "ALLOWED",
        "public_crawl",
    )
    assert (decision.constraints, decision.confidence, decision.review_flag) == ([{"type": "attribution"}], 0.5, True)
    assert (decision.signals, decision.version_info) == ({"robots": {"open": True}}, {"model_version": "judge-1"})
    assert decision.created_at.isoformat() == "2026-03-01T00:00:00+00:00"


def test_what_is_left_out_gets_its_default(db):
    left_out = ("compliance_channel", "constraints", "review_flag", "signals", "version_info")
    load_lines(
        b'{"type": "source", "url": "https://example.com/"}',
        document_line(language=LEFT_OUT, metadata=LEFT_OUT, version=LEFT_OUT),
        decision_line(**dict.fromkeys(left_out, LEFT_OUT)),
    )
    source, document, decision = Source.objects.get(), Document.objects.get(), ComplianceDecision.objects.get()
    assert (source.domain, source.created_at == source.updated_at) == ("example.com", True)
    assert (document.language, document.metadata, document.version) == (None, {}, 1)
    assert (decision.compliance_channel, decision.constraints, decision.review_flag) == (None, [], False)
    assert (decision.signals, decision.version_info) == ({}, {})


def many_lines():
    lines = []
    for number in range(40):
        url = f"https://site-{number}.example/"
        lines.append(source_line(id=f"s{number}", url=url))
        for version in range(1, 4):
            lines.append(
                document_line(
                    id=f"d{number}-{version}", source_url=url, version=version, extracted_text=f"{version}. " * 1500
                )
            )
        lines.append(decision_line(id=f"c{number}", source_url=url))
    return lines


def test_order_of_the_lines_does_not_matter(db, monkeypatch):
    # So that kinds have to wait for each other and COPY changes between the tables many times.
    monkeypatch.setattr("compliance.records.loading.WAITING_RECORDS", 3)
    lines = many_lines()
    random.Random(7).shuffle(lines)
    counts, reasons = load_lines(*lines)
    assert (counts, reasons) == ({"source": (40, 0, 0, 0), "document": (120, 0, 0, 0), "decision": (40, 0, 0, 0)}, {})
    assert Document.objects.filter(version=3, extracted_text="3. " * 1500, raw_content="3. " * 1500).count() == 40
    assert all(document.id.startswith(f"d{document.source_id[1:]}-") for document in Document.objects.all())


def test_second_run_changes_nothing(db):
    lines = many_lines()
    load_lines(*lines)
    before = tables()
    counts, reasons = load_lines(*lines)
    assert (counts, reasons) == ({"source": (0, 0, 40, 0), "document": (0, 0, 120, 0), "decision": (0, 0, 40, 0)}, {})
    assert tables() == before


def test_second_run_without_ids_changes_nothing(db):
    lines = [
        b'{"type": "source", "url": "example.com"}',
        document_line(id=LEFT_OUT),
        decision_line(id=LEFT_OUT),
    ]
    load_lines(*lines)
    before = tables()
    counts, reasons = load_lines(*lines)
    assert (counts, reasons) == ({"source": (0, 0, 1, 0), "document": (0, 0, 1, 0), "decision": (0, 0, 1, 0)}, {})
    assert tables() == before


def test_dry_run_reports_and_writes_nothing(db):
    lines = [source_line(), document_line(), decision_line(), document_line(id="d2", source_url=OTHER)]
    counts, reasons = load_lines(*lines, dry_run=True)
    assert counts == {"source": (1, 0, 0, 0), "document": (1, 0, 0, 1), "decision": (1, 0, 0, 0)}
    assert reasons == {4: "no source has the URL https://other.example/"}
    assert tables() == [[], [], []]
    assert load_lines(*lines)[0] == counts


def test_lines_without_a_kind_are_counted_apart(db):
    report = load(stream(b"{}", b"nonsense", source_line()))
    assert (report.unreadable, report.rejected, report.sources) == (2, 2, Counts(read=1, new=1))


def test_broken_stream_writes_nothing(db):
    broken = stream(*many_lines(), compressed=True).read()[:-100]
    with pytest.raises(LoadError) as failed:
        load(io.BufferedReader(io.BytesIO(broken)))
    assert str(failed.value).startswith("Nothing was written: the gzip file ends early, after line ")
    assert tables() == [[], [], []]


def test_rejections_come_with_what_identifies_the_record(db):
    rejections = []
    load(stream(document_line(source_id="s9", source_url=LEFT_OUT), b"[]"), rejects=rejections.append)
    assert [(rejected.line, rejected.kind, rejected.reason) for rejected in rejections] == [
        (2, None, "not a JSON object"),
        (1, "document", "no source has the id s9"),
    ]
    assert json.loads(rejections[1].raw) == {
        "type": "document",
        "id": "d1",
        "source_id": "s9",
        "source_url": None,
        "document_type": "robots",
        "version": 1,
    }


def test_progress_tells_stage_and_position(db):
    told = []
    lines = stream(*many_lines())
    load(lines, progress=lambda stage, position: told.append((stage, position)))
    end = lines.tell()
    assert [stage for stage, _ in told] == [
        "reading",
        "waiting for another load",
        "checking",
        "writing documents",
        "writing decisions",
        "committing",
    ]
    assert {position for _, position in told[1:]} == {end}


# Sources


def test_newer_source_changes_the_row_and_the_history_says_why(db):
    load_lines(source_line())
    newer = source_line(url="https://www.example.com/", domain="www.example.com", updated_at="2026-01-03T00:00:00Z")
    assert load_lines(newer) == ({"source": (0, 1, 0, 0)}, {})
    source = Source.objects.get()
    assert (source.url, source.normalized_url, source.domain, source.updated_at.isoformat()) == (
        "https://www.example.com/",
        "https://www.example.com/",
        "www.example.com",
        "2026-01-03T00:00:00+00:00",
    )
    history = source.events.order_by("pgh_id").values_list("url", "pgh_context__metadata")
    assert list(history) == [
        ("https://example.com/", {"command": "load_records"}),
        ("https://www.example.com/", {"command": "load_records"}),
    ]
    assert load_lines(newer) == ({"source": (0, 0, 1, 0)}, {})


@pytest.mark.parametrize(
    ("fields", "differing", "updated_at"),
    [
        ({"domain": "www.example.com"}, "domain", "2026-01-02 00:00:00"),
        ({"url": "https://example.com", "updated_at": "2026-01-01T00:00Z"}, "url, updated_at", "2026-01-01 00:00:00"),
        ({"created_at": "2025-01-01T00:00:00Z", "updated_at": LEFT_OUT}, "created_at", "not given"),
    ],
)
def test_source_that_differs_without_being_newer_is_rejected(db, fields, differing, updated_at):
    load_lines(source_line())
    before = tables()
    assert load_lines(source_line(**({"normalized_url": "https://example.com/"} | fields))) == (
        {"source": (0, 0, 0, 1)},
        {
            1: f"source s1 exists with another {differing}, and the record is not newer: "
            f"updated_at {updated_at}, in the table 2026-01-02 00:00:00"
        },
    )
    assert tables() == before


def test_source_that_leaves_out_what_differs_is_the_same(db):
    load_lines(source_line(domain="www.example.com"))
    less = source_line(domain=LEFT_OUT, created_at=LEFT_OUT, updated_at=LEFT_OUT, normalized_url=LEFT_OUT)
    assert load_lines(less) == ({"source": (0, 0, 1, 0)}, {})


def test_source_without_id_is_the_one_that_has_its_address(db):
    load_lines(source_line())
    counts, reasons = load_lines(b'{"type": "source", "url": "example.com/#top"}')
    assert (counts, reasons) == (
        {"source": (0, 0, 0, 1)},
        {
            1: "source s1 exists with another url, and the record is not newer: "
            "updated_at not given, in the table 2026-01-02 00:00:00"
        },
    )
    assert load_lines(b'{"type": "source", "url": "https://example.com/"}') == ({"source": (0, 0, 1, 0)}, {})


def test_address_of_another_source_is_rejected(db):
    load_lines(source_line())
    assert load_lines(source_line(id="s2")) == (
        {"source": (0, 0, 0, 1)},
        {1: "normalized_url https://example.com/ already is that of source s1"},
    )
    # In the file, too: the first one has it. One that the table has comes before all in the file.
    assert load_lines(
        source_line(id="s3", url=OTHER), source_line(id="s4", url=OTHER), source_line(id="s5"), source_line()
    ) == (
        {"source": (1, 0, 1, 2)},
        {
            2: "normalized_url https://other.example/ already is that of source s3 in line 1",
            3: "normalized_url https://example.com/ already is that of source s1",
        },
    )


def test_repeated_source(db):
    assert load_lines(source_line(), source_line(), source_line(domain="x.example")) == (
        {"source": (1, 0, 1, 1)},
        {3: "source s1 is in line 1 with other content"},
    )


def test_repeat_of_a_rejected_source_is_rejected(db):
    assert load_lines(source_line(id="s2"), source_line(), source_line()) == (
        {"source": (1, 0, 0, 2)},
        {
            2: "normalized_url https://example.com/ already is that of source s2 in line 1",
            3: "repeats line 2, which is rejected",
        },
    )


# References


def test_source_is_found_by_id_or_by_url(db):
    load_lines(source_line(), source_line(id="s2", url="https://other.example/a", normalized_url=OTHER + "a"))
    assert load_lines(
        document_line(id="by id", source_url=LEFT_OUT, source_id="s2"),
        document_line(id="by both", source_url="https://other.example/a", source_id="s2", version=2),
        document_line(id="by url", source_url="https://other.example/a", version=3),
        document_line(id="by normalized url", source_url="https://OTHER.example/a/#top", version=4),
        document_line(id="by both, normalized", source_url="OTHER.example/a", source_id="s2", version=5),
    ) == ({"document": (5, 0, 0, 0)}, {})
    assert set(Document.objects.values_list("source_id", flat=True)) == {"s2"}


def test_url_means_the_source_of_the_file_before_that_of_the_table(db):
    load_lines(source_line(id="table", normalized_url="https://example.com/1"))
    load_lines(source_line(id="file", normalized_url="https://example.com/2"), document_line())
    assert Document.objects.get().source_id == "file"


def test_url_of_several_sources_is_rejected(db):
    two = source_line(normalized_url="https://example.com/1"), source_line(id="s2")
    ambiguous = document_line(), document_line(id="d2", source_id="s2")
    assert load_lines(*two, *ambiguous) == (
        {"source": (2, 0, 0, 0), "document": (1, 0, 0, 1)},
        {3: "source_url https://example.com/ is that of 2 sources of the file; give source_id"},
    )
    assert load_lines(*ambiguous) == (
        {"document": (0, 0, 1, 1)},
        {1: "source_url https://example.com/ is that of 2 sources; give source_id"},
    )


def test_unknown_source_is_rejected(db):
    assert load_lines(
        source_line(),
        document_line(source_url=OTHER),
        document_line(id="d2", source_url=LEFT_OUT, source_id="s2"),
        document_line(id="d3", source_id="s2"),
        document_line(id="d4", source_id="s1", source_url=OTHER),
        decision_line(source_url="not a URL"),
    ) == (
        {"source": (1, 0, 0, 0), "document": (0, 0, 0, 4), "decision": (0, 0, 0, 1)},
        {
            2: "no source has the URL https://other.example/",
            3: "no source has the id s2",
            4: "no source has the id s2",
            5: "source_id and source_url name different sources",
            6: "no source has the URL not a URL",
        },
    )


def test_url_that_only_the_pipeline_could_have_written_is_found_as_it_is(db):
    Source.objects.create(id="s1", url="https://example.com/a b", normalized_url=OTHER, domain="x")
    assert load_lines(document_line(source_url="https://example.com/a b")) == ({"document": (1, 0, 0, 0)}, {})


def test_records_of_a_rejected_source_are_rejected(db):
    assert load_lines(
        document_line(),
        source_line(domain=""),
        decision_line(),
        decision_line(id="c2", source_url=LEFT_OUT, source_id="s1"),
        source_line(id="s2", url=OTHER, normalized_url="https://example.com/"),
        source_line(id="s3", normalized_url="https://example.com/"),
        document_line(id="d3", source_url=LEFT_OUT, source_id="s3"),
    ) == (
        {"source": (1, 0, 0, 2), "document": (0, 0, 0, 2), "decision": (0, 0, 0, 2)},
        {
            1: "its source, line 2, is rejected",
            2: "domain is empty",
            3: "its source, line 2, is rejected",
            4: "its source, line 2, is rejected",
            6: "normalized_url https://example.com/ already is that of source s2 in line 5",
            7: "its source, line 6, is rejected",
        },
    )


def test_records_of_a_source_that_is_there_load_although_its_own_record_is_rejected(db):
    load_lines(source_line())
    counts, reasons = load_lines(source_line(domain="x.example"), document_line(), decision_line())
    assert counts == {"source": (0, 0, 0, 1), "document": (1, 0, 0, 0), "decision": (1, 0, 0, 0)}
    assert list(reasons) == [1]


# Documents


@pytest.mark.parametrize(
    ("fields", "differing"),
    [
        ({"source_url": OTHER}, "source"),
        ({"document_type": "tc"}, "document_type"),
        ({"raw_content": "other"}, "raw_content"),
        ({"extracted_text": "other", "raw_content": "User-agent: *"}, "extracted_text, content_hash"),
        ({"language": "en"}, "language"),
        ({"metadata": {}}, "metadata"),
        ({"version": 2}, "version"),
        ({"fetched_at": "2026-02-01T00:00:01Z"}, "fetched_at"),
    ],
)
def test_document_never_changes(db, fields, differing):
    load_lines(source_line(), source_line(id="s2", url=OTHER), document_line())
    before = tables()
    assert load_lines(document_line(**fields)) == (
        {"document": (0, 0, 0, 1)},
        {1: f"document d1 exists with another {differing}; a document never changes"},
    )
    assert tables() == before


def test_same_version_under_another_id(db):
    load_lines(source_line(), document_line())
    assert load_lines(
        document_line(id="d2", fetched_at="2026-05-01T00:00:00Z"),
        document_line(id="d3", extracted_text="other"),
        document_line(id="d4", raw_content="other"),
        document_line(id="d5", version=2, extracted_text="other"),
        document_line(id="d6", version=2, extracted_text="other"),
        document_line(id="d7", version=2, extracted_text="yet another"),
        document_line(id="d8", document_type="tc", extracted_text="other"),
    ) == (
        {"document": (2, 0, 2, 3)},
        {
            2: "version 1 of robots exists with another text, as document d1",
            3: "version 1 of robots exists with another text, as document d1",
            6: "version 2 of robots is in line 4 with another text",
        },
    )
    assert list(Document.objects.order_by("id").values_list("id", flat=True)) == ["d1", "d5", "d8"]


def test_version_that_the_pipeline_wrote_several_times(db):
    load_lines(source_line(), document_line())
    for key, text in (("p1", "first"), ("p2", "second")):
        Document.objects.create(
            id=key,
            source_id="s1",
            document_type="tc",
            raw_content=text,
            extracted_text=text,
            content_hash=hashlib.sha256(text.encode()).hexdigest(),
        )
    assert load_lines(
        document_line(id="d2", document_type="tc", extracted_text="second"),
        document_line(id="d3", document_type="tc", extracted_text="third"),
    ) == (
        {"document": (0, 0, 1, 1)},
        {2: "version 1 of tc exists with another text, as document p1"},
    )


def test_repeated_document(db):
    assert load_lines(
        source_line(),
        document_line(),
        document_line(),
        document_line(language="en"),
        document_line(id="d2", version=2, extracted_text="x" * 5000),
        document_line(id="d2", version=2, extracted_text="x" * 4999 + "y"),
    ) == (
        {"source": (1, 0, 0, 0), "document": (2, 0, 1, 2)},
        {4: "document d1 is in line 2 with other content", 6: "document d2 is in line 5 with other content"},
    )


def test_repeat_of_a_rejected_document_is_rejected(db):
    load_lines(source_line(), document_line())
    assert load_lines(document_line(language="en"), document_line(language="en")) == (
        {"document": (0, 0, 0, 2)},
        {
            1: "document d1 exists with another language; a document never changes",
            2: "repeats line 1, which is rejected",
        },
    )


# Decisions


@pytest.mark.parametrize(
    ("fields", "differing"),
    [
        ({"source_url": OTHER}, "source"),
        ({"status": "BLOCKED"}, "status"),
        ({"compliance_channel": None}, "compliance_channel"),
        ({"constraints": LEFT_OUT}, "constraints"),
        ({"confidence": 0.25}, "confidence"),
        ({"signals": {"robots": {"open": False}}}, "signals"),
        ({"version_info": {}}, "version_info"),
        ({"created_at": "2026-03-01T00:00:00.000001Z"}, "created_at"),
        ({"status": "BLOCKED", "confidence": 1}, "status, confidence"),
    ],
)
def test_decision_is_never_rewritten(db, fields, differing):
    load_lines(source_line(), source_line(id="s2", url=OTHER), decision_line())
    before = tables()
    assert load_lines(decision_line(**fields)) == (
        {"decision": (0, 0, 0, 1)},
        {1: f"decision c1 exists with another {differing}; a decision is never rewritten"},
    )
    assert tables() == before


def test_cleared_flag_is_not_raised_again(db):
    load_lines(source_line(), decision_line())
    ComplianceDecision.objects.update(review_flag=False)
    assert load_lines(decision_line()) == ({"decision": (0, 0, 1, 0)}, {})
    assert ComplianceDecision.objects.get().review_flag is False


def test_repeated_decision(db):
    assert load_lines(
        source_line(), decision_line(), decision_line(), decision_line(review_flag=False), decision_line(status="X")
    ) == (
        {"source": (1, 0, 0, 0), "decision": (1, 0, 1, 2)},
        {4: "decision c1 is in line 2 with other content", 5: "decision c1 is in line 2 with other content"},
    )


def test_json_columns_hold_what_the_line_says_to_the_last_digit(db):
    written = '{"a": 0.12345678901234567890, "b": [100000000000000000000000000001, 1E+3, "é\\u00e9\\n"], "": {}}'
    line = decision_line(signals=77).replace(b"77", written.encode())
    load_lines(source_line(), line, document_line(metadata=77).replace(b"77", written.encode()))
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT signals = %s::jsonb, signals::text, (SELECT metadata FROM documents) = signals"
            " FROM compliance_decisions",
            [written],
        )
        assert cursor.fetchone() == (
            True,
            '{"": {}, "a": 0.12345678901234567890, "b": [100000000000000000000000000001, 1000, "éé\\n"]}',
            True,
        )


# The database takes whatever the reader accepts: no line, however odd, fails the load of the others.

scalars = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(),
    st.sampled_from(["\ud800", "\x00", "\U0010ffff", "\ufffe", "é", '"', "\\u0000"]),
)
values = st.recursive(
    scalars, lambda inner: st.one_of(st.lists(inner), st.dictionaries(st.text(), inner)), max_leaves=8
)
makers = {"source": source_line, "document": document_line, "decision": decision_line}
FIELDS = {kind: [name for name in json.loads(make()) if name != "type"] for kind, make in makers.items()}


@st.composite
def odd_lines(draw):
    kind = draw(st.sampled_from(list(makers)))
    fields = draw(st.dictionaries(st.sampled_from(FIELDS[kind]), values, max_size=3))
    escaped = draw(st.booleans())
    record = json.loads(makers[kind]()) | fields
    return json.dumps(record, ensure_ascii=escaped).encode("utf-8", "surrogatepass")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(odd_lines(), max_size=5))
def test_no_record_stops_the_others(db, lines):
    counts, _ = load_lines(source_line(id="sound", url="https://sound.example/"), *lines, dry_run=True)
    assert counts["source"][0] >= 1


@pytest.mark.sample
def test_real_records_load_and_load_again(db, sample_path):
    def load_sample():
        with open(sample_path, "rb") as file:
            report = load(file)
        return {kind: (counts.new, counts.same) for kind, counts in report.by_kind().items()}, report.rejected

    assert load_sample() == ({"source": (434, 0), "document": (1729, 0), "decision": (635, 0)}, 0)
    assert load_sample() == ({"source": (0, 434), "document": (0, 1729), "decision": (0, 635)}, 0)
