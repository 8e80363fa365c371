"""Login is the default for every view; `login_not_required` opens one."""

from urllib.parse import urlsplit

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.contrib.auth.views import redirect_to_login
from django.shortcuts import resolve_url
from django_htmx.http import HttpResponseClientRedirect


class HtmxLoginRequiredMiddleware(LoginRequiredMiddleware):
    """Sends a lost session to the login page, and from there back to the page the user was looking at.

    For a form that was posted, or a fragment that htmx asked for, that is not the requested address. htmx is
    told to leave the page, since a redirect would put the login form inside a table.
    """

    def handle_no_permission(self, request, view_func):
        login = redirect_to_login(page_of(request), resolve_url(self.get_login_url(view_func)))
        return HttpResponseClientRedirect(login.url) if request.htmx else login


def page_of(request):
    """Path and query of the page on the user's screen when the request was made."""
    if request.htmx:
        return request.htmx.current_url_abs_path or "/"
    if request.method in ("GET", "HEAD"):
        return request.get_full_path()
    referer = urlsplit(request.headers.get("Referer", ""))
    if referer.netloc == request.get_host():
        return referer._replace(scheme="", netloc="").geturl()
    return "/"
