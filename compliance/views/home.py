from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_safe

from ..accounts import held_by
from ..models import SavedView, Source


@require_safe
def home(request):
    """Sends each role to its work: the queue, as the view that an admin made the role's beginning shows it.

    With an empty database it says how to fill it.
    """
    if Source.objects.exists():
        view = SavedView.objects.filter(default_for_role__in=held_by(request.user)[0]).order_by("id").first()
        return redirect(reverse("compliance:queue") + (f"?{view.query}" if view and view.query else ""))
    return render(request, "compliance/home_empty.html")
