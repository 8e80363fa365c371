"""A database of the three tables at a chosen size, to measure on. The server itself makes the rows.

    DATABASE_URL=postgresql://... python -m benchmarks.dataset
        [--sources 200000] [--decisions 1000000] [--documents 600000] [--flagged 50000] [--seed 1]

Migrates the database that DATABASE_URL names, refuses it if it holds a source, and fills it. All is drawn by a hash of
the row's number and the seed: the same numbers give the same rows, but for the day on which it is run, where the three
years of the data end.

- sources: a quarter as many domains, of which a few have very many; most have come early
- documents: each source has terms, the rest fall anywhere and are numbered as versions; about 3 KB of text each
- decisions: 98 of 100 sources have at least one, most several, spread over the source's time; models and rules change
  on certain days
- flagged: so many of the current decisions, the newer the likelier, with what the background worker would have found
  for them; and for 50 of those one flagged decision that a newer one has superseded

Our triggers are off meanwhile (the account must be a superuser). `manage.py recount` is to be run afterwards, or what
is kept from these tables does not know of them.
"""

import argparse
import os
import random
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from psycopg.types.json import Jsonb  # noqa: E402

from compliance.filters import SIGNAL_TYPES  # noqa: E402
from compliance.models import ComplianceDecision, Document, Source  # noqa: E402

DAYS = 3 * 365
TEXTS = 5_000
SIGNALS = 400
WORDS = (
    "access account agreement allowed apply attribution automated before between change collect commercial consent "
    "content copy crawl data derivative display document each express fair fee file for from grant index information "
    "invoice law licence limit machine may member model must not notice only other owner page part permission person "
    "portal prior prohibited public publish purpose rate reader record register rely remove request research reserve "
    "right robot rule server service share site source store term text that the third this time train under unless use "
    "user version visit we website when which with without work written you your"
).split()
PLACES = "amber birch cedar delta ember fjord glade haven inlet juniper kelp lagoon meadow north orchid prairie quarry"
TRADES = "archive atlas bazaar catalog courier digest forum gazette herald index journal ledger library market observer"

# `fraction(n, salt)`: a number in [0, 1) that belongs to row n, another one for each salt.
HELPERS = """
CREATE FUNCTION pg_temp.fraction(n bigint, salt int) RETURNS float8 IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT ((hashint8extended(n, %(seed)s * 1000 + salt) >> 11) & 9007199254740991) / 9007199254740992.0::float8';
CREATE FUNCTION pg_temp.key(kind text, n bigint) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT md5(%(seed)s || kind || n)::uuid::text';
CREATE FUNCTION pg_temp.pick(choices text[], place float8) RETURNS text IMMUTABLE PARALLEL SAFE LANGUAGE sql AS
    'SELECT choices[1 + floor(place * cardinality(choices))::int]';
"""

SOURCES = """
CREATE TEMP TABLE made_sources AS
SELECT n AS source, pg_temp.key('source', n) AS id,
    CASE WHEN n <= %(domains)s THEN n ELSE 1 + floor(%(domains)s * pg_temp.fraction(n, 1) ^ 3)::int END AS domain,
    %(until)s::timestamp - make_interval(secs => 86400 * %(days)s * (1 - 0.95 * pg_temp.fraction(n, 2) ^ 2)) AS at
FROM generate_series(1, %(sources)s) n;

INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)
SELECT id, url, url, domain_name, at, at
FROM made_sources, LATERAL (
    SELECT pg_temp.pick(%(places)s, pg_temp.fraction(domain, 3)) || '-' || pg_temp.pick(%(trades)s,
        pg_temp.fraction(domain, 4)) || '-' || domain || '.example'
) AS named (domain_name), LATERAL (
    SELECT 'https://www.' || domain_name || CASE WHEN source <= %(domains)s THEN '/' ELSE '/section/' || source END
) AS addressed (url);
"""

DOCUMENTS = """
INSERT INTO documents (id, source_id, document_type, raw_content, extracted_text, content_hash, language, metadata,
    version, fetched_at)
SELECT pg_temp.key('document', n), source_id, type,
    CASE type WHEN 'tc' THEN '<html><body><p>' || text || '</p></body></html>' ELSE text END, text,
    encode(sha256(convert_to(text, 'UTF8')), 'hex'), pg_temp.pick(%(languages)s, pg_temp.fraction(source, 10)),
    '{"http_status": 200}', row_number() OVER (PARTITION BY source, type ORDER BY at, n), at
FROM (
    SELECT n, source, s.id AS source_id, s.at + (%(until)s - s.at) * pg_temp.fraction(n, 11) AS at,
        CASE WHEN n <= %(sources)s THEN 'tc' ELSE pg_temp.pick('{tc,robots,llm_txt}', pg_temp.fraction(n, 12)) END
            AS type
    FROM generate_series(1, %(documents)s) n JOIN made_sources s ON source =
        CASE WHEN n <= %(sources)s THEN n ELSE 1 + floor(%(sources)s * pg_temp.fraction(n, 13))::int END
) AS fetched JOIN LATERAL (
    SELECT body || E'\\n\\nDocument ' || n FROM made_texts WHERE number = floor(pg_temp.fraction(n, 14) * %(texts)s)
) AS written (text) ON true;
"""

DECISIONS = """
CREATE TEMP TABLE made_decisions AS
SELECT n, pg_temp.key('decision', n) AS id, s.id AS source_id,
    s.at + (%(until)s - s.at) * pg_temp.fraction(n, 20) AS at, false AS is_current, false AS is_flagged
FROM generate_series(1, %(decisions)s) n JOIN made_sources s ON source =
    CASE WHEN n <= %(decided)s THEN n ELSE 1 + floor(%(decided)s * pg_temp.fraction(n, 21))::int END;

UPDATE made_decisions SET is_current = true
FROM (SELECT DISTINCT ON (source_id) n FROM made_decisions ORDER BY source_id, at DESC, id DESC) AS newest
WHERE made_decisions.n = newest.n;

UPDATE made_decisions SET is_flagged = true
FROM (
    (SELECT n FROM made_decisions WHERE is_current ORDER BY (%(until)s - at) * pg_temp.fraction(n, 22)
        LIMIT %(flagged)s)
    UNION ALL
    (SELECT n FROM made_decisions WHERE NOT is_current ORDER BY pg_temp.fraction(n, 22) LIMIT %(flagged)s / 50)
) AS chosen
WHERE made_decisions.n = chosen.n;

INSERT INTO compliance_decisions (id, source_id, status, compliance_channel, constraints, confidence, review_flag,
    signals, version_info, created_at)
SELECT id, source_id, status,
    CASE status
        WHEN 'ALLOWED' THEN pg_temp.pick('{public_crawl,public_crawl,official_api,llms_txt}', pg_temp.fraction(n, 24))
        WHEN 'CONDITIONAL' THEN pg_temp.pick('{public_crawl,official_api,licence_request}', pg_temp.fraction(n, 24))
        WHEN 'BLOCKED' THEN 'none' END,
    CASE status WHEN 'CONDITIONAL' THEN '["Attribution", {"type": "crawl_delay", "seconds": 10}]'::jsonb
        ELSE '[]' END,
    round(CASE WHEN is_flagged THEN 0.25 + 0.5 * pg_temp.fraction(n, 25)
        ELSE 1 - 0.5 * pg_temp.fraction(n, 25) ^ 2 END::numeric, 3),
    is_flagged, signals,
    jsonb_build_object('timestamp', at || '+00:00',
        'model_version', CASE
            WHEN at > %(until)s - interval '300 days' AND pg_temp.fraction(n, 26) < 0.9 THEN 'judge-3'
            WHEN at > %(until)s - interval '700 days' THEN 'judge-2' ELSE 'judge-1' END,
        'rules_version', to_char(date_trunc('quarter', at), 'YYYY-MM'))
    || CASE WHEN is_flagged AND pg_temp.fraction(n, 27) < 0.6 THEN '{"why": ["The terms leave it open."]}'::jsonb
        ELSE '{}' END,
    at
FROM made_decisions JOIN made_signals ON number = floor(pg_temp.fraction(n, 28) * %(signals)s), LATERAL (
    SELECT CASE WHEN is_flagged THEN pg_temp.pick('{REVIEW_REQUIRED,REVIEW_REQUIRED,CONDITIONAL,CONDITIONAL,BLOCKED}',
            pg_temp.fraction(n, 23))
        ELSE pg_temp.pick('{ALLOWED,ALLOWED,ALLOWED,CONDITIONAL,CONDITIONAL,BLOCKED}', pg_temp.fraction(n, 23)) END
) AS judged (status);

INSERT INTO review_flag_reasons (decision_id, codes, details, worked_out_at)
SELECT id, codes, jsonb_build_object('sentences', (SELECT jsonb_object_agg(code, 'Found in the documents: '
    || replace(code, '_', ' ') || '.') FROM unnest(codes) code)), %(until)s::timestamp AT TIME ZONE 'UTC'
FROM made_decisions, LATERAL (
    SELECT CASE floor(pg_temp.fraction(n, 29) * 4) WHEN 0 THEN '{low_confidence}' WHEN 1 THEN '{document_changed}'
        WHEN 2 THEN '{contradiction,low_confidence}' ELSE '{clause_edited,document_changed}' END::varchar[]
) AS found (codes)
WHERE is_flagged;
"""


def written_text(rng):
    """A text of about 3 KB."""
    paragraphs = (" ".join(rng.choices(WORDS, k=80)).capitalize() + "." for _ in range(6))
    return "\n\n".join(paragraphs)


def read_signals(rng):
    """Three to six signals, as the pipeline writes them."""
    return {
        "signals": [
            {
                "category": "usage",
                "signal_type": signal_type,
                "value": rng.choice(("allowed", "prohibited", "conditional", "unclear")),
                "confidence": round(rng.uniform(0.4, 1), 2),
                "source_clause": " ".join(rng.choices(WORDS, k=12)).capitalize() + ".",
                "conditions": [],
            }
            for signal_type in rng.sample(SIGNAL_TYPES, rng.randint(3, 6))
        ]
    }


def stage(cursor, table, kind, values):
    """A temporary table of (number, `kind`)."""
    cursor.execute(f"CREATE TEMP TABLE {table} (number int PRIMARY KEY, {kind})")
    with cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in enumerate(values):
            copy.write_row(row)
    cursor.execute(f"ANALYZE {table}")


def fill(*, sources, decisions, documents, flagged, seed):
    """Fills the empty tables in one transaction and analyses them."""
    rng = random.Random(seed)
    parameters = {
        "sources": sources,
        "domains": max(1, sources // 4),
        "decided": max(1, sources * 98 // 100),
        "decisions": decisions,
        "documents": documents,
        "flagged": flagged,
        "days": DAYS,
        "texts": TEXTS,
        "signals": SIGNALS,
        "places": PLACES.split(),
        "trades": TRADES.split(),
        "languages": [*("en " * 14).split(), "de", "de", "fr", "es", "ja"],
    }
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("SET LOCAL work_mem = '256MB'")
        cursor.execute("SELECT date_trunc('day', now() AT TIME ZONE 'UTC')")
        parameters["until"] = cursor.fetchone()[0]
        cursor.execute(HELPERS % {"seed": int(seed)})
        stage(cursor, "made_texts", "body text", (written_text(rng) for _ in range(TEXTS)))
        stage(cursor, "made_signals", "signals jsonb", (Jsonb(read_signals(rng)) for _ in range(SIGNALS)))
        for name, statements in (("sources", SOURCES), ("documents", DOCUMENTS), ("decisions", DECISIONS)):
            started = time.monotonic()
            for statement in filter(str.strip, statements.split(";\n")):
                cursor.execute(statement, parameters)
            print(f"{name}: {time.monotonic() - started:.0f} s", flush=True)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE sources, documents, compliance_decisions, review_flag_reasons")


def main():
    parser = argparse.ArgumentParser(description="Fills a database to measure on.")
    for name, default in (("sources", 200_000), ("decisions", 1_000_000), ("documents", 600_000), ("flagged", 50_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    if not os.environ.get("DATABASE_URL"):
        sys.exit("DATABASE_URL names no database: this fills none that was not meant.")
    call_command("migrate", verbosity=0)
    if any(model.objects.exists() for model in (Source, Document, ComplianceDecision)):
        sys.exit("This database is not empty.")
    fill(**vars(options))
    print("Filled. Our triggers did not see it: run `python manage.py recount`.")


if __name__ == "__main__":
    main()
