"""Each line by itself: what is accepted, what it becomes, and the exact reason where it is refused."""

import gzip
import hashlib
import io
import json
import re
from datetime import datetime

import pytest

from compliance.records import json_lines
from compliance.records.json_lines import Unreadable
from compliance.records.reading import Decision, Document, Rejected, Source, read_line, read_records

from .lines import LEFT_OUT, decision_line, document_line, source_line, stream


def read(*lines, **options):
    return [record for record, _ in read_records(stream(*lines, **options))]


def reason(line):
    (record,) = read(line)
    assert type(record) is Rejected, record
    return record.reason


def test_source_is_read():
    assert read(source_line(url="https://example.com/a/", normalized_url="https://example.com/a")) == [
        Source(
            line=1,
            id="s1",
            id_made=False,
            url="https://example.com/a/",
            normalized_url="https://example.com/a",
            domain="example.com",
            domain_made=False,
            created_at=datetime(2026, 1, 1),
            updated_at=datetime(2026, 1, 2),
        )
    ]


def test_source_needs_no_more_than_its_url():
    (source,) = read(b'{"type": "source", "url": "Shop.Example.co.uk/terms/"}')
    assert source == Source(
        line=1,
        id=source.id,
        id_made=True,
        url="Shop.Example.co.uk/terms/",
        normalized_url="https://shop.example.co.uk/terms",
        domain="example.co.uk",
        domain_made=True,
        created_at=None,
        updated_at=None,
    )
    assert read(b'{"type": "source", "url": "https://shop.example.co.uk/terms"}')[0].id == source.id


def test_normalized_url_and_domain_are_kept_as_the_pipeline_wrote_them():
    (source,) = read(source_line(normalized_url="http://www.example.com/a/", domain="www.example.com"))
    assert (source.normalized_url, source.domain) == ("http://www.example.com/a/", "www.example.com")


def test_document_is_read():
    assert read(document_line(extracted_text="Terms", raw_content="# Terms", language="en")) == [
        Document(
            line=1,
            id="d1",
            source_id="",
            source_url="https://example.com/",
            source_normalized_url="https://example.com/",
            document_type="robots",
            raw_content="# Terms",
            extracted_text="Terms",
            content_hash=hashlib.sha256(b"Terms").hexdigest(),
            language="en",
            metadata=b'{"newline":"lf"}',
            version=1,
            fetched_at=datetime(2026, 2, 1),
        )
    ]


def test_document_may_be_empty_and_leave_out_what_has_a_default():
    (document,) = read(
        document_line(extracted_text="", id=LEFT_OUT, language=LEFT_OUT, metadata=LEFT_OUT, version=LEFT_OUT)
    )
    assert document[6:12] == ("", "", hashlib.sha256(b"").hexdigest(), None, b"{}", 1)


@pytest.mark.parametrize("text", ["Terms", "# Terms"])
def test_content_hash_may_be_that_of_either_text(text):
    given = hashlib.sha256(text.encode()).hexdigest()
    (document,) = read(document_line(extracted_text="Terms", raw_content="# Terms", content_hash=given))
    assert document.content_hash == given


def test_decision_is_read():
    line = decision_line()
    assert read(line) == [
        Decision(
            line=1,
            id="c1",
            source_id="",
            source_url="https://example.com/",
            source_normalized_url="https://example.com/",
            status="ALLOWED",
            compliance_channel="public_crawl",
            confidence=0.5,
            review_flag=True,
            created_at=datetime(2026, 3, 1),
            record=line,
        )
    ]


def test_decision_may_leave_out_what_has_a_default():
    left_out = ("compliance_channel", "constraints", "review_flag", "signals", "version_info")
    (decision,) = read(decision_line(**dict.fromkeys(left_out, LEFT_OUT)))
    assert (decision.compliance_channel, decision.review_flag) == (None, False)


def test_made_ids_depend_on_the_content_alone():
    def ids(*lines):
        return [record.id for record in read(*lines)]

    first, again, other = ids(
        document_line(id=LEFT_OUT), document_line(id=LEFT_OUT), document_line(id=LEFT_OUT, version=2)
    )
    assert (first == again, first == other) == (True, False)
    first, unflagged, other = ids(
        decision_line(id=LEFT_OUT),
        decision_line(id=LEFT_OUT, review_flag=False),
        decision_line(id=LEFT_OUT, signals={"robots": {"open": 1.50}}),
    )
    assert (first == unflagged, first == other) == (True, False)


@pytest.mark.parametrize("signals", [{}, [], [{"category": "access", "value": "unclear"}], {"signals": []}])
def test_signals_may_be_an_object_or_a_list(signals):
    assert type(read(decision_line(signals=signals))[0]) is Decision


@pytest.mark.parametrize(
    ("written", "time"),
    [
        ("2026-05-31T12:30:15+02:00", datetime(2026, 5, 31, 10, 30, 15)),
        ("2026-05-31T12:30:15Z", datetime(2026, 5, 31, 12, 30, 15)),
        ("2026-05-31T12:30:15", datetime(2026, 5, 31, 12, 30, 15)),
        ("2026-05-31 12:30", datetime(2026, 5, 31, 12, 30)),
        ("2026-05-31T12:30:15.123456-0330", datetime(2026, 5, 31, 16, 0, 15, 123456)),
        ("2026-05-31T12:30:15,5+02", datetime(2026, 5, 31, 10, 30, 15, 500000)),
        ("2026-05-31T12:30:15.123456789Z", datetime(2026, 5, 31, 12, 30, 15, 123456)),
        ("0001-01-01T00:00:00Z", datetime(1, 1, 1)),
        ("9999-12-31T23:59:59.999999Z", datetime.max),
    ],
)
def test_times_become_utc(written, time):
    assert read(decision_line(created_at=written))[0].created_at == time


@pytest.mark.parametrize(
    ("confidence", "value"),
    [("0", 0.0), ("1", 1.0), ("0.1", 0.1), ("1e-05", 1e-05), ("0.30000000000000004", 0.1 + 0.2)],
)
def test_confidence_is_kept_to_the_last_digit(confidence, value):
    line = decision_line(confidence=77).replace(b"77", confidence.encode())
    assert read(line)[0].confidence == value


def test_numbers_in_metadata_are_kept_as_written():
    written = b'{"a":0.12345678901234567890,"b":[1E+2,{"c":123456789012345678901234567890}],"d":"\xc3\xa9"}'
    line = document_line(metadata=77).replace(b"77", written)
    assert read(line)[0].metadata == written


def test_escaped_characters_that_look_suspicious_are_accepted():
    line = document_line(extracted_text="x").replace(b'"x"', rb'"\ud83d\ude00 \\u0000"')
    assert read(line)[0].extracted_text == "😀 \\u0000"


def test_byte_order_mark_blank_lines_and_line_ends():
    lines = stream(b"\xef\xbb\xbf" + source_line(), b"", b"  \t\r", document_line() + b"\r")
    assert [(type(record), record.line) for record, _ in read_records(lines)] == [(Source, 1), (Document, 4)]


def test_last_line_needs_no_line_end():
    lines = io.BufferedReader(io.BytesIO(source_line()))
    assert [record.id for record, _ in read_records(lines)] == ["s1"]


def test_gzip_is_recognised_by_its_content():
    assert [record.id for record in read(source_line(), document_line(), compressed=True)] == ["s1", "d1"]


def test_nothing_at_all_is_no_error():
    assert (read(), read(compressed=True)) == ([], [])


@pytest.mark.parametrize(
    ("damage", "message"),
    [
        (lambda data: data[: len(data) // 2], r"the gzip file ends early, after line [\d,]+"),
        (lambda data: data[:-8] + b"\0" * 8, r"it can't be read further than line [\d,]+: CRC check failed .*"),
        (lambda data: data[:3000] + b"\xff" * 30 + data[3030:], r"it can't be read further than line [\d,]+: .*"),
        (lambda data: b"\x1f\x8bnot gzip", r"it can't be read further than line 0: Unknown compression method"),
    ],
)
def test_damaged_gzip_says_how_far_it_was_read(damage, message):
    lines = b"".join(source_line(id=str(number)) + b"\n" for number in range(3000))
    damaged = io.BufferedReader(io.BytesIO(damage(gzip.compress(lines))))
    with pytest.raises(Unreadable) as broken:
        list(read_records(damaged))
    assert re.fullmatch(message, str(broken.value))


def test_line_that_is_too_long_is_skipped(monkeypatch):
    monkeypatch.setattr(json_lines, "MAX_LINE", 1024**2)
    monkeypatch.setattr("compliance.records.reading.MAX_LINE", 1024**2)
    records = read(source_line(), document_line(extracted_text="x" * 3 * 1024**2), decision_line())
    assert [(record.line, type(record)) for record in records] == [(1, Source), (2, Rejected), (3, Decision)]
    assert (records[1].reason, len(records[1].raw)) == ("the line is longer than 1 MiB", 2000)


def test_json_column_that_is_too_long_is_refused(monkeypatch):
    monkeypatch.setattr("compliance.records.reading.MAX_JSON", 1024**2)
    assert reason(decision_line(signals={"a": "x" * 1024**2})) == "the decision is longer than 1 MiB"
    assert reason(document_line(metadata={"a": "x" * 1024**2})) == "metadata is longer than 1 MiB"


def test_rejected_source_is_known_by_what_could_be_read():
    assert read(source_line(domain="")) == [
        Rejected(1, "source", "domain is empty", source_line(domain="").decode(), "s1", "https://example.com/")
    ]
    assert read(source_line(id=7, url="ftp://example.com"))[0][4:] == (None, "ftp://example.com")


def nested(levels):
    """A decision with signals, so that the record has this many levels."""
    return decision_line(signals=77).replace(b"77", b'{"a":' * (levels - 2) + b"[]" + b"}" * (levels - 2))


def test_nesting_is_limited():
    assert type(read(nested(200))[0]) is Decision
    assert reason(nested(201)) == "nested more than 200 levels deep"
    assert reason(nested(100_000)) == "nested more than 200 levels deep"


WHOLE_LINES = [
    (b"{", "not JSON at character 2 of the line: Expecting property name enclosed in double quotes"),
    (b'{"type": "source"} x', "not JSON at character 19 of the line: Extra data"),
    (b'{"type": "so\x01rce"}', "not JSON at character 13 of the line: Invalid control character at"),
    (b'{"type": "\xff"}', "not UTF-8 at byte 11 of the line"),
    (b'{"type": "\xed\xa0\x80"}', "not UTF-8 at byte 11 of the line"),
    ('{"type": "source"}'.encode("utf-16"), "not UTF-8 at byte 1 of the line"),
    (b'["source"]', "not a JSON object"),
    (b"null", "not a JSON object"),
    (b"{}", "type is missing"),
    (b'{"type": null}', "type is null, not source, document or decision"),
    (b'{"type": ["source"]}', "type is a list, not source, document or decision"),
    (b'{"type": "Source"}', 'type is "Source", not source, document or decision'),
    (b'{"type": "source", "type": "document"}', 'field "type" occurs twice in one object'),
    (b'{"type": "source", "a": {"b": 1, "b": 1}}', 'field "b" occurs twice in one object'),
    (b'{"type": "source", "url": "\\u0000"}', "holds a NUL character, which PostgreSQL can't store"),
    (b'{"type": "source", "a": [{"\\u0000": 1}]}', "holds a NUL character, which PostgreSQL can't store"),
    (b'{"type": "source", "url": "\\ud800"}', "holds half a surrogate pair, which is not a character"),
    (b'{"type": "source", "a": {"\\uDC00": 1}}', "holds half a surrogate pair, which is not a character"),
    (b'{"type": "source", "\\ud800": 1, "\\ud800": 1}', 'field "\\ud800" occurs twice in one object'),
    (b'{"type": "decision", "confidence": NaN}', "holds NaN, which is not JSON"),
    (b'{"type": "decision", "signals": [-Infinity]}', "holds -Infinity, which is not JSON"),
    (b'{"type": "decision", "signals": [1e131072]}', "holds a number that jsonb can't keep exactly"),
    (b'{"type": "decision", "signals": [1e-16384]}', "holds a number that jsonb can't keep exactly"),
    (b'{"type": "decision", "signals": [1e99999999999999999999]}', "holds a number that jsonb can't keep exactly"),
    (b'{"type": "decision", "signals": [0.' + b"1" * 20_000 + b"]}", "holds a number that jsonb can't keep exactly"),
    (b'{"type": "decision", "signals": [' + b"1" * 5000 + b"]}", "holds an integer of more than 4,300 digits"),
]

SOURCES = [
    ({"note": "x"}, 'unknown field "note"'),
    ({"id": ""}, "id is empty"),
    ({"id": None}, "id is null, not a text"),
    ({"id": 7}, "id is a number, not a text"),
    ({"id": "x" * 37}, "id has 37 characters; 36 is the most"),
    ({"url": LEFT_OUT}, "url is missing"),
    ({"url": ["https://example.com/"]}, "url is a list, not a text"),
    ({"url": "ftp://example.com/"}, "url: The URL is neither http nor https but ftp."),
    ({"url": "https://ada:secret@example.com/"}, "url: The URL holds a user name or password."),
    ({"url": "https://example.com/" + "a" * 2029}, "url has 2,049 characters; 2,048 is the most"),
    ({"normalized_url": None}, "normalized_url is null, not a text"),
    ({"normalized_url": "example.com/"}, "normalized_url: The URL has no scheme."),
    ({"normalized_url": "https://ada@example.com/"}, "normalized_url: The URL holds a user name or password."),
    ({"domain": None}, "domain is null, not a text"),
    ({"domain": "x" * 256}, "domain has 256 characters; 255 is the most"),
    ({"created_at": 1767225600}, "created_at is a number, not a text"),
    ({"updated_at": "yesterday"}, 'updated_at "yesterday" is not a time like 2026-05-31T12:00:00+02:00'),
    ({"updated_at": "2026-05-31"}, 'updated_at "2026-05-31" is not a time like 2026-05-31T12:00:00+02:00'),
]

DOCUMENTS = [
    ({"text": "x"}, 'unknown field "text"'),
    ({"source_url": LEFT_OUT}, "neither source_url nor source_id is given"),
    ({"source_url": ""}, "source_url is empty"),
    ({"source_id": 1}, "source_id is a number, not a text"),
    ({"source_id": "x" * 37}, "source_id has 37 characters; 36 is the most"),
    ({"document_type": LEFT_OUT}, "document_type is missing"),
    ({"document_type": "privacy"}, 'document_type is "privacy", not tc, robots or llm_txt'),
    ({"document_type": {}}, "document_type is an object, not a text"),
    ({"raw_content": LEFT_OUT}, "raw_content is missing"),
    ({"raw_content": None}, "raw_content is null, not a text"),
    ({"extracted_text": None, "raw_content": ""}, "extracted_text is null, not a text"),
    ({"extracted_text": LEFT_OUT, "raw_content": ""}, "extracted_text is missing"),
    ({"content_hash": "0" * 64}, "content_hash is the SHA-256 of neither extracted_text nor raw_content"),
    ({"content_hash": ""}, "content_hash is the SHA-256 of neither extracted_text nor raw_content"),
    ({"content_hash": None}, "content_hash is null, not a text"),
    ({"language": 1}, "language is a number, not a text"),
    ({"language": "x" * 11}, "language has 11 characters; 10 is the most"),
    ({"metadata": None}, "metadata is null, not an object"),
    ({"metadata": []}, "metadata is a list, not an object"),
    ({"version": True}, "version is a truth value, not a whole number"),
    ({"version": 1.0}, "version is a number, not a whole number"),
    ({"version": "1"}, "version is a text, not a whole number"),
    ({"version": None}, "version is null, not a whole number"),
    ({"version": 0}, "version is 0, not within 1 to 2,147,483,647"),
    ({"version": 2**31}, "version is 2147483648, not within 1 to 2,147,483,647"),
    ({"fetched_at": LEFT_OUT}, "fetched_at is missing"),
    (
        {"fetched_at": "0001-01-01T00:00:00+01:00"},
        'fetched_at "0001-01-01T00:00:00+01:00" is, in UTC, outside the years 1 to 9999',
    ),
    (
        {"fetched_at": "9999-12-31T23:59:59-01:00"},
        'fetched_at "9999-12-31T23:59:59-01:00" is, in UTC, outside the years 1 to 9999',
    ),
    (
        {"fetched_at": "2026-02-30T00:00:00"},
        'fetched_at "2026-02-30T00:00:00" is not a time like 2026-05-31T12:00:00+02:00',
    ),
    ({"fetched_at": "infinity"}, 'fetched_at "infinity" is not a time like 2026-05-31T12:00:00+02:00'),
    (
        {"fetched_at": "12026-01-01T00:00:00"},
        'fetched_at "12026-01-01T00:00:00" is not a time like 2026-05-31T12:00:00+02:00',
    ),
    (
        {"fetched_at": "２０２６-01-01T00:00:00"},
        'fetched_at "２０２６-01-01T00:00:00" is not a time like 2026-05-31T12:00:00+02:00',
    ),
]

DECISIONS = [
    ({"verdict": "x"}, 'unknown field "verdict"'),
    ({"status": LEFT_OUT}, "status is missing"),
    ({"status": ""}, "status is empty"),
    ({"status": "X" * 21}, "status has 21 characters; 20 is the most"),
    ({"compliance_channel": 1}, "compliance_channel is a number, not a text"),
    ({"compliance_channel": "x" * 51}, "compliance_channel has 51 characters; 50 is the most"),
    ({"constraints": {}}, "constraints is an object, not a list"),
    ({"constraints": None}, "constraints is null, not a list"),
    ({"constraints": ["no resale", 3]}, "constraints holds a number; each is a text or an object"),
    ({"confidence": LEFT_OUT}, "confidence is missing"),
    ({"confidence": None}, "confidence is null, not a number"),
    ({"confidence": True}, "confidence is a truth value, not a number"),
    ({"confidence": "0.5"}, "confidence is a text, not a number"),
    ({"confidence": -0.01}, "confidence is -0.01, not within 0 to 1"),
    ({"confidence": 2}, "confidence is 2, not within 0 to 1"),
    ({"confidence": 1.0000000000000002}, "confidence is 1.0000000000000002, not within 0 to 1"),
    ({"review_flag": 1}, "review_flag is a number, not true or false"),
    ({"review_flag": None}, "review_flag is null, not true or false"),
    ({"signals": None}, "signals is null, not an object or a list"),
    ({"signals": "none"}, "signals is a text, not an object or a list"),
    ({"version_info": []}, "version_info is a list, not an object"),
    ({"created_at": LEFT_OUT}, "created_at is missing"),
]


@pytest.mark.parametrize(("line", "expected"), WHOLE_LINES)
def test_bad_line_is_rejected_with_the_reason(line, expected):
    assert read_line(1, line).reason == expected


@pytest.mark.parametrize(("fields", "expected"), SOURCES)
def test_bad_source_is_rejected_with_the_reason(fields, expected):
    assert reason(source_line(**({"normalized_url": LEFT_OUT} | fields))) == expected


@pytest.mark.parametrize(("fields", "expected"), DOCUMENTS)
def test_bad_document_is_rejected_with_the_reason(fields, expected):
    assert reason(document_line(**fields)) == expected


@pytest.mark.parametrize(("fields", "expected"), DECISIONS)
def test_bad_decision_is_rejected_with_the_reason(fields, expected):
    assert reason(decision_line(**fields)) == expected


def test_confidence_with_more_digits_than_the_column_is_rejected():
    line = decision_line(confidence=77).replace(b"77", b"0.12345678901234567890")
    assert reason(line) == "confidence 0.12345678901234567890 has more digits than a double-precision number keeps"


@pytest.mark.sample
def test_real_records_are_all_accepted(sample_path):
    with open(sample_path, "rb") as file:
        rejected = [record for record, _ in read_records(file) if type(record) is Rejected]
    assert rejected == []


def test_raw_line_of_a_rejected_record_is_kept():
    line = json.dumps({"type": "document", "id": "é"}, ensure_ascii=False).encode()
    assert read_line(3, line) == Rejected(3, "document", "neither source_url nor source_id is given", line.decode())
