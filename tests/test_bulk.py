"""Bulk actions: what runs is what was previewed, by the rules of single verdicts, once, whatever is killed."""

import os
import signal
import subprocess
import sys
import threading
import time
from collections import Counter
from datetime import timedelta

import psutil
import psycopg
import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import QueryDict
from django.utils import timezone
from procrastinate.contrib.django import app
from procrastinate.contrib.django.models import ProcrastinateJob
from procrastinate.job_context import JobContext

from compliance import bulk, bulk_chunks, jobs, leases, review, roles, waiting
from compliance.audit import verify_chain
from compliance.filters import QueueFilter
from compliance.models import Batch, ComplianceDecision, Lease, ReasonCode, ReviewRecord, Snooze, Source

from .factories import START, make_decision, make_source
from .test_commands import ROOT, Up
from .test_review import OVERRIDE, make_reviewers, row, together

TERMS = {name: value for name, value in OVERRIDE.items() if name != "note"}


def queue():
    return ComplianceDecision.objects.for_queue()


def flagged():
    return set(ComplianceDecision.objects.flagged().values_list("pk", flat=True))


def chosen(*decisions):
    return ComplianceDecision.objects.filter(pk__in=[decision.pk for decision in decisions])


def run(batch):
    """Does what the worker's job does."""
    while bulk_chunks.run_chunk(batch.pk):
        pass
    batch.refresh_from_db()
    return batch


def start_and_run(batch, **terms):
    bulk.start(batch.pk, by=batch.actor, number=batch.total, note=" All alike. ", **terms)
    return run(batch)


def done(action, decisions, by, **terms):
    return start_and_run(bulk.preview(action, decisions, by=by), **terms)


def outcome(batch):
    """`{decision id: problem, "" where it was decided}`"""
    return {item.decision_id: item.problem for item in batch.items.all()}


# What is decided


def test_a_bulk_confirmation_leaves_what_single_ones_would(reviewer):
    single = review.confirm(make_decision(minutes=1).pk, by=reviewer, note="All alike.")
    decisions = [make_decision(minutes=1), make_decision(minutes=2, status="BLOCKED")]
    before = [row(decision) for decision in decisions]
    Snooze.objects.create(decision_id=decisions[0].pk, until=timezone.now() + timedelta(days=1), user=reviewer)
    leases.take(decisions[0].pk, by=reviewer)
    batch = done("confirm", chosen(*decisions), reviewer)
    assert (batch.state, bulk.progress(batch)) == ("finished", bulk.Progress(done=2, skipped=0, remaining=0))
    assert [row(decision) for decision in decisions] == [former | {"review_flag": False} for former in before]
    assert (Snooze.objects.count(), Lease.objects.count()) == (0, 0)
    records = {record.decision_id: record for record in ReviewRecord.objects.filter(batch_id=batch.pk)}
    assert set(records) == {decision.pk for decision in decisions}
    for decision, former in zip(decisions, before, strict=True):
        record = records[decision.pk]
        alike = ("action", "actor_id", "actor_name", "reason", "note", "new_decision_id", "undoes", "details")
        assert [getattr(record, name) for name in alike] == [getattr(single, name) for name in alike]
        assert (record.source_id, record.source_url) == (decision.source_id, decision.source.normalized_url)
        assert (record.from_status, record.to_status) == (former["status"], former["status"])
        assert record.decision_snapshot["review_flag"] is True
        assert record.decision_snapshot.keys() == single.decision_snapshot.keys()
        assert batch.items.get(decision_id=decision.pk).record_id == record.pk
    assert verify_chain().problem == ""


def test_a_bulk_override_writes_what_single_ones_would(reviewer):
    review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    single = ComplianceDecision.objects.get(confidence=1.0)
    ahead = make_decision(created_at=timezone.now() + timedelta(days=3), status="REVIEW_REQUIRED", signals=["x"])
    other = make_decision()
    batch = done("override", chosen(ahead, other), reviewer, **TERMS)
    assert outcome(batch) == {ahead.pk: "", other.pk: ""}
    for decision in (ahead, other):
        new = ComplianceDecision.objects.latest_for(decision.source_id)
        record = ReviewRecord.objects.get(decision_id=decision.pk)
        assert new.pk == record.new_decision_id
        alike = ("status", "compliance_channel", "constraints", "confidence", "review_flag")
        assert [getattr(new, name) for name in alike] == [getattr(single, name) for name in alike]
        assert new.signals == decision.signals
        assert new.version_info.keys() == single.version_info.keys()
        assert new.version_info["supersedes"] == decision.pk
        assert (record.action, record.from_status, record.to_status) == ("override", decision.status, "BLOCKED")
        assert (record.reason, record.note) == ("machine_misread", "All alike.")
    assert flagged() == set()


def test_superseded_decisions_are_cleared_and_current_ones_skipped(reviewer):
    source = make_source()
    old, older = make_decision(source, minutes=1), make_decision(source)
    current = make_decision(source, minutes=2)
    batch = done("supersede", ComplianceDecision.objects.flagged(), reviewer)
    assert outcome(batch) == {
        old.pk: "",
        older.pk: "",
        current.pk: "This still is the current decision of its source: confirm or override it.",
    }
    assert flagged() == {current.pk}


def test_rows_that_a_single_verdict_would_refuse_are_skipped_with_its_reason(reviewer, account):
    grace = account("grace")
    source = make_source()
    decisions = {
        "fine": make_decision(),
        "undecided": make_decision(status="REVIEW_REQUIRED"),
        "superseded": make_decision(source),
        "decided": make_decision(),
        "unflagged": make_decision(),
        "open": make_decision(),
        "mine": make_decision(),
        "run out": make_decision(),
        "gone": make_decision(),
    }
    for name in ("open", "run out"):
        leases.take(decisions[name].pk, by=grace)
    Lease.objects.filter(decision_id=decisions["run out"].pk).update(expires_at=timezone.now())
    leases.take(decisions["mine"].pk, by=reviewer)
    batch = bulk.preview("confirm", chosen(*decisions.values()), by=reviewer)
    make_decision(source, minutes=1, flagged=False)
    review.confirm(decisions["decided"].pk, by=grace)
    chosen(decisions["unflagged"]).update(review_flag=False)
    ids = {decision.pk: name for name, decision in decisions.items()}
    decisions["gone"].delete()
    expected = {
        "fine": "",
        "mine": "",
        "run out": "",
        "undecided": "“Review required” can't be confirmed: decide on one of the other three.",
        "superseded": "a newer decision has superseded this one.",
        "decided": "grace has decided it already.",
        "unflagged": "its flag is gone already.",
        "open": "grace has it open.",
        "gone": "the decision is gone.",
    }
    preview = bulk.look_ahead(batch)
    assert preview.outcomes == [("CONDITIONAL", 3)]
    assert {ids[skipped.decision_id]: skipped.problem for skipped in preview.skipped.rows} == {
        name: problem for name, problem in expected.items() if problem
    }
    assert sorted(preview.skipped.groups) == sorted((problem, 1) for problem in expected.values() if problem)
    batch = start_and_run(batch)
    assert {ids[key]: problem for key, problem in outcome(batch).items()} == expected
    assert bulk.skipped(batch).number == 6
    assert ReviewRecord.objects.filter(batch_id=batch.pk).count() == 3


# Preview and start


def test_a_preview_fixes_the_rows_of_the_filter_and_changes_nothing(reviewer):
    blocked = [make_decision(status="BLOCKED") for _ in range(3)]
    make_decision(status="ALLOWED")
    filters = QueueFilter(QueryDict("status=BLOCKED"), user=reviewer)
    batch = bulk.preview("confirm", filters.qs, by=reviewer, query="status=BLOCKED")
    make_decision(status="BLOCKED")  # came later: nobody has seen it
    assert (batch.total, batch.state, batch.query) == (3, "waiting", "status=BLOCKED")
    assert set(batch.items.values_list("decision_id", flat=True)) == {decision.pk for decision in blocked}
    assert not bulk_chunks.run_chunk(batch.pk)  # not started
    assert (len(flagged()), ReviewRecord.objects.count(), ProcrastinateJob.objects.count()) == (5, 0, 0)
    start_and_run(batch)
    assert len(flagged()) == 2


def test_a_preview_counts_outcomes_and_picks_the_same_samples_each_time(reviewer):
    for number in range(8):
        make_decision(status="BLOCKED" if number < 3 else "ALLOWED")
    batch = bulk.preview("confirm", queue(), by=reviewer)
    preview = bulk.look_ahead(batch)
    assert (preview.outcomes, preview.number, preview.skipped.number) == ([("ALLOWED", 5), ("BLOCKED", 3)], 8, 0)
    assert len(preview.samples) == bulk.SAMPLES
    assert bulk.look_ahead(batch) == preview


@pytest.mark.parametrize("query", [{"pk": "nobody"}, {"pk__in": []}], ids=["nothing found", "nothing asked for"])
def test_a_preview_of_nothing_is_refused_and_leaves_no_batch(reviewer, query):
    make_decision()
    with pytest.raises(review.InvalidVerdict, match="no decision to act on"):
        bulk.preview("confirm", ComplianceDecision.objects.filter(**query), by=reviewer)
    assert not Batch.objects.exists()


@pytest.mark.parametrize("action", ["", None, "revert", "undo", "delete"])
def test_only_verdicts_can_be_given_in_bulk(reviewer, action):
    make_decision()
    with pytest.raises(review.InvalidVerdict) as caught:
        bulk.preview(action, queue(), by=reviewer)
    assert caught.value.field == "action"


@pytest.mark.parametrize("role", [roles.AUDITOR, roles.MANAGER, None])
def test_only_those_who_may_review_act_in_bulk(reviewer, account, role):
    make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    outsider = account("eve", role)
    for action in (
        lambda: bulk.preview("confirm", queue(), by=outsider),
        lambda: bulk.start(batch.pk, by=outsider, note="x"),
        lambda: bulk.go_on(batch.pk, by=outsider),
        lambda: bulk.preview_revert(batch.pk, by=outsider),
    ):
        with pytest.raises(PermissionDenied):
            action()
    assert (Batch.objects.count(), ReviewRecord.objects.count()) == (1, 0)


def test_a_batch_is_its_owners_to_start_and_go_on_with(reviewer, account):
    make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    for action in (lambda by: bulk.start(batch.pk, by=by, note="x"), lambda by: bulk.go_on(batch.pk, by=by)):
        with pytest.raises(PermissionDenied, match="Only ada can start this batch"):
            action(account(f"admin-{timezone.now():%H%M%S%f}", roles.ADMIN))
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    ("action", "change", "field"),
    [
        ("confirm", {"note": " \n"}, "note"),
        ("confirm", {"number": None}, "number"),
        ("confirm", {"number": 100}, "number"),
        ("supersede", {"note": ""}, "note"),
        ("override", {"note": ""}, "note"),
        ("override", {"status": "REVIEW_REQUIRED"}, "status"),
        ("override", {"status": "CONDITIONAL"}, "constraints"),
        ("override", {"reason": "other"}, "reason"),  # switched off below
        ("override", {"number": 10_100}, "number"),
    ],
)
def test_an_incomplete_start_changes_nothing_and_names_the_field(reviewer, action, change, field):
    ReasonCode.objects.filter(code="other").update(active=False)
    source = make_source()
    ComplianceDecision.objects.bulk_create(
        ComplianceDecision(source=source, status="ALLOWED", confidence=0.5, review_flag=True) for _ in range(101)
    )
    batch = bulk.preview(action, ComplianceDecision.objects.flagged(), by=reviewer)
    terms = {"number": 101, "note": "All alike."} | (TERMS if action == "override" else {})
    with pytest.raises(review.InvalidVerdict) as caught:
        bulk.start(batch.pk, by=reviewer, **terms | change)
    assert caught.value.field == field
    batch.refresh_from_db()
    assert (batch.state, batch.parameters, ProcrastinateJob.objects.count()) == ("waiting", {}, 0)


def test_a_batch_is_started_once_and_gets_one_job(reviewer):
    make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="x")
    with pytest.raises(review.Conflict, match="started already"):
        bulk.start(batch.pk, by=reviewer, note="x")
    job = ProcrastinateJob.objects.get()
    assert (job.task_name, job.args, job.status) == ("run_batch", {"batch_id": str(batch.pk)}, "todo")
    run(batch)
    with pytest.raises(review.Conflict, match="started already"):
        bulk.start(batch.pk, by=reviewer, note="x")
    assert ReviewRecord.objects.count() == 1


def test_of_many_starts_at_once_exactly_one_stands(in_own_database):
    (user,) = make_reviewers(1)
    make_decision()
    batch = bulk.preview("confirm", queue(), by=user)
    results = together(6, lambda _: bulk.start(batch.pk, by=user, note="x"))
    assert sorted(type(result).__name__ for result in results) == ["Batch"] + ["Conflict"] * 5
    assert ProcrastinateJob.objects.count() == 1


def test_lists_that_were_never_started_are_forgotten_after_a_day(reviewer):
    make_decision()
    old, fresh, running = (bulk.preview("confirm", queue(), by=reviewer) for _ in range(3))
    bulk.start(running.pk, by=reviewer, note="x")
    Batch.objects.exclude(pk=fresh.pk).update(created_at=timezone.now() - timedelta(days=1, seconds=1))
    bulk_chunks.forget_unstarted()
    assert set(Batch.objects.values_list("pk", flat=True)) == {fresh.pk, running.pk}
    assert flagged() != set()
    assert not old.items.exists()


# While it runs


@pytest.fixture
def chunks_of_two(monkeypatch):
    monkeypatch.setattr(bulk_chunks, "CHUNK", 2)


@pytest.mark.parametrize("loss", ["role", "account"])
def test_a_role_taken_away_stops_the_batch_between_two_chunks(reviewer, chunks_of_two, loss):
    for _ in range(5):
        make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="x")
    assert bulk_chunks.run_chunk(batch.pk)
    if loss == "role":
        reviewer.groups.clear()
    else:
        User.objects.update(is_active=False)
    batch = run(batch)
    assert (batch.state, batch.problem) == ("failed", "ada may no longer decide on flagged decisions.")
    assert bulk.progress(batch) == bulk.Progress(done=2, skipped=0, remaining=3)
    assert (len(flagged()), ReviewRecord.objects.count()) == (3, 2)


def test_a_batch_that_failed_goes_on_with_the_rest_when_its_owner_says_so(reviewer, chunks_of_two):
    for _ in range(3):
        make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="x")
    assert bulk_chunks.run_chunk(batch.pk)
    with pytest.raises(review.Conflict, match="not one that has failed"):
        bulk.go_on(batch.pk, by=reviewer)
    bulk_chunks.fail(batch.pk, "An error.")
    bulk.go_on(batch.pk, by=reviewer)
    batch = run(batch)
    assert (batch.state, batch.problem, bulk.progress(batch).done) == ("finished", "", 3)
    assert ReviewRecord.objects.count() == 3


def test_two_workers_never_run_one_batch_at_once(in_own_database):
    (user,) = make_reviewers(1)
    decisions = [make_decision() for _ in range(20)]
    batch = bulk.preview("confirm", queue(), by=user)
    bulk.start(batch.pk, by=user, note="x")
    with psycopg.connect(in_own_database) as other:
        other.execute("SELECT FROM review_batches FOR UPDATE")
        assert not bulk_chunks.run_chunk(batch.pk)
    together(4, lambda _: run(Batch.objects.get()))
    run(batch)
    assert Counter(ReviewRecord.objects.values_list("decision_id", flat=True)) == {
        decision.pk: 1 for decision in decisions
    }


def test_a_decision_that_the_pipeline_inserts_meanwhile_never_slips_under_a_batch(in_own_database):
    """The pipeline has inserted but not committed; the chunk waits and then sees that it is superseded."""
    (user,) = make_reviewers(1)
    decision, other = make_decision(), make_decision()
    batch = bulk.preview("override", queue(), by=user)
    bulk.start(batch.pk, by=user, note="x", **TERMS)
    with psycopg.connect(in_own_database) as pipeline:
        pipeline.execute(
            "INSERT INTO compliance_decisions VALUES ('new', %s, 'ALLOWED', NULL, '[]', 0.9, true, '{}', '{}', %s)",
            [decision.source_id, timezone.now().replace(tzinfo=None)],
        )
        worker = threading.Thread(target=lambda: together(1, lambda _: run(batch)))
        worker.start()
        worker.join(timeout=0.5)
        assert worker.is_alive()
        pipeline.commit()
        worker.join()
    assert outcome(batch) == {decision.pk: "a newer decision has superseded this one.", other.pk: ""}
    assert flagged() == {decision.pk, "new"}


def test_a_chunk_whose_connection_is_lost_leaves_nothing_behind_and_is_done_again(in_own_database):
    (user,) = make_reviewers(1)
    decisions = [make_decision() for _ in range(3)]
    batch = bulk.preview("override", queue(), by=user)
    bulk.start(batch.pk, by=user, note="x", **TERMS)
    with psycopg.connect(in_own_database, autocommit=True) as other:

        def kill(execute, sql, params, many, context):
            if sql.startswith("\nUPDATE review_batch_items"):  # the last statement of all
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            return execute(sql, params, many, context)

        with pytest.raises(Exception, match="terminating connection"), connection.execute_wrapper(kill):
            bulk_chunks.run_chunk(batch.pk)
    connection.close()
    assert (ComplianceDecision.objects.count(), len(flagged()), ReviewRecord.objects.count()) == (3, 3, 0)
    assert bulk.progress(batch).remaining == 3
    run(batch)
    assert ReviewRecord.objects.count() == len(decisions)


def test_the_row_changes_of_a_batch_are_recorded_with_its_actor(reviewer):
    decision = make_decision()
    batch = done("confirm", queue(), reviewer)
    contexts = {event.pgh_context.metadata["batch"] for event in decision.events.select_related("pgh_context")}
    users = {event.pgh_context.metadata["user"] for event in decision.events.select_related("pgh_context")}
    assert (contexts, users) == ({str(batch.pk)}, {reviewer.pk})


# Revert


def test_a_revert_of_confirmations_sets_the_flags_again(reviewer):
    decisions = [make_decision() for _ in range(3)]
    before = [row(decision) for decision in decisions]
    batch = done("confirm", queue(), reviewer)
    revert = bulk.preview_revert(batch.pk, by=reviewer)
    assert (revert.action, revert.reverts, revert.total, revert.state) == ("revert", batch, 3, "waiting")
    assert bulk.look_ahead(revert).outcomes == [("CONDITIONAL", 3)]
    revert = start_and_run(revert)
    assert bulk.progress(revert) == bulk.Progress(done=3, skipped=0, remaining=0)
    assert [row(decision) for decision in decisions] == before
    for record in ReviewRecord.objects.filter(batch_id=revert.pk):
        undone = ReviewRecord.objects.get(pk=record.undoes)
        assert (record.action, record.note, undone.batch_id) == ("undo", "All alike.", batch.pk)
        assert record.decision_id == undone.decision_id
        assert record.details == {"reverted_batch": str(batch.pk)}
    assert verify_chain().records == 6
    assert done("confirm", queue(), reviewer).state == "finished"  # they can be decided again


def test_a_revert_of_overrides_restores_the_former_state_as_current(reviewer):
    decision = make_decision(status="REVIEW_REQUIRED", confidence=0.3, signals=["x"])
    batch = done("override", queue(), reviewer, **TERMS)
    revert = bulk.preview_revert(batch.pk, by=reviewer)
    assert bulk.look_ahead(revert).outcomes == [("REVIEW_REQUIRED", 1)]
    start_and_run(revert)
    (current,) = queue()
    former = row(decision)
    for name in ("status", "compliance_channel", "constraints", "confidence", "signals"):
        assert getattr(current, name) == former[name]
    overriding = ReviewRecord.objects.get(batch_id=batch.pk).new_decision_id
    assert current.version_info == former["version_info"] | {"restores": decision.pk, "supersedes": overriding}
    record = ReviewRecord.objects.get(batch_id=revert.pk)
    assert (record.new_decision_id, record.from_status, record.to_status) == (current.pk, "BLOCKED", "REVIEW_REQUIRED")


def test_a_revert_of_clearings_sets_those_flags_again(reviewer):
    source = make_source()
    old = make_decision(source)
    make_decision(source, minutes=1, flagged=False)
    batch = done("supersede", ComplianceDecision.objects.flagged(), reviewer)
    start_and_run(bulk.preview_revert(batch.pk, by=reviewer))
    assert flagged() == {old.pk}


@pytest.mark.parametrize("action", ["confirm", "override"])
def test_a_revert_skips_what_has_been_touched_since(reviewer, account, action):
    grace = account("grace")
    decisions = {name: make_decision() for name in ("fine", "newer", "undone", "again", "gone")}
    ids = {decision.pk: name for name, decision in decisions.items()}
    batch = done(action, queue(), reviewer, **(TERMS if action == "override" else {}))
    records = {ids[record.decision_id]: record for record in ReviewRecord.objects.all()}
    make_decision(decisions["newer"].source, created_at=timezone.now() + timedelta(days=1))
    for name in ("undone", "again"):
        record = review.undo(records[name].pk, by=reviewer)
        if name == "again":
            review.confirm(record.new_decision_id or record.decision_id, by=grace)
    decisions["gone"].delete()
    waiting.comment(decisions["fine"].pk, by=grace, note="A remark touches nothing.")
    taken_back = "this verdict has been taken back already."
    expected = {
        "fine": "",
        "newer": "a newer decision has been made since.",
        "undone": taken_back,
        "again": taken_back,
        "gone": "the decision is gone.",
    }
    revert = bulk.preview_revert(batch.pk, by=reviewer)
    preview = bulk.look_ahead(revert)
    assert (preview.number, preview.skipped.number) == (1, 4)
    revert = start_and_run(revert)
    assert {ids[key]: problem for key, problem in outcome(revert).items()} == expected


def test_a_batch_is_reverted_by_its_owner_or_an_admin_only(reviewer, account):
    make_decision()
    batch = done("confirm", queue(), reviewer)
    with pytest.raises(PermissionDenied, match="Only ada or an admin can revert this batch"):
        bulk.preview_revert(batch.pk, by=account("grace"))
    admin = account("root", roles.ADMIN)
    revert = bulk.preview_revert(batch.pk, by=admin)
    assert start_and_run(revert).state == "finished"
    assert ReviewRecord.objects.get(batch_id=revert.pk).actor_name == "root"


def test_an_admin_who_is_none_any_more_does_not_revert_what_others_did(reviewer, account):
    make_decision()
    batch = done("confirm", queue(), reviewer)
    admin = account("root", roles.ADMIN)
    revert = bulk.preview_revert(batch.pk, by=admin)
    bulk.start(revert.pk, by=admin, note="x")
    admin.groups.set([Group.objects.get(name=roles.REVIEWER)])
    revert = run(revert)
    assert (revert.state, revert.problem) == ("failed", "root may no longer revert what others have decided.")
    assert flagged() == set()


def test_only_what_has_ended_and_is_no_revert_can_be_reverted_and_once(reviewer):
    make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="x")
    with pytest.raises(review.Conflict, match="has not ended yet"):
        bulk.preview_revert(batch.pk, by=reviewer)
    run(batch)
    revert = bulk.preview_revert(batch.pk, by=reviewer)
    assert bulk.preview_revert(batch.pk, by=reviewer) == revert  # a double click
    start_and_run(revert)
    assert bulk.preview_revert(batch.pk, by=reviewer) == revert
    with pytest.raises(review.Conflict, match="can't be reverted"):
        bulk.preview_revert(revert.pk, by=reviewer)
    assert Batch.objects.count() == 2


# The worker


def wait_until(condition, seconds=120):
    for _ in range(seconds * 10):
        if condition():
            return
        time.sleep(0.1)
    raise AssertionError("it did not come")


class Work:
    """A running `work`."""

    def __init__(self, database_url, *arguments):
        self.process = subprocess.Popen(
            [sys.executable, "manage.py", "work", *arguments],
            env={"PATH": os.environ["PATH"], "DATABASE_URL": database_url, "SECRET_KEY": "x" * 50},
            stderr=subprocess.PIPE,
            text=True,
            cwd=ROOT,
        )

    def end(self, number):
        self.process.send_signal(number)
        _, errors = self.process.communicate(timeout=30)
        return self.process.returncode, errors


def test_a_worker_takes_up_what_a_killed_one_left_and_ends_on_term(in_own_database, tmp_path):
    (user,) = make_reviewers(1)
    for _ in range(3):
        make_decision()
    with psycopg.connect(in_own_database) as holder:
        # Held, so that the first worker is in the middle of its chunk when it is killed.
        holder.execute("SELECT FROM sources FOR UPDATE")
        batch = bulk.preview("confirm", queue(), by=user)
        bulk.start(batch.pk, by=user, note="x")
        killed = Work(in_own_database)
        wait_until(lambda: ProcrastinateJob.objects.filter(task_name="run_batch", status="doing").exists())
        assert killed.end(signal.SIGKILL) == (-signal.SIGKILL, "")
        holder.execute("UPDATE procrastinate_workers SET last_heartbeat = now() - interval '1 minute'")
    work = Work(in_own_database)
    try:
        wait_until(lambda: Batch.objects.get().state == "finished")
        wait_until(lambda: not ProcrastinateJob.objects.exists())  # the killed one's too
    finally:
        assert work.end(signal.SIGTERM) == (0, "")
    assert ReviewRecord.objects.count() == 3


def test_an_error_in_the_program_stops_the_batch_and_leaves_its_rows(reviewer):
    make_decision()
    batch = bulk.preview("confirm", queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="x")
    Batch.objects.update(parameters={})  # nothing that the program would write
    job = ProcrastinateJob.objects.get()
    context = JobContext(app=app, job=job.procrastinate_job, start_timestamp=0, abort_reason=lambda: None)
    with pytest.raises(KeyError):
        jobs.run_batch.func(context, **job.args)
    batch.refresh_from_db()
    assert (batch.state, batch.problem) == (
        "failed",
        "An error in the program stopped it. Its cause is in the server's log.",
    )
    assert (len(flagged()), ReviewRecord.objects.count()) == (1, 0)


def test_a_worker_ends_with_its_parent(own_database):
    process = Work(own_database, "--parent", "1").process
    assert process.communicate(timeout=60) == (None, "")
    assert process.returncode == 0


def test_a_worker_without_a_database_says_so_in_one_sentence(in_own_database):
    away = in_own_database.replace("/test_own_", "/away_")
    process = Work(away).process
    _, errors = process.communicate(timeout=120)
    assert process.returncode == 1
    assert errors.splitlines()[-1].startswith("CommandError: The background worker has no database: ")
    assert "Traceback" not in errors


def workers_of(up):
    return [child for child in psutil.Process(up.process.pid).children() if alive(child) and "work" in child.cmdline()]


def alive(process):
    return process.is_running() and process.status() != psutil.STATUS_ZOMBIE


@pytest.fixture
def make_up():
    """Starts `up`s that are gone after the test, whatever became of it."""
    started = []

    def make(**environment):
        started.append(Up(**environment))
        started[-1].wait_ready()
        return started[-1]

    yield make
    for up in started:
        up.process.kill()
        up.process.wait()


def test_up_starts_a_dead_worker_again_and_takes_it_along_when_it_ends(own_database, tmp_path, make_up):
    here = {"DATABASE_URL": own_database, "VAR_DIR": str(tmp_path)}
    up = make_up(**here)
    wait_until(lambda: len(workers_of(up)) == 1)
    (first,) = workers_of(up)
    first.kill()
    wait_until(lambda: [worker for worker in workers_of(up) if worker.pid != first.pid])
    (second,) = workers_of(up)
    up.end(signal.SIGTERM)
    assert up.process.returncode == 0
    assert not alive(second)
    up = make_up(**here)
    wait_until(lambda: len(workers_of(up)) == 1)
    (third,) = workers_of(up)
    up.end(signal.SIGKILL)
    wait_until(lambda: not alive(third))


ROWS = 20_000


def fill(number):
    urls = [f"https://site-{n}.example/terms" for n in range(number)]
    sources = [Source(url=url, normalized_url=url, domain=url.split("/")[2]) for url in urls]
    Source.objects.bulk_create(sources, batch_size=2_000)
    signals = {"signals": [{"signal_type": "scraping_allowed", "value": "conditional", "confidence": 0.7}]}
    ComplianceDecision.objects.bulk_create(
        [
            ComplianceDecision(
                source=source,
                status="CONDITIONAL" if n % 2 else "ALLOWED",
                constraints=["Attribution"],
                confidence=0.5,
                review_flag=True,
                signals=signals,
                version_info={"model_version": "judge-1"},
                created_at=START,
            )
            for n, source in enumerate(sources)
        ],
        batch_size=2_000,
    )


def test_twenty_thousand_rows_with_the_server_killed_in_the_middle_are_decided_once_each_and_reverted(
    in_own_database, tmp_path, make_up
):
    (user,) = make_reviewers(1)
    fill(ROWS)
    before = flagged()
    here = {"DATABASE_URL": in_own_database, "VAR_DIR": str(tmp_path)}
    up = make_up(**here)
    batch = bulk.preview("confirm", queue(), by=user)
    bulk.start(batch.pk, by=user, number=ROWS, note="All alike.")
    wait_until(lambda: bulk.progress(batch).done > ROWS // 10)
    up.end(signal.SIGKILL)  # returns once the worker is gone too
    progress = bulk.progress(batch)
    assert ROWS // 10 < progress.done < ROWS
    assert ReviewRecord.objects.count() == progress.done
    make_up(**here)
    wait_until(lambda: Batch.objects.get(pk=batch.pk).state == "finished")
    assert bulk.progress(batch) == bulk.Progress(done=ROWS, skipped=0, remaining=0)
    assert flagged() == set()
    assert set(ReviewRecord.objects.values_list("decision_id", flat=True)) == before
    assert ReviewRecord.objects.filter(action="confirm", batch_id=batch.pk).count() == ROWS
    revert = bulk.preview_revert(batch.pk, by=user)
    bulk.start(revert.pk, by=user, number=ROWS, note="It was too much.")
    wait_until(lambda: Batch.objects.get(pk=revert.pk).state == "finished")
    assert flagged() == before
    assert ReviewRecord.objects.filter(action="undo", batch_id=revert.pk).count() == ROWS
    report = verify_chain()
    assert (report.records, report.problem) == (2 * ROWS, "")
