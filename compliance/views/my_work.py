"""What is the signed-in reviewer's: open, handed over, put off, done today."""

from dataclasses import dataclass

from django.contrib.auth.decorators import permission_required
from django.db.models import Count, Q
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import leases, review
from ..accounts import held_by
from ..activity import details_text
from ..models import Escalation, ReviewRecord, Snooze
from ..my_work import decisions_of, still_flagged, target
from ..rendering import render_page

# Of each list; nobody has more in hand than that, and a list page shows the rest.
SHOWN = 20


@dataclass(frozen=True)
class Section:
    """`rows` are leases, escalations or snoozes, each with its `decision`; `more` says that there are others."""

    rows: list
    more: bool


@require_safe
@permission_required(review.PERMISSION, raise_exception=True)
def my_work(request):
    """Four lists of the reviewer's own, each short; the decisions of all of them come in one query."""
    user, now = request.user, timezone.now()
    mine = Q(to_user=user) | Q(to_role__in=held_by(user)[0])
    waiting = {
        "open_now": still_flagged(leases.running().filter(holder=user)).order_by("-expires_at", "decision_id"),
        "escalated": still_flagged(Escalation.objects.filter(mine)).order_by("created_at", "decision_id"),
        "snoozed": still_flagged(Snooze.objects.filter(user=user)).order_by("until", "decision_id"),
    }
    waiting = {name: list(rows[: SHOWN + 1]) for name, rows in waiting.items()}
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    today = ReviewRecord.objects.filter(actor_id=user.pk, created_at__gte=midnight)
    done = list(today.defer("decision_snapshot").order_by("-id")[: SHOWN + 1])
    found = decisions_of([row.decision_id for rows in waiting.values() for row in rows] + [target(r) for r in done])
    for record in done:
        record.details_text = details_text(record)
        record.url = decision_or_record_url(record, found)
    all_url = f"{reverse('compliance:activity')}?person={user.pk}"
    context = {
        **{name: section(rows, found) for name, rows in waiting.items()},
        "done": Section(done[:SHOWN], len(done) > SHOWN),
        "counts": action_counts(today),
        "now": now,
        "lease_minutes": int(leases.DURATION.total_seconds() // 60),
        "all_url": all_url,
        "today_url": f"{all_url}&date_from={midnight:%Y-%m-%d}",
    }
    return render_page(request, "compliance/my_work.html", context)


def section(rows, found):
    shown = []
    for row in rows[:SHOWN]:
        row.decision = found.get(row.decision_id)
        if row.decision:  # deleted between the two queries
            shown.append(row)
    return Section(shown, len(rows) > SHOWN)


def decision_or_record_url(record, found):
    """The decision's page; the record's where the decision has been deleted since."""
    decision = found.get(target(record))
    return decision.get_absolute_url() if decision else reverse("compliance:review_record", args=[record.pk])


def action_counts(records):
    """`[(label of the action, number), ...]` in the order of the actions."""
    numbers = dict(records.order_by().values_list("action").annotate(Count("id")))
    return [(action.label, numbers[action]) for action in ReviewRecord.Action if action in numbers]
