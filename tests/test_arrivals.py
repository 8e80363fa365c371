"""What the pipeline writes is noted, and worked off by however many workers, whatever becomes of them."""

import signal
import threading
from datetime import timedelta
from importlib import import_module

import psycopg
import pytest
from django.db import connection
from django.utils import timezone
from procrastinate.contrib.django.models import ProcrastinateJob

from compliance import adopting, arrivals, flag_reasons
from compliance.models import Arrival, ComplianceDecision, Document, FlagReasons
from compliance.search.indexing import unindexed_count

from .factories import START, make_decision, make_document, make_source
from .test_bulk import Work, wait_until
from .test_flag_reasons import CLAUSE, codes_of, make_flagged, work_off_all
from .test_review import together

ALREADY_FLAGGED = import_module("compliance.migrations.0009_flag_reasons").ALREADY_FLAGGED


@pytest.fixture(autouse=True)
def recent(settings):
    """Documents of the factories are of a fixed day: here they never grow old."""
    settings.FETCH_OLD_DAYS = 36_000


def noted():
    return sorted(Arrival.objects.values_list("source_id", flat=True))


def test_documents_and_flagged_decisions_are_noted_once_a_statement(db):
    first, second = make_source(id="a"), make_source(id="b")
    Document.objects.bulk_create(
        Document(source=source, document_type="tc", version=version, content_hash="")
        for source in (first, second)
        for version in (1, 2)
    )
    assert noted() == ["a", "b"]
    make_decision(first, flagged=False)
    assert noted() == ["a", "b"]
    make_decision(first)
    assert noted() == ["a", "a", "b"]


def test_of_updates_only_the_raised_flag_is_noted(db):
    decision = make_decision(make_source(id="a"), flagged=False)
    ComplianceDecision.objects.update(confidence=0.1)
    ComplianceDecision.objects.update(review_flag=True)
    assert noted() == ["a"]
    ComplianceDecision.objects.update(review_flag=True, confidence=0.2)
    ComplianceDecision.objects.filter(pk=decision.pk).update(review_flag=False)
    assert noted() == ["a"]


def test_a_pipeline_role_without_rights_on_our_tables_is_noted_too(own_database):
    with psycopg.connect(own_database, autocommit=True) as owner:
        role = f"pipeline_{own_database.rpartition('/')[2].partition('?')[0]}"
        owner.execute(f"CREATE ROLE {role}")
        owner.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON {', '.join(adopting.TABLES)} TO {role}")
        try:
            owner.execute(f"SET ROLE {role}")
            owner.execute("CREATE TEMP TABLE review_arrivals (source_id text)")  # is not taken for ours
            owner.execute("INSERT INTO sources VALUES ('s', 'a', 'a', 'a', now(), now())")
            owner.execute("INSERT INTO documents VALUES ('d', 's', 'tc', '', '', '', NULL, '{}', 1, now())")
            owner.execute(
                "INSERT INTO compliance_decisions VALUES ('c', 's', 'ALLOWED', NULL, '[]', 1, false, '{}', '{}', now())"
            )
            owner.execute("UPDATE compliance_decisions SET review_flag = true")
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                owner.execute("SELECT FROM public.review_arrivals")
        finally:
            owner.execute("RESET ROLE")
        assert owner.execute("SELECT source_id FROM public.review_arrivals").fetchall() == [("s",), ("s",)]
        owner.execute(f"DROP OWNED BY {role}")
        owner.execute(f"DROP ROLE {role}")


def test_sources_flagged_before_the_triggers_were_there_are_noted(db):
    make_decision(make_source(id="a"))
    make_decision(make_source(id="b"), flagged=False)
    Arrival.objects.all().delete()
    with connection.cursor() as cursor:
        cursor.execute(ALREADY_FLAGGED)
    assert noted() == ["a"]


def test_what_is_not_known_or_a_week_old_is_noted_again(db):
    unknown, old, new = (make_flagged(make_source(id=key)) for key in ("a", "b", "c"))
    make_decision(make_source(id="d"), flagged=False)
    flag_reasons.work_out(["b", "c"])
    FlagReasons.objects.filter(pk=old.pk).update(worked_out_at=timezone.now() - timedelta(days=8))
    Arrival.objects.all().delete()
    assert arrivals.note_stale(limit=1) == 1
    assert arrivals.note_stale() == 1  # not what is noted already
    assert noted() == ["a", "b"]
    work_off_all()
    assert {row.pk for row in FlagReasons.objects.all()} == {unknown.pk, old.pk, new.pk}
    assert arrivals.note_stale() == 0


def test_reasons_come_before_the_index_and_both_of_every_arrival(db):
    for number in range(3):
        source = make_source()
        make_document(source, f"unusual {number}")
        make_flagged(source)
    waiting = unindexed_count()
    assert [arrivals.work_off(4) for _ in range(2)] == [4, 2]
    assert (FlagReasons.objects.count(), unindexed_count()) == (3, waiting)
    assert [arrivals.work_off(4) for _ in range(3)] == [4, 2, 0]
    assert (Arrival.objects.count(), unindexed_count()) == (0, 0)


def test_workers_at_once_lose_no_arrival_and_the_last_document_counts(in_own_database):
    sources = [make_source() for _ in range(12)]
    for source in sources:
        make_document(source, CLAUSE)
        make_flagged(source)
    ends = threading.Event()

    def work(number):
        if number == 0:  # the pipeline
            try:
                for day in range(1, 9):
                    for source in sources:
                        text = f"{CLAUSE} Version {day}." if day < 8 else "Gone."
                        make_document(source, text, version=day + 1, fetched_at=START + timedelta(days=day))
            finally:
                ends.set()
            return 0
        taken = 0
        while not ends.is_set() or Arrival.objects.exists():
            taken += arrivals.work_off(5)
        return taken

    results = together(4, work)
    assert sum(results) == 12 * (1 + 1 + 8) * 2  # once for the reasons, once for the index
    assert not Arrival.objects.exists()
    assert {tuple(row.codes) for row in FlagReasons.objects.all()} == {("document_changed", "clause_gone")}
    assert FlagReasons.objects.count() == 12


def test_what_a_killed_worker_had_taken_is_taken_again(in_own_database):
    source = make_source()
    decision = make_flagged(source)
    other = psycopg.connect(in_own_database)  # a worker in the middle of its work
    other.execute("SELECT FROM review_arrivals FOR UPDATE")
    other.execute("DELETE FROM review_arrivals")
    assert arrivals.work_off() == 0
    other.close()  # as when its process dies
    wait_until(lambda: arrivals.work_off() == 1)
    assert codes_of(decision) == ["document_missing"]


def test_the_pipeline_waits_for_no_worker(in_own_database):
    source = make_source()
    make_flagged(source)
    with psycopg.connect(in_own_database) as worker, psycopg.connect(in_own_database, autocommit=True) as pipeline:
        worker.execute("SELECT FROM review_arrivals FOR UPDATE")
        pipeline.execute("SET lock_timeout = '2s'")
        pipeline.execute("INSERT INTO documents VALUES ('d', %s, 'tc', '', '', '', NULL, '{}', 1, now())", [source.pk])
        pipeline.execute("UPDATE compliance_decisions SET review_flag = false")
        pipeline.execute("UPDATE compliance_decisions SET review_flag = true")
    assert Arrival.objects.count() == 3


def test_the_background_worker_takes_what_arrives(in_own_database):
    work = Work(in_own_database)
    try:
        wait_until(lambda: not Arrival.objects.exists())
        decision = make_flagged()
        wait_until(lambda: FlagReasons.objects.filter(pk=decision.pk).exists())
        wait_until(lambda: not ProcrastinateJob.objects.filter(task_name="work_off_arrivals").exists())
    finally:
        assert work.end(signal.SIGTERM) == (0, "")
    assert codes_of(decision) == ["document_missing"]
