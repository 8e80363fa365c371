"""Change lists of tables of millions of rows: paged by position, never counted through, never sorted afresh."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin.views.main import ChangeList
from django.utils import timezone

from ..keyset import Order, read_page


class KeysetChangeList(ChangeList):
    """A page is read from where the last one ended, so that the last page costs what the first costs.

    The order is the one of the admin class, which an index holds; no query string changes it. The count is exact up
    to `keyset.COUNT_LIMIT`.
    """

    CURSORS = ("after", "before")

    def get_queryset(self, request, exclude_parameters=None):
        # Neither a filter nor carried along by one.
        for name in self.CURSORS:
            self.params.pop(name, None)
            self.filter_params.pop(name, None)
        queryset = super().get_queryset(request, exclude_parameters)
        return queryset.defer(*self.model_admin.list_defer)

    def get_ordering(self, request, queryset):
        return list(self.model_admin.ordering)

    def get_results(self, request):
        self.page = read_page(self.queryset, order_of(self.model_admin), request.GET, self.list_per_page)
        self.result_list = self.page.rows
        self.result_count = self.page.count
        self.full_result_count = self.paginator = None
        self.show_full_result_count = self.can_show_all = self.multi_page = False
        self.show_admin_actions = True


def order_of(model_admin):
    """The `keyset.Order` of an admin class's `ordering`, whose fields go all up or all down."""
    names = model_admin.ordering
    return Order("", tuple(name.removeprefix("-") for name in names), descending=names[0].startswith("-"))


class SinceFilter(admin.SimpleListFilter):
    """Rows of the last days by the first field of the list's order, whose index so gives them without a search."""

    title = "age"
    parameter_name = "since"
    DAYS = {"day": (1, "Past 24 hours"), "week": (7, "Past 7 days"), "month": (30, "Past 30 days")}

    def lookups(self, request, model_admin):
        return [(name, label) for name, (_, label) in self.DAYS.items()]

    def __init__(self, request, params, model, model_admin):
        super().__init__(request, params, model, model_admin)
        self.field_name = model_admin.since_field

    def queryset(self, request, queryset):
        if self.value() not in self.DAYS:
            return queryset
        days, _ = self.DAYS[self.value()]
        return queryset.filter(**{f"{self.field_name}__gte": timezone.now() - timedelta(days=days)})
