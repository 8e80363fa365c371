"""The rows behind the figures: written with each record, by whoever writes it, and recounted."""

import uuid
from datetime import timedelta
from random import Random

import psycopg
import pytest
from django.db import connection, connections
from django.utils import timezone

from compliance import bulk, bulk_chunks, leases, review
from compliance.models import ComplianceDecision, Lease, ReviewRecord, Verdict
from compliance.recounting import Recounted
from compliance.verdicts import facts

from ..factories import START, make_decision, make_document, make_source
from ..test_audit import tamper
from ..test_review import OVERRIDE, make_reviewers, together
from .records import make_records, random_records

SIGNALS = [{"signal_type": "scraping_allowed", "value": "prohibited"}, {"signal_type": "time_limits", "value": ""}]
READ = ["scraping_allowed=prohibited", "time_limits=not stated"]


def test_a_verdict_is_laid_out_as_one_row(reviewer):
    decision = make_decision(
        confidence=0.62,
        signals={"signals": SIGNALS},
        version_info={"model_version": "m-2", "rules_version": "r-7", "document_versions": {"tc": 3, "robots": None}},
    )
    record = review.override(decision.pk, by=reviewer, **OVERRIDE)
    record.refresh_from_db()
    assert Verdict.objects.values().get() == {
        "record_id": record.pk,
        "source_id": decision.source_id,
        "decision_id": decision.pk,
        "actor_id": reviewer.pk,
        "action": "override",
        "machine_status": "CONDITIONAL",
        "human_status": "BLOCKED",
        "confidence": 0.62,
        "model": "m-2",
        "rules": "r-7",
        "signals": READ,
        "document_types": ["tc"],
        "decided_at": record.created_at,
        "opened_at": None,
        "batch_id": None,
        "is_undone": False,
    }


@pytest.mark.parametrize(
    ("signals", "expected"),
    [
        ({"signals": SIGNALS}, READ),
        (SIGNALS, READ),
        ({"terms": {"signals": SIGNALS}}, []),
        ([*SIGNALS, *SIGNALS, "scraping", {"value": "allowed"}, None, 7], READ),
        ([{"signal_type": "a", "value": None}, {"signal_type": None, "value": 4}], ["=4", "a=not stated"]),
        ([{"signal_type": {"x": 1}, "value": [True]}], ['{"x": 1}=[true]']),
        ({"signals": {"signal_type": "a"}}, []),
        ("scraping", []),
        (None, []),
    ],
)
def test_signals_of_every_shape_are_read(db, signals, expected):
    make_records([{"signals": signals}])
    assert Verdict.objects.get().signals == expected


def test_documents_that_a_decision_does_not_name_are_those_that_its_source_had_then(reviewer):
    source = make_source()
    decision = make_decision(source, minutes=10)
    make_document(source, document_type="robots", fetched_at=START)
    make_document(source, document_type="robots", version=2, fetched_at=START)
    make_document(source, document_type="tc", fetched_at=START + timedelta(minutes=10))
    make_document(source, document_type="llm_txt", fetched_at=START + timedelta(minutes=11))
    review.confirm(decision.pk, by=reviewer)
    assert Verdict.objects.get().document_types == ["robots", "tc"]


@pytest.mark.parametrize(
    "snapshot",
    [
        {},
        [],
        [1, 2],
        7,
        "text",
        {"confidence": "0.5", "signals": 3, "version_info": 4},
        {"confidence": [], "signals": [[], {}], "version_info": {"model_version": [], "document_versions": [1]}},
        {"confidence": 1.0000001, "version_info": {"document_versions": 3}, "created_at": "2026-02-31T00:00:00+00:00"},
        {"confidence": -0.1, "created_at": [], "version_info": {"model_version": "", "rules_version": None}},
        {"signals": {"signals": [{"signal_type": "x" * 5000, "value": "y" * 5000}]}},
        {"version_info": {"model_version": "m" * 50_000, "rules_version": "ж" * 50_000}},
        {"version_info": {"document_versions": {"k" * 9000: 1}}},
        {"signals": [{"signal_type": f"s{number}"} for number in range(3000)]},
    ],
)
def test_no_snapshot_stops_a_verdict(db, snapshot):
    (written,) = make_records([{"snapshot": snapshot}])
    verdict = Verdict.objects.get()
    assert (verdict.record_id, verdict.confidence) == (written.pk, None)
    assert max([len(text) for text in verdict.signals + verdict.document_types], default=0) <= 200
    assert len(verdict.signals) <= 200
    assert len(verdict.model or "") <= 200
    assert facts.recount() == Recounted("verdicts", 1, 0)


@pytest.mark.parametrize(
    ("written", "read"), [("1e-400", 0.0), ("1e400", None), ("0.30000000000000004", 0.30000000000000004), ("1", 1.0)]
)
def test_numbers_that_no_float_holds_stop_no_verdict(db, written, read):
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO review_records SELECT (jsonb_populate_record(NULL::review_records, %s::jsonb)).*",
            [
                '{"action": "confirm", "actor_id": 1, "actor_name": "x", "source_id": "s", "source_url": "u",'
                '"decision_id": "d", "from_status": "ALLOWED", "to_status": "ALLOWED", "reason": "", "note": "",'
                f'"details": [], "created_at": "2026-01-01T00:00:00Z", "decision_snapshot": {{"confidence": {written}}}}}'
            ],
        )
    assert Verdict.objects.get().confidence == read


@pytest.mark.parametrize(
    "details",
    [
        {},
        [],
        7,
        {"opened_at": 7},
        {"opened_at": "soon"},
        {"opened_at": "2026-03-01T99:99:99+00:00"},
        {"opened_at": "2026-13-01T11:00:00+00:00"},
        {"opened_at": "2026-03-01T11:58:00"},
        {"opened_at": (START + timedelta(seconds=1)).isoformat()},
        {"opened_at": (START - timedelta(days=1, seconds=1)).isoformat()},
    ],
)
def test_a_moment_of_opening_that_can_not_be_is_unknown(db, details):
    make_records([{"details": details, "created_at": START}])
    assert Verdict.objects.get().opened_at is None


def test_only_what_clears_a_flag_is_laid_out(db):
    make_records(
        [{"action": action} for action in ("confirm", "escalate", "override", "snooze", "comment", "supersede", "undo")]
    )
    assert list(Verdict.objects.order_by("record_id").values_list("action", flat=True)) == [
        "confirm",
        "override",
        "supersede",
    ]


def test_a_verdict_that_is_taken_back_is_marked(reviewer):
    kept, taken = (review.confirm(make_decision().pk, by=reviewer) for _ in range(2))
    overridden = review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    review.undo(taken.pk, by=reviewer)
    review.undo(overridden.pk, by=reviewer)
    marked = dict(Verdict.objects.values_list("record_id", "is_undone"))
    assert marked == {kept.pk: False, taken.pk: True, overridden.pk: True}


def test_a_record_takes_back_only_what_came_before_it(db):
    make_records([{"action": "undo", "undoes": 2}, {}, {"undoes": 3}, {}, {"action": "undo", "undoes": 4}])
    assert dict(Verdict.objects.values_list("record_id", "is_undone")) == {2: False, 3: False, 4: True}
    assert facts.recount().repaired == 0


def test_bulk_verdicts_and_their_revert_are_laid_out_too(reviewer):
    for _ in range(3):
        make_decision(signals=SIGNALS)
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, number=3, note="Read.")
    bulk_chunks.run_chunk(batch.pk)
    assert (
        list(Verdict.objects.values_list("batch_id", "signals", "opened_at", "is_undone"))
        == [(batch.pk, READ, None, False)] * 3
    )
    bulk_chunks.run_chunk(batch.pk)
    revert = bulk.preview_revert(batch.pk, by=reviewer)
    bulk.start(revert.pk, by=reviewer, number=3, note="Wrong.")
    bulk_chunks.run_chunk(revert.pk)
    assert list(Verdict.objects.values_list("is_undone", flat=True)) == [True] * 3


def test_a_verdict_outlives_its_source(reviewer):
    decision = make_decision()
    record = review.confirm(decision.pk, by=reviewer)
    ComplianceDecision.objects.all().delete()
    decision.source.delete()
    assert Verdict.objects.get().record_id == record.pk
    assert facts.recount() == Recounted("verdicts", 1, 0)


# --- handling time


def test_the_moment_of_opening_is_kept_while_one_stays_and_begins_anew_for_who_takes_over(reviewer, account):
    leases.take("d", by=reviewer)
    opened = timezone.now() - timedelta(minutes=4)
    Lease.objects.update(opened_at=opened)
    assert leases.take("d", by=reviewer).opened_at == opened
    assert leases.take("d", by=account("grace")).opened_at == opened  # the colleague's stands
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    before = timezone.now()
    assert leases.take("d", by=account("linus")).opened_at >= before
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1), opened_at=opened)
    assert leases.take("d", by=account("rosa")).opened_at >= before


def test_who_returns_after_ones_own_lease_ran_out_begins_anew(reviewer):
    leases.take("d", by=reviewer)
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1), opened_at=START)
    assert leases.take("d", by=reviewer).opened_at > timezone.now() - timedelta(minutes=1)


@pytest.mark.parametrize("verdict", ["confirm", "override", "supersede"])
def test_a_verdict_under_ones_own_lease_records_when_it_was_opened(reviewer, verdict):
    decision = make_decision()
    opened = timezone.now() - timedelta(minutes=3)
    leases.take(decision.pk, by=reviewer)
    Lease.objects.update(opened_at=opened)
    if verdict == "supersede":
        make_decision(decision.source, minutes=5, flagged=False)
        record = review.clear_superseded(decision.pk, by=reviewer)
    elif verdict == "confirm":
        record = review.confirm(decision.pk, by=reviewer)
    else:
        record = review.override(decision.pk, by=reviewer, **OVERRIDE)
    assert ReviewRecord.objects.get(pk=record.pk).details == {"opened_at": opened.isoformat()}
    assert Verdict.objects.get().opened_at == opened


def test_without_ones_own_running_lease_nothing_is_recorded(reviewer, account):
    free, taken, late = (make_decision() for _ in range(3))
    leases.take(taken.pk, by=account("grace"))
    leases.take(late.pk, by=reviewer)
    Lease.objects.filter(decision_id=late.pk).update(expires_at=timezone.now() - timedelta(seconds=1))
    for decision in (free, taken, late):
        assert review.confirm(decision.pk, by=reviewer).details == {}
    assert list(Verdict.objects.values_list("opened_at", flat=True)) == [None] * 3


# --- recount


def test_a_recount_of_untouched_verdicts_finds_nothing(db):
    random_records(Random(1), 300)
    assert facts.recount() == Recounted("verdicts", Verdict.objects.count(), 0)


def test_a_recount_repairs_what_is_wrong_missing_or_too_many(db):
    random_records(Random(2), 200)
    whole = list(Verdict.objects.order_by("record_id").values())
    first, second, third = Verdict.objects.order_by("record_id")[:3]
    Verdict.objects.filter(pk=first.pk).update(is_undone=not first.is_undone, signals=["forged=yes"], confidence=None)
    Verdict.objects.filter(pk=second.pk).delete()
    Verdict.objects.filter(pk=third.pk).update(opened_at=None, model="forged")
    Verdict.objects.create(
        record_id=10**6, actor_id=1, action="confirm", signals=[], document_types=[], decided_at=START
    )
    assert facts.recount() == Recounted("verdicts", len(whole), 4)
    assert list(Verdict.objects.order_by("record_id").values()) == whole
    assert facts.recount().repaired == 0


def test_a_recount_keeps_the_documents_that_only_the_trigger_saw(reviewer):
    source = make_source()
    document = make_document(source, document_type="robots")
    review.confirm(make_decision(source).pk, by=reviewer)
    document.delete()
    Verdict.objects.update(model="forged")
    assert facts.recount().repaired == 1
    assert Verdict.objects.values_list("model", "document_types").get() == ("judge-1", ["robots"])


def test_a_recount_follows_a_record_that_was_changed_by_force(reviewer):
    record = review.confirm(make_decision().pk, by=reviewer)
    tamper(f"UPDATE review_records SET from_status = 'ALLOWED' WHERE id = {record.pk}")
    assert facts.recount() == Recounted("verdicts", 1, 1)
    assert Verdict.objects.get().machine_status == "ALLOWED"


def test_verdicts_by_many_at_once_and_by_plain_sql_leave_what_a_recount_gives(in_own_database):
    users = make_reviewers(4)
    decisions = [make_decision(signals=SIGNALS) for _ in range(24)]
    batch = uuid.uuid4()

    def by_plain_sql(number):
        with psycopg.connect(in_own_database) as plain:
            plain.execute(
                "INSERT INTO review_records (action, created_at, actor_id, actor_name, source_id, source_url, decision_id,"
                " from_status, to_status, reason, note, decision_snapshot, details, batch_id, previous_hash, hash)"
                " SELECT 'confirm', now(), %s, 'sql', 's', 'u', 'd' || n, 'ALLOWED', 'ALLOWED', '', '', '{}', '{}', %s, '', ''"
                " FROM generate_series(1, 5) n",
                [number, batch],
            )

    def work(number):
        for decision in decisions[number::4]:
            record = review.confirm(decision.pk, by=users[number])
            if record.pk % 2:
                review.undo(record.pk, by=users[number])
        by_plain_sql(number)
        facts.recount()
        connections.close_all()

    together(4, work)
    assert facts.recount() == Recounted("verdicts", 24 + 20, 0)
    undone = ReviewRecord.objects.filter(action="undo").count()
    assert Verdict.objects.filter(is_undone=True).count() == undone


def test_versions_are_all_there_are_sorted(db):
    make_records(
        [{"version_info": {"model_version": m, "rules_version": r}} for m, r in [("b", "1"), ("a", None), ("b", "2")]]
        + [{"version_info": {}}]
    )
    assert facts.versions() == facts.Versions(["a", "b"], ["1", "2"])


def test_without_verdicts_there_are_no_versions(db):
    assert facts.versions() == facts.Versions([], [])
    assert facts.recount() == Recounted("verdicts", 0, 0)
