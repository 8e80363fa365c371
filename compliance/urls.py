from django.urls import path

from .views import decisions, documents, home, queue

app_name = "compliance"

# Ids are any text of up to 36 characters that a pipeline wrote, hence `path`; the actions come first.
urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("decisions/<path:decision_id>/confirm/", decisions.decision_confirm, name="decision_confirm"),
    path("decisions/<path:decision_id>/override/", decisions.decision_override, name="decision_override"),
    path("decisions/<path:decision_id>/supersede/", decisions.decision_supersede, name="decision_supersede"),
    path("decisions/<path:decision_id>/", decisions.decision, name="decision"),
    path("documents/<path:document_id>/", documents.document, name="document"),
]
