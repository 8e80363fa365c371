"""Where sources stand, in numbers and over time."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_safe

from .. import standings
from ..breakdowns import breakdown_of
from ..periods import presets
from ..rendering import render_page


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
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
    }
    return render_page(request, "compliance/breakdown.html", context, fragments=["breakdown-figures"])
