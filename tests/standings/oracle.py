"""Where sources stand, worked out from the three tables once more, plainly: row by row and day by day."""

from collections import Counter
from datetime import UTC, timedelta

from compliance.models import ComplianceDecision, Document, Retirement, Source, StandingKind

UNDECIDED = (StandingKind.UNDECIDED, None, None, None)
RETIRED = (StandingKind.RETIRED, None, None, None)


def kind_of(decision):
    info = decision.version_info if type(decision.version_info) is dict else {}
    return (
        decision.status,
        decision.compliance_channel or None,
        info.get("model_version") or None,
        info.get("rules_version") or None,
    )


def day_of(moment):
    return moment.astimezone(UTC).date()


def stood_as(source, decisions, retired, day=None):
    """The kind of a source at the end of a day (None: now), or None if it was not there yet."""
    if retired and (day is None or day_of(retired.created_at) <= day):
        return RETIRED
    known = [d for d in decisions if day is None or day_of(d.created_at) <= day]
    if known:
        return kind_of(max(known, key=lambda d: (d.created_at, d.pk)))
    return UNDECIDED if day is None or day_of(source.created_at) <= day else None


def everything():
    """`(now, by_day)`: `{source id: (domain, language, kind, flagged)}`, `{day: Counter({kind: sources})}`.

    `by_day` has every day on which anything may have changed, and the days beside them.
    """
    decisions, texts = {}, {}
    for decision in ComplianceDecision.objects.all():
        decisions.setdefault(decision.source_id, []).append(decision)
    for document in Document.objects.filter(document_type="tc"):
        texts.setdefault(document.source_id, []).append(document)
    retired = {retirement.source_id: retirement for retirement in Retirement.objects.all()}
    now, days = {}, set()
    sources = list(Source.objects.all())
    for source in sources:
        own = decisions.get(source.pk, [])
        newest = max(texts.get(source.pk, []), key=lambda d: (d.version, d.fetched_at, d.pk), default=None)
        current = max(own, key=lambda d: (d.created_at, d.pk), default=None)
        flagged = bool(current and current.review_flag) and source.pk not in retired
        language = (newest.language or None) if newest else None
        now[source.pk] = (source.domain, language, stood_as(source, own, retired.get(source.pk)), flagged)
        moments = [source.created_at, *(d.created_at for d in own)]
        moments += [retired[source.pk].created_at] if source.pk in retired else []
        for moment in moments:
            days |= {day_of(moment) + timedelta(days=n) for n in (-1, 0, 1)}
    by_day = {}
    for day in sorted(days):
        stood = (stood_as(source, decisions.get(source.pk, []), retired.get(source.pk), day) for source in sources)
        by_day[day] = Counter(kind for kind in stood if kind)
    return now, by_day
