"""The list of all sources, and one source: its documents, decisions and changes on time lines."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from .. import standings
from ..keyset import without_cursor
from ..models import DocumentType, ReasonCode, Source
from ..rendering import render_page
from ..retiring import retirement_of
from ..source_changes import source_changes
from ..source_list import read_sources, source_filter
from ..timeline import source_timeline

PAGE_SIZE = 50

may_read = permission_required("compliance.view_source", raise_exception=True)


@require_safe
@may_read
def sources(request):
    """All sources with where they stand, filtered, ordered and paged by the query string."""
    is_whole = standings.fold_pending()
    filters = source_filter(request.GET)
    page = read_sources(filters, PAGE_SIZE)
    context = {
        "filter": filters,
        "chips": filters.chips(),
        "clear_url": request.path,
        "page": page,
        "day": filters.day,
        "is_whole": is_whole,
        "here": without_cursor(request.GET).urlencode(),
    }
    return render_page(request, "compliance/sources.html", context, fragments=["sources-results"])


@require_safe
@may_read
def source(request, source_id):
    """One source: where it stands, its time line, and what people changed about it."""
    source = get_object_or_404(Source, pk=source_id)
    reasons = {reason.code: reason.label for reason in ReasonCode.objects.all()}
    timeline = source_timeline(source.pk, reasons=reasons)
    context = {
        "source": source,
        "timeline": timeline,
        "version_counts": [(kind.label, timeline.versions[kind]) for kind in DocumentType],
        "current": timeline.current,
        "last_fetch": max((moment.at for moment in timeline.moments if moment.version), default=None),
        "retirement": retirement_of(source.pk),
        "changes": source_changes(source.pk),
    }
    return render_page(request, "compliance/source.html", context)
