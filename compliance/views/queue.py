from datetime import datetime
from urllib.parse import urlencode

from django.contrib.auth.decorators import permission_required
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from ..filters import QueueFilter, snoozed
from ..flag_reasons import attach
from ..keyset import bounded_count, count_text, read_page, without_cursor
from ..models import ComplianceDecision, Status
from ..rendering import render_page
from .saved_views import SavedViewForm, visible_views

PAGE_SIZE = 50


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def queue(request):
    """Flagged decisions that wait for a reviewer, filtered, ordered and paged by the query string."""
    filters = QueueFilter(request.GET, user=request.user)
    here = without_cursor(request.GET).urlencode()
    decisions = filters.qs.select_related("source").defer("constraints")
    page = read_page(decisions, filters.order, request.GET, PAGE_SIZE)
    attach(page.rows)
    context = {
        "views": [{"view": view} for view in visible_views(request.user)[:20]],
        "view_form": SavedViewForm(user=request.user, initial={"query": here}),
        "here": here,
        "loaded_at": timezone.now().isoformat(),
        "filter": filters,
        "chips": filters.chips(),
        "clear_url": request.path,
        "page": page,
        "counts": status_counts(),
        "facets": filters.facets(),
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
    arrived = QueueFilter(params, user=request.user).qs
    count = bounded_count(arrived.filter(created_at__gt=since)) if since else 0
    context = {"arrived": count_text(count) if count else "", "since": request.GET.get("since", "")}
    return render(request, "compliance/_queue_new.html", context)


def status_counts():
    """`[{status, count, url}, ...]` of all that waits, in the order of `Status`, then values we do not know."""
    totals = ComplianceDecision.objects.for_queue().filter(~snoozed()).count_by_status()
    known = Status.values
    order = sorted(totals, key=lambda status: (known.index(status) if status in known else len(known), status))
    return [{"status": status, "count": totals[status], "url": f"?{urlencode({'status': status})}"} for status in order]
