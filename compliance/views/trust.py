"""How far the machine can be trusted, by what people made of its flagged decisions."""

from django.contrib.auth.decorators import permission_required
from django.views.decorators.http import require_safe

from ..periods import presets
from ..rendering import render_page
from ..verdicts.calibration import FEW
from ..verdicts.trust import trust_of


@require_safe
@permission_required("compliance.view_compliancedecision", raise_exception=True)
def breakdown_machine(request):
    """Override rates and the calibration of confidence; every number opens the records that it counts."""
    trust = trust_of(request.GET)
    context = {
        "form": trust.form,
        "trust": trust,
        "few": FEW,
        "presets": presets(request.GET, trust.period),
        "clear_url": request.path,
        "filter_target": "trust-figures",
    }
    return render_page(request, "compliance/breakdown_machine.html", context, fragments=["trust-figures"])
