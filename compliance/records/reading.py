"""Lines of JSON -> checked records, or the reason why a line is refused.

Pure: no Django, no database. What needs other records (is the source known, does the version exist) is checked
by `merging`. docs/records.md states every rule; this module is what it states.
"""

import decimal
import hashlib
import uuid
from datetime import UTC, datetime
from functools import lru_cache
from typing import NamedTuple

from ..normalized_urls import MAX_URL, InvalidUrl, normalize_url, registrable_domain
from .json_lines import MAX_JSON, MAX_LINE, Problem, decoded, encoded, kind_of, numbered_lines, shown

MAX_INT4 = 2**31 - 1
EXCERPT = 2000  # bytes of a refused line that are kept

DOCUMENT_TYPES = frozenset(("tc", "robots", "llm_txt"))
# For records that bring no id: the same content gives the same id on every run.
ID_NAMESPACE = uuid.UUID("5f0e2f3c-7a0b-5b1e-9d53-5d1f3b9a6c41")


class Source(NamedTuple):
    """Times are naive UTC or None where the record gives none; so is everywhere below."""

    line: int
    id: str
    id_made: bool
    url: str
    normalized_url: str
    domain: str
    domain_made: bool
    created_at: datetime | None
    updated_at: datetime | None


class Document(NamedTuple):
    """`source_id` and `source_url` are "" where not given; `source_normalized_url` is that of `source_url`."""

    line: int
    id: str
    source_id: str
    source_url: str
    source_normalized_url: str
    document_type: str
    raw_content: str
    extracted_text: str
    content_hash: str
    language: str | None
    metadata: bytes  # JSON
    version: int
    fetched_at: datetime


class Decision(NamedTuple):
    """The JSON columns are in `record`: the whole line, from which the database takes them unchanged."""

    line: int
    id: str
    source_id: str
    source_url: str
    source_normalized_url: str
    status: str
    compliance_channel: str | None
    confidence: float
    review_flag: bool
    created_at: datetime
    record: bytes


class Rejected(NamedTuple):
    """A line that can't be loaded. `kind` is None where not even its type could be read.

    `id` and `url` are those of a source, or None: documents and decisions may refer to it.
    """

    line: int
    kind: str | None
    reason: str
    raw: str
    id: str | None = None
    url: str | None = None


def read_records(stream, longest_line=None):
    """Yields a `(record, size in bytes)` for each line that is not blank, in order.

    `stream` is a buffered binary file, plain or gzip, which is seen from its first bytes. A record is a
    `Source`, `Document`, `Decision` or `Rejected`. Holds one line at a time. Raises `json_lines.Unreadable`.
    Lines longer than `longest_line` bytes, `MAX_LINE` by default, are rejected.
    """
    longest_line = longest_line or MAX_LINE
    for number, line in numbered_lines(stream, longest_line):
        if len(line) > longest_line:
            reason = f"the line is longer than {longest_line // 1024**2} MiB"
            yield Rejected(number, None, reason, _excerpt(line)), EXCERPT
        elif line := line.strip(b" \t\r\n"):
            yield read_line(number, line), len(line)


def read_line(number, line):
    """The record in one line of bytes without white space around it."""
    kind = None
    try:
        fields = decoded(line)
        kind = _kind(fields)
        # A reader takes out of the record what it knows.
        given = (fields.get("id"), fields.get("url")) if kind == "source" else (None, None)
        record = READERS[kind](number, fields, line)
        if not fields:
            return record
        reason = f"unknown field {shown(next(iter(fields)))}"
    except Problem as problem:
        reason = str(problem)
    if kind != "source":
        return Rejected(number, kind, reason, _excerpt(line))
    return Rejected(number, kind, reason, _excerpt(line), _storable(given[0], 36), _storable(given[1], MAX_URL))


def _kind(fields):
    kind = fields.pop("type", MISSING)
    if type(kind) is str and kind in READERS:
        return kind
    raise Problem("type is missing" if kind is MISSING else f"type is {shown(kind)}, not source, document or decision")


def _excerpt(line):
    return line[:EXCERPT].decode("utf-8", "backslashreplace")


# Fields. Each reader takes its field out of the record; what is left in the end is unknown.

MISSING = object()


def _wrong_type(name, value, wanted):
    return Problem(f"{name} is missing" if value is MISSING else f"{name} is {kind_of(value)}, not {wanted}")


def _text(fields, name, longest):
    value = fields.pop(name, MISSING)
    if type(value) is str and 0 < len(value) <= longest:
        return value
    if type(value) is not str:
        raise _wrong_type(name, value, "a text")
    if not value:
        raise Problem(f"{name} is empty")
    raise Problem(f"{name} has {len(value):,} characters; {longest:,} is the most")


def _optional_text(fields, name, longest):
    value = fields.pop(name, None)
    if value is None or (type(value) is str and len(value) <= longest):
        return value
    return _text({name: value}, name, longest)


def _content(fields, name):
    value = fields.pop(name, MISSING)
    if type(value) is str:
        return value
    raise _wrong_type(name, value, "a text")


def _storable(value, longest):
    return value if type(value) is str and 0 < len(value) <= longest else None


def _time(fields, name):
    value = fields.pop(name, MISSING)
    if type(value) is not str:
        raise _wrong_type(name, value, "a text")
    try:
        # ISO 8601 as Python reads it, but not a date alone: a day is not a time.
        if value[10:11] in ("T", " "):
            time = datetime.fromisoformat(value)
            if time.tzinfo and time.tzinfo is not UTC:
                time = time.astimezone(UTC)
            return time.replace(tzinfo=None)
    except OverflowError:
        raise Problem(f"{name} {shown(value)} is, in UTC, outside the years 1 to 9999") from None
    except ValueError:
        pass
    raise Problem(f"{name} {shown(value)} is not a time like 2026-05-31T12:00:00+02:00")


def _json(fields, name, types, wanted):
    """The value of a JSON column; None where the record leaves it out."""
    value = fields.pop(name, MISSING)
    if type(value) in types:
        return value
    if value is MISSING:
        return None
    raise _wrong_type(name, value, wanted)


def _made_id(*content):
    return str(uuid.uuid5(ID_NAMESPACE, encoded(content).decode("utf-8")))


# Records


def _read_source(number, fields, line):
    url = _text(fields, "url", MAX_URL)
    try:
        normalized = normalize_url(url)
    except InvalidUrl as error:
        raise Problem(f"url: {error}") from None
    if "normalized_url" in fields:
        normalized = _text(fields, "normalized_url", MAX_URL)
        try:
            # Kept as the pipeline wrote it, as long as it is a web address with its scheme.
            if "://" not in normalized:
                raise InvalidUrl("The URL has no scheme.")
            normalize_url(normalized)
        except InvalidUrl as error:
            raise Problem(f"normalized_url: {error}") from None
    id_made = "id" not in fields
    domain_made = "domain" not in fields
    return Source(
        number,
        _made_id("source", normalized) if id_made else _text(fields, "id", 36),
        id_made,
        url,
        normalized,
        registrable_domain(normalized) if domain_made else _text(fields, "domain", 255),
        domain_made,
        _time(fields, "created_at") if "created_at" in fields else None,
        _time(fields, "updated_at") if "updated_at" in fields else None,
    )


def _source_reference(fields):
    source_id = _text(fields, "source_id", 36) if "source_id" in fields else ""
    source_url = _text(fields, "source_url", MAX_URL) if "source_url" in fields else ""
    if not source_id and not source_url:
        raise Problem("neither source_url nor source_id is given")
    return source_id, source_url, _normalized_or_empty(source_url)


@lru_cache(maxsize=10_000)
def _normalized_or_empty(url):
    try:
        return normalize_url(url)
    except InvalidUrl:
        return ""  # it may still equal the `url` of a source that the pipeline wrote


def _read_document(number, fields, line):
    source_id, source_url, source_normalized = _source_reference(fields)
    document_type = fields.pop("document_type", MISSING)
    if type(document_type) is not str:
        raise _wrong_type("document_type", document_type, "a text")
    if document_type not in DOCUMENT_TYPES:
        raise Problem(f"document_type is {shown(document_type)}, not tc, robots or llm_txt")
    raw_content = _content(fields, "raw_content")
    extracted_text = _content(fields, "extracted_text")
    digest = hashlib.sha256(extracted_text.encode("utf-8")).hexdigest()
    content_hash = fields.pop("content_hash", digest)
    if content_hash != digest:
        if type(content_hash) is not str:
            raise _wrong_type("content_hash", content_hash, "a text")
        if content_hash != hashlib.sha256(raw_content.encode("utf-8")).hexdigest():
            raise Problem("content_hash is the SHA-256 of neither extracted_text nor raw_content")
    version = fields.pop("version", 1)
    if type(version) is not int:
        raise _wrong_type("version", version, "a whole number")
    if not 1 <= version <= MAX_INT4:
        raise Problem(f"version is {shown(version)}, not within 1 to {MAX_INT4:,}")
    metadata = _json(fields, "metadata", (dict,), "an object")
    metadata = encoded(metadata) if metadata else b"{}"
    if len(metadata) > MAX_JSON:
        raise Problem(f"metadata is longer than {MAX_JSON // 1024**2} MiB")
    if "id" in fields:
        key = _text(fields, "id", 36)
    else:
        source = source_id or source_normalized or source_url
        key = _made_id("document", source, document_type, version, content_hash)
    return Document(
        number,
        key,
        source_id,
        source_url,
        source_normalized,
        document_type,
        raw_content,
        extracted_text,
        content_hash,
        _optional_text(fields, "language", 10),
        metadata,
        version,
        _time(fields, "fetched_at"),
    )


def _read_decision(number, fields, line):
    if len(line) > MAX_JSON:
        raise Problem(f"the decision is longer than {MAX_JSON // 1024**2} MiB")
    made = None
    if "id" not in fields:
        # All that was decided; not the flag, which a reviewer clears.
        decided = {name: fields[name] for name in sorted(fields) if name != "review_flag"}
        made = _made_id("decision", decided)
    source_id, source_url, source_normalized = _source_reference(fields)
    constraints = _json(fields, "constraints", (list,), "a list")
    if constraints and not all(type(constraint) in (str, dict) for constraint in constraints):
        wrong = next(item for item in constraints if type(item) not in (str, dict))
        raise Problem(f"constraints holds {kind_of(wrong)}; each is a text or an object")
    _json(fields, "signals", (dict, list), "an object or a list")
    _json(fields, "version_info", (dict,), "an object")
    review_flag = fields.pop("review_flag", False)
    if type(review_flag) is not bool:
        raise _wrong_type("review_flag", review_flag, "true or false")
    return Decision(
        number,
        made or _text(fields, "id", 36),
        source_id,
        source_url,
        source_normalized,
        _text(fields, "status", 20),
        _optional_text(fields, "compliance_channel", 50),
        _confidence(fields),
        review_flag,
        _time(fields, "created_at"),
        line,
    )


def _confidence(fields):
    value = fields.pop("confidence", MISSING)
    if type(value) not in (int, decimal.Decimal):
        raise _wrong_type("confidence", value, "a number")
    if not 0 <= value <= 1:
        raise Problem(f"confidence is {shown(value) if type(value) is int else value}, not within 0 to 1")
    confidence = float(value)
    if decimal.Decimal(repr(confidence)) != value:
        raise Problem(f"confidence {value} has more digits than a double-precision number keeps")
    return confidence


READERS = {"source": _read_source, "document": _read_document, "decision": _read_decision}
