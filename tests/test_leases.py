"""Leases keep reviewers apart; what waits can be put off and handed on."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from compliance import leases, review, roles, waiting
from compliance.filters import ORDERS
from compliance.models import ComplianceDecision, Escalation, Lease, ReviewRecord, Snooze

from .factories import make_decision, make_source
from .test_review import make_reviewers, together


def queue():
    return ComplianceDecision.objects.for_queue()


def take_next(by, after=None, order=""):
    found = leases.take_next(queue(), ORDERS[order], by=by, after=after)
    return found and found.pk


def test_a_lease_keeps_others_out_until_it_runs_out_or_is_released(reviewer, account):
    grace = account("grace")
    assert leases.take("d", by=reviewer).holder == reviewer
    assert leases.take("d", by=grace).holder == reviewer
    assert leases.holder_of("d").holder == reviewer
    leases.release("d", by=grace)  # not hers to release
    assert leases.holder_of("d").holder == reviewer
    Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert leases.holder_of("d") is None
    assert leases.take("d", by=grace).holder == grace
    leases.release("d", by=grace)
    assert leases.take("d", by=reviewer).holder == reviewer


def test_taking_ones_own_lease_again_extends_it(reviewer):
    leases.take("d", by=reviewer)
    Lease.objects.update(expires_at=timezone.now() + timedelta(seconds=5))
    leases.take("d", by=reviewer)
    assert Lease.objects.get().expires_at > timezone.now() + timedelta(minutes=9)


@pytest.mark.parametrize(("order", "expected"), [("", ["a", "b", "c", None]), ("newest", ["c", "b", "a", None])])
def test_next_goes_through_the_order_past_what_others_have_open(reviewer, account, order, expected):
    for minute, key in enumerate("abc"):
        make_decision(id=key, minutes=minute)
    others = [account(f"r{n}") for n in range(4)]
    assert [take_next(other, order=order) for other in others] == expected


def test_next_goes_on_behind_the_one_just_left_and_begins_again_at_the_end(reviewer):
    a, _, c = (make_decision(id=key, minutes=minute) for minute, key in enumerate("abc"))
    assert take_next(reviewer, after=a) == "b"
    assert take_next(reviewer, after=c) == "a"
    review.confirm("a", by=reviewer)
    assert take_next(reviewer, after=c) == "b"
    review.confirm("b", by=reviewer)
    assert take_next(reviewer, after=c) is None


def test_many_reviewers_asking_for_the_next_at_once_get_different_ones(in_own_database):
    users = make_reviewers(8)
    for minute in range(12):
        make_decision(minutes=minute)
    for _ in range(3):
        taken = together(8, lambda n: take_next(users[n]))
        assert len(set(taken)) == 8
        assert None not in taken
        Lease.objects.all().delete()


def test_a_verdict_ends_lease_snooze_and_escalation_of_the_decision(reviewer, account):
    decision = make_decision()
    waiting.snooze(decision.pk, by=reviewer, until=timezone.now() + timedelta(days=1))
    waiting.escalate(decision.pk, by=reviewer, to=roles.ADMIN, note="Please look")
    leases.take(decision.pk, by=reviewer)
    review.confirm(decision.pk, by=account("grace"))
    assert (Lease.objects.count(), Snooze.objects.count(), Escalation.objects.count()) == (0, 0, 0)


def test_snooze_escalate_and_comment_leave_the_flag_and_write_records(reviewer, account):
    decision = make_decision()
    until = timezone.now() + timedelta(days=2)
    waiting.snooze(decision.pk, by=reviewer, until=until)
    waiting.escalate(decision.pk, by=reviewer, to=account("grace"), note=" Is this a licence? ")
    waiting.comment(decision.pk, by=reviewer, note="Asked legal.")
    records = ReviewRecord.objects.order_by("id").values_list("action", "note", "details", "from_status", "to_status")
    assert list(records) == [
        ("snooze", "", {"until": until.isoformat()}, "CONDITIONAL", "CONDITIONAL"),
        ("escalate", "Is this a licence?", {"to_user": "grace"}, "CONDITIONAL", "CONDITIONAL"),
        ("comment", "Asked legal.", {}, "CONDITIONAL", "CONDITIONAL"),
    ]
    assert list(queue()) == [decision]
    assert Escalation.objects.get().to_user.username == "grace"
    waiting.wake(decision.pk, by=reviewer)
    assert not Snooze.objects.exists()


def test_comments_do_not_count_as_verdicts(reviewer):
    decision = make_decision()
    record = review.confirm(decision.pk, by=reviewer)
    waiting.comment(decision.pk, by=reviewer, note="Later thought")
    assert review.verdict_on(decision) == record
    assert review.undo(record.pk, by=reviewer).action == "undo"


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_a_snooze_ends_after_today_and_within_a_year(reviewer, days):
    with pytest.raises(review.InvalidVerdict) as caught:
        waiting.snooze(make_decision().pk, by=reviewer, until=timezone.now() + timedelta(days=days, seconds=-1))
    assert caught.value.field == "until"
    assert not ReviewRecord.objects.exists()


@pytest.mark.parametrize("to", ["Manager", "Nobody", "oneself", "auditor"])
def test_escalation_goes_to_those_who_may_decide(reviewer, account, to):
    target = {"oneself": reviewer, "auditor": account("eve", roles.AUDITOR)}.get(to, to)
    with pytest.raises(review.InvalidVerdict) as caught:
        waiting.escalate(make_decision().pk, by=reviewer, to=target, note="x")
    assert caught.value.field == "to"


def test_what_is_decided_can_be_neither_snoozed_nor_escalated_but_commented(reviewer, account):
    decision = make_decision(make_source())
    review.confirm(decision.pk, by=reviewer)
    grace = account("grace")
    with pytest.raises(review.Conflict):
        waiting.snooze(decision.pk, by=grace, until=timezone.now() + timedelta(days=1))
    with pytest.raises(review.Conflict):
        waiting.escalate(decision.pk, by=grace, to=roles.ADMIN, note="x")
    assert waiting.comment(decision.pk, by=grace, note="x").action == "comment"
    with pytest.raises(PermissionDenied):
        waiting.comment(decision.pk, by=account("eve", roles.AUDITOR), note="x")
