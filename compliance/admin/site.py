"""The site itself and what its parts build on."""

import json

from django.apps import apps
from django.contrib import admin, messages
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html

from ..models import Source
from .change_list import KeysetChangeList

admin.site.site_header = admin.site.site_title = "ACC admin"
admin.site.index_title = "Administration"
apps.get_app_config("auth").verbose_name = "People"

LONGEST_TEXT = 2_000
SHORTEST_SEARCH = 3
MOST_SOURCES = 200


def login(request, extra_context=None):
    """The one login page of the project, throttled like every login; a colleague without the role gets a 403."""
    if request.user.is_authenticated and not admin.site.has_permission(request):
        raise PermissionDenied
    return redirect_to_login(request.GET.get("next") or reverse("admin:index"))


admin.site.login = login


class TellingAdmin(admin.ModelAdmin):
    """Its history says what was changed from what to what."""

    def construct_change_message(self, request, form, formsets, add=False):
        return "Added." if add else changes_of(form)

    def log_change(self, request, obj, message):
        return super().log_change(request, obj, message) if message else None


def changes_of(form, *, besides=""):
    """The changes of a form in words, "Label: old → new." each; passwords without their values; "" if there are none.

    `besides` names a field that is told elsewhere.
    """
    told = []
    for name in form.changed_data:
        if name == besides:
            continue
        if name not in form.fields or "password" in name:
            told.append(f"{name.capitalize()} changed.")
        else:
            field = form.fields[name]
            told.append(f"{field.label}: {in_words(form.initial.get(name))} → {in_words(form.cleaned_data.get(name))}.")
    return " ".join(told)


def in_words(value):
    if isinstance(value, bool):
        return "yes" if value else "no"
    return f"“{str(value)[:200]}”" if value not in (None, "") else "empty"


class BigTableAdmin(admin.ModelAdmin):
    """For tables of millions of rows.

    `ordering`, all up or all down, ends with the key and begins with what an index holds; pages are read by position
    in it. Filters are those of `list_filter` alone, for any other would look through the whole table. `list_defer`
    names columns that a list leaves out, `own_list` is `(URL name, sentence)` of the page where one looks for more.
    """

    change_list_template = "admin/big_change_list.html"
    show_full_result_count = False
    show_facets = admin.ShowFacets.NEVER
    list_per_page = 50
    actions = None
    sortable_by = ()
    list_defer = ()
    own_list = None

    def get_changelist(self, request, **kwargs):
        return KeysetChangeList

    def lookup_allowed(self, lookup, value, request=None):
        return any(lookup == name or lookup.startswith(f"{name}__") for name in map(name_of, self.list_filter))

    def get_object(self, request, object_id, from_field=None):
        # A NUL, which PostgreSQL can't hold, is in no key.
        return None if "\x00" in object_id else super().get_object(request, object_id, from_field)

    def changelist_view(self, request, extra_context=None):
        return super().changelist_view(request, {"own_list": self.own_list, **(extra_context or {})})


def name_of(list_filter):
    """The parameter, or the field, of an item of `list_filter`: a filter class, a field's name, or a pair of both."""
    if isinstance(list_filter, tuple):
        return list_filter[0]
    return getattr(list_filter, "parameter_name", list_filter)


class ReadOnlyAdmin(BigTableAdmin):
    def has_add_permission(self, request):
        return False

    def has_change_permission(self, request, obj=None):
        return False

    def has_delete_permission(self, request, obj=None):
        return False


class OfSourceAdmin(ReadOnlyAdmin):
    """Rows that belong to a source: found by their id, the source's id, or any part of its address."""

    list_select_related = ["source"]
    search_fields = ["source__normalized_url"]
    search_help_text = "An id, a source's id, or any part of the source's URL"

    def get_search_results(self, request, queryset, search_term):
        term = search_term.strip()
        if not term:
            return queryset, False
        sources = []
        if len(term) < SHORTEST_SEARCH:
            messages.info(request, f"Type at least {SHORTEST_SEARCH} characters of a URL.")
        else:
            found = Source.objects.address_contains(term).order_by()
            sources = list(found.values_list("pk", flat=True)[: MOST_SOURCES + 1])
        if len(sources) > MOST_SOURCES:
            sources = []
            messages.warning(
                request,
                f"More than {MOST_SOURCES} sources have “{term}” in their URL. Type more of it, or search there.",
            )
        return queryset.filter(Q(pk=term) | Q(source_id=term) | Q(source_id__in=sources)), False


def cut_text(text, url, link):
    """A text as the page shows it, at most `LONGEST_TEXT` characters of it with a link to all."""
    if len(text) <= LONGEST_TEXT:
        return format_html('<pre class="acc-text">{}</pre>', text)
    return format_html('<pre class="acc-text">{}…</pre><a href="{}">{}</a>', text[:LONGEST_TEXT], url, link)


def cut_json(value, url, link):
    return cut_text(json.dumps(value, ensure_ascii=False, indent=2), url, link)
