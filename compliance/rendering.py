"""From a view's context to a page, or to the one fragment of it that htmx asked for."""

from functools import cache

from django.http import HttpResponseRedirect
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django_htmx.http import HttpResponseClientRedirect

from .accounts import held_by
from .filters import snoozed
from .models import ComplianceDecision

QUEUE_COUNT_LIMIT = 99


def render_page(request, template, context, *, fragments=(), status=200):
    """The whole page, or `template#fragment` where htmx targets one of the view's own `fragments`.

    A fragment's name is the id of its element. Boosted requests and htmx's restoring of history get the
    whole page, and so does any target that the view has not named. In a fragment `is_fragment` is true.
    """
    htmx = request.htmx
    if htmx and htmx.target in fragments and not htmx.boosted and not htmx.history_restore_request:
        template = f"{template}#{htmx.target}"
        context |= {"is_fragment": True}
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ("HX-Request", "HX-Target"))
    return response


def redirect_page(request, url):
    """Leaves the page for another; htmx would otherwise follow the redirect into a fragment."""
    return HttpResponseClientRedirect(url) if request.htmx else HttpResponseRedirect(url)


def shell(request):
    """Context processor: what the frame around every page shows. Queries run only if a template asks."""

    def user_roles():
        return held_by(request.user)[0]

    @cache
    def queue_count():
        """Length of the queue as text ("0".."99", then "99+"); empty for those who can't work on it."""
        if not request.user.has_perm("compliance.review_compliancedecision"):
            return ""
        count = ComplianceDecision.objects.for_queue().filter(~snoozed())[: QUEUE_COUNT_LIMIT + 1].count()
        return f"{QUEUE_COUNT_LIMIT}+" if count > QUEUE_COUNT_LIMIT else str(count)

    return {"user_roles": user_roles, "queue_count": queue_count}
