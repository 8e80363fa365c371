"""Error pages. They use no context, no session and no database: any of them may be what failed."""

import sys

from django.db import InterfaceError, OperationalError
from django.http import HttpResponse
from django.template.loader import render_to_string


def error_page(status):
    return HttpResponse(render_to_string(f"{status}.html"), status=status)


def bad_request(request, exception):
    return error_page(400)


def permission_denied(request, exception):
    return error_page(403)


def not_found(request, exception):
    return error_page(404)


def server_error(request):
    """500, or 503 where the cause is a database that does not answer: nothing is wrong with the request."""
    if isinstance(sys.exc_info()[1], (OperationalError, InterfaceError)):
        response = error_page(503)
        response["Retry-After"] = "5"
        return response
    return error_page(500)


def csrf_failure(request, reason=""):
    return HttpResponse(render_to_string("403_csrf.html"), status=403)
