"""Sources: one types the URL, the rest follows. The rules are those of the source's own pages, and so is the form."""

from django.contrib import admin
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.html import format_html

from ..models import Source
from ..source_editing import SourceForm, preview, repeat_once
from .site import BigTableAdmin

FEW = 500


@admin.register(Source)
class SourceAdmin(BigTableAdmin):
    form = SourceForm
    fields = ["url", "seen", "normalized_url", "domain", "created_at", "updated_at"]
    readonly_fields = ["normalized_url", "domain", "created_at", "updated_at"]
    list_display = ["normalized_url", "domain", "created_at", "updated_at", "page"]
    search_fields = ["normalized_url"]
    search_help_text = "Any part of the URL, or an id"
    ordering = ["domain", "id"]
    change_form_template = "admin/compliance/source/change_form.html"

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        # Few are found by the index of parts and then put in order; of many, the order itself soon meets a page full.
        found = Source.objects.address_contains(term).order_by()
        few = list(found.values_list("pk", flat=True)[: FEW + 1])
        rows = queryset.address_contains(term) if len(few) > FEW else queryset.filter(pk__in=[*few, term])
        return rows, False

    @admin.display(description="page")
    def page(self, source):
        return format_html('<a href="{}">Open</a>', reverse("compliance:source", args=[source.pk]))

    def get_readonly_fields(self, request, obj=None):
        return self.readonly_fields if obj else []

    def get_fields(self, request, obj=None):
        return self.fields if obj else ["url", "seen"]

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        return repeat_once(
            lambda: super(SourceAdmin, self).changeform_view(request, object_id, form_url, extra_context)
        )

    def render_change_form(self, request, context, add=False, change=False, form_url="", obj=None):
        form = context["adminform"].form
        context["source"], context["changed_by_others"] = obj, getattr(form, "changed_by_others", None)
        given = form["url"].value() if "url" in form.fields else None
        context["preview"] = preview(given.strip(), source_id=obj.pk if obj else None) if given else None
        return super().render_change_form(request, context, add, change, form_url, obj)

    def save_model(self, request, obj, form, change):
        form.save()  # writes only what differs, and notes what is new

    def has_delete_permission(self, request, obj=None):
        # One at a time, and on the page that lists first what names it; the list's bulk action can do neither.
        return obj is not None and super().has_delete_permission(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        return HttpResponseRedirect(reverse("compliance:source_delete", args=[object_id]))
