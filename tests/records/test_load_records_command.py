"""`manage.py load_records` as real processes on databases of their own: killed, interrupted, cut off, two at once."""

import contextlib
import gzip
import json
import os
import pty
import signal
import subprocess
import sys
import termios
import threading
import time

import psycopg
import pytest

from .lines import document_line, source_line
from .test_loading import many_lines

TABLES = ("sources", "documents", "compliance_decisions")
URL = "https://example.com/"


@contextlib.contextmanager
def running(database_url, *arguments, **options):
    """A `load_records` process with pipes at all ends."""
    process = subprocess.Popen(
        [sys.executable, "manage.py", "load_records", *map(str, arguments)],
        env=os.environ | {"DATABASE_URL": database_url},
        **({"stdin": subprocess.PIPE, "stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options),
    )
    try:
        yield process
    finally:
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe:
                with contextlib.suppress(BrokenPipeError):
                    pipe.close()


def load(database_url, *arguments, lines=()):
    """Exit status, table of the summary as {kind: [numbers]} and standard error."""
    with running(database_url, *arguments) as process:
        out, errors = process.communicate(b"\n".join(lines), timeout=120)
    return process.returncode, summary(out), errors.decode()


def summary(out):
    rows = [line.split() for line in out.decode().splitlines() if line[0].islower()]
    return {row[0]: [int(number.replace(",", "")) for number in row[-5:]] for row in rows if row[0] != "other"}


def counts(database_url):
    with psycopg.connect(database_url) as connection:
        return [connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES]


def wait_until(condition):
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("It did not happen within 30 seconds.")


def sessions(connection, condition):
    """Process ids of the other sessions in this database for which an SQL condition holds."""
    query = f"""SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()
        AND backend_type = 'client backend' AND {condition}"""
    return [row[0] for row in connection.execute(query)]


@contextlib.contextmanager
def held_up_by_the_pipeline(database_url, process, source_id="pipeline", url=URL):
    """The pipeline has inserted a source and not yet committed, and the load waits for it. Gives its connection."""
    with psycopg.connect(database_url) as pipeline, psycopg.connect(database_url, autocommit=True) as watcher:
        pipeline.execute(
            "INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)"
            " VALUES (%s, %s, %s, 'example.com', '2026-01-01', '2026-01-02')",
            [source_id, url, url],
        )
        process.stdin.write(b"\n".join([source_line(id="ours"), document_line(), *many_lines()]))
        process.stdin.close()
        process.stdin = None
        wait_until(lambda: sessions(watcher, "wait_event_type = 'Lock'"))
        yield pipeline


@pytest.fixture
def records(tmp_path):
    path = tmp_path / "records.jsonl"
    path.write_bytes(b"\n".join(many_lines()))
    return path


def test_file_loads_and_loads_again(own_database, records):
    assert load(own_database, records) == (
        0,
        {"sources": [40, 40, 0, 0, 0], "documents": [120, 120, 0, 0, 0], "decisions": [40, 40, 0, 0, 0]},
        "",
    )
    assert counts(own_database) == [40, 120, 40]
    assert load(own_database, records) == (
        0,
        {"sources": [40, 0, 0, 40, 0], "documents": [120, 0, 0, 120, 0], "decisions": [40, 0, 0, 40, 0]},
        "",
    )
    assert counts(own_database) == [40, 120, 40]


def test_standard_input_and_gzip_by_content(own_database, records):
    assert (
        load(
            own_database,
            "-",
            lines=many_lines(),
        )[0]
        == 0
    )
    assert counts(own_database) == [40, 120, 40]
    records.write_bytes(gzip.compress(records.read_bytes()))
    assert load(own_database, records)[1]["documents"] == [120, 0, 0, 120, 0]


def test_dry_run_writes_nothing(own_database, records):
    status, table, errors = load(own_database, records, "--dry-run")
    assert (status, table["documents"], errors) == (0, [120, 120, 0, 0, 0], "")
    assert counts(own_database) == [0, 0, 0]


BAD = [b"{}", document_line(id="d0", source_url="https://unknown.example/"), b'"\xff"']


def test_rejected_records_go_to_a_private_file_and_the_status_is_1(own_database, tmp_path):
    rejects = tmp_path / "rejects.jsonl"
    rejects.write_text("from an earlier run")
    rejects.chmod(0o644)
    status, table, errors = load(own_database, "-", "--rejects", rejects, lines=[*BAD, *many_lines()])
    assert (status, errors) == (1, f"CommandError: 3 rejected, see {rejects}; the others are loaded.\n")
    assert table["documents"] == [121, 120, 0, 0, 1]
    assert oct(rejects.stat().st_mode)[-3:] == "600"
    rows = [json.loads(line) for line in rejects.read_text().splitlines()]
    assert [(row["line"], row["reason"], row["record"]) for row in rows[:2]] == [
        (1, "type is missing", "{}"),
        (3, "not UTF-8 at byte 2 of the line", '"\\xff"'),
    ]
    assert (rows[2]["line"], rows[2]["reason"]) == (2, "no source has the URL https://unknown.example/")


def test_rejected_records_are_shown_where_no_file_is_given(own_database):
    status, _, errors = load(own_database, "-", "--dry-run", lines=[*BAD, *[b"[]"] * 30])
    assert status == 1
    assert errors.splitlines() == [
        "line 1: type is missing",
        "line 3: not UTF-8 at byte 2 of the line",
        *[f"line {number}: not a JSON object" for number in range(4, 22)],
        "… more are rejected; --rejects FILE keeps them all",
        "CommandError: 33 rejected; the others would be loaded.",
    ]


def test_files_that_cannot_be_used_are_named(own_database, records, tmp_path):
    def error(*arguments):
        status, _, errors = load(own_database, *arguments)
        return status, errors

    away = tmp_path / "away" / "records.jsonl"
    assert error(away) == (1, f"CommandError: {away} can't be read: No such file or directory.\n")
    assert error(tmp_path) == (1, f"CommandError: {tmp_path} can't be read: Is a directory.\n")
    assert error(records, "--rejects", away) == (
        1,
        f"CommandError: {away} can't be written: No such file or directory.\n",
    )
    before = records.read_bytes()
    assert error(records, "--rejects", records) == (
        1,
        "CommandError: --rejects names the file that is to be loaded.\n",
    )
    assert records.read_bytes() == before
    assert error(records, "--rejects", "/dev/full") == (0, "")
    records.write_bytes(b"[]")
    assert error(records, "--rejects", "/dev/full") == (
        1,
        "CommandError: Nothing was written: [Errno 28] No space left on device.\n",
    )


def test_truncated_gzip_names_the_line_reached_and_writes_nothing(own_database, tmp_path):
    path = tmp_path / "records.jsonl.gz"
    path.write_bytes(gzip.compress(b"\n".join(many_lines()))[:-20])
    status, _, errors = load(own_database, path)
    assert status == 1
    assert errors.startswith("CommandError: Nothing was written: the gzip file ends early, after line ")
    assert counts(own_database) == [0, 0, 0]


def test_progress_bar_is_shown_on_a_terminal_only(own_database, records):
    here, there = pty.openpty()
    termios.tcsetwinsize(there, (24, 100))
    with running(own_database, records, stderr=there) as process:
        os.close(there)
        shown = b""
        with contextlib.suppress(OSError):  # Linux's way to say that the other end is closed
            while block := os.read(here, 4096):
                shown += block
        os.close(here)
        process.wait(timeout=60)
    assert process.returncode == 0
    assert b"reading" in shown
    assert b"100%" in shown


def test_server_that_is_not_there(records, tmp_path):
    status, _, errors = load(f"postgresql://nobody@/nothing?host={tmp_path}", records)
    assert status == 1
    assert last_line(errors) == "CommandError: Nothing was written: couldn't get a connection after 10.00 sec."


# Cut off in the middle, once while it reads and once while it writes: nothing is there, and a new run loads all.


def nothing_is_left(own_database):
    """Also no session that still works: the server has noticed."""
    with psycopg.connect(own_database, autocommit=True) as watcher:
        wait_until(lambda: not sessions(watcher, "true"))
    assert counts(own_database) == [0, 0, 0]
    assert load(own_database, "-", lines=many_lines())[0] == 0
    assert counts(own_database) == [40, 120, 40]


@contextlib.contextmanager
def reading(own_database):
    """A load that has got half of its records and waits for more."""
    with running(own_database, "-") as process, psycopg.connect(own_database, autocommit=True) as watcher:
        process.stdin.write(b"\n".join(many_lines()[:100]) + b"\n")
        process.stdin.flush()
        wait_until(lambda: sessions(watcher, "state = 'active' AND query LIKE 'COPY load_%'"))
        yield process


@pytest.mark.parametrize("signal_sent", [signal.SIGKILL, signal.SIGTERM])
def test_killed_while_reading(own_database, signal_sent):
    with reading(own_database) as process:
        process.send_signal(signal_sent)
        assert process.wait(timeout=30) == -signal_sent
    nothing_is_left(own_database)


def test_killed_while_writing(own_database):
    with running(own_database, "-") as process, held_up_by_the_pipeline(own_database, process) as pipeline:
        process.kill()
        process.wait()
        pipeline.rollback()
    nothing_is_left(own_database)


def test_interrupted_while_reading(own_database):
    with reading(own_database) as process:
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=30), process.stderr.read()) == (
            130,
            b"CommandError: Stopped. Nothing was written.\n",
        )
    nothing_is_left(own_database)


def test_interrupted_while_writing(own_database):
    with running(own_database, "-") as process, held_up_by_the_pipeline(own_database, process) as pipeline:
        process.send_signal(signal.SIGINT)
        assert (process.wait(timeout=30), process.stderr.read()) == (
            130,
            b"CommandError: Stopped. Nothing was written.\n",
        )
        pipeline.rollback()
    nothing_is_left(own_database)


CUT_OFF = "CommandError: Nothing was written: terminating connection due to administrator command."


def last_line(errors):
    """What the command says in the end; before it may be the connection pool's own log, but no traceback."""
    assert "Traceback" not in errors
    return errors.splitlines()[-1]


def cut_off(own_database):
    with psycopg.connect(own_database, autocommit=True) as other:
        for pid in sessions(other, "application_name <> 'psql'"):
            other.execute("SELECT pg_terminate_backend(%s)", [pid])


def test_connection_lost_while_reading(own_database):
    with reading(own_database) as process:
        cut_off(own_database)
        _, errors = process.communicate(b"\n".join(many_lines()), timeout=60)
    assert (process.returncode, last_line(errors.decode())) == (1, CUT_OFF)
    nothing_is_left(own_database)


def test_connection_lost_while_writing(own_database):
    with running(own_database, "-") as process, held_up_by_the_pipeline(own_database, process) as pipeline:
        with psycopg.connect(own_database, autocommit=True) as other:
            (waiting,) = sessions(other, "wait_event_type = 'Lock'")
            other.execute("SELECT pg_terminate_backend(%s)", [waiting])
        _, errors = process.communicate(timeout=60)
        pipeline.rollback()
    assert (process.returncode, last_line(errors.decode())) == (1, CUT_OFF)
    nothing_is_left(own_database)


# Others at the same moment


def test_pipeline_inserts_the_same_address_meanwhile(own_database):
    with running(own_database, "-") as process:
        with held_up_by_the_pipeline(own_database, process) as pipeline:
            pipeline.commit()
        out, errors = process.communicate(timeout=60)
    assert process.returncode == 1
    assert errors.decode().splitlines() == [
        "line 1: normalized_url https://example.com/ already is that of source pipeline",
        "line 2: its source, line 1, is rejected",
        "CommandError: 2 rejected; the others are loaded.",
    ]
    assert summary(out) == {
        "sources": [41, 40, 0, 0, 1],
        "documents": [121, 120, 0, 0, 1],
        "decisions": [40, 40, 0, 0, 0],
    }
    assert counts(own_database) == [41, 120, 40]


def test_pipeline_inserts_the_same_source_meanwhile(own_database):
    with running(own_database, "-") as process:
        with held_up_by_the_pipeline(own_database, process, source_id="ours") as pipeline:
            pipeline.commit()
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert summary(out)["sources"] == [41, 40, 0, 1, 0]


def test_pipeline_that_takes_its_insert_back_leaves_the_record_to_the_load(own_database):
    with running(own_database, "-") as process:
        with held_up_by_the_pipeline(own_database, process) as pipeline:
            pipeline.rollback()
        out, errors = process.communicate(timeout=60)
    assert (process.returncode, errors) == (0, b"")
    assert summary(out)["sources"] == [41, 41, 0, 0, 0]


def test_two_loads_of_one_file_at_once(own_database, records):
    results = []
    threads = [threading.Thread(target=lambda: results.append(load(own_database, records))) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [(status, errors) for status, _, errors in results] == [(0, ""), (0, "")]
    assert sorted(table["documents"] for _, table, _ in results) == [[120, 0, 0, 120, 0], [120, 120, 0, 0, 0]]
    assert counts(own_database) == [40, 120, 40]


def peak_memory(database_url, records, text):
    """Bytes that a load of so many records held at most, from standard input."""
    template = document_line(id="%d", version=-1, extracted_text=text).replace(b'"version": -1', b'"version": %d')
    with running(database_url, "-", "--dry-run", stdout=subprocess.DEVNULL) as process:
        process.stdin.write(source_line() + b"\n")
        for number in range(1, records + 1):
            process.stdin.write(template % (number, number) + b"\n")
        process.stdin.close()
        process.stdin = None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    assert (process.returncode, errors) == (0, b"")
    return usage.ru_maxrss * 1024


def test_memory_stays_flat(own_database):
    text = "User-agent: *\\nDisallow: /\\n" * 360  # 10 KB, and there are two in each record
    small, large = (peak_memory(own_database, records, text) for records in (1_500, 15_000))
    # 300 MB instead of 30 MB. What waits for a slow server is bounded by 32 MiB, and some for the allocator.
    assert large - small < 60_000_000, (small, large)
