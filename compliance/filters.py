"""The queue's filters: a form over a queryset, its state in the query string."""

from dataclasses import dataclass
from decimal import Decimal

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator

from .keyset import Order
from .models import ComplianceDecision, Status

NO_CHANNEL = "-"
CHANNEL_LABELS = {
    "public_crawl": "Public crawl",
    "llms_txt": "llms.txt",
    "official_api": "Official API",
    "licence_request": "Licence request",
    "none": "None",
}
ORDERS = {
    "oldest": Order("Oldest first", ("created_at", "id")),
    "newest": Order("Newest first", ("created_at", "id"), descending=True),
    "confidence": Order("Least confident first", ("confidence", "created_at", "id")),
    "domain": Order("Domain", ("source__domain", "created_at", "id")),
}
DEFAULT_ORDER = "oldest"


@dataclass(frozen=True)
class Chip:
    """An active filter: what it says, and the query string without it."""

    label: str
    value: str
    remove_url: str


def channel_label(channel):
    """The wording of a channel; one that we do not know is shown as the pipeline wrote it."""
    return "No channel" if channel in (None, NO_CHANNEL) else CHANNEL_LABELS.get(channel, channel)


class ConfidenceFilter(django_filters.NumberFilter):
    def __init__(self, **kwargs):
        super().__init__(
            widget=forms.NumberInput(attrs={"min": 0, "max": 1, "step": 0.05, "inputmode": "decimal"}),
            max_digits=8,
            decimal_places=7,
            **kwargs,
        )

    def get_max_validator(self):
        return None

    @property
    def field(self):
        field = super().field
        field.validators += [MinValueValidator(Decimal(0)), MaxValueValidator(Decimal(1))]
        return field


class QueueFilter(django_filters.FilterSet):
    """Over all decisions; without any filter it leaves what `for_queue` means: flagged and current.

    `facets` is `[(status, channel, number), ...]` of what waits, for the choices that it offers.
    """

    status = django_filters.MultipleChoiceFilter(
        field_name="status", lookup_expr="exact", distinct=False, widget=forms.CheckboxSelectMultiple
    )
    channel = django_filters.MultipleChoiceFilter(
        field_name="compliance_channel",
        lookup_expr="exact",
        null_value=NO_CHANNEL,
        distinct=False,
        widget=forms.CheckboxSelectMultiple,
    )
    confidence_min = ConfidenceFilter(field_name="confidence", lookup_expr="gte", label="From")
    confidence_max = ConfidenceFilter(field_name="confidence", lookup_expr="lte", label="To")
    domain = django_filters.CharFilter(
        field_name="source__domain", lookup_expr="icontains", label="Domain contains", max_length=255
    )
    superseded = django_filters.BooleanFilter(
        method="filter_superseded",
        label="Superseded decisions instead",
        widget=forms.CheckboxInput,
    )
    o = django_filters.ChoiceFilter(
        method="keep_order",
        label="Order",
        choices=[(name, order.label) for name, order in ORDERS.items()],
        empty_label=None,
    )

    class Meta:
        model = ComplianceDecision
        fields = []

    def __init__(self, data, *, facets):
        super().__init__(data, queryset=ComplianceDecision.objects.flagged())
        statuses = {status: Status(status).label for status in Status.values}
        statuses |= {status: status for status, _, _ in facets if status not in statuses}
        channels = {channel or NO_CHANNEL: channel_label(channel) for _, channel, _ in facets}
        # A link that was sent may name a value that nothing has any more; it still is a filter.
        channels |= {value: channel_label(value) for value in data.getlist("channel") if value not in channels}
        statuses |= {value: value for value in data.getlist("status") if value not in statuses}
        self.filters["status"].extra["choices"] = list(statuses.items())
        self.filters["channel"].extra["choices"] = sorted(channels.items(), key=lambda item: item[1].lower())

    @property
    def order(self):
        """The `Order` asked for, or the default."""
        return ORDERS.get(self.data.get("o"), ORDERS[DEFAULT_ORDER])

    @property
    def qs(self):
        """Flagged decisions that pass the filters: current ones, or the superseded if those are asked for."""
        decisions = super().qs
        return decisions if self.form.cleaned_data.get("superseded") else decisions.current()

    def filter_superseded(self, queryset, name, value):
        return queryset.superseded() if value else queryset

    def keep_order(self, queryset, name, value):
        return queryset  # the pager orders

    def chips(self):
        """A `Chip` for each value that narrows the list; the order does not."""
        chips = []
        for name in self.filters:
            bound = self.form[name]
            if name == "o" or bound.errors:
                continue
            for value in self.data.getlist(name):
                if value in ("", "false", "False", None):
                    continue
                choices = dict(self.filters[name].extra.get("choices", ()))
                text = "" if name == "superseded" else choices.get(value, value)
                chips.append(Chip(bound.label, text, self.url_without(name, value)))
        return chips

    def url_without(self, name, value):
        data = self.data.copy()
        data.setlist(name, [other for other in data.getlist(name) if other != value])
        for cursor in ("after", "before"):
            data.pop(cursor, None)
        return "?" + data.urlencode()
