from datetime import datetime

from django.contrib.auth.decorators import permission_required
from django.db.models import Count
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..filters import QueueFilter, snoozed
from ..keyset import bounded_count, count_text, read_page, without_cursor
from ..models import ComplianceDecision, Status
from ..rendering import render_page
from .saved_views import SavedViewForm, visible_views

PAGE_SIZE = 50


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def queue(request):
    """Flagged decisions that wait for a reviewer, filtered, ordered and paged by the query string."""
    facets = queue_facets()
    filters = QueueFilter(request.GET, facets=facets, user=request.user)
    here = without_cursor(request.GET).urlencode()
    decisions = filters.qs.select_related("source").defer("constraints")
    context = {
        "views": [{"view": view} for view in visible_views(request.user)[:20]],
        "view_form": SavedViewForm(user=request.user, initial={"query": here}),
        "here": here,
        "loaded_at": timezone.now().isoformat(),
        "filter": filters,
        "chips": filters.chips(),
        "clear_url": request.path,
        "page": read_page(decisions, filters.order, request.GET, PAGE_SIZE),
        "counts": status_counts(facets),
    }
    return render_page(request, "compliance/queue.html", context, fragments=["queue-results"])


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def queue_new(request):
    """How many decisions of the list have arrived since the page was loaded, for a notice above it."""
    try:
        since = datetime.fromisoformat(request.GET.get("since", ""))
        since = since if since.tzinfo else None
    except ValueError:
        since = None
    params = request.GET.copy()
    params.pop("since", None)
    arrived = QueueFilter(params, facets=[], user=request.user).qs
    count = bounded_count(arrived.filter(created_at__gt=since)) if since else 0
    context = {"arrived": count_text(count) if count else "", "since": request.GET.get("since", "")}
    return render(request, "compliance/_queue_new.html", context)


def queue_facets():
    """`[(status, channel, number of decisions), ...]` over everything that waits."""
    waiting = ComplianceDecision.objects.for_queue().filter(~snoozed()).order_by()
    waiting = waiting.values("status", "compliance_channel")
    return list(waiting.annotate(number=Count("id")).values_list("status", "compliance_channel", "number"))


def status_counts(facets):
    """`[{status, count, url}, ...]` in the order of `Status`, then values that we do not know."""
    known = Status.values
    totals = {}
    for status, _, number in facets:
        totals[status] = totals.get(status, 0) + number
    order = sorted(totals, key=lambda status: (known.index(status) if status in known else len(known), status))
    return [{"status": status, "count": totals[status], "url": f"?status={status}"} for status in order]
