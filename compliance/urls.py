from django.urls import path, register_converter
from django.urls.converters import PathConverter

from .views import decisions, documents, home, queue

app_name = "compliance"


class KeyConverter(PathConverter):
    """An id: any text that a pipeline wrote, slashes too, but for the NUL that PostgreSQL can't hold."""

    regex = r"[^\x00]+"


register_converter(KeyConverter, "key")

# The actions come first, since a key would take their names for a part of itself.
urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("decisions/<key:decision_id>/confirm/", decisions.decision_confirm, name="decision_confirm"),
    path("decisions/<key:decision_id>/override/", decisions.decision_override, name="decision_override"),
    path("decisions/<key:decision_id>/supersede/", decisions.decision_supersede, name="decision_supersede"),
    path("decisions/<key:decision_id>/", decisions.decision, name="decision"),
    path("documents/<key:document_id>/", documents.document, name="document"),
]
