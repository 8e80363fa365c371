"""A past for the queue: random, but the same for a seed, and up to the moment of the test."""

from datetime import timedelta
from random import Random

from django.utils import timezone

from compliance import review
from compliance.models import ComplianceDecision, Escalation, Retirement, ReviewRecord, Snooze
from compliance.queue_health import stays
from tests.factories import make_decision, make_source

DAYS = 60


def clear(decision, by, at, *, action="confirm"):
    """What `review` writes for a verdict, but at a moment in the past."""
    ComplianceDecision.objects.filter(pk=decision.pk).update(review_flag=False)
    new = None
    if action == "override":
        new = make_decision(decision.source, flagged=False, status="BLOCKED", created_at=at)
    return review.write_record(
        decision,
        by,
        action=action,
        from_status=decision.status,
        to_status="BLOCKED" if new else decision.status,
        new_decision_id=new.pk if new else None,
        created_at=at,
    )


def take_back(record, decision, by, at):
    """What `review.undo` writes for a confirmation, but at a moment in the past."""
    ComplianceDecision.objects.filter(pk=decision.pk).update(review_flag=True)
    return review.write_record(
        decision,
        by,
        action=ReviewRecord.Action.UNDO,
        from_status=decision.status,
        to_status=decision.status,
        undoes=record.pk,
        created_at=at,
    )


def fill(seed, people, *, sources=40):
    """Sources with decisions of the last `DAYS` days: flagged or not, superseded, cleared, retired, put off."""
    random, now = Random(seed), timezone.now()
    for _ in range(sources):
        source = make_source()
        ages = sorted((random.uniform(0.01, DAYS) for _ in range(random.choice([1, 1, 2, 3]))), reverse=True)
        for age, until in zip(ages, [*ages[1:], 0], strict=True):
            decision = make_decision(
                source, flagged=random.random() < 0.7, created_at=now - timedelta(days=age), status="ALLOWED"
            )
            if decision.review_flag and random.random() < 0.5:
                at = now - timedelta(days=random.uniform(until, age))
                clear(decision, random.choice(people), at, action=random.choice(["confirm", "override"]))
        latest = ComplianceDecision.objects.latest_for(source.pk)
        if random.random() < 0.1:
            at = now - timedelta(days=random.uniform(0, DAYS))
            Retirement.objects.create(source_id=source.pk, by_id=1, by_name="eve", reason="Gone.", created_at=at)
        elif latest.review_flag and random.random() < 0.4:
            put_off(latest, random.choice(["escalated", "snoozed", "awake"]), people[0])
    stays.recount()


def put_off(decision, how, by):
    if how == "escalated":
        Escalation.objects.create(decision_id=decision.pk, to_role="Admin", by_name=by.get_username(), note="Look.")
    else:
        hours = 5 if how == "snoozed" else -5
        Snooze.objects.create(decision_id=decision.pk, user=by, until=timezone.now() + timedelta(hours=hours))
