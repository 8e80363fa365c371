"""Who decided what, for those who answer for the team. Reviewers have "My work"."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_safe

from ..periods import presets
from ..rendering import render_page
from ..verdicts.people import ROWS_SHOWN, people_figures_of


@require_safe
@permission_required("compliance.compare_reviewrecord", raise_exception=True)
def breakdown_people(request):
    """Work by person and over time, and agreement on the same source; every number opens the records that it counts."""
    figures = people_figures_of(request.GET)
    context = {
        "form": figures.form,
        "figures": figures,
        "by_person": figures.by_person(),
        "by_time": figures.by_time(limit=ROWS_SHOWN),
        "over_time": figures.over_time(),
        "agreement": figures.agreement(),
        "rows_shown": ROWS_SHOWN,
        "presets": presets(request.GET, figures.period),
        "clear_url": request.path,
        "filter_target": "people-figures",
    }
    return render_page(request, "compliance/breakdown_people.html", context, fragments=["people-figures"])
