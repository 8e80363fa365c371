"""How far the machine can be trusted: how often people overrode it, by what, and what its confidence is worth.

Every number has a link to the list of review records under the same conditions. The figures rest on judgements
(`facts`) of flagged decisions: nobody judged the others, so nothing is said of them.
"""

from dataclasses import dataclass
from functools import cached_property
from urllib.parse import urlencode

from django import forms
from django.urls import reverse

from ..activity import from_address, is_sound
from ..breakdowns import ValueField
from ..charts import Point, reliability
from ..facets import NO_VALUE
from ..machine_signals import signal_words
from ..models import DocumentType, ReviewRecord, Status, Verdict
from ..periods import Period, PeriodForm
from ..tables import Cell, Table
from . import calibration, facts
from .rates import Rate, rate_table
from .sums import sums_of, tags_of

# The most frequent of what may be of any number.
SIGNALS_SHOWN = 60
DOCUMENT_TYPES_SHOWN = 60
BULK = {"": "Included", "no": "Left out", "yes": "Nothing else"}


class TrustForm(PeriodForm):
    """A period, and which judgements count; all may be left out."""

    model = ValueField(required=False, label="Model")
    rules = ValueField(required=False, label="Rules version")
    bulk = forms.ChoiceField(required=False, label="Given in bulk", choices=list(BULK.items()))
    url = forms.CharField(required=False, label="Source begins with", max_length=255)

    def __init__(self, data):
        super().__init__(data)
        del self.fields["step"]
        versions = facts.versions()
        for name in ("model", "rules"):
            values = {value for value in data.getlist(name)[-1:] if value} | set(getattr(versions, name))
            self.fields[name].choices = [("", "Any"), *((value, version_words(value)) for value in sorted(values))]


@dataclass(frozen=True)
class Change:
    """How many decisions of one status of the machine's people gave which; `statuses` is `{status: (n, url)}`."""

    machine_status: str
    n: int
    url: str | None
    statuses: dict[str, tuple[int, str | None]]


@dataclass(frozen=True)
class Trust:
    """The figures of one form, which has been validated; what is wrong in it is left out."""

    form: TrustForm
    period: Period

    @property
    def given(self):
        """The conditions beside the period, as they stand in a query string."""
        cleaned = self.form.cleaned_data
        return {name: cleaned[name] for name in ("model", "rules", "bulk", "url") if cleaned.get(name)}

    def judgements(self):
        """`Verdict`s that count, those left to people among them."""
        verdicts = Verdict.objects.filter(
            action__in=facts.JUDGEMENTS,
            is_undone=False,
            decided_at__gte=self.period.since,
            decided_at__lt=self.period.until,
        )
        given = self.given
        for name in ("model", "rules"):
            if name in given:
                verdicts = verdicts.filter(facts.bears(name, given[name]))
        if "bulk" in given:
            verdicts = verdicts.filter(batch_id__isnull=given["bulk"] == "no")
        if "url" in given:
            records = from_address(ReviewRecord.objects.order_by(), given["url"])
            verdicts = verdicts.filter(record_id__in=records.values("pk"))
        return verdicts

    def url(self, **more):
        """Link to the records under the form's conditions and these; a list gives a parameter several times."""
        days = {"date_from": self.period.first.isoformat(), "date_to": self.period.last.isoformat()}
        query = days | self.given | {"judged": "yes"} | more
        return f"{reverse('compliance:activity')}?{urlencode({k: v for k, v in query.items() if v}, doseq=True)}"

    def rate(self, label, counts, **more):
        return Rate(label, *counts, self.url(**more), self.url(**more, action="override"))

    @cached_property
    def sums(self):
        return sums_of(self.judgements())

    @cached_property
    def signals(self):
        return tags_of(self.judgements(), "signals", SIGNALS_SHOWN + 1)

    @cached_property
    def total(self):
        return self.rate("All", self.sums.total)

    @property
    def left_url(self):
        return self.url(judged="no")

    @property
    def without_confidence_url(self):
        return self.url(confidence="missing")

    @cached_property
    def by_signal(self):
        """Rates of the most frequent signals, sorted by type and value."""
        shown = sorted(self.signals[:SIGNALS_SHOWN])
        return [self.rate(signal_label(tag), counts, signal=tag) for tag, *counts in shown]

    @property
    def is_signals_cut(self):
        return len(self.signals) > SIGNALS_SHOWN

    @cached_property
    def by_document_type(self):
        labels = dict(DocumentType.choices)
        found = tags_of(self.judgements(), "document_types", DOCUMENT_TYPES_SHOWN)
        return [self.rate(labels.get(tag, tag), counts, document_type=tag) for tag, *counts in found]

    def by_version(self, name):
        versions = sorted(getattr(self.sums, name).items(), key=lambda item: (item[0] is None, item[0]))
        return [
            self.rate(version_words(value), counts, **{name: NO_VALUE if value is None else value})
            for value, counts in versions
        ]

    @cached_property
    def by_model(self):
        return self.by_version("model")

    @cached_property
    def by_rules(self):
        return self.by_version("rules")

    @cached_property
    def human_statuses(self):
        return in_order({became for _, became in self.sums.statuses})

    @cached_property
    def changes(self):
        """A `Change` per status of the machine's, with what was left to people."""
        found = self.sums.statuses
        changes = []
        for was in in_order({was for was, _ in found}):
            same = {"judged": "", "undone": "no", "action": list(facts.JUDGEMENTS), "from_status": was}
            statuses = {
                became: (n, self.url(**same, to_status=became) if n and can_be_asked_for(was, became) else None)
                for became in self.human_statuses
                for n in (found.get((was, became), 0),)
            }
            url = self.url(**same) if can_be_asked_for(was) else None
            changes.append(Change(was, sum(n for n, _ in statuses.values()), url, statuses))
        return changes

    @cached_property
    def bins(self):
        return calibration.bins(self.sums.bins)

    @property
    def calibrated(self):
        """How many judgements the calibration rests on."""
        return sum(each.n for each in self.bins)

    @property
    def calibrated_url(self):
        return self.url(confidence_from="0", confidence_to="1")

    @property
    def expected_calibration_error(self):
        return calibration.expected_calibration_error(self.bins)

    @property
    def brier_score(self):
        return calibration.brier_score(self.bins)

    def reliability(self):
        """Chart of the bins, with their numbers."""
        points = []
        for each in self.bins:
            interval = each.interval
            points.append(
                Point(
                    each.low,
                    each.high,
                    each.mean,
                    each.n,
                    each.share,
                    interval and interval.low,
                    interval and interval.high,
                    self.url(confidence_from=f"{each.low:g}", confidence_to=f"{each.high:g}") if each.n else None,
                )
            )
        return reliability(
            "calibration",
            "What its confidence is worth",
            "Share of decisions that reviewers confirmed, by the confidence that the machine had stated. On the "
            "diagonal the confidence is borne out; below it the machine was too sure of itself.",
            points,
        )

    @cached_property
    def panels(self):
        """`[(name, title, what its rows are, rates), ...]`: override rates by what decisions have in common."""
        return [
            ("signals", "Overridden, by signal", "Signal", self.by_signal),
            ("models", "Overridden, by model version", "Model", self.by_model),
            ("rules", "Overridden, by rules version", "Rules", self.by_rules),
            ("document-types", "Overridden, by document read", "Document", self.by_document_type),
        ]

    def changes_table(self):
        """What the machine said against what people said."""
        rows = [
            [
                Cell(status_word(change.machine_status)),
                Cell(change.n, url=change.url),
                *(Cell(n, url=url) for n, url in change.statuses.values()),
            ]
            for change in self.changes
        ]
        columns = ["Machine said", "Judged", *(f"People: {status_word(status)}" for status in self.human_statuses)]
        return Table("statuses", "What the machine said, and what people said", columns, rows)


def trust_of(params):
    """`Trust` in the machine by a query string (a QueryDict)."""
    form = TrustForm(params)
    form.is_valid()
    return Trust(form, form.period())


def tables(request):
    """All tables of the page, for the export."""
    trust = trust_of(request.GET)
    scores = [
        ("Expected calibration error", trust.expected_calibration_error),
        ("Brier score", trust.brier_score),
    ]
    return [
        rate_table("overall", "Overridden", "Decisions", [trust.total]),
        *(rate_table(*panel) for panel in trust.panels),
        trust.changes_table(),
        trust.reliability().table,
        Table(
            "scores",
            "What its confidence is worth, in one number",
            ["Score", "Value", "Decisions"],
            [[Cell(name), Cell(value), Cell(trust.calibrated, url=trust.calibrated_url)] for name, value in scores],
        ),
    ]


def signal_label(tag):
    """ "ai_training_allowed=prohibited" → "AI training: prohibited"."""
    signal_type, _, value = tag.partition("=")
    return f"{signal_words(signal_type)}: {value}"


def version_words(value):
    return "Not stated" if value in (None, NO_VALUE) else value


def status_word(status):
    return Status(status).label if status in Status.values else status


def can_be_asked_for(*statuses):
    """Whether the list of records has a filter for them, whatever a pipeline made of its column."""
    return all(is_sound(status, number=False) for status in statuses)


def in_order(statuses):
    """The usual statuses first, in their usual order."""
    usual = [status for status in Status.values if status in statuses]
    return usual + sorted(statuses - set(usual))
