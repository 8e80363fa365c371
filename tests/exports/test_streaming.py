"""Exports of many rows, on a database of their own: a real cursor, flat memory, a real server, real failures."""

import io
import os
import re
import subprocess
import sys
import time
import zipfile

import psycopg
import pytest
import requests
from django.contrib.auth.models import Group, User
from django.db import connection
from django.test import RequestFactory

from benchmarks.bench_exports import NAME, PASSWORD, Server, measure
from compliance import roles
from compliance.exports import recording
from compliance.models import Export
from compliance.views import exports

from ..conftest import ROOT, created_database
from .reading import leave, read_csv

ROWS = 40_000


@pytest.fixture(scope="module")
def filled_database(migrated_template, django_db_blocker):
    """URL of a database with `ROWS` decisions in the queue."""
    for url in created_database(django_db_blocker, template=migrated_template):
        environment = os.environ | {"DATABASE_URL": url}
        size = ["--sources", "42000", "--decisions", "42000", "--documents", "0", "--flagged", str(ROWS)]
        subprocess.run([sys.executable, "-m", "benchmarks.dataset", *size], env=environment, cwd=ROOT, check=True)
        command = [sys.executable, "manage.py", "create_account", NAME, "--role", roles.AUDITOR]
        subprocess.run(command, env=environment, cwd=ROOT, check=True, input=f"{PASSWORD}\n", text=True)
        yield url


@pytest.fixture
def own_database(filled_database):
    """What `in_own_database` puts Django on."""
    return filled_database


@pytest.fixture
def auditor(in_own_database):
    user, is_new = User.objects.get_or_create(username="olga")
    if is_new:
        user.groups.add(Group.objects.get(name=roles.AUDITOR))
    return User.objects.get(pk=user.pk)


def ask(user, file_format="csv", **query):
    """The view's own response, without the test client around it."""
    request = RequestFactory().get("/", query)
    request.user = user
    return exports.export(request, "queue", file_format)


def whole(response):
    data = b"".join(response.streaming_content)
    leave(response)
    return data


def cursors():
    with connection.cursor() as cursor:
        cursor.execute("SELECT name LIKE '_django_curs_%', is_holdable FROM pg_cursors")
        return cursor.fetchall()


def test_rows_come_from_a_server_side_cursor_that_postgresql_does_not_fill_beforehand(auditor):
    response = ask(auditor)
    pieces = iter(response.streaming_content)
    sizes = [len(next(pieces)) for _ in range(4)]
    assert all(64 * 1024 <= size < 80 * 1024 for size in sizes[1:])
    assert cursors() == [(True, False)]
    leave(response)
    assert cursors() == []
    assert connection.in_atomic_block is False
    export = Export.objects.latest("id")
    assert (export.state, 0 < export.rows < ROWS) == ("cut_off", True)


def test_a_whole_file_of_many_rows_is_complete(auditor):
    rows = read_csv(whole(ask(auditor)))[2]
    assert (len(rows), len({row[0] for row in rows})) == (ROWS, ROWS)
    assert [row[11] for row in rows] == sorted(row[11] for row in rows)


def test_an_export_shows_one_moment_and_keeps_nobody_from_writing(auditor, filled_database):
    response = ask(auditor)
    pieces = iter(response.streaming_content)
    data = [next(pieces), next(pieces)]
    with psycopg.connect(filled_database) as other:
        other.execute("SET lock_timeout = '5s'")
        other.execute(
            "UPDATE compliance_decisions SET review_flag = false WHERE id IN ("
            "SELECT id FROM compliance_decisions WHERE review_flag ORDER BY created_at DESC LIMIT 100)"
        )
    data += pieces
    leave(response)
    rows = read_csv(b"".join(data))[2]
    with psycopg.connect(filled_database) as other:
        other.execute("UPDATE compliance_decisions SET review_flag = true WHERE id = ANY(%s)", [[r[0] for r in rows]])
    assert len(rows) == ROWS


# --- over HTTP


@pytest.fixture(scope="module")
def server(filled_database):
    with Server("acc_admin.wsgi", filled_database) as server:
        server.sign_in()
        yield server


def newest_export(database):
    """`(state, rows)` once it has ended."""
    for _ in range(200):
        with psycopg.connect(database) as connection:
            state, rows = connection.execute(
                "SELECT state, rows FROM review_exports ORDER BY id DESC LIMIT 1"
            ).fetchone()
        if state != "running":
            return state, rows
        time.sleep(0.1)
    raise AssertionError("The export still runs.")


def open_transactions(database):
    with psycopg.connect(database) as connection:
        return connection.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() "
            "AND xact_start IS NOT NULL AND backend_type = 'client backend'"
        ).fetchone()[0]


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_a_client_that_hangs_up_ends_the_query_and_frees_the_connection(server, filled_database, file_format):
    with server.session.get(f"{server.url}/export/queue.{file_format}", stream=True) as response:
        assert len(response.raw.read(100_000)) == 100_000
        assert open_transactions(filled_database) == 1
    state, rows = newest_export(filled_database)
    assert (state, 0 < rows < ROWS) == ("cut_off", True)
    assert open_transactions(filled_database) == 0


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_an_error_in_the_middle_breaks_the_transfer_off_and_leaves_no_whole_file(server, filled_database, file_format):
    pieces = []
    with server.session.get(f"{server.url}/export/queue.{file_format}", stream=True) as response:
        coming = response.iter_content(65_536)
        while sum(map(len, pieces)) < 300_000:
            pieces.append(next(coming))
        with psycopg.connect(filled_database) as connection:
            [(ended,)] = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks JOIN pg_database d ON d.oid = database "
                "WHERE datname = current_database() AND locktype = 'advisory' AND classid = %s",
                [recording.LOCK],
            ).fetchall()
        assert ended
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            pieces.extend(coming)
    state, rows = newest_export(filled_database)
    assert (state, 0 < rows < ROWS) == ("failed", True)
    received = b"".join(pieces)
    if file_format == "csv":
        assert not re.search(rb"^# End", received, re.MULTILINE)
    else:
        with pytest.raises(zipfile.BadZipFile):
            zipfile.ZipFile(io.BytesIO(received))
    # The server goes on, with a new connection.
    assert server.session.get(f"{server.url}/export/queue.csv?domain=x").text.endswith("\r\n")


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
def test_the_memory_of_the_server_does_not_grow_with_the_rows(server, filled_database, file_format):
    def highest(query):
        *_, peak = measure(server, f"/export/queue.{file_format}?{query}")
        return peak, newest_export(filled_database)[1]

    highest("confidence_max=0.275")  # what is only ever loaded once
    few, few_rows = highest("confidence_max=0.275")
    many, many_rows = highest("")
    assert (1_500 < few_rows < 2_500, many_rows) == (True, ROWS)
    assert many < 1.1 * few


def test_the_file_is_offered_as_a_download(server):
    response = server.session.get(f"{server.url}/export/queue.csv?confidence_max=0.251")
    assert response.headers["Content-Disposition"].startswith('attachment; filename="acc-queue-')
    assert response.headers["Transfer-Encoding"] == "chunked"
    assert server.session.head(f"{server.url}/export/queue.csv").status_code == 405
