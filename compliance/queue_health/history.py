"""The stays in the queue as a filtered list: the rows behind every number of queue health."""

from datetime import UTC, date, datetime, time, timedelta
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.urls import reverse
from django.utils import timezone

from ..activity import is_sound
from ..filter_chips import Chips, DayInput
from ..keyset import Order
from ..models import Escalation, QueueStay, ReviewRecord, Snooze, Source, TeamSettings

NEWEST = Order("Newest first", ("entered_at", "id"), descending=True)
WAITING = "waiting"
HOW = [(WAITING, "Still waiting"), *QueueStay.LeftBy.choices]
# Wider than what a period may be chosen from, so that a link from its ends is always understood.
DAYS_OFFERED = [
    MinValueValidator(date(1980, 1, 1), "Choose a day after 1980."),
    MaxValueValidator(date(2300, 12, 31), "Choose a day before 2300."),
]


def history_url(**conditions):
    """The list under some of the conditions of `StayFilter`; a list of values is any of them."""
    return f"{reverse('compliance:queue_history')}?{urlencode(conditions, doseq=True)}"


def left_in(span):
    """The conditions for what left on the days of a `Bucket` or `Period`."""
    return {"left_from": span.first.isoformat(), "left_to": span.last.isoformat()}


def left_url(span, how):
    return history_url(**left_in(span), how=how)


def entered_url(span):
    return history_url(entered_from=span.first.isoformat(), entered_to=span.last.isoformat())


def stays_listed():
    """All stays, with the `address` of the source and the `actor_name` as the review record has it, each or None."""
    sources = Source.objects.filter(pk=OuterRef("source_id"))
    records = ReviewRecord.objects.filter(pk=OuterRef("record_id")).order_by()
    return QueueStay.objects.annotate(
        address=Subquery(sources.values("normalized_url")), actor_name=Subquery(records.values("actor_name"))
    )


def waited(stay, now):
    """How long a stay lasted, or has so far, as a timedelta; never negative, whatever the pipeline's clock says."""
    return max((stay.left_at or now) - stay.entered_at, timedelta())


class DayFilter(django_filters.DateFilter):
    def __init__(self, label):
        super().__init__(method="filter_day", label=label, widget=DayInput, validators=DAYS_OFFERED)


class AgeFilter(django_filters.NumberFilter):
    field_class = forms.IntegerField

    def __init__(self, label):
        super().__init__(method="filter_age", label=label, min_value=0, max_value=36500)

    def get_max_validator(self):
        """The field's own bounds say it better."""
        return None


class StayFilter(Chips, django_filters.FilterSet):
    """Over all stays. `people` is as `activity.people` gives it, `target` in days. Days are UTC's, both ends included.

    Ages, the target that they breach and what is done with them meanwhile are about what waits now; whether the target
    was kept is about what people cleared.
    """

    how = django_filters.MultipleChoiceFilter(
        method="filter_how", label="How it left", choices=HOW, widget=forms.CheckboxSelectMultiple
    )
    entered_from = DayFilter("Entered from day")
    entered_to = DayFilter("Entered to day")
    left_from = DayFilter("Left from day")
    left_to = DayFilter("Left to day")
    open_on = DayFilter("Waiting at the end of day")
    older_than = AgeFilter("Waiting longer than days")
    younger_than = AgeFilter("Waiting at most days")
    over_target = django_filters.ChoiceFilter(
        method="filter_over_target",
        label="Waiting beyond the target",
        empty_label="Any",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    within_target = django_filters.ChoiceFilter(
        method="filter_within_target",
        label="Cleared within the target",
        empty_label="Any",
        choices=[("yes", "Yes"), ("no", "No")],
    )
    handling = django_filters.ChoiceFilter(
        method="filter_handling",
        label="Waiting and",
        empty_label="Any",
        choices=[("escalated", "Escalated"), ("snoozed", "Snoozed")],
    )
    person = django_filters.ChoiceFilter(
        field_name="actor_id", lookup_expr="exact", label="Cleared by", empty_label="Anyone"
    )
    source = django_filters.CharFilter(field_name="source_id", lookup_expr="exact", label="Source id", max_length=36)

    class Meta:
        model = QueueStay
        fields = []

    def __init__(self, data, *, people, target):
        super().__init__(data, queryset=stays_listed().order_by())
        self.now, self.target = timezone.now(), timedelta(days=target)
        choices = {str(key): name for key, name in people}
        given = data.get("person", "")
        # A link that was sent may name somebody who has left no record; it still filters.
        if given not in choices and is_sound(given, number=True):
            choices[given] = f"Account {given}"
        self.filters["person"].extra["choices"] = list(choices.items())

    def filter_how(self, queryset, name, values):
        if not values:
            return queryset
        waiting = Q(left_at=None) if WAITING in values else Q()
        return queryset.filter(Q(left_by__in=[value for value in values if value != WAITING]) | waiting)

    def filter_day(self, queryset, name, value):
        begin = datetime.combine(value, time(), UTC)
        end = begin + timedelta(days=1)
        if name == "open_on":
            return queryset.filter(Q(left_at=None) | Q(left_at__gte=end), entered_at__lt=end)
        column, _, edge = name.partition("_")
        return queryset.filter(**({f"{column}_at__gte": begin} if edge == "from" else {f"{column}_at__lt": end}))

    def filter_age(self, queryset, name, value):
        moment = self.now - timedelta(days=int(value))
        condition = {"entered_at__lt" if name == "older_than" else "entered_at__gte": moment}
        return queryset.filter(left_at=None, **condition)

    def filter_over_target(self, queryset, name, value):
        condition = {"entered_at__lt" if value == "yes" else "entered_at__gte": self.now - self.target}
        return queryset.filter(left_at=None, **condition)

    def filter_within_target(self, queryset, name, value):
        limit = F("entered_at") + self.target
        condition = {"left_at__lte" if value == "yes" else "left_at__gt": limit}
        return queryset.filter(left_by__in=QueueStay.CLEARED, **condition)

    def filter_handling(self, queryset, name, value):
        model = Escalation if value == "escalated" else Snooze
        meanwhile = model.objects.filter(decision_id=OuterRef("decision_id"))
        if value == "snoozed":
            meanwhile = meanwhile.filter(until__gt=self.now)
        return queryset.filter(Exists(meanwhile), left_at=None)


def stay_filter(data, people):
    """The `StayFilter` that a QueryDict asks for, by the target as it is set now."""
    return StayFilter(data, people=people, target=TeamSettings.current().clear_within_days)
