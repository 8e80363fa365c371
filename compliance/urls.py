from django.urls import path, register_converter
from django.urls.converters import PathConverter

from .views import (
    activity,
    breakdown,
    bulk,
    decisions,
    diffs,
    documents,
    exports,
    home,
    imports,
    my_work,
    people_figures,
    queue,
    queue_health,
    saved_views,
    search,
    source_editing,
    sources,
    trust,
    work,
)

app_name = "compliance"


class KeyConverter(PathConverter):
    """An id: any text that a pipeline wrote, slashes too, but for the NUL that PostgreSQL can't hold."""

    regex = r"[^\x00]+"


register_converter(KeyConverter, "key")

# The actions come first, since a key would take their names for a part of itself.
urlpatterns = [
    path("", home.home, name="home"),
    path("queue/", queue.queue, name="queue"),
    path("queue/new/", queue.queue_new, name="queue_new"),
    path("queue/views/", saved_views.saved_views, name="saved_views"),
    path("queue/views/add/", saved_views.saved_view_add, name="saved_view_add"),
    path("queue/views/<int:view_id>/delete/", saved_views.saved_view_delete, name="saved_view_delete"),
    path("queue/next/", work.queue_next, name="queue_next"),
    path("queue/constraints/", work.used_constraints, name="used_constraints"),
    path("queue/note-templates/", work.note_templates, name="note_templates"),
    path("queue/history/", queue_health.queue_history, name="queue_history"),
    path("queue/bulk/", bulk.queue_bulk, name="queue_bulk"),
    path("bulk/", bulk.bulk_list, name="bulk_list"),
    path("bulk/<uuid:batch_id>/", bulk.bulk_batch, name="bulk"),
    path("bulk/<uuid:batch_id>/start/", bulk.bulk_start, name="bulk_start"),
    path("bulk/<uuid:batch_id>/revert/", bulk.bulk_revert, name="bulk_revert"),
    path("decisions/<key:decision_id>/confirm/", decisions.decision_confirm, name="decision_confirm"),
    path("decisions/<key:decision_id>/override/", decisions.decision_override, name="decision_override"),
    path("decisions/<key:decision_id>/supersede/", decisions.decision_supersede, name="decision_supersede"),
    path("decisions/<key:decision_id>/lease/", work.decision_lease, name="decision_lease"),
    path("decisions/<key:decision_id>/release/", work.decision_release, name="decision_release"),
    path("decisions/<key:decision_id>/snooze/", work.decision_snooze, name="decision_snooze"),
    path("decisions/<key:decision_id>/wake/", work.decision_wake, name="decision_wake"),
    path("decisions/<key:decision_id>/escalate/", work.decision_escalate, name="decision_escalate"),
    path("decisions/<key:decision_id>/comment/", work.decision_comment, name="decision_comment"),
    path("decisions/<key:decision_id>/", decisions.decision, name="decision"),
    path("search/", search.search, name="search"),
    path("my-work/", my_work.my_work, name="my_work"),
    path("breakdown/", breakdown.breakdown, name="breakdown"),
    path("breakdown/report/", breakdown.breakdown_report, name="breakdown_report"),
    path("breakdown/machine/", trust.breakdown_machine, name="breakdown_machine"),
    path("breakdown/people/", people_figures.breakdown_people, name="breakdown_people"),
    path("breakdown/queue/", queue_health.breakdown_queue, name="breakdown_queue"),
    path("activity/", activity.activity, name="activity"),
    path("activity/<int:record_id>/", activity.review_record, name="review_record"),
    path("activity/<int:record_id>/undo/", work.record_undo, name="record_undo"),
    path("exports/", exports.exports, name="exports"),
    path("export/figures/<slug:page>/<slug:table>.<slug:file_format>", exports.export_figures, name="export_figures"),
    path("export/<slug:name>.<slug:file_format>", exports.export, name="export"),
    path("sources/", sources.sources, name="sources"),
    path("sources/add/", source_editing.source_add, name="source_add"),
    path("sources/preview/", source_editing.source_preview, name="source_preview"),
    path("sources/<key:source_id>/edit/", source_editing.source_edit, name="source_edit"),
    path("sources/<key:source_id>/retire/", source_editing.source_retire, name="source_retire"),
    path("sources/<key:source_id>/take-back/", source_editing.source_take_back, name="source_take_back"),
    path("sources/<key:source_id>/delete/", source_editing.source_delete, name="source_delete"),
    path("imports/", imports.imports, name="imports"),
    path("imports/upload/", imports.import_upload, name="import_upload"),
    path("imports/<int:import_id>/", imports.import_detail, name="import"),
    path("imports/<int:import_id>/columns/", imports.import_columns, name="import_columns"),
    path("imports/<int:import_id>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<int:import_id>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:import_id>/rows/", imports.import_rows, name="import_rows"),
    path("sources/<key:source_id>/", sources.source, name="source"),
    path(
        "documents/<key:document_id>/diff/<key:older_id>/patch/", diffs.document_diff_patch, name="document_diff_patch"
    ),
    path("documents/<key:document_id>/diff/<key:older_id>/", diffs.document_diff, name="document_diff"),
    path("documents/<key:document_id>/diff/", diffs.document_diff_default, name="document_diff_default"),
    path("documents/<key:document_id>/", documents.document, name="document"),
]
