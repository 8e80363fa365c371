"""Where sources stand, in numbers and over time, and the report of a period."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_safe

from .. import standings
from ..breakdowns import breakdown_of
from ..period_report import report_of
from ..periods import presets
from ..rendering import render_page

may_read = permission_required("compliance.view_compliancedecision", raise_exception=True)


@require_safe
@may_read
def breakdown(request):
    """Sources by status, channel, versions, language and domain; every number opens the list of its rows."""
    is_whole = standings.fold_pending()
    figures = breakdown_of(request.GET)
    over_time, *charts = figures.charts()
    context = {
        "form": figures.form,
        "figures": figures,
        "over_time": over_time,
        "charts": charts,
        "is_whole": is_whole,
        "presets": presets(request.GET, figures.period),
        "clear_url": request.path,
        "filter_target": "breakdown-figures",
        "export_page": "breakdown",
    }
    return render_page(request, "compliance/breakdown.html", context, fragments=["breakdown-figures"])


@require_safe
@may_read
def breakdown_report(request):
    """One page on a period, made to be printed; last month unless the address names another."""
    is_whole = standings.fold_pending()
    report = report_of(request)
    context = {
        "form": report.form,
        "report": report,
        "is_whole": is_whole,
        "presets": presets(request.GET, report.period),
        "clear_url": request.path,
        "filter_target": "report",
        "export_page": "report",
    }
    return render_page(request, "compliance/breakdown_report.html", context, fragments=["report"])
