"""What the links of figures about verdicts ask of the list of review records, as filters of it."""

import re

import django_filters
from django.db.models import Q

from ..facets import NO_VALUE
from ..filters import ConfidenceFilter
from ..models import DocumentType, Verdict
from . import facts

# Text out of JSON that is looked for as it stands.
LONGEST = 200


class ValueField(django_filters.fields.ChoiceField):
    """Takes any value that can be one: a link that was sent may name what nothing has any more."""

    def valid_value(self, value):
        return "\x00" not in value and len(value) <= LONGEST


class ValueFilter(django_filters.ChoiceFilter):
    field_class = ValueField


def choice(label, choices):
    return django_filters.ChoiceFilter(
        method="leave", label=label, empty_label="Any", choices=list(choices.items()), null_label=None
    )


class VerdictFilter(django_filters.FilterSet):
    """Over review records, by what the verdicts among them say; each condition but `bulk` leaves only verdicts."""

    judged = choice("About the machine", {"yes": "Says whether it was right", "no": "Decides what was left to people"})
    undone = choice("Taken back", {"yes": "Yes", "no": "No, it stands"})
    bulk = choice("Given in bulk", {"yes": "Yes", "no": "No, one by one"})
    model = ValueFilter(method="leave", label="Model", empty_label="Any")
    rules = ValueFilter(method="leave", label="Rules version", empty_label="Any")
    signal = django_filters.CharFilter(method="leave", label="Signal", max_length=LONGEST, strip=False)
    document_type = ValueFilter(
        method="leave", label="Document read", empty_label="Any", choices=list(DocumentType.choices)
    )
    confidence_from = ConfidenceFilter(method="leave", label="Confidence from")
    confidence_to = ConfidenceFilter(method="leave", label="Confidence below")
    confidence = choice("Confidence", {"missing": "Not between 0 and 1"})
    timed = choice("Handling time", {"yes": "Known"})
    agreement = choice(
        "Source judged before by someone else",
        {"second": "Yes", "same": "Yes, to the same status", "different": "Yes, to another status"},
    )
    pair = django_filters.CharFilter(method="leave", label="By these two accounts", max_length=30)

    # In the order of the form.
    VERDICT_FIELDS = (
        "judged", "undone", "bulk", "model", "rules", "signal", "document_type", "confidence_from", "confidence_to",
        "confidence", "timed", "agreement", "pair",
    )  # fmt: skip

    def __init__(self, data, **kwargs):
        super().__init__(data, **kwargs)
        versions = facts.versions()
        for name in ("model", "rules"):
            values = {value for value in data.getlist(name)[-1:] if value} | set(getattr(versions, name))
            choices = [(value, "Not stated" if value == NO_VALUE else value) for value in sorted(values | {NO_VALUE})]
            self.filters[name].extra["choices"] = choices

    @property
    def verdict_fields(self):
        """The fields of these filters, bound."""
        return [self.form[name] for name in self.VERDICT_FIELDS]

    @property
    def is_about_verdicts(self):
        """Whether any of these filters is used."""
        return any(self.data.get(name) for name in self.VERDICT_FIELDS)

    def leave(self, queryset, name, value):
        """The conditions are joined below, so that the verdicts are looked up once."""
        return queryset

    def filter_queryset(self, queryset):
        queryset = super().filter_queryset(queryset)
        given = {
            name: self.form.cleaned_data[name]
            for name in self.VERDICT_FIELDS
            if self.form.cleaned_data.get(name) not in (None, "")
        }
        if bulk := given.get("bulk"):
            queryset = queryset.filter(batch_id__isnull=bulk == "no")
        if conditions := verdict_conditions(given):
            queryset = queryset.filter(pk__in=Verdict.objects.filter(conditions).values("record_id"))
        pair = read_pair(given.get("pair", ""))
        if "pair" in given and not pair:
            return queryset.none()
        if pair or "agreement" in given:
            agreed = given.get("agreement", "")
            queryset = queryset.filter(
                pk__in=facts.second_judgements(agreed if agreed in facts.AGREED else "", pair=pair)
            )
        return queryset


def verdict_conditions(given):
    """Condition on `Verdict` of the cleaned values of those filters that are one; an empty `Q` where there are none."""
    condition = Q()
    if judged := given.get("judged"):
        condition &= facts.judged() if judged == "yes" else facts.left_to_people()
    if undone := given.get("undone"):
        condition &= Q(is_undone=undone == "yes")
    for name in ("model", "rules"):
        if name in given:
            condition &= facts.bears(name, given[name])
    if signal := given.get("signal"):
        condition &= Q(signals__contains=[signal])
    if document_type := given.get("document_type"):
        condition &= Q(document_types__contains=[document_type])
    limits = {name: float(given[name]) for name in ("confidence_from", "confidence_to") if name in given}
    if limits:
        condition &= facts.confidence_within(limits.get("confidence_from"), limits.get("confidence_to"))
    if given.get("confidence"):
        condition &= Q(confidence=None)
    if given.get("timed"):
        condition &= facts.timed()
    return condition


def read_pair(text):
    """`(account id, account id)` of "3-7", None where it is not that."""
    match = re.fullmatch(r"([0-9]{1,9})-([0-9]{1,9})", text)
    return (int(match[1]), int(match[2])) if match else None
