"""Taking sources out of use and back, deleting the empty ones, and what that means for the queue."""

import threading

import pytest
from django.contrib.auth.models import Group, User
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction

from compliance import leases, retiring, review, roles
from compliance.filters import QueueFilter
from compliance.models import Arrival, ComplianceDecision, Document, Retirement, ReviewRecord, Source
from compliance.source_changes import source_changes

from .factories import make_decision, make_document, make_source
from .test_review import OVERRIDE, together


@pytest.fixture
def admin(account):
    return account("root", roles.ADMIN)


def queue():
    return list(ComplianceDecision.objects.for_queue().order_by("created_at"))


# --- retire and take back


def test_flagged_decisions_of_a_retired_source_leave_the_queue_and_come_back(admin, rf):
    kept, retired = make_decision(), make_decision(minutes=1)
    superseded = make_decision(retired.source, minutes=-5)
    assert queue() == [kept, retired]
    retiring.retire(retired.source_id, by=admin, reason=" The site is gone. ")
    stands = Retirement.objects.get()
    assert (stands.source_id, stands.by_id, stands.by_name, stands.reason) == (
        retired.source_id, admin.pk, "root", "The site is gone.",
    )  # fmt: skip
    assert queue() == [kept]
    for query, expected in (("", [kept]), ("superseded=True", [])):
        assert list(QueueFilter(rf.get("/?" + query).GET, user=admin).qs) == expected
    assert ComplianceDecision.objects.get(pk=retired.pk).review_flag
    retiring.take_back(retired.source_id, by=admin)
    assert queue() == [kept, retired]
    assert list(QueueFilter(rf.get("/?superseded=True").GET, user=admin).qs) == [superseded]


@pytest.mark.parametrize("reason", ["", "  \n "])
def test_retiring_wants_a_reason(admin, reason):
    with pytest.raises(retiring.Refused, match="Say why") as refused:
        retiring.retire(make_source().pk, by=admin, reason=reason)
    assert refused.value.field == "reason"
    assert not Retirement.objects.exists()


def test_a_source_is_retired_once_and_taken_back_once(admin, account):
    source = make_source()
    retiring.retire(source.pk, by=admin, reason="Gone")
    with pytest.raises(retiring.Refused, match="root has retired it already"):
        retiring.retire(source.pk, by=account("bob", roles.ADMIN), reason="Mine")
    assert Retirement.objects.get().reason == "Gone"
    retiring.take_back(source.pk, by=admin)
    with pytest.raises(retiring.Refused, match="in use already"):
        retiring.take_back(source.pk, by=admin)


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
def test_only_admins_retire_and_delete(account, admin, role):
    user, source = account("x", role), make_source()
    acts = (
        lambda: retiring.retire(source.pk, by=user, reason="No"),
        lambda: retiring.take_back(source.pk, by=user),
        lambda: retiring.delete(source.pk, by=user),
    )
    for act in acts:
        with pytest.raises(PermissionDenied):
            act()
    assert Source.objects.filter(pk=source.pk).exists()


def test_verdicts_on_a_retired_source_are_refused_and_say_why(admin):
    decision = make_decision()
    old = make_decision(decision.source, minutes=-5)
    retiring.retire(decision.source_id, by=admin, reason="Gone")
    for verdict in (
        lambda: review.confirm(decision.pk, by=admin),
        lambda: review.override(decision.pk, by=admin, **OVERRIDE),
        lambda: review.clear_superseded(old.pk, by=admin),
    ):
        with pytest.raises(review.Conflict, match="root has retired this source"):
            verdict()
    assert not ReviewRecord.objects.exists()
    assert ComplianceDecision.objects.flagged().count() == 2
    retiring.take_back(decision.source_id, by=admin)
    assert review.confirm(decision.pk, by=admin).actor_name == "root"


def test_who_retired_and_who_took_back_stays_known(admin, client_of):
    source = make_source()
    client = client_of(admin)
    client.post(f"/sources/{source.pk}/retire/", {"reason": "Gone"})
    client.post(f"/sources/{source.pk}/take-back/")
    assert [(change.kind, change.who, change.reason) for change in source_changes(source.pk)] == [
        ("taken_back", "root", ""),
        ("retired", "root", "Gone"),
    ]


# --- delete


def test_an_empty_source_can_be_deleted_with_what_was_ours(admin):
    source = make_source()
    retiring.retire(source.pk, by=admin, reason="Empty")
    Arrival.objects.create(source_id=source.pk)
    retiring.delete(source.pk, by=admin)
    assert not Source.objects.exists()
    assert not Retirement.objects.exists()
    assert not Arrival.objects.exists()
    assert {change.kind for change in source_changes(source.pk)} == {"deleted", "taken_back", "retired"}


def test_a_source_with_documents_or_decisions_stays(admin):
    source = make_source()
    make_document(source)
    make_document(source, version=2)
    make_decision(source)
    with pytest.raises(retiring.Refused, match="the source has 2 documents and 1 decision"):
        retiring.delete(source.pk, by=admin)
    assert Source.objects.count() == 1


def test_what_names_a_source_is_counted(admin):
    source = make_source()
    decision = make_decision(source)
    make_document(source)
    leases.take(decision.pk, by=admin)
    counted = {reference.label: reference.count for reference in retiring.references(source.pk) if reference.count}
    assert counted == {"documents": 1, "decisions": 1, "open by a reviewer": 1}
    review.confirm(decision.pk, by=admin)
    counted = {reference.label: reference.count for reference in retiring.references(source.pk) if reference.count}
    assert counted == {"documents": 1, "decisions": 1, "review records": 1}


# --- at the same time


@pytest.fixture
def committed_admin(in_own_database):
    user = User.objects.create_user("root")
    user.groups.add(Group.objects.get(name=roles.ADMIN))
    return user


def test_a_retirement_during_a_review_lets_one_of_the_two_win(committed_admin):
    """The verdict's page is open; retirement and verdict come at once. Both are never true."""
    for _ in range(8):
        decision = make_decision()
        leases.take(decision.pk, by=committed_admin)

        def act(number, decision=decision):
            try:
                if number:
                    review.confirm(decision.pk, by=committed_admin)
                else:
                    retiring.retire(decision.source_id, by=committed_admin, reason="Gone")
            except review.Conflict as conflict:
                return str(conflict)
            return "done"

        retirement, verdict = together(2, act)
        assert retirement == "done"
        still_flagged = ComplianceDecision.objects.get(pk=decision.pk).review_flag
        if still_flagged:
            assert "root has retired this source" in verdict
        else:
            assert verdict == "done"
        assert ReviewRecord.objects.filter(decision_id=decision.pk).exists() != still_flagged


def test_a_deletion_waits_for_a_document_that_the_pipeline_is_inserting(committed_admin):
    """Nothing is orphaned: the document is committed first, so the deletion finds it."""
    source = make_source()
    inserted, told = threading.Event(), []

    def pipeline():
        with transaction.atomic():
            make_document(source)
            inserted.set()
            wait_until_blocked()
        connection.close()

    writer = threading.Thread(target=pipeline)
    writer.start()
    inserted.wait(10)
    try:
        retiring.delete(source.pk, by=committed_admin)
    except retiring.Refused as refused:
        told.append(str(refused))
    writer.join()
    assert told == ["Nothing was deleted: the source has 1 document. Retire it instead."]
    assert Document.objects.get().source_id == Source.objects.get().pk


def wait_until_blocked():
    """Returns once another connection waits for a lock that this one holds."""
    waiting = "SELECT count(*) FROM pg_stat_activity WHERE pg_backend_pid() = ANY (pg_blocking_pids(pid))"
    with connection.cursor() as cursor:
        for _ in range(1000):
            cursor.execute(waiting)
            if cursor.fetchone()[0]:
                return
            cursor.execute("SELECT pg_sleep(0.01)")
    raise AssertionError("nobody came to wait")
