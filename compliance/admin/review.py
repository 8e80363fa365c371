"""Review records, to be read only, and what reviewers choose from: reason codes and note templates."""

from django.contrib import admin
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.text import Truncator

from ..activity import from_address, people
from ..models import NoteTemplate, ReasonCode, ReviewRecord, Status
from .change_list import SinceFilter
from .site import ReadOnlyAdmin, TellingAdmin, cut_json

LARGEST_NUMBER = 2**63 - 1
LABELS = dict(Status.choices)


class ActionFilter(admin.SimpleListFilter):
    title = "action"
    parameter_name = "action"

    def lookups(self, request, model_admin):
        return ReviewRecord.Action.choices

    def queryset(self, request, queryset):
        return queryset.filter(action=self.value()) if self.value() in ReviewRecord.Action.values else queryset


@admin.register(ReviewRecord)
class ReviewRecordAdmin(ReadOnlyAdmin):
    list_display = ["id", "created_at", "actor_name", "action", "statuses", "address", "page"]
    list_filter = [ActionFilter, SinceFilter]
    since_field = "created_at"
    list_defer = ["decision_snapshot", "details", "note"]
    ordering = ["-id"]
    search_fields = ["source_url"]
    search_help_text = "A number, a person's name, a decision's or source's id, or how the source's URL begins"
    own_list = ("compliance:activity", "More filters in Activity")
    exclude = ["decision_snapshot", "details"]
    readonly_fields = ["details_text", "decision", "page"]

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        if term.isascii() and term.isdecimal() and int(term) <= LARGEST_NUMBER:
            return queryset.filter(pk=int(term)), False
        if persons := [key for key, name in people() if name.casefold() == term.casefold()]:
            return queryset.filter(actor_id__in=persons), False
        of_id = queryset.filter(Q(decision_id=term) | Q(source_id=term))
        return of_id if of_id.exists() else from_address(queryset, term), False

    @admin.display(description="status")
    def statuses(self, record):
        before, after = (LABELS.get(status, status) for status in (record.from_status, record.to_status))
        return before if before == after else f"{before} → {after}"

    @admin.display(description="source")
    def address(self, record):
        return Truncator(record.source_url).chars(60)

    @admin.display(description="record")
    def page(self, record):
        return format_html('<a href="{}">Open</a>', reverse("compliance:review_record", args=[record.pk]))

    @admin.display(description="details")
    def details_text(self, record):
        return cut_json(record.details, reverse("compliance:review_record", args=[record.pk]), "See the record's page")

    @admin.display(description="the decision as it stood")
    def decision(self, record):
        url = reverse("compliance:review_record", args=[record.pk])
        return cut_json(record.decision_snapshot, url, "See the record's page")


@admin.register(ReasonCode)
class ReasonCodeAdmin(TellingAdmin):
    list_display = ["code", "label", "active", "position"]
    list_editable = ["label", "active", "position"]

    def get_form(self, request, obj=None, **kwargs):
        help_texts = {
            "code": "Stands in the review records and can't be changed later: letters, digits, hyphens, underscores.",
            "label": "What reviewers and everybody who reads the records see. A new wording shows on old records too.",
            "active": "Offered to reviewers. Switched off, it stays readable where it was given. It is never deleted.",
        }
        return super().get_form(request, obj, **kwargs | {"help_texts": help_texts})

    def get_readonly_fields(self, request, obj=None):
        return ["code"] if obj else []  # records name the code

    def has_delete_permission(self, request, obj=None):
        return False


@admin.register(NoteTemplate)
class NoteTemplateAdmin(TellingAdmin):
    list_display = ["title", "active", "position"]
    list_editable = ["active", "position"]

    def get_form(self, request, obj=None, **kwargs):
        help_texts = {
            "title": "What reviewers choose it by.",
            "text": "Put into the note, where it can still be changed. Notes already written keep their own wording.",
        }
        return super().get_form(request, obj, **kwargs | {"help_texts": help_texts})
