"""Verdicts on many decisions at once: preview, start, progress, revert.

A preview fixes the list of rows; nothing else is written before the start. From then on the worker runs the batch in
chunks (`bulk_chunks`, `jobs`), wherever the reviewer goes. A revert is a batch over the rows of another one that
were decided, and takes the same way.
"""

import hashlib
import uuid
from collections import Counter
from dataclasses import dataclass

from django.core.exceptions import EmptyResultSet, PermissionDenied
from django.db import connection, transaction
from django.db.models import Count, Max, Min

from . import bulk_chunks, jobs, review
from .models import Batch, BatchItem, ComplianceDecision, ReviewRecord

VERDICTS = (Batch.Action.CONFIRM, Batch.Action.OVERRIDE, Batch.Action.SUPERSEDE)
# Above this, going ahead takes more than a click: the number of rows is to be typed.
TYPED_ABOVE = 100
ROWS_SHOWN = 50
SAMPLES = 5
READ_AT_ONCE = 5_000

FIX_ROWS = """
INSERT INTO review_batch_items (batch_id, decision_id, state, problem)
SELECT %s, chosen.id, 'waiting', '' FROM ({}) AS chosen (id)
"""


@dataclass(frozen=True)
class SkippedRow:
    """A row that is not decided: the decision's id, its source's URL (None if it is gone), why."""

    decision_id: str
    url: str | None
    problem: str


@dataclass(frozen=True)
class Skipped:
    """`groups` is `[(problem, number), ...]`, the largest first; `rows` the first `ROWS_SHOWN` of them."""

    groups: list[tuple[str, int]]
    rows: list[SkippedRow]

    @property
    def number(self):
        return sum(number for _, number in self.groups)


@dataclass(frozen=True)
class Preview:
    """What would happen now. `outcomes` is `[(status, number), ...]` of the rows that would be decided.

    The status is the one that the decision has, for a revert the one that comes back. `samples` are `SAMPLES` of
    these decisions with their sources, spread over the list, the same ones at each look.
    """

    outcomes: list[tuple[str, int]]
    skipped: Skipped
    samples: list[ComplianceDecision]

    @property
    def number(self):
        return sum(number for _, number in self.outcomes)


@dataclass(frozen=True)
class Progress:
    """How many rows are decided, skipped and still to come."""

    done: int
    skipped: int
    remaining: int

    @property
    def total(self):
        return self.done + self.skipped + self.remaining

    @property
    def passed(self):
        return self.done + self.skipped


def preview(action, decisions, *, by, query=""):
    """Fixes the rows of a bulk action and returns the `Batch`, which waits for its start.

    `action` is one of `VERDICTS`, `decisions` any queryset of decisions, `query` the filter that made it. Raises
    `PermissionDenied`, and `InvalidVerdict` for another action or if there are no rows.
    """
    if not by.has_perm(review.PERMISSION):
        raise PermissionDenied
    if action not in VERDICTS:
        raise review.InvalidVerdict("Choose what to do with the decisions.", field="action")
    return fix_rows(Batch(action=action, actor=by, query=query), decisions.order_by().values("pk"))


def preview_revert(batch_id, *, by):
    """Fixes the rows that reverting a batch is about. Returns the new `Batch`, or the one that is at it already.

    Raises `Batch.DoesNotExist`, `PermissionDenied` with a message for anyone but its actor and admins, `Conflict`
    unless the batch has ended, `InvalidVerdict` if it decided nothing.
    """
    with transaction.atomic():
        batch = Batch.objects.select_for_update(of=("self",)).select_related("actor").get(pk=batch_id)
        if not bulk_chunks.may_revert(batch, by):
            raise PermissionDenied(f"Only {batch.actor.get_username()} or an admin can revert this batch.")
        if batch.action == Batch.Action.REVERT:
            raise review.Conflict("A revert can't be reverted; decide again instead.")
        if batch.state not in (Batch.State.FINISHED, Batch.State.FAILED):
            raise review.Conflict("This batch has not ended yet: revert it when it has.")
        for revert in batch.reverted_by.order_by("created_at"):
            if revert.state != Batch.State.WAITING or revert.actor_id == by.pk:
                return revert
        done = batch.items.filter(state=BatchItem.State.DONE).values("decision_id")
        return fix_rows(Batch(action=Batch.Action.REVERT, actor=by, reverts=batch, query=batch.query), done)


def fix_rows(batch, decision_ids):
    """Saves the batch with the rows of a queryset of one column, by one statement."""
    with transaction.atomic():
        batch.pk = uuid.uuid4()
        batch.save(force_insert=True)
        try:
            sql, parameters = decision_ids.query.sql_with_params()
        except EmptyResultSet:  # Django sees that nothing can match
            batch.total = 0
        else:
            with connection.cursor() as cursor:
                cursor.execute(FIX_ROWS.format(sql), [batch.pk, *parameters])
                batch.total = cursor.rowcount
        if not batch.total:
            raise review.InvalidVerdict("There is no decision to act on.")
        batch.save(update_fields=["total"])
    return batch


def start(batch_id, *, by, number=None, note, **terms):
    """Starts a previewed batch; `terms` are the other arguments of `review.override`. Returns the `Batch`.

    Raises `Batch.DoesNotExist`, `PermissionDenied` with a message for anyone but its actor, `Conflict` if it has
    been started, and `InvalidVerdict` with the field at fault: no note, not its number of rows, no full override.
    """
    with transaction.atomic():
        batch = claim(batch_id, by)
        if batch.state != Batch.State.WAITING:
            raise review.Conflict("Nothing was changed: this batch has been started already.")
        if batch.action == Batch.Action.OVERRIDE:
            review.check_override(terms["status"], terms["constraints"], terms["reason"], note)
        if not note.strip():
            raise review.InvalidVerdict("Say why: the note goes into every review record.", field="note")
        if batch.total > TYPED_ABOVE and number != batch.total:
            raise review.InvalidVerdict(f"Type {batch.total:,}, the number of decisions, to go ahead.", field="number")
        batch.parameters = {"note": note.strip(), **terms}
        return run(batch)


def go_on(batch_id, *, by):
    """Starts a batch again that has failed; the rows that it has decided stay so. Returns the `Batch`.

    Raises as `start` does, `Conflict` if it has not failed.
    """
    with transaction.atomic():
        batch = claim(batch_id, by)
        if batch.state != Batch.State.FAILED:
            raise review.Conflict("Nothing was changed: this batch is not one that has failed.")
        return run(batch)


def claim(batch_id, by):
    """The batch, locked, if it is that of `by` to start."""
    if not by.has_perm(review.PERMISSION):
        raise PermissionDenied
    batch = Batch.objects.select_for_update(of=("self",)).select_related("actor").get(pk=batch_id)
    if batch.actor_id != by.pk:
        raise PermissionDenied(f"Only {batch.actor.get_username()} can start this batch.")
    return batch


def run(batch):
    batch.state, batch.problem, batch.finished_at = Batch.State.RUNNING, "", None
    batch.save(update_fields=["state", "parameters", "problem", "finished_at"])
    jobs.defer_batch(batch.pk)
    return batch


def look_ahead(batch):
    """The `Preview` of a batch that has not been started, by the rules that its rows will be held against."""
    ids = list(batch.items.order_by("pk").values_list("decision_id", flat=True))
    outcomes, problems, skipped, allowed = Counter(), Counter(), [], []
    for begin in range(0, len(ids), READ_AT_ONCE):
        for row in bulk_chunks.read_rows(batch, ids[begin : begin + READ_AT_ONCE]):
            if problem := bulk_chunks.problem_of(batch, row):
                problems[problem] += 1
                skipped.append((row.decision_id, problem))
            else:
                outcomes[row.taken_back.from_status if row.taken_back else row.decision.status] += 1
                allowed.append(row.decision_id)
    chosen = sorted(allowed, key=lambda key: hashlib.sha256(key.encode()).digest())[:SAMPLES]
    samples = ComplianceDecision.objects.filter(pk__in=chosen).select_related("source").order_by("source__domain", "pk")
    return Preview(
        outcomes.most_common(), Skipped(problems.most_common(), with_urls(skipped[:ROWS_SHOWN])), list(samples)
    )


def progress(batch):
    """The `Progress` of a batch, by its rows."""
    return progress_of([batch])[batch.pk]


def progress_of(batches):
    """`{batch id: Progress}`, by one query."""
    counts = {}
    rows = BatchItem.objects.filter(batch__in=batches).values_list("batch", "state").annotate(Count("pk"))
    for batch_id, state, number in rows:
        counts.setdefault(batch_id, {})[state] = number
    states = (BatchItem.State.DONE, BatchItem.State.SKIPPED, BatchItem.State.WAITING)
    return {batch.pk: Progress(*(counts.get(batch.pk, {}).get(state, 0) for state in states)) for batch in batches}


def skipped(batch):
    """The `Skipped` of a batch that has been started."""
    items = batch.items.filter(state=BatchItem.State.SKIPPED)
    groups = items.values_list("problem").annotate(number=Count("pk")).order_by("-number", "problem")
    rows = items.order_by("pk").values_list("decision_id", "problem")[:ROWS_SHOWN]
    return Skipped(list(groups), with_urls(rows))


def with_urls(rows):
    """`SkippedRow`s of `[(decision id, problem), ...]`."""
    rows = list(rows)
    found = ComplianceDecision.objects.filter(pk__in=[key for key, _ in rows])
    urls = dict(found.values_list("pk", "source__normalized_url"))
    return [SkippedRow(key, urls.get(key), problem) for key, problem in rows]


def first_records(batch):
    """The first `ROWS_SHOWN` `ReviewRecord`s that the batch has written, by number, without their snapshots."""
    done = batch.items.filter(state=BatchItem.State.DONE).order_by("pk").values_list("record_id", flat=True)
    records = ReviewRecord.objects.filter(pk__in=list(done[:ROWS_SHOWN]))
    return list(records.defer("decision_snapshot").order_by("pk"))


def record_range(batch):
    """Lowest and highest number of its review records, `(None, None)` if it has none."""
    return tuple(batch.items.aggregate(lowest=Min("record_id"), highest=Max("record_id")).values())
