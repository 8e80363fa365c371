"""What is the reviewer's own as an export: the four lists of the page in one, without its limit of rows."""

from itertools import islice
from types import SimpleNamespace

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone

from .. import leases, review
from ..accounts import held_by
from ..activity import details_text
from ..filters import facet_word
from ..models import Escalation, ReviewRecord, Snooze
from ..my_work import decisions_of, still_flagged, target
from .listing import Column, ExportList, Selection, links_to, rows_of

DECISIONS_READ = 500


def select(request):
    link = links_to(request, "compliance:decision")
    return Selection(rows=all_lists(request.user, link), url=reverse("compliance:my_work"))


def all_lists(user, link):
    """Rows with `list`, `decision` (None where it is gone), `at`, `text` and `link`."""
    mine = Q(to_user=user) | Q(to_role__in=held_by(user)[0])
    midnight = timezone.now().replace(hour=0, minute=0, second=0, microsecond=0)
    today = ReviewRecord.objects.filter(actor_id=user.pk, created_at__gte=midnight).defer("decision_snapshot")
    lists = [
        ("Open now", leases.running().filter(holder=user).order_by("-expires_at", "decision_id"), open_until),
        ("Escalated", Escalation.objects.filter(mine).order_by("created_at", "decision_id"), escalated),
        ("Snoozed", Snooze.objects.filter(user=user).order_by("until", "decision_id"), snoozed_until),
    ]
    for name, queryset, described in lists:
        yield from with_decisions(name, rows_of(still_flagged(queryset)), described, link)
    yield from with_decisions("Done today", rows_of(today.order_by("-id")), done, link)


def with_decisions(name, rows, described, link):
    while taken := list(islice(rows, DECISIONS_READ)):
        keys = [target(row) if isinstance(row, ReviewRecord) else row.decision_id for row in taken]
        found = decisions_of(keys)
        for row, key in zip(taken, keys, strict=True):
            at, text = described(row)
            decision = found.get(key)
            yield SimpleNamespace(
                list=name, key=key, decision=decision, at=at, text=text, link=link(key) if decision else ""
            )


def open_until(lease):
    return lease.expires_at, "Open until then"


def escalated(escalation):
    return escalation.created_at, f"{escalation.by_name}: {escalation.note}"


def snoozed_until(snooze):
    return snooze.until, "Back in the queue then"


def done(record):
    said = (record.get_action_display(), details_text(record), record.note)
    return record.created_at, ". ".join(text for text in said if text)


MY_WORK = ExportList(
    title="My work",
    permission=review.PERMISSION,
    columns=[
        Column("List", lambda row: row.list),
        Column("Decision", lambda row: row.key),
        Column("Source URL", lambda row: row.decision and row.decision.source.url),
        Column("Status", lambda row: row.decision and facet_word("status", row.decision.status)),
        Column("At", lambda row: row.at),
        Column("What", lambda row: row.text),
        Column("Link", lambda row: row.link),
    ],
    select=select,
)
