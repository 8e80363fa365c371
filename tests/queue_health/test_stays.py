"""How long decisions stayed in the queue and what ended it, worked out from what is stored."""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from compliance import bulk, review
from compliance.models import ComplianceDecision, QueueStay, Retirement, ReviewRecord
from compliance.queue_health import stays
from compliance.recounting import Recounted
from tests.factories import START, make_decision, make_source
from tests.test_bulk import chosen, done, start_and_run
from tests.test_review import OVERRIDE

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)


def stays_of(*decisions):
    """`[(entered_at, left_at, left_by), ...]` of the decisions, worked out now."""
    stays.work_out({decision.source_id for decision in decisions})
    rows = QueueStay.objects.filter(decision_id__in=[decision.pk for decision in decisions])
    return list(rows.order_by("entered_at", "number").values_list("entered_at", "left_at", "left_by"))


def execute(sql, *parameters):
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)


def set_flag(decision, flag, at):
    """Sets or clears the flag by plain SQL, as at that moment."""
    execute("UPDATE compliance_decisions SET review_flag = %s WHERE id = %s", flag, decision.pk)
    execute(
        "UPDATE compliance_compliancedecisionevent SET pgh_created_at = %s WHERE pgh_obj_id = %s AND pgh_id > ("
        "SELECT max(pgh_id) - 2 FROM compliance_compliancedecisionevent WHERE pgh_obj_id = %s)",
        at,
        decision.pk,
        decision.pk,
    )


def test_a_flagged_decision_is_in_the_queue_from_when_it_was_made():
    assert stays_of(make_decision()) == [(START, None, None)]


def test_a_decision_that_never_had_a_flag_has_no_stay():
    assert stays_of(make_decision(flagged=False)) == []


@pytest.mark.parametrize("action", ["confirm", "override"])
def test_a_verdict_ends_the_stay_and_names_who_gave_it(reviewer, action):
    decision = make_decision()
    terms = OVERRIDE if action == "override" else {}
    record = getattr(review, action)(decision.pk, by=reviewer, **terms)
    assert stays_of(decision) == [(START, record.created_at, action)]
    stay = QueueStay.objects.get()
    assert (stay.record_id, stay.actor_id, stay.source_id, stay.number) == (
        record.pk,
        reviewer.pk,
        decision.source_id,
        1,
    )


def test_an_undone_confirmation_begins_another_stay_which_another_verdict_ends(reviewer):
    decision = make_decision()
    first = review.confirm(decision.pk, by=reviewer)
    undone = review.undo(first.pk, by=reviewer)
    assert stays_of(decision) == [(START, first.created_at, "confirm"), (undone.created_at, None, None)]
    second = review.confirm(decision.pk, by=reviewer)
    assert stays_of(decision) == [
        (START, first.created_at, "confirm"),
        (undone.created_at, second.created_at, "confirm"),
    ]


def test_an_undone_override_puts_the_restored_decision_into_the_queue_and_not_the_first(reviewer):
    decision = make_decision()
    record = review.override(decision.pk, by=reviewer, **OVERRIDE)
    review.undo(record.pk, by=reviewer)
    restored = ComplianceDecision.objects.for_queue().get()
    assert stays_of(decision) == [(START, record.created_at, "override")]
    assert stays_of(restored) == [(restored.created_at, None, None)]


def test_a_newer_decision_ends_the_stay_when_it_was_made():
    first = make_decision()
    second = make_decision(first.source, minutes=90)
    make_decision(first.source, minutes=120, flagged=False)
    later = timedelta(minutes=90), timedelta(minutes=120)
    assert stays_of(first) == [(START, START + later[0], "newer")]
    assert stays_of(second) == [(START + later[0], START + later[1], "newer")]


def test_of_two_decisions_of_one_moment_the_one_with_the_greater_id_supersedes_the_other():
    source = make_source()
    make_decision(source, id="b")
    assert stays_of(make_decision(source, id="a")) == [(START, START, "newer")]
    assert QueueStay.objects.filter(left_at=None).values_list("decision_id").get() == ("b",)


def test_clearing_as_superseded_ends_nothing_that_the_newer_decision_has_not_ended(reviewer):
    decision = make_decision()
    make_decision(decision.source, minutes=60)
    record = review.clear_superseded(decision.pk, by=reviewer)
    ended_by_newer = (START, START + timedelta(minutes=60), "newer")
    assert stays_of(decision) == [ended_by_newer]
    assert QueueStay.objects.filter(actor_id=reviewer.pk).count() == 0
    undone = review.undo(record.pk, by=reviewer)
    assert stays_of(decision) == [ended_by_newer, (undone.created_at, undone.created_at, "newer")]


def test_a_batch_ends_stays_and_its_revert_begins_them_again(reviewer):
    decisions = [make_decision() for _ in range(3)]
    batch = done("confirm", chosen(*decisions), reviewer)
    confirmed = [(START, record.created_at, "confirm") for record in ReviewRecord.objects.order_by("created_at")]
    assert set(stays_of(*decisions)) == set(confirmed)
    start_and_run(bulk.preview_revert(batch.pk, by=reviewer))
    undone = ReviewRecord.objects.filter(action="undo").order_by("created_at")
    again = [(record.created_at, None, None) for record in undone]
    assert len(again) == 3
    assert sorted(stays_of(*decisions), key=str) == sorted(confirmed + again, key=str)


def test_a_flag_that_plain_sql_clears_ends_the_stay_without_a_verdict():
    decision = make_decision()
    set_flag(decision, False, START + DAY)
    assert stays_of(decision) == [(START, START + DAY, "other")]


def test_a_flag_that_plain_sql_sets_begins_a_stay_then():
    decision = make_decision(flagged=False)
    set_flag(decision, True, START + 3 * DAY)
    assert stays_of(decision) == [(START + 3 * DAY, None, None)]


def test_a_flag_set_anew_after_a_verdict_begins_another_stay(reviewer):
    decision = make_decision()
    record = review.confirm(decision.pk, by=reviewer)
    again = record.created_at + DAY
    set_flag(decision, True, again)
    assert stays_of(decision) == [(START, record.created_at, "confirm"), (again, None, None)]
    second = review.confirm(decision.pk, by=reviewer)
    # The second verdict bears an earlier time than the setting: a stay never ends before it begins.
    assert [left_by for _, _, left_by in stays_of(decision)] == ["confirm", "confirm"]
    assert QueueStay.objects.get(record_id=second.pk).left_at >= second.created_at


def test_a_flag_cleared_after_a_newer_decision_came_changes_nothing():
    decision = make_decision()
    make_decision(decision.source, minutes=60, flagged=False)
    set_flag(decision, False, START + DAY)
    assert stays_of(decision) == [(START, START + timedelta(minutes=60), "newer")]


def test_a_flag_whose_change_left_no_trace_is_taken_to_have_gone_at_once():
    decision = make_decision()
    set_flag(decision, False, START + DAY)
    execute("DELETE FROM compliance_compliancedecisionevent WHERE pgh_label = 'changed_to'")
    assert stays_of(decision) == [(START, START, "other")]


def test_a_decision_inserted_before_its_successor_was_never_longer_in_the_queue_than_until_that():
    source = make_source()
    make_decision(source, minutes=60, flagged=False)
    assert stays_of(make_decision(source, minutes=10)) == [
        (START + timedelta(minutes=10), START + timedelta(minutes=60), "newer")
    ]


def test_a_decision_inserted_between_takes_the_place_of_the_next():
    decision = make_decision()
    make_decision(decision.source, minutes=60)
    assert stays_of(decision)[0][1] == START + timedelta(minutes=60)
    make_decision(decision.source, minutes=30)
    assert stays_of(decision)[0][1] == START + timedelta(minutes=30)


def test_a_backdated_decision_does_not_take_a_verdict_from_who_gave_it(reviewer):
    decision = make_decision()
    record = review.confirm(decision.pk, by=reviewer)
    make_decision(decision.source, minutes=5)
    assert stays_of(decision) == [(START, record.created_at, "confirm")]


def test_a_verdict_before_the_pipelines_clock_ends_the_stay_as_it_begins(reviewer):
    ahead = timezone.now() + DAY
    decision = make_decision(created_at=ahead)
    review.confirm(decision.pk, by=reviewer)
    assert stays_of(decision) == [(ahead, ahead, "confirm")]


def test_a_deleted_decision_takes_its_stays_with_it_and_lets_the_one_before_back_in():
    first = make_decision()
    second = make_decision(first.source, minutes=60)
    assert len(stays_of(first, second)) == 2
    execute("DELETE FROM compliance_decisions WHERE id = %s", second.pk)
    assert stays_of(first, second) == [(START, None, None)]


def test_a_retirement_ends_the_stay_and_taking_it_back_goes_on_with_it():
    decision = make_decision()
    retirement = Retirement.objects.create(
        source_id=decision.source_id, by_id=1, by_name="eve", reason="Gone.", created_at=START + DAY
    )
    assert stays_of(decision) == [(START, START + DAY, "retired")]
    make_decision(decision.source, minutes=60, flagged=False)
    assert stays_of(decision) == [(START, START + timedelta(minutes=60), "newer")]
    retirement.delete()
    assert stays_of(decision) == [(START, START + timedelta(minutes=60), "newer")]


def test_a_decision_of_a_retired_source_never_waits():
    source = make_source()
    Retirement.objects.create(source_id=source.pk, by_id=1, by_name="eve", reason="Gone.", created_at=START - DAY)
    assert stays_of(make_decision(source)) == [(START, START, "retired")]


def test_a_source_that_is_gone_leaves_no_stays():
    decision = make_decision()
    stays_of(decision)
    execute("DELETE FROM compliance_decisions")
    execute("DELETE FROM sources")
    assert stays.work_out([decision.source_id]) == 1
    assert QueueStay.objects.count() == 0


def test_a_decision_moved_to_another_source_takes_its_stay_along():
    decision, other = make_decision(), make_source()
    stays_of(decision)
    execute("UPDATE compliance_decisions SET source_id = %s", other.pk)
    stays.work_out([other.pk])
    stays.work_out([decision.source_id])
    assert list(QueueStay.objects.values_list("decision_id", "source_id", "left_by")) == [(decision.pk, other.pk, None)]


def test_working_out_again_writes_nothing(reviewer):
    decision = make_decision()
    review.undo(review.confirm(decision.pk, by=reviewer).pk, by=reviewer)
    sources = [decision.source_id, make_decision().source_id]
    assert stays.work_out(sources) == 3
    before = list(QueueStay.objects.order_by("id").values())
    assert stays.work_out(sources) == 0
    assert list(QueueStay.objects.order_by("id").values()) == before


def test_working_out_takes_as_many_queries_for_many_sources_as_for_one(django_assert_num_queries):
    sources = [make_decision().source_id for _ in range(5)]
    with django_assert_num_queries(4):
        stays.work_out(sources[:1])
    with django_assert_num_queries(4):
        stays.work_out(sources)


def test_what_waits_is_what_the_queue_holds(reviewer):
    decisions = [make_decision(minutes=minute) for minute in range(8)]
    make_decision(decisions[0].source, minutes=60, flagged=False)
    make_decision(decisions[1].source, minutes=60)
    review.confirm(decisions[2].pk, by=reviewer)
    review.undo(review.override(decisions[3].pk, by=reviewer, **OVERRIDE).pk, by=reviewer)
    review.undo(review.confirm(decisions[4].pk, by=reviewer).pk, by=reviewer)
    set_flag(decisions[5], False, START + DAY)
    Retirement.objects.create(source_id=decisions[6].source_id, by_id=1, by_name="eve", reason="Gone.")
    stays.work_out([decision.source_id for decision in decisions])
    retired = Retirement.objects.values("source_id")
    waiting = ComplianceDecision.objects.for_queue().exclude(source_id__in=retired)
    assert waiting.count() == 4
    open_now = QueueStay.objects.filter(left_at=None).values_list("decision_id", flat=True)
    assert set(open_now) == set(waiting.values_list("pk", flat=True))


def tamper():
    """Changes, removes and adds a row each."""
    first, second = QueueStay.objects.order_by("entered_at")[:2]
    QueueStay.objects.filter(pk=first.pk).update(left_at=START + DAY, left_by="confirm", actor_id=7)
    second.delete()
    QueueStay.objects.create(
        decision_id="nobody's", number=1, source_id="nowhere", entered_at=datetime(2026, 1, 1, tzinfo=UTC)
    )


def test_recount_finds_and_repairs_what_was_tampered_with(monkeypatch):
    monkeypatch.setattr(stays, "BATCH", 2)
    decisions = [make_decision(minutes=minute) for minute in range(5)]
    right = stays_of(*decisions)
    execute("DELETE FROM review_stale_standings")
    assert stays.recount() == Recounted("stays in the review queue", 5, 0)
    tamper()
    assert stays.recount() == Recounted("stays in the review queue", 5, 3)
    assert stays_of(*decisions) == right
    assert stays.recount() == Recounted("stays in the review queue", 5, 0)


def test_recount_works_out_what_is_not_folded_yet_and_does_not_call_it_an_error():
    decision = make_decision()
    assert stays.recount() == Recounted("stays in the review queue", 1, 0)
    assert stays_of(decision) == [(START, None, None)]


def test_recount_of_an_empty_database_finds_nothing():
    assert stays.recount() == Recounted("stays in the review queue", 0, 0)
