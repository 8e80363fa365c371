"""What the pipeline wrote besides sources: documents and decisions, to be read only."""

from django.contrib import admin
from django.db.models.functions import Left
from django.utils.html import format_html
from django.utils.text import Truncator

from ..models import ComplianceDecision, Document
from .change_list import SinceFilter
from .site import LONGEST_TEXT, OfSourceAdmin, cut_json, cut_text


@admin.register(Document)
class DocumentAdmin(OfSourceAdmin):
    list_display = ["address", "document_type", "version", "language", "fetched_at", "text"]
    list_filter = [SinceFilter]
    since_field = "fetched_at"
    list_defer = ["raw_content", "extracted_text", "metadata"]
    ordering = ["-fetched_at", "-id"]
    own_list = ("compliance:search", "Search in all documents")
    fields = ["source", "document_type", "version", "language", "fetched_at", "content_hash", "opening", "notes"]
    readonly_fields = ["opening", "notes"]

    def get_queryset(self, request):
        return super().get_queryset(request).defer("raw_content", "extracted_text", "metadata")

    @admin.display(description="source")
    def address(self, document):
        return Truncator(document.source.normalized_url).chars(60)

    @admin.display(description="text")
    def text(self, document):
        return format_html('<a href="{}">Read</a>', document.get_absolute_url())

    @admin.display(description="text")
    def opening(self, document):
        kept = Document.objects.filter(pk=document.pk)
        text = kept.values_list(Left("extracted_text", LONGEST_TEXT + 1), flat=True).get()
        return cut_text(text, document.get_absolute_url(), "Read all of it")

    @admin.display(description="metadata")
    def notes(self, document):
        return cut_json(document.metadata, document.get_absolute_url(), "See the document's page")


class FlaggedFilter(admin.SimpleListFilter):
    """The flagged alone: they have an index of their own. The others are nearly all there are."""

    title = "flag"
    parameter_name = "flagged"

    def lookups(self, request, model_admin):
        return [("yes", "Flagged for review")]

    def queryset(self, request, queryset):
        return queryset.flagged() if self.value() == "yes" else queryset


@admin.register(ComplianceDecision)
class ComplianceDecisionAdmin(OfSourceAdmin):
    list_display = ["address", "status", "compliance_channel", "confidence", "flag", "created_at", "page"]
    list_filter = [FlaggedFilter, SinceFilter]
    since_field = "created_at"
    list_defer = ["constraints", "signals", "version_info"]
    ordering = ["-created_at", "-id"]
    own_list = ("compliance:queue", "Filter by status, channel or reason in the queue")
    fields = [
        *("source", "status", "compliance_channel", "confidence", "review_flag", "created_at"),
        *("constraint_list", "signal_list", "versions", "page"),
    ]
    readonly_fields = ["constraint_list", "signal_list", "versions", "page"]

    @admin.display(description="source")
    def address(self, decision):
        return Truncator(decision.source.normalized_url).chars(60)

    @admin.display(description="flag")
    def flag(self, decision):
        return "Flagged" if decision.review_flag else ""

    @admin.display(description="evidence")
    def page(self, decision):
        return format_html('<a href="{}">Open</a>', decision.get_absolute_url())

    @admin.display(description="constraints")
    def constraint_list(self, decision):
        return cut_json(decision.constraints, decision.get_absolute_url(), "See all of them")

    @admin.display(description="signals")
    def signal_list(self, decision):
        return cut_json(decision.signals, decision.get_absolute_url(), "See all of them")

    @admin.display(description="version info")
    def versions(self, decision):
        return cut_json(decision.version_info, decision.get_absolute_url(), "See the decision's page")
