"""All sources with where they stand: the list's filters and orders, and what its rows show.

Every number of the breakdown opens this list, so what a query string means here is what was counted there: both read
the standings. Days are UTC's.
"""

from dataclasses import dataclass, replace
from datetime import UTC, datetime, time

import django_filters
from django import forms
from django.db import connection
from django.db.models import (
    Count,
    Exists,
    F,
    Func,
    IntegerField,
    Max,
    OuterRef,
    Q,
    Value,
)

from .facets import NO_VALUE
from .filter_chips import Chips, DayInput
from .filters import FacetField, channel_label
from .keyset import Order, read_page
from .models import Document, Source, Standing, StandingKind, Status
from .models.standings import decided_or_never
from .normalized_urls import InvalidUrl, normalize_url

STATUS_WORDS = dict(Status.choices) | {StandingKind.UNDECIDED: "No decision yet", StandingKind.RETIRED: "Retired"}
# The first is the one of an address that names none.
ORDERS = {
    "": Order("Domain", ("domain", "source_id")),
    "decided": Order("Newest decision", ("decided_or_never", "source_id"), descending=True),
    "newest": Order("Newest source", ("created_at", "id"), descending=True),
}
LANGUAGES_OFFERED = 50
EVERY = 1_000_000_000


# One look into the index for each language, however many sources there are.
LANGUAGES = """
WITH RECURSIVE found AS (
    SELECT min(language) AS language FROM review_standings
    UNION ALL
    SELECT (SELECT min(language) FROM review_standings WHERE review_standings.language > found.language)
    FROM found WHERE language IS NOT NULL
)
SELECT language FROM found WHERE language IS NOT NULL LIMIT %s
"""


class StoodAs(Func):
    """Id of the kind that a source stood as at the end of a day; null where it was not there yet."""

    output_field = IntegerField()

    def __init__(self, kinds, days, day):
        super().__init__(kinds, days, day)

    def as_sql(self, compiler, connection):
        kinds, days, day = (compiler.compile(part)[0] for part in self.get_source_expressions())
        parameters = compiler.compile(self.get_source_expressions()[2])[1]
        return f"({kinds})[NULLIF(width_bucket({day}::date, {days}), 0)]", parameters


class ManyFilter(django_filters.MultipleChoiceFilter):
    """Any number of values of a column; each that can be one is taken, since a link may name what nothing has now."""

    field_class = FacetField

    def __init__(self, label, **kwargs):
        super().__init__(label=label, widget=forms.CheckboxSelectMultiple, **kwargs)


class DomainFilter(ManyFilter):
    def __init__(self, label):
        super().__init__(label)
        self.extra["widget"] = forms.MultipleHiddenInput


class SourceFilter(Chips, django_filters.FilterSet):
    """Over all standings. `kinds` are all `StandingKind`s, `languages` those that sources have."""

    unchipped = ("o",)

    url = django_filters.CharFilter(
        method="filter_url",
        label="URL contains",
        max_length=2048,
        widget=forms.TextInput(attrs={"data-key": "/", "spellcheck": "false"}),
    )
    status = ManyFilter("Status", method="keep")
    flagged = django_filters.ChoiceFilter(
        method="filter_flagged",
        label="Open flag",
        choices=[("yes", "Flagged"), ("no", "Not flagged")],
        empty_label="Either",
    )
    channel = ManyFilter("Channel", method="keep")
    model = ManyFilter("Model", method="keep")
    rules = ManyFilter("Rules", method="keep")
    language = ManyFilter("Language", method="filter_language")
    domain = DomainFilter("Domain")
    on = django_filters.DateFilter(method="filter_day", label="As of the end of", widget=DayInput)
    decided_from = django_filters.DateFilter(method="filter_decided", label="Decided from", widget=DayInput)
    decided_to = django_filters.DateFilter(method="filter_decided", label="Decided to", widget=DayInput)
    o = django_filters.ChoiceFilter(
        method="keep",
        label="Order",
        choices=[(name, order.label) for name, order in ORDERS.items() if name],
        empty_label=ORDERS[""].label,
    )

    class Meta:
        model = Standing
        fields = []

    def __init__(self, data, *, kinds, languages):
        super().__init__(data, queryset=Standing.objects.order_by())
        self.kinds = {kind.pk: kind for kind in kinds}
        statuses = dict.fromkeys([*STATUS_WORDS, *sorted({kind.status for kind in kinds})])
        self.offer("status", statuses)
        for name in ("channel", "model", "rules"):
            self.offer(name, [*sorted({getattr(kind, name) for kind in kinds} - {None}), NO_VALUE])
        self.offer("language", [*languages, NO_VALUE])
        self.offer("domain", [])

    def offer(self, name, values):
        """Sets what a filter offers: these values, and those that the query string names."""
        given = [value for value in self.data.getlist(name) if value.isprintable() and 0 < len(value) <= 200]
        values = dict.fromkeys([*values, *given])
        self.filters[name].extra["choices"] = [(value, word(name, value)) for value in values]

    @property
    def rarer_fields(self):
        """The bound fields with many choices, which the page keeps folded."""
        return [self.form[name] for name in ("channel", "model", "rules", "language")]

    @property
    def order(self):
        """The `Order` asked for, or the default."""
        return ORDERS.get(self.data.get("o"), ORDERS[""])

    @property
    def day(self):
        """The day at whose end the list is told, None for now."""
        self.form.is_valid()  # fills `cleaned_data` with what is
        return self.form.cleaned_data.get("on")

    def chip_value(self, name, value):
        return word(name, value) if isinstance(self.filters[name], ManyFilter) else super().chip_value(name, value)

    def filter_queryset(self, queryset):
        given = self.form.cleaned_data
        day = given.get("on")
        if day:
            stood = StoodAs(F("kinds"), F("days"), Value(day))
            queryset = queryset.annotate(then_id=stood).filter(then_id__isnull=False)
        asked = {name: set(given[name]) for name in ("status", "channel", "model", "rules") if given.get(name)}
        if asked:
            ids = [kind.pk for kind in self.kinds.values() if all(holds(kind, name, asked[name]) for name in asked)]
            queryset = queryset.filter(then_id__in=ids) if day else queryset.filter(kind_id__in=ids)
        return super().filter_queryset(queryset)

    def keep(self, queryset, name, value):
        return queryset

    def filter_url(self, queryset, name, value):
        """Any part of the normalized URL, in any case; an address that one pastes also in its normalized form."""
        found = Source.objects.address_contains(value)
        try:
            found |= Source.objects.address_contains(normalize_url(value)) if "://" in value else found
        except InvalidUrl:
            pass
        return queryset.filter(source_id__in=found.values("pk"))

    def filter_language(self, queryset, name, value):
        condition = Q(language__in=[text for text in value if text != NO_VALUE])
        return queryset.filter(condition | Q(language__isnull=True) if NO_VALUE in value else condition)

    def filter_flagged(self, queryset, name, value):
        return queryset.filter(is_flagged=value == "yes")

    def filter_day(self, queryset, name, value):
        return queryset  # see filter_queryset: what stood then is asked for by several filters

    def filter_decided(self, queryset, name, value):
        """Day of the current decision, both days included."""
        queryset = queryset.alias(decided=decided_or_never()).filter(decided_at__isnull=False)
        if name == "decided_from":
            return queryset.filter(decided__gte=datetime.combine(value, time(), UTC))
        return queryset.filter(decided__lte=datetime.combine(value, time.max, UTC))


@dataclass(frozen=True)
class SourceRow:
    """One line of the list.

    `now` is the kind that the source stands as; `then` the one on the day that the list is told of, None where it is
    told of now. `documents` counts versions, the last of which was `fetched_at`, None for none.
    """

    source: Source
    standing: Standing
    now: StandingKind
    then: StandingKind | None
    documents: int
    fetched_at: datetime | None


def languages():
    """The languages that sources have, the first `LANGUAGES_OFFERED` by name."""
    with connection.cursor() as cursor:
        cursor.execute(LANGUAGES, [LANGUAGES_OFFERED])
        return [language for (language,) in cursor.fetchall()]


def source_filter(data):
    """The `SourceFilter` of a query string (a QueryDict), with what there is to choose from. Two queries."""
    return SourceFilter(data, kinds=list(StandingKind.objects.all()), languages=languages())


def read_sources(filters, size):
    """The `keyset.Page` of `SourceRow`s that the filter's query string asks for. Four queries."""
    order, standings = filters.order, filters.qs
    if order is ORDERS["newest"]:
        chosen = Source.objects.filter(Exists(standings.filter(source_id=OuterRef("pk"))))
        if filters.day:
            # How many stood so on a day is beyond the planner; the limit makes it look once instead of for each source.
            chosen = Source.objects.filter(pk__in=standings.values("pk")[:EVERY])
        page = read_page(chosen, order, filters.data, size)
        sources = {source.pk: source for source in page.rows}
        standings = {standing.pk: standing for standing in standings.filter(pk__in=sources)}
        ids = list(sources)
    else:
        page = read_page(standings.annotate(decided_or_never=decided_or_never()), order, filters.data, size)
        ids = [standing.pk for standing in page.rows]
        standings = {standing.pk: standing for standing in page.rows}
        sources = Source.objects.in_bulk(ids)
    fetches = fetches_of(ids)
    rows = [
        SourceRow(
            source=sources[key],
            standing=standings[key],
            now=filters.kinds[standings[key].kind_id],
            then=filters.kinds[standings[key].then_id] if filters.day else None,
            documents=fetches.get(key, (0, None))[0],
            fetched_at=fetches.get(key, (0, None))[1],
        )
        for key in ids
        if key in sources and key in standings  # deleted between two of the queries
    ]
    return replace(page, rows=rows)


def fetches_of(source_ids):
    """`{source id: (number of document versions, time of the last fetch)}`."""
    documents = Document.objects.filter(source_id__in=source_ids).order_by().values("source_id")
    counted = documents.annotate(number=Count("id"), last=Max("fetched_at"))
    return {row["source_id"]: (row["number"], row["last"]) for row in counted}


def holds(kind, name, values):
    """Whether what a kind says in a column is among these values."""
    value = getattr(kind, name)
    return (NO_VALUE if value is None else value) in values


def word(name, value):
    """What a value of a filter is called; one that we do not know is shown as the pipeline wrote it."""
    if name == "status":
        return STATUS_WORDS.get(value, value)
    if name == "channel":
        return channel_label(value)
    return "Not stated" if value == NO_VALUE else value
