"""The review records as people look them up: a filtered list, and one record with what was seen when it was written."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta

import django_filters
from django import forms
from django.db import connection
from django.db.models import Q

from . import audit
from .evidence import DocumentEvidence, document_evidence
from .filter_chips import Chips, DayInput
from .keyset import Order
from .models import ComplianceDecision, ReviewRecord, Source, Status
from .models.review import BEFORE_DOMAIN, from_domain
from .verdicts.filters import VerdictFilter

NEWEST = Order("Newest first", ("id",), descending=True)

# One look into the index for each person, however many records there are; each bears the name of the last record.
PEOPLE = """
WITH RECURSIVE people AS (
    (SELECT actor_id, actor_name FROM review_records ORDER BY actor_id DESC, id DESC LIMIT 1)
    UNION ALL
    SELECT following.actor_id, following.actor_name
    FROM people CROSS JOIN LATERAL (
        SELECT actor_id, actor_name FROM review_records
        WHERE review_records.actor_id < people.actor_id
        ORDER BY actor_id DESC, id DESC LIMIT 1
    ) following
)
SELECT actor_id, actor_name FROM people ORDER BY lower(actor_name), actor_id
"""

CONTENT = f"SELECT hash, {', '.join(audit.PAYLOAD)} FROM review_records WHERE review_records.id = %s"  # noqa: S608 our own constants


def people():
    """`[(account id, name), ...]` of all who have left a record, by name; accounts that are gone included."""
    with connection.cursor() as cursor:
        cursor.execute(PEOPLE)
        return cursor.fetchall()


class RecordFilter(Chips, VerdictFilter):
    """Over all review records. `reasons` is `{reason code: label}`, `people` as the function of that name gives it."""

    person = django_filters.ChoiceFilter(
        field_name="actor_id", lookup_expr="exact", label="Person", empty_label="Anyone"
    )
    action = django_filters.MultipleChoiceFilter(
        field_name="action",
        lookup_expr="exact",
        distinct=False,
        label="Action",
        choices=ReviewRecord.Action.choices,
        widget=forms.CheckboxSelectMultiple,
    )
    url = django_filters.CharFilter(
        method="filter_url",
        label="Source begins with",
        max_length=255,
        widget=forms.TextInput(attrs={"data-key": "/"}),
    )
    from_status = django_filters.ChoiceFilter(
        field_name="from_status", lookup_expr="exact", label="From status", empty_label="Any"
    )
    to_status = django_filters.ChoiceFilter(
        field_name="to_status", lookup_expr="exact", label="To status", empty_label="Any"
    )
    reason = django_filters.ChoiceFilter(
        field_name="reason", lookup_expr="exact", label="Reason", empty_label="Any or none"
    )
    date_from = django_filters.DateFilter(method="filter_day", label="From day", widget=DayInput)
    date_to = django_filters.DateFilter(method="filter_day", label="To day", widget=DayInput)
    note = django_filters.BooleanFilter(method="filter_note", label="With a note", widget=forms.CheckboxInput)
    batch = django_filters.UUIDFilter(field_name="batch_id", lookup_expr="exact", label="Batch")

    class Meta:
        model = ReviewRecord
        fields = []

    def __init__(self, data, *, people, reasons):
        super().__init__(data, queryset=ReviewRecord.objects.order_by())
        statuses = dict(Status.choices)
        self.offer("person", {str(key): name for key, name in people}, given_label="Account {}")
        self.offer("from_status", statuses)
        self.offer("to_status", statuses)
        self.offer("reason", reasons)

    def offer(self, name, choices, given_label="{}"):
        """Sets what a filter offers; a link that was sent may name a value that nothing has, which still filters."""
        given = self.data.get(name, "")
        if given not in choices and is_sound(given, number=name == "person"):
            choices = choices | {given: given_label.format(given)}
        self.filters[name].extra["choices"] = list(choices.items())

    def filter_url(self, queryset, name, value):
        return from_address(queryset, value)

    def filter_day(self, queryset, name, value):
        """Days are UTC's, both included."""
        if name == "date_from":
            return queryset.filter(created_at__gte=datetime.combine(value, time(), UTC))
        return queryset.filter(created_at__lte=datetime.combine(value, time.max, UTC))

    def filter_note(self, queryset, name, value):
        return queryset.exclude(note="") if value else queryset


def from_address(records, beginning):
    """Records on addresses that begin so, in any case of the domain's letters, whatever stands before the domain."""
    domain, slash, path = re.sub(BEFORE_DOMAIN, "", beginning, flags=re.IGNORECASE).partition("/")
    return records.alias(address=from_domain()).filter(address__startswith=domain.lower() + slash + path)


def is_sound(text, *, number):
    """Whether a value that a query string gave can be one of its column's."""
    if number:
        return text.isascii() and text.isdecimal() and len(text) < 10
    return bool(text) and text.isprintable() and len(text) <= 50


@dataclass(frozen=True)
class Seen:
    """What lay before the person. `decision` is its row as it stood, unsaved.

    `documents` is `[(DocumentEvidence, missing version), ...]`: the number of a version that the decision names as
    read and that is no longer kept, else None. `existing` is `{id: decision}` of those of the record's two decisions
    that still have their row.
    """

    decision: ComplianceDecision
    documents: list[tuple[DocumentEvidence, int | None]]
    source_exists: bool
    existing: dict[str, ComplianceDecision]


@dataclass(frozen=True)
class Neighbours:
    """Other records, each None if there is none: on the same source before and after, undone by it, undoing it."""

    previous: ReviewRecord | None
    following: ReviewRecord | None
    undoes: ReviewRecord | None
    undone_by: ReviewRecord | None


def seen_by(record):
    """`Seen` of a record: the decision from the record itself, the documents from their tables. Three queries."""
    decision = decision_then(record)
    documents = document_evidence(decision) if decision.created_at else []
    ids = [key for key in (record.decision_id, record.new_decision_id) if key]
    return Seen(
        decision=decision,
        documents=[(document, missing_version(decision, document)) for document in documents],
        source_exists=Source.objects.filter(pk=record.source_id).exists(),
        existing=ComplianceDecision.objects.defer("signals").in_bulk(ids),
    )


def missing_version(decision, document):
    """Number of the version that the decision's `version_info` names as read, if it is no longer kept; else None."""
    info = decision.version_info if type(decision.version_info) is dict else {}
    named = info.get("document_versions")
    number = named.get(document.type) if type(named) is dict else None
    kept = {version.version for version in document.versions}
    return number if type(number) is int and number not in kept else None


def decision_then(record):
    """The decision as it stood when the record was written, as an unsaved `ComplianceDecision`.

    Whatever a record that someone has tampered with holds instead of a decision's row is left out (None): it is
    just that record that people will want to look at.
    """
    row = record.decision_snapshot if type(record.decision_snapshot) is dict else {}
    texts = {name: row[name] for name in ("status", "compliance_channel") if type(row.get(name)) is str}
    return ComplianceDecision(
        id=record.decision_id,
        source_id=record.source_id,
        created_at=read_moment(row.get("created_at")),
        confidence=row.get("confidence") if type(row.get("confidence")) in (int, float) else None,
        review_flag=row.get("review_flag") is True,
        **{name: row.get(name) for name in ("constraints", "signals", "version_info")},
        **texts,
    )


def read_moment(text):
    """An aware datetime from a snapshot's text, None if it is none.

    Where the text stops at the millisecond, it is the end of that millisecond: a document that was fetched within
    it, before the decision, must not seem to have come later.
    """
    try:
        moment = datetime.fromisoformat(text)
    except (TypeError, ValueError):
        return None
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment + timedelta(microseconds=999) if re.search(r"\.\d{3}(?!\d)", text) else moment


def neighbours(record):
    """`Neighbours` of a record. One query."""
    short = ReviewRecord.objects.defer("decision_snapshot", "details").order_by()
    same_source = short.filter(source_id=record.source_id)
    before = same_source.filter(pk__lt=record.pk).order_by("-id")[:1]
    after = same_source.filter(pk__gt=record.pk).order_by("id")[:1]
    # An undoing is always on the same decision: the index on that finds it.
    undone = short.filter(Q(decision_id=record.decision_id, undoes=record.pk) | Q(pk=record.undoes))
    found = {other.pk: other for other in before.union(after, undone)}
    beside = [other for other in found.values() if other.source_id == record.source_id]
    return Neighbours(
        previous=max((other for other in beside if other.pk < record.pk), key=lambda other: other.pk, default=None),
        following=min((other for other in beside if other.pk > record.pk), key=lambda other: other.pk, default=None),
        undoes=found.get(record.undoes),
        undone_by=next((other for other in found.values() if other.undoes == record.pk), None),
    )


def fits_its_hash(record):
    """Whether the record's content still gives the hash that it bears (the rule is `audit`'s). One query."""
    with connection.cursor() as cursor:
        cursor.execute(CONTENT, [record.pk])
        stored, *columns = cursor.fetchone()
    return audit.record_hash(columns) == stored


def details_text(record):
    """What the action was about beyond a status: "to Admin", "until 3 Dec 2026"; "" if nothing."""
    details = record.details if type(record.details) is dict else {}
    if record.action == ReviewRecord.Action.ESCALATE:
        target = details.get("to_user") or details.get("to_role")
        return f"to {target}" if target else ""
    if record.action == ReviewRecord.Action.SNOOZE and type(details.get("until")) is str:
        try:
            until = datetime.fromisoformat(details["until"]).astimezone(UTC)
        except ValueError:
            return ""
        return f"until {until.day} {until:%b %Y}"
    return ""
