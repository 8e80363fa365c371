"""A batch from the worker's side: one chunk of rows in one transaction, by the rules of `review`.

Rows and their marks as done or skipped are committed together, so whatever is killed at any moment repeats nothing
and loses nothing. Chunks of one batch never run at the same time: each holds the batch's row.
"""

from dataclasses import dataclass
from datetime import timedelta

import pghistory
from django.db import connection, transaction
from django.utils import timezone

from . import leases, review, roles
from .models import Batch, BatchItem, ComplianceDecision, Retirement, ReviewRecord, Source

# The sources of a chunk are locked while it runs, and the chain of review records from its first insert to its
# commit: some 0.1 s, so that nobody who decides meanwhile notices.
CHUNK = 250
# How long a list that was previewed waits for its start.
PREVIEW_KEPT = timedelta(days=1)

MARK = """
UPDATE review_batch_items AS item
SET state = mark.state, record_id = mark.record_id, problem = mark.problem
FROM unnest(%s::bigint[], %s::text[], %s::bigint[], %s::text[]) AS mark (id, state, record_id, problem)
WHERE item.id = mark.id
"""


@dataclass(frozen=True)
class Row:
    """A decision of a batch, and what the rules ask about it.

    `decision` is None once it is gone, and `latest`, its source's current decision, with it. `last` is its last
    verdict, None if it has none; `taken_back` the verdict that a revert is about, else None; `opened_by` the name
    of the colleague who has it open, else ""; `retirement` that of its source, None if it is in use.
    """

    decision_id: str
    decision: ComplianceDecision | None
    latest: ComplianceDecision | None
    last: ReviewRecord | None
    taken_back: ReviewRecord | None
    opened_by: str
    retirement: Retirement | None


def run_chunk(batch_id):
    """Decides on the next rows of a running batch. Returns whether the caller should go on with it.

    False: the batch is finished, has failed, was never started, or another worker is at it.
    """
    with transaction.atomic():
        # Read anew each time, so that a role taken away counts from the next chunk.
        batches = Batch.objects.select_related("actor", "reverts").filter(pk=batch_id, state=Batch.State.RUNNING)
        batch = batches.select_for_update(skip_locked=True, of=("self",)).first()
        if batch is None:
            return False
        if problem := refusal(batch):
            end(batch, Batch.State.FAILED, problem)
            return False
        items = list(batch.items.filter(state=BatchItem.State.WAITING).order_by("id")[:CHUNK])
        if not items:
            end(batch, Batch.State.FINISHED)
            return False
        with pghistory.context(user=batch.actor_id, batch=str(batch.pk)):
            decide(batch, items)
        return True


def decide(batch, items):
    """Gives the batch's verdict on those of the items that its rules allow, and marks all of them."""
    rows = read_rows(batch, [item.decision_id for item in items], lock=True)
    problems = {row.decision_id: problem_of(batch, row) for row in rows}
    allowed = [row for row in rows if not problems[row.decision_id]]
    write = write_reverts if batch.action == Batch.Action.REVERT else write_verdicts
    records = {record.decision_id: record.pk for record in write(batch, allowed)}
    marks = [
        (
            item.pk,
            BatchItem.State.DONE if item.decision_id in records else BatchItem.State.SKIPPED,
            records.get(item.decision_id),
            problems[item.decision_id],
        )
        for item in items
    ]
    with connection.cursor() as cursor:
        cursor.execute(MARK, [list(column) for column in zip(*marks, strict=True)])


def write_verdicts(batch, rows):
    """Clears the flags, and writes what an override decides. Returns the new `ReviewRecord`s."""
    given, new = batch.parameters, {}
    if batch.action == Batch.Action.OVERRIDE:
        terms = {name: given[name] for name in ("status", "channel", "constraints", "reason")}
        new = {row.decision_id: review.overriding_decision(row.decision, batch.actor, **terms) for row in rows}
        ComplianceDecision.objects.bulk_create(new.values())
    cleared = [row.decision_id for row in rows]
    ComplianceDecision.objects.filter(pk__in=cleared).update(review_flag=False)
    review.forget_waiting(cleared)
    return write_records(
        review.make_record(
            row.decision,
            batch.actor,
            action=batch.action,
            from_status=row.decision.status,
            to_status=given.get("status", row.decision.status),
            new_decision_id=new[row.decision_id].pk if new else None,
            reason=given.get("reason", ""),
            note=given["note"],
            batch_id=batch.pk,
        )
        for row in rows
    )


def write_reverts(batch, rows):
    """Sets the flags again, or restores what was overridden. Returns the new `ReviewRecord`s."""
    overridden = [row for row in rows if row.taken_back.action == ReviewRecord.Action.OVERRIDE]
    restored = {row.decision_id: review.restored_decision(row.decision, row.latest) for row in overridden}
    ComplianceDecision.objects.bulk_create(restored.values())
    flagged = [row.decision_id for row in rows if row.decision_id not in restored]
    ComplianceDecision.objects.filter(pk__in=flagged).update(review_flag=True)
    return write_records(
        review.make_record(
            row.decision,
            batch.actor,
            action=ReviewRecord.Action.UNDO,
            from_status=row.taken_back.to_status,
            to_status=row.taken_back.from_status,
            new_decision_id=restored[row.decision_id].pk if row.decision_id in restored else None,
            undoes=row.taken_back.pk,
            note=batch.parameters["note"],
            batch_id=batch.pk,
            details={"reverted_batch": str(batch.reverts_id)},
        )
        for row in rows
    )


def write_records(records):
    """Comes last, as in `review.write_record`; the chain numbers the records in this order."""
    return ReviewRecord.objects.bulk_create(records)


def problem_of(batch, row):
    """Why the row is skipped, in words; empty if it is not."""
    try:
        check(batch, row)
    except (review.Conflict, review.InvalidVerdict) as error:
        return str(error).removeprefix("Nothing was changed: ")
    return ""


def check(batch, row):
    """Raises `Conflict` or `InvalidVerdict` unless the batch's verdict on this row can stand."""
    if row.decision is None:
        raise review.Conflict("the decision is gone.")
    if batch.action == Batch.Action.REVERT:
        review.check_undo(row.taken_back, row.decision, row.latest, last=row.last)
        return
    review.check_in_use(row.retirement)
    current = batch.action != Batch.Action.SUPERSEDE
    review.check_claim(row.decision, row.latest, lambda decision: row.last, current=current)
    if batch.action == Batch.Action.CONFIRM:
        review.check_confirm(row.decision)
    if row.opened_by:
        raise review.Conflict(f"{row.opened_by} has it open.")


def read_rows(batch, decision_ids, *, lock=False):
    """The `Row`s in the order of the ids.

    With `lock`, sources and then decisions are locked until the end of the transaction, both by id (see
    `review.lock`). Without, decisions come with no more columns than the rules ask about.
    """
    decisions = ComplianceDecision.objects.filter(pk__in=decision_ids)
    if lock:
        sources = Source.objects.filter(pk__in=decisions.values("source_id")).order_by("pk")
        list(sources.select_for_update().values_list("pk"))
        decisions = decisions.select_related("source").order_by("pk").select_for_update(of=("self",))
    else:
        decisions = decisions.only("source_id", "status", "review_flag")
    decisions = {decision.pk: decision for decision in decisions}
    latest = {decision.source_id: decision for decision in latest_of(decisions.values())}
    last = {record.decision_id: record for record in last_verdicts(decisions)}
    running = leases.running().filter(decision_id__in=decision_ids).exclude(holder=batch.actor_id)
    opened = dict(running.values_list("decision_id", "holder__username"))
    retired = Retirement.objects.in_bulk({decision.source_id for decision in decisions.values()})
    taken_back = {}
    if batch.reverts_id:
        done = batch.reverts.items.filter(decision_id__in=decision_ids).values("record_id")
        records = ReviewRecord.objects.filter(pk__in=done).defer("decision_snapshot")
        taken_back = {record.decision_id: record for record in records}
    return [
        Row(
            decision_id,
            decision := decisions.get(decision_id),
            decision and latest[decision.source_id],
            last.get(decision_id),
            taken_back.get(decision_id),
            opened.get(decision_id, ""),
            decision and retired.get(decision.source_id),
        )
        for decision_id in decision_ids
    ]


def latest_of(decisions):
    """The current decision of each of the sources, id and time only."""
    sources = {decision.source_id for decision in decisions}
    newest = ComplianceDecision.objects.filter(source_id__in=sources).order_by("source_id", "-created_at", "-id")
    return newest.distinct("source_id").only("source_id", "created_at")


def last_verdicts(decision_ids):
    records = ReviewRecord.objects.filter(decision_id__in=decision_ids, action__in=ReviewRecord.VERDICTS)
    newest = records.order_by("decision_id", "-id").distinct("decision_id")
    return newest.defer("decision_snapshot")


def refusal(batch):
    """Why its actor may not run the batch, as a sentence; empty if they may."""
    name = batch.actor.get_username()
    if not batch.actor.has_perm(review.PERMISSION):
        return f"{name} may no longer decide on flagged decisions."
    if batch.reverts_id and not may_revert(batch.reverts, batch.actor):
        return f"{name} may no longer revert what others have decided."
    return ""


def may_revert(batch, user):
    """Whoever ran a batch may revert it, and so may admins."""
    if not user.has_perm(review.PERMISSION):
        return False
    return batch.actor_id == user.pk or user.is_superuser or user.groups.filter(name=roles.ADMIN).exists()


def end(batch, state, problem=""):
    batch.state, batch.problem, batch.finished_at = state, problem, timezone.now()
    batch.save(update_fields=["state", "problem", "finished_at"])


def fail(batch_id, problem):
    """Stops a running batch; its undecided rows stay as they are."""
    running = Batch.objects.filter(pk=batch_id, state=Batch.State.RUNNING)
    running.update(state=Batch.State.FAILED, problem=problem, finished_at=timezone.now())


def started():
    """Ids of the batches that are to run or running."""
    return list(Batch.objects.filter(state=Batch.State.RUNNING).values_list("pk", flat=True))


def forget_unstarted():
    """Drops lists that were previewed and never started. They have changed nothing."""
    Batch.objects.filter(state=Batch.State.WAITING, created_at__lt=timezone.now() - PREVIEW_KEPT).delete()
