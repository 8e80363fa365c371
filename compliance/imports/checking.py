"""The preview: what would become of each row. Nothing of the three tables is written.

A CSV is decided on here, by one statement over its staged rows. JSON Lines are loaded by `records.loading` in a dry
run, whose outcomes are carried over its rollback in a temporary file.
"""

import csv
import io
import tempfile

from django.db import InterfaceError, OperationalError, connection

from ..models import ImportRow
from ..normalized_urls import InvalidUrl, normalize_url, registrable_domain
from ..records.loading import LoadError, load
from .csv_rows import CsvRows, too_wide
from .limits import MAX_COLUMNS, MAX_LINE, MAX_ROWS, Refused
from .streams import content_of

EXCERPT = 300  # characters of a refused line that are kept
STAGE = """
CREATE TEMP TABLE import_staged (
    line int, url text, normalized_url text, domain text, remark text, problem text
) ON COMMIT DROP
"""
COPY_STAGED = "COPY import_staged FROM STDIN (FORMAT BINARY)"
# The second row with an address is the same as the first, however it is written. Where a source is known, only how
# its address is written can differ.
DECIDE = """
INSERT INTO review_import_rows (import_id, line, kind, outcome, reason, remark, url, normalized_url, domain, source_id,
                                stored_url, written, written_reason)
SELECT %(import)s, r.line, 'source',
    CASE WHEN r.problem <> '' THEN 'rejected'
         WHEN r.line > r.first_line THEN 'same'
         WHEN s.id IS NULL THEN 'new'
         WHEN s.url <> r.url AND %(update_urls)s THEN 'changed'
         ELSE 'same' END,
    CASE WHEN r.problem <> '' THEN r.problem
         WHEN r.line > r.first_line THEN format('The same as row %%s.', to_char(r.first_line, 'FM999,999,999'))
         ELSE '' END,
    r.remark, r.url, r.normalized_url, r.domain,
    CASE WHEN r.problem <> '' THEN ''
         WHEN s.id IS NULL AND r.line = r.first_line THEN gen_random_uuid()::text
         ELSE coalesce(s.id, '') END,
    CASE WHEN r.problem = '' AND r.line = r.first_line AND s.url <> r.url THEN s.url ELSE '' END,
    '', ''
FROM (SELECT *, min(line) FILTER (WHERE problem = '') OVER (PARTITION BY normalized_url) AS first_line
      FROM import_staged) r
LEFT JOIN sources s ON r.problem = '' AND s.normalized_url = r.normalized_url
"""
COUNTS = """
SELECT kind, coalesce(nullif(written, ''), outcome), count(*) FROM review_import_rows
WHERE import_id = %s GROUP BY 1, 2 ORDER BY 1, 2
"""
COLUMNS = (
    "import_id, line, kind, outcome, reason, remark, url, normalized_url, domain, source_id, stored_url, written, "
    "written_reason"
)
# What a dry run has decided. Those refused come by another way.
DECIDED = """
COPY (
    SELECT {number}, line, 'source', outcome, '', '', url, '', '', CASE WHEN outcome = 'new' THEN '' ELSE id END,
           '', '', ''
    FROM load_sources WHERE outcome IN ('new', 'changed', 'same')
    UNION ALL
    SELECT {number}, k.line, 'document', coalesce(k.outcome, 'new'), '',
           format('%s, version %s', k.document_type, k.version), d.source_url, '', '', k.source_id, '', '', ''
    FROM load_document_keys k JOIN load_documents d ON d.ctid = k.place WHERE k.outcome IS DISTINCT FROM 'rejected'
    UNION ALL
    SELECT {number}, k.line, 'decision', coalesce(k.outcome, 'new'), '',
           d.status || ' of ' || to_char(d.created_at, 'YYYY-MM-DD HH24:MI'), d.source_url, '', '', k.source_id,
           '', '', ''
    FROM load_decision_keys k JOIN load_decisions d ON d.ctid = k.place WHERE k.outcome IS DISTINCT FROM 'rejected'
) TO STDOUT (FORMAT CSV)
"""


def check(upload, file, tell):
    """Makes the rows of an import anew, in the caller's transaction, and returns their counts.

    `file` is the upload as a seekable file, `tell` is called with a stage and a percentage. Raises `Refused`.
    """
    ImportRow.objects.filter(parent=upload).delete()
    if upload.format == upload.Format.CSV:
        check_csv(upload, file, tell)
    else:
        check_json_lines(upload, file, tell)
    counts = counts_of(upload)
    if not counts:
        raise Refused("The file holds no rows.")
    return counts


def counts_of(upload):
    """`{kind: {outcome: number}}` of the rows as they stand."""
    counts = {}
    with connection.cursor() as cursor:
        cursor.execute(COUNTS, [upload.pk])
        for kind, outcome, number in cursor.fetchall():
            counts.setdefault(kind or "unreadable", {})[outcome] = number
    return counts


def check_csv(upload, file, tell):
    reading = upload.reading
    with connection.cursor() as cursor, connection.wrap_database_errors:
        cursor.execute(STAGE)
        with cursor.copy(COPY_STAGED) as copy:
            copy.set_types(["int4", "text", "text", "text", "text", "text"])
            for row in read_rows(file, reading):
                if row[0] % 1000 == 0:
                    tell("Reading", 85 * file.tell() // upload.file_size)
                copy.write_row(row)
        tell("Comparing with the sources", 90)
        cursor.execute("ANALYZE import_staged")
        cursor.execute(DECIDE, {"import": upload.pk, "update_urls": reading["update_urls"]})
        cursor.execute("DROP TABLE import_staged")


def read_rows(file, reading):
    """Yields `(number, url, normalized URL, domain, remark, problem)` for each row that is not blank."""
    file.seek(0)
    text = io.TextIOWrapper(content_of(file), encoding=reading["encoding"], errors="replace", newline="")
    width = None
    for number, fields, problem in CsvRows(text, reading["separator"]):
        if not problem and not any(fields):
            continue
        if width is None:
            width = len(fields) or 1
            if width > MAX_COLUMNS:
                raise Refused(f"The first row has {width:,} columns; {MAX_COLUMNS} is the most.")
            if reading["headings"]:
                continue
        yield read_row(number, fields, problem or too_wide(fields, width), reading)


def read_row(number, fields, problem, reading):
    url = field(fields, reading["url"])
    if not problem:
        try:
            if "\ufffd" in url:
                raise InvalidUrl("The URL holds bytes that are none of the chosen encoding.")
            if not url:
                raise InvalidUrl("The row has no URL.")
            normalized = normalize_url(url)
        except InvalidUrl as error:
            problem = str(error)
    if problem:
        return number, storable(url or " ".join(fields[:5]))[:EXCERPT], "", "", "", storable(problem)
    domain = registrable_domain(normalized)
    given = field(fields, reading["domain"]).lower()
    remark = ""
    if given and given != domain:
        remark = f"The file says domain {storable(given)[:EXCERPT]}, and it is {domain}."
    return number, url, normalized, domain, remark, ""


def field(fields, number):
    return fields[number].strip() if number is not None and number < len(fields) else ""


def storable(text):
    """Text that the database can keep: without NUL and half surrogate pairs."""
    return text.replace("\x00", "\ufffd").encode("utf-8", "replace").decode("utf-8")


def check_json_lines(upload, file, tell):
    with tempfile.TemporaryFile() as outcomes:
        text = io.TextIOWrapper(outcomes, encoding="utf-8", newline="", write_through=True)
        writer = csv.writer(text, quoting=csv.QUOTE_NONNUMERIC, lineterminator="\n")

        def keep(rejected):
            excerpt = storable(rejected.url or rejected.raw)[:EXCERPT]
            row = [upload.pk, rejected.line, rejected.kind or "", "rejected", storable(rejected.reason), "", excerpt]
            writer.writerow(row + [""] * 6)

        def carry_over(cursor):
            with cursor.copy(DECIDED.format(number=int(upload.pk))) as copy:
                for data in copy:
                    outcomes.write(data)

        load_lines(upload, file, tell, dry_run=True, rejects=keep, decided=carry_over)
        tell("Comparing with the tables", 95)
        text.detach()
        outcomes.seek(0)
        with connection.cursor() as cursor, connection.wrap_database_errors:
            with cursor.copy(f"COPY review_import_rows ({COLUMNS}) FROM STDIN (FORMAT CSV)") as copy:
                while data := outcomes.read(256 * 1024):
                    copy.write(data)


STAGES = {
    "waiting for another load": ("Waiting for another import", 60),
    "checking": ("Comparing with the tables", 62),
    "writing documents": ("Documents", 75),
    "writing decisions": ("Decisions", 85),
    "committing": ("Finishing", 95),
}


def load_lines(upload, file, tell, **options):
    """`records.loading.load` over an upload. Raises `Refused` with its sentence, or the database's error as it is."""

    def progress(stage, position):
        name, percent = STAGES.get(stage) or ("Reading", 60 * file.tell() // upload.file_size)
        tell(name, percent)

    file.seek(0)
    try:
        return load(content_of(file, max_lines=MAX_ROWS), longest_line=MAX_LINE, progress=progress, **options)
    except LoadError as error:
        if isinstance(error.__cause__, (OperationalError, InterfaceError)):
            raise error.__cause__ from error
        sentence = str(error).removeprefix("Nothing was written: ")
        raise Refused(sentence[0].upper() + sentence[1:]) from error
