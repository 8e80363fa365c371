"""From the file to the tables: what is previewed is written, once, whoever else is at work and whatever is killed."""

import gzip
import io
import os
import signal
import threading
from datetime import timedelta

import pghistory.models
import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from procrastinate.contrib.django.models import ProcrastinateJob

from compliance import roles
from compliance.imports import reports, running, steps
from compliance.imports.streams import CHUNK, Kept
from compliance.models import ComplianceDecision, Document, Import, ImportChunk, ImportRow, Source
from compliance.normalized_urls import normalize_url, registrable_domain

from ..factories import make_source
from ..records.lines import LEFT_OUT, decision_line, document_line, source_line
from ..test_bulk import Work, wait_until
from ..test_review import together
from .files import confirmed_and_run, csv_of, imported, outcomes, previewed, run, uploaded

URL = "https://www.example.com/Terms"


@pytest.fixture
def admin(account):
    return account("grace", roles.ADMIN)


def make_admins(number):
    users = [User.objects.create_user(f"admin-{n}") for n in range(number)]
    Group.objects.get(name=roles.ADMIN).user_set.add(*users)
    return users


def tables():
    return [list(model.objects.order_by("pk").values()) for model in (Source, Document, ComplianceDecision)]


def jsonl(*lines):
    return b"".join(line + b"\n" for line in lines)


RECORDS = jsonl(source_line(), document_line(), decision_line(), b'{"type": "source", "url": "ftp://x"}')


# CSV


def test_a_new_source_is_stored_as_written_with_our_normalized_url_and_domain(admin):
    upload = imported(csv_of("WWW.Example.co.uk:443/Terms/#x"), admin)
    source = Source.objects.get()
    assert (source.url, source.normalized_url, source.domain) == (
        "WWW.Example.co.uk:443/Terms/#x",
        "https://www.example.co.uk/Terms",
        "example.co.uk",
    )
    assert source.created_at == source.updated_at
    assert (upload.state, upload.previewed, upload.written) == (
        "finished",
        {"source": {"new": 1}},
        {"source": {"new": 1}},
    )
    assert upload.rows.get().source_id == source.pk


def test_nothing_is_written_before_the_confirmation(admin):
    make_source(URL)
    before = tables()
    previewed(csv_of("https://new.example/", URL + "/"), admin, update_urls=True)
    previewed(RECORDS, admin)
    assert tables() == before


def test_rows_are_new_changed_same_or_rejected(admin):
    known, other = make_source(URL), make_source("https://other.example/")
    upload = previewed(
        csv_of(
            "https://new.example",
            URL,
            other.url.upper(),
            "https://new.example/#again",
            "ftp://x.example/",
            other.url,
            heading="url",
        ),
        admin,
        update_urls=True,
    )
    assert outcomes(upload) == {
        2: ("new", "", ""),
        3: ("same", "", ""),
        4: ("changed", "", ""),
        5: ("same", "", "The same as row 2."),
        6: ("rejected", "", "The URL is neither http nor https but ftp."),
        7: ("same", "", "The same as row 4."),
    }
    confirmed_and_run(upload, admin)
    assert {(source.url, source.normalized_url) for source in Source.objects.all()} == {
        ("https://new.example", "https://new.example/"),
        (known.url, known.normalized_url),
        ("HTTPS://OTHER.EXAMPLE/", other.normalized_url),
    }


def test_a_url_that_is_written_otherwise_stays_as_stored_unless_asked_for(admin):
    source = make_source(URL)
    upload = imported(csv_of(URL + "/"), admin)
    row = upload.rows.get()
    assert (row.outcome, row.stored_url, reports.remarks(upload)) == ("same", URL, (0, 1))
    assert Source.objects.get().url == URL
    changed = imported(csv_of(URL + "/"), admin, update_urls=True)
    assert changed.written == {"source": {"changed": 1}}
    after = Source.objects.get()
    assert (after.url, after.normalized_url, after.created_at) == (URL + "/", URL, source.created_at)
    assert after.updated_at > source.updated_at
    contexts = pghistory.models.Context.objects.values_list("metadata", flat=True)
    assert {"user": admin.pk, "import": changed.pk} in list(contexts)


def test_a_domain_in_the_file_is_compared_and_never_taken(admin):
    upload = imported(b"url,domain\nhttps://a.example.com/,a.example.com\nhttps://b.example.com/,Example.com\n", admin)
    assert set(Source.objects.values_list("domain", flat=True)) == {"example.com"}
    assert [row.remark for row in upload.rows.order_by("line")] == [
        "The file says domain a.example.com, and it is example.com.",
        "",
    ]


def test_a_second_run_changes_nothing(admin):
    data = csv_of("https://a.example/", "https://b.example/x", "A.example")
    imported(data, admin)
    before = tables()
    again = imported(data, admin)
    assert (again.written, tables()) == ({"source": {"same": 3}}, before)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(
        st.sampled_from(
            [
                f"{p}{h}{e}"
                for p in ("", "http://", "HTTPS://")
                for h in ("a.example", "B.example:443")
                for e in ("", "/", "/x/", "?q")
            ]
        ),
        min_size=1,
        max_size=12,
    )
)
def test_whatever_the_file_holds_there_is_one_source_for_each_normalized_url(admin, urls):
    before = set(Source.objects.values_list("normalized_url", flat=True))
    upload = imported(csv_of(*urls), admin)
    after = list(Source.objects.values_list("normalized_url", flat=True))
    assert sorted(after) == sorted(before | {normalize_url(url) for url in urls})
    assert all(source.domain == registrable_domain(source.normalized_url) for source in Source.objects.all())
    assert upload.written["source"].get("new", 0) == len(after) - len(before)


# The tables change between preview and import


def test_rows_that_come_out_otherwise_than_previewed_are_named_with_the_reason(admin):
    edited, retyped, deleted, kept = (make_source(f"https://{name}.example/") for name in ("e", "r", "d", "k"))
    upload = previewed(
        csv_of("https://new.example/", edited.url + "#", retyped.url + "#", deleted.url, kept.url + "#"),
        admin,
        update_urls=True,
    )
    make_source("https://new.example/")
    Source.objects.filter(pk=edited.pk).update(url="https://e.example/#theirs")
    Source.objects.filter(pk=retyped.pk).update(url=retyped.url + "#")
    deleted.delete()
    confirmed_and_run(upload, admin)
    assert outcomes(upload) == {
        2: ("new", "same", "It was added by somebody else since the preview."),
        3: ("changed", "rejected", "The source was edited since the preview; the edit stands."),
        4: ("changed", "same", "Somebody else has written it so since the preview."),
        5: ("same", "rejected", "The source was there at the preview and is gone; import the file again to add it."),
        6: ("changed", "", ""),
    }
    assert upload.written == {"source": {"changed": 1, "rejected": 2, "same": 2}}
    assert {source.url for source in Source.objects.all()} == {
        "https://new.example/",
        "https://e.example/#theirs",
        "https://r.example/#",
        "https://k.example/#",
    }


def test_records_that_would_now_be_written_and_were_not_previewed_are_rejected(admin):
    upload = previewed(
        jsonl(document_line(), source_line(id="s2", url="https://b.example/", domain="b.example")), admin
    )
    assert upload.previewed == {"document": {"rejected": 1}, "source": {"new": 1}}
    make_source("https://example.com/")
    confirmed_and_run(upload, admin)
    assert outcomes(upload)[1] == (
        "rejected",
        "",
        "no source has the URL https://example.com/",
    )
    assert (upload.written, Document.objects.count()) == ({"document": {"rejected": 1}, "source": {"new": 1}}, 0)


def test_an_edit_while_the_import_waits_for_it_is_not_lost(in_own_database):
    (user,) = make_admins(1)
    source = make_source(URL)
    upload = previewed(csv_of(URL + "/", "https://new.example/"), user, update_urls=True)
    steps.confirm(upload.pk, upload.checked_at, by=user)
    with psycopg.connect(in_own_database) as editor, psycopg.connect(in_own_database, autocommit=True) as watcher:
        editor.execute("UPDATE sources SET url = %s WHERE id = %s", [URL + "#theirs", source.pk])
        importing = threading.Thread(target=lambda: (running.run(upload.pk), connection.close()))
        importing.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        wait_until(lambda: watcher.execute(waiting).fetchone()[0])
        editor.commit()
        importing.join()
    upload.refresh_from_db()
    assert Source.objects.get(pk=source.pk).url == URL + "#theirs"
    assert outcomes(upload) == {
        2: ("changed", "rejected", "The source was edited since the preview; the edit stands."),
        3: ("new", "", ""),
    }


def test_a_newer_edit_while_records_are_loaded_is_not_lost(in_own_database):
    (user,) = make_admins(1)
    Source.objects.create(
        pk="s1", url="https://example.com/", normalized_url="https://example.com/", domain="example.com"
    )
    Source.objects.update(updated_at=timezone.now() - timedelta(days=900))
    upload = previewed(
        jsonl(source_line(url="https://example.com/", domain="theirs.example", created_at=LEFT_OUT)), user
    )
    assert upload.previewed == {"source": {"changed": 1}}
    steps.confirm(upload.pk, upload.checked_at, by=user)
    with psycopg.connect(in_own_database) as editor, psycopg.connect(in_own_database, autocommit=True) as watcher:
        editor.execute("UPDATE sources SET domain = 'edited.example', updated_at = timezone('UTC', now())")
        importing = threading.Thread(target=lambda: (running.run(upload.pk), connection.close()))
        importing.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        wait_until(lambda: watcher.execute(waiting).fetchone()[0])
        editor.commit()
        importing.join()
    upload.refresh_from_db()
    assert Source.objects.get().domain == "edited.example"
    assert upload.written == {"source": {"rejected": 1}}
    assert outcomes(upload)[1] == (
        "changed",
        "rejected",
        "source s1 was changed by somebody else meanwhile and is left so",
    )


def test_a_source_that_the_pipeline_inserts_at_the_same_moment_stays_the_only_one(in_own_database):
    (user,) = make_admins(1)
    upload = previewed(csv_of("https://new.example/", "https://other.example/"), user)
    steps.confirm(upload.pk, upload.checked_at, by=user)
    with psycopg.connect(in_own_database) as pipeline, psycopg.connect(in_own_database, autocommit=True) as watcher:
        pipeline.execute(
            "INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)"
            " VALUES ('theirs', 'new.example', 'https://new.example/', 'new.example', now(), now())"
        )
        importing = threading.Thread(target=lambda: (running.run(upload.pk), connection.close()))
        importing.start()
        waiting = (
            "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        wait_until(lambda: watcher.execute(waiting).fetchone()[0])
        pipeline.commit()
        importing.join()
    upload.refresh_from_db()
    assert upload.written == {"source": {"new": 1, "same": 1}}
    assert list(Source.objects.filter(domain="new.example").values_list("pk", flat=True)) == ["theirs"]
    assert upload.rows.get(line=2).source_id == "theirs"


# JSON Lines


def test_json_lines_are_previewed_and_loaded_as_load_records_does(admin):
    upload = previewed(gzip.compress(RECORDS), admin)
    assert (upload.format, upload.state) == ("jsonl", "previewed")
    assert upload.previewed == {
        "source": {"new": 1, "rejected": 1},
        "document": {"new": 1},
        "decision": {"new": 1},
    }
    assert tables() == [[], [], []]
    confirmed_and_run(upload, admin)
    assert [len(rows) for rows in tables()] == [1, 1, 1]
    assert upload.written == upload.previewed
    again = imported(RECORDS, admin)
    assert again.written == {"source": {"same": 1, "rejected": 1}, "document": {"same": 1}, "decision": {"same": 1}}


def test_a_line_of_json_that_is_too_long_is_rejected_alone(admin):
    upload = imported(jsonl(source_line(), b'{"x": "' + b"y" * 10_000_000 + b'"}'), admin)
    assert upload.written == {"source": {"new": 1}, "unreadable": {"rejected": 1}}
    assert outcomes(upload)[2] == ("rejected", "", "the line is longer than 4 MiB")


# Steps


def test_the_file_is_kept_in_the_database_in_pieces(admin):
    data = csv_of("https://a.example/") + os.urandom(2 * CHUNK).hex().encode()
    upload = uploaded(data, admin)
    assert (upload.chunks.count(), upload.file_size) == (5, len(data))
    kept = io.BufferedReader(Kept(upload))
    assert kept.read() == data
    kept.seek(CHUNK - 3)
    assert kept.read(10) == data[CHUNK - 3 : CHUNK + 7]


def test_cancelling_throws_the_file_away_and_ends_it_for_good(admin, account):
    upload = previewed(csv_of("https://a.example/"), admin)
    steps.cancel(upload.pk, by=admin)
    assert (ImportChunk.objects.count(), ImportRow.objects.count()) == (0, 0)
    with pytest.raises(steps.Conflict, match=r"^grace cancelled this import on "):
        steps.confirm(upload.pk, upload.checked_at, by=account("hugo", roles.ADMIN))
    run(upload)
    assert (upload.state, Source.objects.count()) == ("cancelled", 0)


def test_cancelling_while_it_is_checked_stops_the_check(admin):
    upload = uploaded(RECORDS, admin)
    steps.cancel(upload.pk, by=admin)
    run(upload)
    assert (upload.state, ImportRow.objects.count()) == ("cancelled", 0)


def test_a_confirmation_is_for_the_preview_that_was_seen(admin):
    upload = previewed(csv_of("https://a.example/"), admin)
    seen = upload.checked_at
    steps.check(upload.pk, upload.reading | {"update_urls": True}, by=admin)
    run(upload)
    with pytest.raises(steps.Conflict, match="checked again since"):
        steps.confirm(upload.pk, seen, by=admin)
    assert Import.objects.get().state == "previewed"


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR])
def test_only_admins_import(account, admin, role):
    other = account("mallory", role)
    upload = previewed(csv_of("https://a.example/"), admin)
    for step in (
        lambda: uploaded(csv_of("https://a.example/"), other),
        lambda: steps.check(upload.pk, upload.reading, by=other),
        lambda: steps.confirm(upload.pk, upload.checked_at, by=other),
        lambda: steps.cancel(upload.pk, by=other),
    ):
        with pytest.raises(PermissionDenied):
            step()
    assert Import.objects.get().state == "previewed"


def test_of_many_who_confirm_at_once_one_does_and_the_others_hear_who(in_own_database):
    users = make_admins(5)
    upload = previewed(csv_of("https://a.example/"), users[0])
    results = together(5, lambda number: steps.confirm(upload.pk, upload.checked_at, by=users[number]))
    upload.refresh_from_db()
    winner = upload.confirmed_by
    assert [str(result).split(" on ")[0] for result in results if result] == [f"{winner} confirmed this import"] * 4
    assert results[users.index(winner)] is None
    assert ProcrastinateJob.objects.filter(task_name="run_import", status="todo").count() == 1
    assert together(3, lambda _: running.run(upload.pk)) == [None] * 3
    assert Source.objects.count() == 1


def test_a_file_is_thrown_away_after_a_week_and_the_report_stays(admin):
    written, waiting = imported(csv_of("https://a.example/"), admin), previewed(csv_of("https://b.example/"), admin)
    young = previewed(csv_of("https://c.example/"), admin)
    Import.objects.exclude(pk=young.pk).update(created_at=timezone.now() - timedelta(days=7, minutes=1))
    running.forget()
    assert set(ImportChunk.objects.values_list("parent", flat=True)) == {young.pk}
    assert set(ImportRow.objects.values_list("parent", flat=True)) == {written.pk, young.pk}
    waiting.refresh_from_db()
    assert (waiting.state, waiting.problem) == (
        "cancelled",
        "Nobody confirmed it within a week, so the file was thrown away.",
    )


def test_an_unreadable_file_fails_with_its_sentence(admin):
    good = csv_of(*["https://a.example/"] * 2000)
    upload = previewed(good + b'"never closed\n', admin)
    assert (upload.state, upload.problem) == (
        "failed",
        "A quotation mark in row 2,002 never closes, so what follows can't be read.",
    )
    assert (ImportRow.objects.count(), Source.objects.count()) == (0, 0)


# The worker


def test_a_killed_worker_leaves_nothing_and_the_next_one_writes_all(in_own_database):
    (user,) = make_admins(1)
    blocked = "https://site-2999.example/"
    upload = previewed(csv_of(*(f"https://site-{number}.example/" for number in range(3000))), user)
    with psycopg.connect(in_own_database) as holder, psycopg.connect(in_own_database, autocommit=True) as watcher:
        # Held, so that the first worker is in the middle of its inserts when it is killed.
        holder.execute(
            "INSERT INTO sources (id, url, normalized_url, domain, created_at, updated_at)"
            " VALUES ('held', 'x', %s, 'x', now(), now())",
            [blocked],
        )
        steps.confirm(upload.pk, upload.checked_at, by=user)
        killed = Work(in_own_database)
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%INTO sources%'"
        wait_until(lambda: watcher.execute(waiting).fetchone()[0])
        assert killed.end(signal.SIGKILL)[0] == -signal.SIGKILL
        assert (Source.objects.count(), Import.objects.get().state) == (0, "running")
        holder.rollback()
        holder.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
        holder.commit()
    work = Work(in_own_database)
    try:
        wait_until(lambda: Import.objects.get().state == "finished")
    finally:
        assert work.end(signal.SIGTERM) == (0, "")
    assert Source.objects.count() == 3000
    assert Import.objects.get().written == {"source": {"new": 3000}}


def test_a_worker_that_is_to_stop_leaves_the_import_for_the_next(admin):
    upload = previewed(csv_of("https://a.example/"), admin)
    steps.confirm(upload.pk, upload.checked_at, by=admin)
    with pytest.raises(running.Stopped):
        running.run(upload.pk, stopping=lambda: True)
    assert (Import.objects.get().state, Source.objects.count()) == ("running", 0)
    assert running.waiting() == [upload.pk]
    assert run(upload).state == "finished"
