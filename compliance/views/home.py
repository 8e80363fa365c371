from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from ..models import Source


@require_safe
def home(request):
    """Sends each role to its work; with an empty database, says how to fill it."""
    if Source.objects.exists():
        return redirect("compliance:queue")
    return render(request, "compliance/home_empty.html")
