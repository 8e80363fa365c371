"""From what is known of a decision's flag to its stays in the queue. Pure: no database.

Verdicts are followed in the order of the review records' chain, not of their times, which come from several clocks.
Where the two tell different stories, a stay never ends before it began.
"""

from dataclasses import dataclass
from datetime import datetime

from ..models import QueueStay, ReviewRecord

LeftBy = QueueStay.LeftBy
Action = ReviewRecord.Action
# The verdicts that end a stay by themselves, and what they are as an end.
ENDING = {Action.CONFIRM: LeftBy.CONFIRM, Action.OVERRIDE: LeftBy.OVERRIDE}


@dataclass(frozen=True)
class Flagged:
    """A decision that is or was flagged. `newer_at` is when the next decision of its source was made, `retired_at` when
    the source was retired; each None if that has not happened.
    """

    id: str
    source_id: str
    created_at: datetime
    is_flagged: bool
    newer_at: datetime | None
    retired_at: datetime | None


@dataclass(frozen=True)
class Verdict:
    """A review record that decided on a decision or took that back: number, action, time, account, what it undoes."""

    record_id: int
    action: str
    at: datetime
    actor_id: int
    undoes: int | None


@dataclass(frozen=True)
class Turn:
    """A moment at which the flag was set or cleared, as the database saw it."""

    at: datetime
    is_flagged: bool


@dataclass(frozen=True)
class Ended:
    """One stay. `left_at` and `left_by` are None while it lasts, the other two unless a person ended it."""

    entered_at: datetime
    left_at: datetime | None = None
    left_by: str | None = None
    record_id: int | None = None
    actor_id: int | None = None


def replay(decision, verdicts, turns):
    """List of the `Ended` stays of a `Flagged` decision, in order; `verdicts` by number, `turns` as they came."""
    stays, running = [], first_entry(decision, verdicts, turns)
    taken = {verdict.record_id: verdict.action for verdict in verdicts}
    # What ends a stay whatever its flag says.
    ends = [(decision.newer_at, LeftBy.NEWER), (decision.retired_at, LeftBy.RETIRED)]
    for verdict in verdicts:
        if verdict.action in ENDING:
            # A person found it in the queue: if nothing says how it came back, then when it had left.
            entered = running or set_again(stays, turns, verdict.at)
            stays.append(ended(entered, (verdict.at, ENDING[verdict.action]), verdict))
            running = None
        elif verdict.action == Action.SUPERSEDE and running:
            stays.append(earliest_end(running, [*ends, (verdict.at, LeftBy.NEWER)]))
            running = None
        elif verdict.action == Action.UNDO and taken.get(verdict.undoes) in (Action.CONFIRM, Action.SUPERSEDE):
            running = running or verdict.at
    if decision.is_flagged and not running:
        running = set_again(stays, turns)
    if running:
        cleared = [] if decision.is_flagged else [(cleared_at(decision, turns), LeftBy.OTHER)]
        stays.append(earliest_end(running, cleared + ends))
    return stays


def first_entry(decision, verdicts, turns):
    """When the decision was made, or, where it was not flagged then, when its flag was set."""
    set_later = turns and turns[0].is_flagged and not (verdicts and verdicts[0].at < turns[0].at)
    return max(turns[0].at, decision.created_at) if set_later else decision.created_at


def set_again(stays, turns, before=None):
    """When the flag was last set, up to `before` if given; at the end of the last stay if nothing tells."""
    left_at = stays[-1].left_at
    moments = [turn.at for turn in turns if turn.is_flagged and (before is None or turn.at <= before)]
    return max([left_at, *moments[-1:]])


def cleared_at(decision, turns):
    """When the flag was last cleared; nothing tells where the change itself was not recorded."""
    return next((turn.at for turn in reversed(turns) if not turn.is_flagged), decision.created_at)


def earliest_end(entered_at, ends):
    """A stay that whatever came first has ended; `ends` are `(moment or None, LeftBy)`."""
    come = [end for end in ends if end[0]]
    return ended(entered_at, min(come, key=lambda end: end[0])) if come else Ended(entered_at)


def ended(entered_at, end, verdict=None):
    at, left_by = end
    record = (verdict.record_id, verdict.actor_id) if verdict else (None, None)
    return Ended(entered_at, max(at, entered_at), str(left_by), *record)
