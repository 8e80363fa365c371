"""One source: every version of its documents and every decision on one time line."""

from django.contrib.auth.decorators import permission_required
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from ..models import DocumentType, ReasonCode, Source
from ..rendering import render_page
from ..timeline import source_timeline


@require_safe
@permission_required("compliance.view_source", raise_exception=True)
def source(request, source_id):
    source = get_object_or_404(Source, pk=source_id)
    reasons = {reason.code: reason.label for reason in ReasonCode.objects.all()}
    timeline = source_timeline(source.pk, reasons=reasons)
    counts = [(kind.label, timeline.versions[kind]) for kind in DocumentType]
    return render_page(
        request, "compliance/source.html", {"source": source, "timeline": timeline, "version_counts": counts}
    )
