"""The queue's filters: a form over a queryset, its state in the query string."""

from dataclasses import dataclass
from datetime import UTC, datetime, time
from decimal import Decimal

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, OuterRef, Q, TextField
from django.db.models.functions import Cast
from django.utils import timezone

from .accounts import held_by
from .keyset import Order
from .machine_signals import words
from .models import ComplianceDecision, Document, DocumentType, Escalation, Lease, Snooze, Status

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


# The usual signal types and values (DESIGN 1); a pipeline may write others, which are found by no choice here.
SIGNAL_TYPES = (
    "scraping_allowed",
    "crawling_allowed",
    "api_access_allowed",
    "commercial_use_allowed",
    "resale_allowed",
    "derivative_works",
    "attribution_required",
    "ai_training_allowed",
    "llm_use_allowed",
    "data_storage_allowed",
    "data_processing_allowed",
    "retention_limits",
    "geo_restrictions",
    "time_limits",
)
SIGNAL_VALUES = ("allowed", "prohibited", "conditional", "unclear")
WAITING = {
    "free": "Free: nobody has it open",
    "mine": "Open by me",
    "to_me": "Escalated to me",
    "escalated": "Escalated",
    "snoozed": "Snoozed",
}


MORE = (
    "signal",
    "signal_value",
    "constraint",
    "reason",
    "document_type",
    "language",
    "model",
    "rules",
    "decided_from",
    "decided_to",
)


def snoozed():
    """Condition: the decision is out of the queue until later."""
    return Exists(Snooze.objects.filter(decision_id=OuterRef("pk"), until__gt=timezone.now()))


class DayInput(forms.DateInput):
    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


@dataclass(frozen=True)
class Chip:
    """An active filter: what it says, and the query string without it."""

    label: str
    value: str
    remove_url: str


def channel_label(channel):
    """The wording of a channel; one that we do not know is shown as the pipeline wrote it."""
    return "Not stated" if channel in (None, NO_CHANNEL) else CHANNEL_LABELS.get(channel, channel)


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
        field_name="source__domain",
        lookup_expr="icontains",
        label="Domain contains",
        max_length=255,
        widget=forms.TextInput(attrs={"data-key": "/"}),
    )
    signal = django_filters.ChoiceFilter(
        method="filter_signal", label="Signal", choices=[(name, words(name)) for name in SIGNAL_TYPES]
    )
    signal_value = django_filters.ChoiceFilter(
        method="filter_signal", label="Its value", choices=[(value, words(value)) for value in SIGNAL_VALUES]
    )
    constraint = django_filters.CharFilter(method="filter_constraint", label="Constraint contains", max_length=200)
    reason = django_filters.CharFilter(method="filter_reason", label="Flagged because", max_length=200)
    document_type = django_filters.ChoiceFilter(
        method="filter_documents", label="Has document", choices=DocumentType.choices
    )
    language = django_filters.CharFilter(method="filter_documents", label="Document language", max_length=10)
    model = django_filters.CharFilter(
        field_name="version_info__model_version", lookup_expr="exact", label="Model", max_length=100
    )
    rules = django_filters.CharFilter(
        field_name="version_info__rules_version", lookup_expr="exact", label="Rules", max_length=100
    )
    decided_from = django_filters.DateFilter(method="filter_decided", label="Decided from", widget=DayInput)
    decided_to = django_filters.DateFilter(method="filter_decided", label="Decided to", widget=DayInput)
    waiting = django_filters.ChoiceFilter(
        method="filter_waiting",
        label="Work",
        choices=list(WAITING.items()),
        empty_label="All but snoozed",
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

    def __init__(self, data, *, facets, user):
        super().__init__(data, queryset=ComplianceDecision.objects.flagged())
        self.user = user
        statuses = {status: Status(status).label for status in Status.values}
        statuses |= {status: status for status, _, _ in facets if status not in statuses}
        channels = {channel or NO_CHANNEL: channel_label(channel) for _, channel, _ in facets}
        # A link that was sent may name a value that nothing has any more; it still is a filter.
        channels |= {
            value: channel_label(value)
            for value in data.getlist("channel")
            if value not in channels and "\x00" not in value
        }
        statuses |= {value: value for value in data.getlist("status") if value not in statuses and "\x00" not in value}
        self.filters["status"].extra["choices"] = list(statuses.items())
        self.filters["channel"].extra["choices"] = sorted(channels.items(), key=lambda item: item[1].lower())

    @property
    def more_fields(self):
        """The bound fields of the rarer conditions, which the page keeps folded."""
        return [self.form[name] for name in MORE]

    @property
    def more_active(self):
        """Whether one of them is set, so that the page unfolds them."""
        return any(self.data.get(name) for name in MORE)

    @property
    def order(self):
        """The `Order` asked for, or the default."""
        return ORDERS.get(self.data.get("o"), ORDERS[DEFAULT_ORDER])

    @property
    def qs(self):
        """Flagged decisions that pass the filters: current ones, or the superseded if those are asked for."""
        decisions = super().qs
        if not self.form.cleaned_data.get("waiting"):
            decisions = decisions.filter(~snoozed())
        return decisions if self.form.cleaned_data.get("superseded") else decisions.current()

    def filter_superseded(self, queryset, name, value):
        return queryset.superseded() if value else queryset

    def filter_signal(self, queryset, name, value):
        """Signals of the documented shapes: a list of objects, or that list under "signals".

        Type and value are of one signal, so both are looked for together, once.
        """
        given = self.form.cleaned_data
        if name == "signal_value" and given.get("signal"):
            return queryset
        wanted = {"signal_type": given.get("signal"), "value": given.get("signal_value")}
        wanted = {key: text for key, text in wanted.items() if text}
        return queryset.filter(Q(signals__contains=[wanted]) | Q(signals__contains={"signals": [wanted]}))

    def filter_constraint(self, queryset, name, value):
        return queryset.alias(constraints_text=Cast("constraints", TextField())).filter(
            constraints_text__icontains=value
        )

    def filter_reason(self, queryset, name, value):
        texts = {"why_said": Cast("version_info__why", TextField()), "why_seen": Cast("signals__why", TextField())}
        return queryset.alias(**texts).filter(Q(why_said__icontains=value) | Q(why_seen__icontains=value))

    def filter_documents(self, queryset, name, value):
        return queryset.filter(Exists(Document.objects.filter(source_id=OuterRef("source_id"), **{name: value})))

    def filter_decided(self, queryset, name, value):
        """Days are UTC's, both included."""
        if name == "decided_from":
            return queryset.filter(created_at__gte=datetime.combine(value, time(), UTC))
        return queryset.filter(created_at__lte=datetime.combine(value, time.max, UTC))

    def filter_waiting(self, queryset, name, value):
        leases = Lease.objects.filter(decision_id=OuterRef("pk"), expires_at__gt=timezone.now())
        escalations = Escalation.objects.filter(decision_id=OuterRef("pk"))
        to_me = Q(to_user=self.user) | Q(to_role__in=held_by(self.user)[0])
        return queryset.filter(
            {
                "snoozed": snoozed(),
                "escalated": Exists(escalations),
                "to_me": Exists(escalations.filter(to_me)),
                "mine": Exists(leases.filter(holder=self.user)),
                "free": ~Exists(leases) & ~snoozed(),
            }[value]
        )

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
