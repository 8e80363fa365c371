"""`load_records` against the pipeline's own way into the same tables, measured side by side in one run.

    python -m benchmarks.bench_load_records [--rows 20000] [--repeats 5]

Two databases are made on the server that the settings name, with the same migrations, and dropped at the end. Into
one goes `compliance.records.loading.load`, into the other the reference's `bulk_create_documents` (SQLAlchemy with
asyncpg: `session.add_all`, flush, commit; for decisions the same with decisions). Runs alternate; medians are shown.

The input are JSON Lines: seeded ones made here, and the real sample where it is there. The columns:

- load_records: from the file to the committed rows, every check included;
- reference, file: the same way with the reference, which checks nothing: reading the lines, finding the sources'
  ids, making the objects, `bulk_create_documents`, commit. The ratio is this by load_records;
- function: `bulk_create_documents` and commit alone, the objects being ready in memory;
- bare COPY: the rows, ready in memory, straight into the table in one COPY, nothing read and nothing checked. No
  way into these tables is faster: what PostgreSQL takes to compress texts beyond 2 KB, to keep the indexes and to
  check the foreign key is in all columns.
"""

import argparse
import asyncio
import contextlib
import gc
import gzip
import hashlib
import json
import os
import random
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from sqlalchemy import select  # noqa: E402

from compliance.records.loading import load  # noqa: E402
from tests import reference  # noqa: E402
from tests.conftest import database_url  # noqa: E402

SAMPLE = Path(__file__).resolve().parents[2] / "shared" / "data" / "acc-sample.jsonl.gz"
START = datetime(2025, 1, 1, tzinfo=UTC)
MODELS = {
    "source": reference.Source,
    "document": reference.Document,
    "decision": reference.ComplianceDecision,
}
TABLES = {"document": "documents", "decision": "compliance_decisions"}
COLUMNS = {
    "document": {
        "id": "text",
        "source_id": "text",
        "document_type": "text",
        "raw_content": "text",
        "extracted_text": "text",
        "content_hash": "text",
        "language": "text",
        "metadata": "bytea",
        "version": "int4",
        "fetched_at": "timestamp",
    },
    "decision": {
        "id": "text",
        "source_id": "text",
        "status": "text",
        "compliance_channel": "text",
        "constraints": "bytea",
        "confidence": "float8",
        "review_flag": "bool",
        "signals": "bytea",
        "version_info": "bytea",
        "created_at": "timestamp",
    },
}


# Input


def made_lines(rows, size, seed=1):
    """Yields (kind, fields): a tenth as many sources, then documents and decisions (of 1 KB on average).

    Each of a document's two texts has about `size` characters.
    """
    dice = random.Random(seed)
    syllables = [a + b for a in "bcdfglmnprstv" for b in "aeiou"]
    words = ["".join(dice.choices(syllables, k=dice.choice([1, 2, 2, 3, 4]))) for _ in range(3000)]
    weights = [1 / place for place in range(1, len(words) + 1)]  # as often as in natural language

    def prose(length):
        text = " ".join(dice.choices(words, weights, k=length // 4))
        return text[:length].replace(" ba", ".\n\nBa")

    def rules(length):
        lines = ["User-agent: *"]
        while sum(map(len, lines)) < length:
            lines.append(f"Disallow: /{'/'.join(dice.choices(words, k=dice.choice([1, 2, 3])))}/")
        return "\n".join(lines) + "\n"

    def key():
        return f"{dice.getrandbits(128):032x}"

    def when(number):
        return (START + timedelta(minutes=number)).isoformat()

    sources = [f"https://www.{dice.choice(words)}-{number}.example/" for number in range(max(rows // 10, 1))]
    for number, url in enumerate(sources):
        yield (
            "source",
            {
                "id": key(),
                "url": url,
                "normalized_url": url,
                "domain": url.split("/")[2].removeprefix("www."),
                "created_at": when(number),
                "updated_at": when(number),
            },
        )
    for number in range(rows):
        document_type = ("robots", "tc", "llm_txt")[number % 3]
        length = dice.randint(size // 2, size * 3 // 2)
        raw = rules(length) if document_type == "robots" else prose(length)
        # In every second robots.txt there was nothing to extract, as in the real ones.
        text = raw if document_type == "robots" and number % 2 else raw.replace("\n\n", "\n").strip()
        yield (
            "document",
            {
                "id": key(),
                "source_url": sources[number // 3 % len(sources)],
                "document_type": document_type,
                "raw_content": raw,
                "extracted_text": text,
                "content_hash": hashlib.sha256(text.encode()).hexdigest(),
                "language": None if document_type == "robots" else "en",
                "metadata": {"http_status": 200, "encoding": "utf-8", "raw_bytes": len(raw), "newline": "lf"},
                "version": number // 3 // len(sources) + 1,
                "fetched_at": when(number),
            },
        )
    for number in range(rows):
        signals = [
            {
                "category": dice.choice(["access", "use", "storage"]),
                "signal_type": signal_type,
                "value": dice.choice(["allowed", "prohibited", "conditional", "unclear"]),
                "confidence": round(dice.random(), 2),
                "source_clause": prose(dice.randint(20, 160)),
                "conditions": [],
            }
            for signal_type in dice.sample(
                ["scraping_allowed", "ai_training_allowed", "resale_allowed"], k=dice.randint(1, 3)
            )
        ]
        yield (
            "decision",
            {
                "id": key(),
                "source_url": sources[number % len(sources)],
                "status": dice.choice(["ALLOWED", "CONDITIONAL", "BLOCKED", "REVIEW_REQUIRED"]),
                "compliance_channel": dice.choice(["public_crawl", "official_api", None]),
                "constraints": [{"type": "rate_limit", "per_second": 1}],
                "confidence": round(dice.random(), 3),
                "review_flag": dice.random() < 0.05,
                "signals": {"signals": signals},
                "version_info": {"model_version": "judge-1", "rules_version": "2025-11", "timestamp": when(number)},
                "created_at": when(number),
            },
        )


def sample_lines():
    with gzip.open(SAMPLE) as file:
        for line in file:
            fields = json.loads(line)
            yield fields.pop("type"), fields


def write_files(directory, name, lines):
    """One file per kind, so that each kind is measured by itself; returns {kind: (path, records, bytes)}."""
    with contextlib.ExitStack() as stack:
        paths = {kind: Path(directory) / f"{name}-{kind}.jsonl" for kind in MODELS}
        files = {kind: stack.enter_context(open(path, "w", encoding="utf-8")) for kind, path in paths.items()}
        numbers = dict.fromkeys(MODELS, 0)
        for kind, fields in lines:
            line = json.dumps({"type": kind} | fields, ensure_ascii=False, separators=(",", ":"))
            print(line, file=files[kind])
            numbers[kind] += 1
    return {kind: (path, numbers[kind], path.stat().st_size) for kind, path in paths.items()}


# The ways in


def load_with_ours(path):
    """Seconds from the file to the committed rows."""
    gc.collect()
    start = time.perf_counter()
    with open(path, "rb", buffering=1024 * 1024) as file:
        report = load(file)
    seconds = time.perf_counter() - start
    if report.rejected:
        raise SystemExit(f"{report.rejected} records of {path.name} were rejected.")
    return seconds


async def load_with_reference(engine_url, path):
    """Seconds from the file to the committed rows, and seconds of `bulk_create_documents` and commit in them."""
    gc.collect()
    async with reference.session_on(engine_url) as session:
        # Connected, and the pipeline knows its sources: neither is measured.
        ids = dict((await session.execute(select(reference.Source.url, reference.Source.id))).all())
        await session.commit()
        start = time.perf_counter()
        rows = list(reference_rows(path, ids))
        ready = time.perf_counter()
        await reference.bulk_create_documents(session, rows)
        await session.commit()
        end = time.perf_counter()
    return end - start, end - ready


def reference_rows(path, ids):
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            kind = fields.pop("type")
            if kind != "source":
                fields["source_id"] = ids[fields.pop("source_url")]
            if kind == "document":
                fields["fetch_metadata"] = fields.pop("metadata")
            for name in ("created_at", "updated_at", "fetched_at"):
                if name in fields:
                    fields[name] = datetime.fromisoformat(fields[name]).astimezone(UTC).replace(tzinfo=None)
            yield MODELS[kind](**fields)


def load_with_copy(path, kind):
    """Seconds of one COPY of ready rows straight into the table, and of its commit."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT url, id FROM sources")
        ids = dict(cursor.fetchall())
    columns = COLUMNS[kind]
    rows = [tuple(fields[name] for name in columns) for fields in copied_fields(path, ids)]
    gc.collect()
    start = time.perf_counter()
    with transaction.atomic(), connection.cursor() as cursor:
        with cursor.copy(f"COPY {TABLES[kind]} ({', '.join(columns)}) FROM STDIN (FORMAT BINARY)") as copy:
            copy.set_types(list(columns.values()))
            for row in rows:
                copy.write_row(row)
    return time.perf_counter() - start


def copied_fields(path, ids):
    with open(path, encoding="utf-8") as file:
        for line in file:
            fields = json.loads(line)
            fields["source_id"] = ids[fields["source_url"]]
            for name, value in fields.items():
                if name in ("created_at", "fetched_at"):
                    fields[name] = datetime.fromisoformat(value).astimezone(UTC).replace(tzinfo=None)
                elif type(value) in (dict, list):
                    # As jsonb goes over the wire: its version, then the text.
                    fields[name] = b"\x01" + json.dumps(value).encode()
            yield fields


# The measurement


@contextlib.contextmanager
def two_databases():
    """Two migrated databases on the settings' server; Django is on the first, the URL of the second is given."""
    parameters = connection.settings_dict
    parameters["OPTIONS"].pop("pool", None)
    name = parameters["NAME"]
    names = [f"bench_{os.getpid()}_{number}" for number in (1, 2)]
    with connection._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE "{names[0]}"')
    try:
        connection.close()
        parameters["NAME"] = names[0]
        call_command("migrate", verbosity=0, skip_checks=True)
        server = connection.get_connection_params()
        connection.close()
        with connection._nodb_cursor() as cursor:
            cursor.execute(f'CREATE DATABASE "{names[1]}" TEMPLATE "{names[0]}"')
        yield database_url(
            {
                "NAME": names[1],
                "USER": server.get("user"),
                "PASSWORD": server.get("password"),
                "HOST": server.get("host") or "",
                "PORT": str(server.get("port") or ""),
            }
        )
    finally:
        connection.close()
        parameters["NAME"] = name
        with connection._nodb_cursor() as cursor:
            for name in names:
                cursor.execute(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')


def empty(reference_url, table):
    async def empty_reference():
        async with reference.engine_on(reference_url) as engine, engine.begin() as other:
            await other.exec_driver_sql(f"TRUNCATE {table}")

    asyncio.run(empty_reference())
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {table}")
        cursor.execute("CHECKPOINT")


def measure(files, reference_url, repeats, kinds):
    """Yields (kind, records, bytes, seconds of each way): medians, the ways in the order of the table's columns."""
    for table in (*TABLES.values(), "sources CASCADE"):
        empty(reference_url, table)
    load_with_ours(files["source"][0])
    asyncio.run(load_with_reference(reference_url, files["source"][0]))
    for kind in kinds:
        path, records, size = files[kind]
        seconds = []
        for _ in range(repeats):
            empty(reference_url, TABLES[kind])
            ours = load_with_ours(path)
            empty(reference_url, TABLES[kind])
            theirs = asyncio.run(load_with_reference(reference_url, path))
            empty(reference_url, TABLES[kind])
            seconds.append((ours, *theirs, load_with_copy(path, kind)))
        yield kind, records, size, [statistics.median(column) for column in zip(*seconds, strict=True)]


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--rows", type=int, default=20_000)
    parser.add_argument("--repeats", type=int, default=5)
    options = parser.parse_args()
    print(f"{'':<30}|{'load_records':>19} |{'reference, file':>16} |{'function':>15} |{'bare COPY':>10}")
    print(f"{'':<20}{'KB each':>9} |{'s':>9}{'rows/s':>10} |{'s':>9}{'ratio':>7} |{'s':>8}{'ratio':>7} |{'s':>10}")
    with tempfile.TemporaryDirectory() as directory, two_databases() as reference_url:
        inputs = [
            ("small", made_lines(options.rows, size=500), ["document", "decision"]),
            ("medium", made_lines(options.rows, size=1500), ["document"]),
        ]
        if SAMPLE.exists():
            inputs.append(("sample", sample_lines(), ["document", "decision"]))
        for name, lines, kinds in inputs:
            files = write_files(directory, name, lines)
            together = []
            for kind, records, size, seconds in measure(files, reference_url, options.repeats, kinds):
                show(f"{name} {kind}s", records, size, seconds)
                together.append((records, size, seconds))
            if len(kinds) > 1:
                records, size, seconds = zip(*together, strict=True)
                show(f"{name}, both", sum(records), sum(size), [sum(column) for column in zip(*seconds, strict=True)])


def show(name, records, size, seconds):
    ours, theirs, function, copy = seconds
    print(
        f"{name:<20}{size / records / 1000:>9.1f} |{ours:>9.2f}{records / ours:>10,.0f} |"
        f"{theirs:>9.2f}{theirs / ours:>7.1f} |{function:>8.2f}{function / ours:>7.1f} |{copy:>10.2f}",
        flush=True,
    )


if __name__ == "__main__":
    main()
