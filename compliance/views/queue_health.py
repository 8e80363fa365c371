"""Whether the queue is under control, in numbers, and the list of stays behind each of them."""

from django.contrib.auth.decorators import permission_required
from django.utils import timezone
from django.views.decorators.http import require_safe

from .. import standings
from ..activity import people
from ..keyset import read_page
from ..periods import presets
from ..queue_health.durations import duration_text
from ..queue_health.figures import queue_health_of
from ..queue_health.history import NEWEST, stay_filter, waited
from ..rendering import render_page

PAGE_SIZE = 50

may_read = permission_required("compliance.view_compliancedecision", raise_exception=True)


@require_safe
@may_read
def breakdown_queue(request):
    """What waits, what came and went in a period, how long that took, and when the queue will be empty."""
    is_whole = standings.fold_pending()
    figures = queue_health_of(request.GET)
    context = {
        "form": figures.form,
        "figures": figures,
        "is_whole": is_whole,
        "presets": presets(request.GET, figures.period),
        "clear_url": request.path,
        "filter_target": "queue-figures",
        "export_page": "queue",
    }
    return render_page(request, "compliance/breakdown_queue.html", context, fragments=["queue-figures"])


@require_safe
@may_read
def queue_history(request):
    """All stays in the queue, the newest first, filtered and paged by the query string."""
    is_whole = standings.fold_pending()
    filters = stay_filter(request.GET, people())
    page = read_page(filters.qs, NEWEST, request.GET, PAGE_SIZE)
    now = timezone.now()
    for stay in page.rows:
        stay.waited_text = duration_text(waited(stay, now).total_seconds())
    context = {
        "filter": filters,
        "chips": filters.chips(),
        "clear_url": request.path,
        "page": page,
        "is_whole": is_whole,
    }
    return render_page(request, "compliance/queue_history.html", context, fragments=["history-results"])
