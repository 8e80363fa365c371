"""The rules of verdicts, and what is left behind by each."""

import threading
from datetime import timedelta

import psycopg
import pytest
from django.core.exceptions import PermissionDenied
from django.db import DatabaseError, connection, connections, transaction
from django.utils import timezone

from compliance import review, roles, waiting
from compliance.models import ComplianceDecision, ReasonCode, ReviewRecord

from .factories import make_decision, make_source

OVERRIDE = {
    "status": "BLOCKED",
    "channel": "none",
    "constraints": [],
    "reason": "machine_misread",
    "note": "Clause 4 forbids it.",
}


def row(decision):
    return ComplianceDecision.objects.filter(pk=decision.pk).values().get()


def test_confirm_keeps_the_row_but_for_its_flag_and_writes_one_record(reviewer):
    decision = make_decision(signals={"signals": []})
    before = row(decision)
    record = review.confirm(decision.pk, by=reviewer, note=" Read both versions. ")
    assert row(decision) == before | {"review_flag": False}
    assert ComplianceDecision.objects.count() == 1
    stored = ReviewRecord.objects.get()
    assert stored == record
    assert (
        stored.action,
        stored.actor_id,
        stored.actor_name,
        stored.decision_id,
        stored.source_id,
        stored.source_url,
        stored.from_status,
        stored.to_status,
        stored.new_decision_id,
        stored.reason,
        stored.note,
    ) == (
        "confirm",
        reviewer.pk,
        "ada",
        decision.pk,
        decision.source_id,
        decision.source.normalized_url,
        "CONDITIONAL",
        "CONDITIONAL",
        None,
        "",
        "Read both versions.",
    )
    assert stored.decision_snapshot["review_flag"] is True
    assert stored.decision_snapshot["id"] == decision.pk
    assert abs(stored.created_at - timezone.now()) < timedelta(minutes=1)


def test_override_writes_a_new_current_decision_and_leaves_the_machines_as_it_was(reviewer):
    decision = make_decision(
        version_info={"model_version": "m-1", "rules_version": "r-1", "document_versions": {"tc": 2}}
    )
    before = row(decision)
    record = review.override(
        decision.pk,
        by=reviewer,
        status="CONDITIONAL",
        channel="official_api",
        constraints=["Attribution", {"type": "crawl_delay", "seconds": 10}],
        reason="document_changed",
        note="The new terms name the API.",
    )
    assert row(decision) == before | {"review_flag": False}
    new = ComplianceDecision.objects.latest_for(decision.source_id)
    assert new.pk == record.new_decision_id != decision.pk
    assert (new.status, new.compliance_channel, new.constraints, new.confidence, new.review_flag) == (
        "CONDITIONAL",
        "official_api",
        ["Attribution", {"type": "crawl_delay", "seconds": 10}],
        1.0,
        False,
    )
    assert new.version_info == {
        "model_version": "human-review",
        "rules_version": "r-1",
        "document_versions": {"tc": 2},
        "timestamp": new.version_info["timestamp"],
        "decided_by": {"id": reviewer.pk, "name": "ada"},
        "supersedes": decision.pk,
        "reason": "document_changed",
    }
    assert (record.action, record.from_status, record.to_status, record.reason, record.note) == (
        "override",
        "CONDITIONAL",
        "CONDITIONAL",
        "document_changed",
        "The new terms name the API.",
    )


def test_an_override_is_current_even_where_the_pipelines_clock_runs_ahead(reviewer):
    ahead = timezone.now() + timedelta(days=3)
    decision = make_decision(id="zzz", created_at=ahead)
    record = review.override(decision.pk, by=reviewer, **OVERRIDE)
    latest = ComplianceDecision.objects.latest_for(decision.source_id)
    assert latest.pk == record.new_decision_id
    assert latest.created_at == ahead + timedelta(microseconds=1)


def test_review_required_cannot_be_confirmed_only_resolved(reviewer):
    decision = make_decision(status="REVIEW_REQUIRED")
    with pytest.raises(review.InvalidVerdict, match="can't be confirmed"):
        review.confirm(decision.pk, by=reviewer)
    with pytest.raises(review.InvalidVerdict) as caught:
        review.override(decision.pk, by=reviewer, **OVERRIDE | {"status": "REVIEW_REQUIRED"})
    assert caught.value.field == "status"
    assert row(decision)["review_flag"] is True
    assert not ReviewRecord.objects.exists()
    assert review.override(decision.pk, by=reviewer, **OVERRIDE).to_status == "BLOCKED"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"status": "MAYBE"}, "status"),
        ({"status": "CONDITIONAL", "constraints": []}, "constraints"),
        ({"reason": "unheard_of"}, "reason"),
        ({"reason": "other"}, "reason"),  # switched off below
        ({"note": " \n "}, "note"),
    ],
)
def test_an_incomplete_override_changes_nothing_and_names_the_field(reviewer, change, field):
    ReasonCode.objects.filter(code="other").update(active=False)
    decision = make_decision()
    with pytest.raises(review.InvalidVerdict) as caught:
        review.override(decision.pk, by=reviewer, **OVERRIDE | change)
    assert caught.value.field == field
    assert row(decision)["review_flag"] is True
    assert (ComplianceDecision.objects.count(), ReviewRecord.objects.count()) == (1, 0)


def test_a_second_verdict_is_refused_and_names_the_first(reviewer, account):
    decision = make_decision()
    first = review.confirm(decision.pk, by=account("grace"))
    for verdict in (review.confirm, lambda pk, by: review.override(pk, by=by, **OVERRIDE), review.clear_superseded):
        with pytest.raises(review.Conflict, match="grace has decided it already") as caught:
            verdict(decision.pk, by=reviewer)
        assert caught.value.record == first
    assert ReviewRecord.objects.count() == 1


def test_what_a_newer_decision_has_superseded_can_only_be_cleared_as_superseded(reviewer):
    source = make_source()
    old = make_decision(source)
    newer = make_decision(source, minutes=1)
    for verdict in (review.confirm, lambda pk, by: review.override(pk, by=by, **OVERRIDE)):
        with pytest.raises(review.Conflict) as caught:
            verdict(old.pk, by=reviewer)
        assert caught.value.newer == newer
    assert review.clear_superseded(old.pk, by=reviewer).action == "supersede"
    assert (row(old)["review_flag"], row(newer)["review_flag"]) == (False, True)
    with pytest.raises(review.InvalidVerdict, match="still is the current decision"):
        review.clear_superseded(newer.pk, by=reviewer)


@pytest.mark.parametrize("role", [roles.AUDITOR, roles.MANAGER, None])
def test_only_those_who_may_review_give_verdicts(account, role):
    decision = make_decision()
    outsider = account("eve", role)
    for verdict in (review.confirm, lambda pk, by: review.override(pk, by=by, **OVERRIDE), review.clear_superseded):
        with pytest.raises(PermissionDenied):
            verdict(decision.pk, by=outsider)
    assert row(decision)["review_flag"] is True


def test_a_flag_that_the_pipeline_cleared_is_a_conflict_without_a_record(reviewer):
    decision = make_decision(flagged=False)
    with pytest.raises(review.Conflict, match="its flag is gone already") as caught:
        review.confirm(decision.pk, by=reviewer)
    assert caught.value.record is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE review_records SET note = 'forged'",
        "UPDATE review_records SET note = note WHERE false",
        "DELETE FROM review_records",
        "TRUNCATE review_records",
        "TRUNCATE sources CASCADE",
    ],
)
def test_the_database_refuses_to_change_review_records(reviewer, statement):
    review.confirm(make_decision().pk, by=reviewer)
    if "sources" in statement:  # nothing cascades into the records, so this one passes and leaves them
        with connection.cursor() as cursor:
            cursor.execute(statement)
    else:
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert ReviewRecord.objects.count() == 1


def test_records_outlive_the_source_and_the_account(reviewer):
    decision = make_decision()
    review.confirm(decision.pk, by=reviewer)
    source = decision.source
    decision.delete()
    source.delete()
    reviewer.delete()
    record = ReviewRecord.objects.get()
    assert (record.actor_name, record.source_url) == ("ada", source.normalized_url)


# Real concurrency: every thread has a connection of its own, in a database of its own.


def together(count, work):
    """Runs `work(number)` in threads that start at once; returns their results or exceptions in order."""
    barrier, results = threading.Barrier(count), [None] * count

    def run(number):
        try:
            barrier.wait()
            results[number] = work(number)
        except Exception as error:
            results[number] = error
        finally:
            connections.close_all()

    threads = [threading.Thread(target=run, args=[number]) for number in range(count)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return results


def make_reviewers(count):
    from django.contrib.auth.models import Group, User

    users = [User.objects.create_user(f"reviewer-{n}") for n in range(count)]
    Group.objects.get(name=roles.REVIEWER).user_set.add(*users)
    return users


def test_of_many_verdicts_on_one_decision_at_once_exactly_one_stands(in_own_database):
    users = make_reviewers(8)
    decisions = [make_decision() for _ in range(5)]
    for decision in decisions:
        results = together(
            8,
            lambda n, decision=decision: (
                review.confirm(decision.pk, by=users[n])
                if n % 2
                else review.override(decision.pk, by=users[n], **OVERRIDE)
            ),
        )
        assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 7 + ["ReviewRecord"]
    assert ReviewRecord.objects.count() == 5
    assert not ComplianceDecision.objects.flagged().exists()


def test_verdicts_on_different_decisions_at_once_all_stand_in_one_gapless_chain(in_own_database):
    from compliance.audit import verify_chain

    users = make_reviewers(8)
    decisions = [[make_decision().pk for _ in range(10)] for _ in range(8)]
    results = together(8, lambda n: [review.confirm(pk, by=users[n]) for pk in decisions[n]])
    assert [len(records) for records in results] == [10] * 8
    assert sorted(ReviewRecord.objects.values_list("id", flat=True)) == list(range(1, 81))
    report = verify_chain()
    assert (report.records, report.problem) == (80, "")


def test_a_decision_that_the_pipeline_inserts_meanwhile_never_slips_under_an_override(in_own_database):
    """The pipeline has inserted but not committed; the override waits and then sees that it is superseded."""
    (user,) = make_reviewers(1)
    decision = make_decision()
    with psycopg.connect(in_own_database) as pipeline:
        pipeline.execute(
            "INSERT INTO compliance_decisions VALUES ('new', %s, 'ALLOWED', NULL, '[]', 0.9, true, '{}', '{}', %s)",
            [decision.source_id, timezone.now().replace(tzinfo=None)],
        )
        outcome = []
        thread = threading.Thread(
            target=lambda: outcome.extend(together(1, lambda _: review.override(decision.pk, by=user, **OVERRIDE)))
        )
        thread.start()
        thread.join(timeout=0.5)
        assert thread.is_alive()
        pipeline.commit()
        thread.join()
    assert isinstance(outcome[0], review.Conflict)
    assert outcome[0].newer.pk == "new"
    assert not ReviewRecord.objects.exists()


def test_a_verdict_whose_connection_is_lost_leaves_nothing_behind(in_own_database):
    (user,) = make_reviewers(1)
    decision = make_decision()

    with psycopg.connect(in_own_database, autocommit=True) as other:

        def kill(execute, sql, params, many, context):
            if "INSERT INTO" in sql and "review_records" in sql:
                other.execute(
                    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
                )
            return execute(sql, params, many, context)

        with pytest.raises(DatabaseError), connection.execute_wrapper(kill):
            review.override(decision.pk, by=user, **OVERRIDE)
    connection.close()
    assert ComplianceDecision.objects.flagged().count() == 1
    assert (ComplianceDecision.objects.count(), ReviewRecord.objects.count()) == (1, 0)


# Undo


def test_undo_of_a_confirmation_brings_the_flag_back_and_is_a_record_of_its_own(reviewer):
    decision = make_decision()
    record = review.confirm(decision.pk, by=reviewer)
    undone = review.undo(record.pk, by=reviewer)
    assert row(decision)["review_flag"] is True
    assert (undone.action, undone.undoes, undone.decision_id, undone.new_decision_id) == (
        "undo",
        record.pk,
        decision.pk,
        None,
    )
    assert [entry.action for entry in ReviewRecord.objects.order_by("id")] == ["confirm", "undo"]
    assert review.confirm(decision.pk, by=reviewer).action == "confirm"  # it can be decided again


def test_undo_of_an_override_writes_the_former_state_as_the_current_flagged_decision(reviewer):
    decision = make_decision(status="REVIEW_REQUIRED", signals=[{"signal_type": "x"}], confidence=0.3)
    record = review.override(decision.pk, by=reviewer, **OVERRIDE)
    undone = review.undo(record.pk, by=reviewer)
    current = ComplianceDecision.objects.latest_for(decision.source_id)
    assert current.pk == undone.new_decision_id
    assert list(ComplianceDecision.objects.for_queue()) == [current]
    former = row(decision)
    for name in ("status", "compliance_channel", "constraints", "confidence", "signals"):
        assert getattr(current, name) == former[name]
    assert current.version_info == former["version_info"] | {
        "restores": decision.pk,
        "supersedes": record.new_decision_id,
    }
    assert (undone.from_status, undone.to_status) == ("BLOCKED", "REVIEW_REQUIRED")


def test_undo_of_a_clearing_as_superseded_brings_that_flag_back(reviewer):
    source = make_source()
    old = make_decision(source)
    make_decision(source, minutes=1)
    record = review.clear_superseded(old.pk, by=reviewer)
    review.undo(record.pk, by=reviewer)
    assert row(old)["review_flag"] is True


@pytest.mark.parametrize("verdict", ["confirm", "override"])
def test_undo_is_refused_once_the_pipeline_has_decided_since(reviewer, verdict):
    decision = make_decision()
    record = getattr(review, verdict)(decision.pk, by=reviewer, **(OVERRIDE if verdict == "override" else {}))
    newer = make_decision(decision.source, created_at=timezone.now() + timedelta(days=1))
    with pytest.raises(review.Conflict, match="a newer decision has been made since") as caught:
        review.undo(record.pk, by=reviewer)
    assert caught.value.newer == newer
    assert ReviewRecord.objects.count() == 1


def test_undo_is_for_ones_own_verdict_once(reviewer, account):
    record = review.confirm(make_decision().pk, by=reviewer)
    with pytest.raises(review.Conflict, match="ada's verdict"):
        review.undo(record.pk, by=account("grace"))
    with pytest.raises(PermissionDenied):
        review.undo(record.pk, by=account("eve", roles.AUDITOR))
    undone = review.undo(record.pk, by=reviewer)
    for number in (record.pk, undone.pk):
        with pytest.raises(review.Conflict):
            review.undo(number, by=reviewer)
    assert ReviewRecord.objects.count() == 2


def test_of_many_undos_at_once_exactly_one_stands(in_own_database):
    (user,) = make_reviewers(1)
    decision = make_decision()
    record = review.override(decision.pk, by=user, **OVERRIDE)
    results = together(6, lambda _: review.undo(record.pk, by=user))
    assert sorted(type(result).__name__ for result in results) == ["Conflict"] * 5 + ["ReviewRecord"]
    assert ComplianceDecision.objects.count() == 3


def test_the_snapshot_keeps_the_decisions_time_to_the_microsecond(reviewer):
    decision = make_decision(created_at=timezone.now().replace(microsecond=123456))
    record = review.confirm(decision.pk, by=reviewer)
    assert ReviewRecord.objects.get(pk=record.pk).decision_snapshot["created_at"] == decision.created_at.isoformat()


def test_what_is_no_verdict_cannot_be_undone(reviewer):
    record = waiting.comment(make_decision().pk, by=reviewer, note="Asked legal.")
    with pytest.raises(review.Conflict, match="only a verdict can be undone"):
        review.undo(record.pk, by=reviewer)
