"""The queue's filters: a form over a queryset, its state in the query string."""

from datetime import UTC, datetime, time
from decimal import Decimal

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, F, OuterRef, Q, Subquery, TextField
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils import timezone

from . import flag_reasons
from .accounts import held_by
from .facets import NO_VALUE, count_groups, facet
from .filter_chips import Chips, DayInput
from .keyset import Order
from .machine_signals import signal_words, words
from .models import ComplianceDecision, Document, DocumentType, Escalation, FlagReasons, Lease, Snooze, Status

CHANNEL_LABELS = {
    "public_crawl": "Public crawl",
    "llms_txt": "llms.txt",
    "official_api": "Official API",
    "licence_request": "Licence request",
    "none": "None",
}
# The first is the one of an address that names none.
ORDERS = {
    "": Order("Oldest first", ("created_at", "id")),
    "newest": Order("Newest first", ("created_at", "id"), descending=True),
    "confidence": Order("Least confident first", ("confidence", "created_at", "id")),
    "domain": Order("Domain", ("source__domain", "created_at", "id")),
}


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
    "why",
    "document_type",
    "language",
    "flagged_from",
    "flagged_to",
)
# The facets in their order on the page, with their labels and what each is of a decision.
FACETS = {
    "status": ("Status", F("status")),
    "reason": (
        "Flagged because",
        Subquery(FlagReasons.objects.filter(decision_id=OuterRef("pk")).values("codes")),
    ),
    "channel": ("Channel", F("compliance_channel")),
    "model": ("Model", KT("version_info__model_version")),
    "rules": ("Rules", KT("version_info__rules_version")),
}


def snoozed():
    """Condition: the decision is out of the queue until later."""
    return Exists(Snooze.objects.filter(decision_id=OuterRef("pk"), until__gt=timezone.now()))


def channel_label(channel):
    """The wording of a channel; one that we do not know is shown as the pipeline wrote it."""
    return "Not stated" if channel in (None, NO_VALUE) else CHANNEL_LABELS.get(channel, channel)


def facet_word(name, value):
    """What a value of a facet is called; one that we do not know is shown as the pipeline wrote it."""
    if name == "channel":
        return channel_label(value)
    if name == "reason":
        return "Not known yet" if value == NO_VALUE else flag_reasons.LABELS.get(value, value)
    if value == NO_VALUE:
        return "Not stated"
    return Status(value).label if name == "status" and value in Status.values else value


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


class FacetField(forms.MultipleChoiceField):
    """Takes any value that can be one: a link that was sent may name what nothing has any more."""

    default_error_messages = {"invalid_choice": "This value can't be one."}

    def valid_value(self, value):
        return "\x00" not in value and len(value) <= 200


class FacetFilter(django_filters.MultipleChoiceFilter):
    """Decisions that have one of the values of a facet or, with `exclude`, none of them."""

    field_class = FacetField

    def __init__(self, facet, **kwargs):
        self.facet = facet
        label, self.column = FACETS[facet]
        super().__init__(label=f"Not {label.lower()}" if kwargs.get("exclude") else label, **kwargs)

    def filter(self, queryset, value):
        if not value:
            return queryset
        named = [text for text in value if text != NO_VALUE]
        if self.facet == "reason":
            rows = FlagReasons.objects.filter(decision_id=OuterRef("pk"))
            condition = Q(Exists(rows.filter(codes__overlap=named)))
            nothing = Q(~Exists(rows))
        else:
            queryset = queryset.alias(facet=self.column)
            condition, nothing = Q(facet__in=named, facet__isnull=False), Q(facet__isnull=True)
        condition = condition | nothing if NO_VALUE in value else condition
        # Each side of it is true or false, never unknown, so that its contrary is the rest.
        return queryset.filter(~condition if self.exclude else condition)


class QueueFilter(Chips, django_filters.FilterSet):
    """Over all decisions; without any filter it leaves what `for_queue` means: flagged, current, in use."""

    unchipped = ("o",)

    status = FacetFilter("status")
    not_status = FacetFilter("status", exclude=True)
    reason = FacetFilter("reason")
    not_reason = FacetFilter("reason", exclude=True)
    channel = FacetFilter("channel")
    not_channel = FacetFilter("channel", exclude=True)
    model = FacetFilter("model")
    not_model = FacetFilter("model", exclude=True)
    rules = FacetFilter("rules")
    not_rules = FacetFilter("rules", exclude=True)
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
        method="filter_signal", label="Signal", choices=[(name, signal_words(name)) for name in SIGNAL_TYPES]
    )
    signal_value = django_filters.ChoiceFilter(
        method="filter_signal", label="Its value", choices=[(value, words(value)) for value in SIGNAL_VALUES]
    )
    constraint = django_filters.CharFilter(method="filter_constraint", label="Constraint contains", max_length=200)
    why = django_filters.CharFilter(method="filter_why", label="Machine's words contain", max_length=200)
    document_type = django_filters.ChoiceFilter(
        method="filter_documents", label="Has document", choices=DocumentType.choices
    )
    language = django_filters.CharFilter(method="filter_documents", label="Document language", max_length=10)
    flagged_from = django_filters.DateFilter(method="filter_flagged", label="Flagged from", widget=DayInput)
    flagged_to = django_filters.DateFilter(method="filter_flagged", label="Flagged to", widget=DayInput)
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
        choices=[(name, order.label) for name, order in ORDERS.items() if name],
        empty_label=ORDERS[""].label,
    )

    class Meta:
        model = ComplianceDecision
        fields = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=ComplianceDecision.objects.flagged().in_use())
        self.user = user

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
        return ORDERS.get(self.data.get("o"), ORDERS[""])

    @property
    def qs(self):
        """Flagged decisions that pass the filters: current ones, or the superseded if those are asked for."""
        return self.among_those_asked_for(super().qs)

    def among_those_asked_for(self, decisions):
        if not self.form.cleaned_data.get("waiting"):
            decisions = decisions.filter(~snoozed())
        return decisions if self.form.cleaned_data.get("superseded") else decisions.current()

    def filter_queryset(self, queryset, without=()):
        for name, value in self.form.cleaned_data.items():
            if name not in without:
                queryset = self.filters[name].filter(queryset, value)
        return queryset

    def facets(self):
        """A `Facet` for each of `FACETS`, from one query over what passes all conditions but those of facets."""
        beside = [name for name, declared in self.filters.items() if isinstance(declared, FacetFilter)]
        decisions = self.among_those_asked_for(self.filter_queryset(self.queryset, without=beside))
        columns = {f"facet_{name}": column for name, (_, column) in FACETS.items()}
        groups = count_groups(decisions.annotate(**columns), list(columns))
        always = {"status": Status.values}
        return [
            facet(
                name,
                label,
                names=list(FACETS),
                place=place,
                groups=groups,
                data=self.data,
                always=always.get(name, ()),
                word=lambda value, name=name: facet_word(name, value),
            )
            for place, (name, (label, _)) in enumerate(FACETS.items())
        ]

    def chip_value(self, name, value):
        if isinstance(self.filters[name], FacetFilter):
            return facet_word(self.filters[name].facet, value)
        return super().chip_value(name, value)

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

    def filter_why(self, queryset, name, value):
        texts = {"why_said": Cast("version_info__why", TextField()), "why_seen": Cast("signals__why", TextField())}
        return queryset.alias(**texts).filter(Q(why_said__icontains=value) | Q(why_seen__icontains=value))

    def filter_documents(self, queryset, name, value):
        return queryset.filter(Exists(Document.objects.filter(source_id=OuterRef("source_id"), **{name: value})))

    def filter_flagged(self, queryset, name, value):
        """Days are UTC's, both included. A decision bears its flag from the moment it was made."""
        if name == "flagged_from":
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
