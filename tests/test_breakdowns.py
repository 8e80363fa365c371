"""Each figure of the breakdown equals plain SQL over the three tables, and opens as many rows as it counts."""

import random
from collections import Counter
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection
from django.http import QueryDict
from django.test import Client

from compliance import roles, standings
from compliance.breakdowns import STATUS_LABELS, breakdown_of, words_of
from compliance.demo.installing import install
from compliance.models import Retirement, Source
from compliance.records.loading import load

from .conftest import connected_to, created_database
from .factories import START, make_source

# Where each source stood, by the rule and nothing of ours; `d` is the decision that counts on the day.
STOOD = """
WITH stood AS (
    SELECT
        s.id, s.domain,
        (SELECT NULLIF(language, '') FROM documents t WHERE t.source_id = s.id AND t.document_type = 'tc'
            ORDER BY version DESC, fetched_at DESC, id DESC LIMIT 1) AS language,
        CASE WHEN r.source_id IS NOT NULL THEN 'RETIRED' ELSE COALESCE(d.status, 'UNDECIDED') END AS status,
        NULLIF(d.compliance_channel, '') AS channel,
        NULLIF(d.version_info->>'model_version', '') AS model,
        NULLIF(d.version_info->>'rules_version', '') AS rules,
        d.id IS NOT NULL AND r.source_id IS NULL AS decided
    FROM sources s
    LEFT JOIN review_retirements r ON r.source_id = s.id AND r.created_at < %(until)s
    LEFT JOIN LATERAL (
        SELECT * FROM compliance_decisions WHERE source_id = s.id AND created_at < %(until)s::timestamptz AT TIME ZONE 'UTC'
        ORDER BY created_at DESC, id DESC LIMIT 1
    ) d ON true
    WHERE d.id IS NOT NULL OR r.source_id IS NOT NULL OR s.created_at < %(until)s::timestamptz AT TIME ZONE 'UTC'
)
"""
NEVER_ENDING = datetime(2200, 1, 1, tzinfo=UTC)


def counted(column, *, day=None, decided=False, conditions=None):
    """`{(value, status): sources}` by plain SQL; `conditions` are `{column: value, "-" for none}`."""
    until = datetime.combine(day, datetime.min.time(), UTC) + timedelta(days=1) if day else NEVER_ENDING
    parameters, where = {"until": until}, "decided" if decided else "true"
    for number, (name, value) in enumerate((conditions or {}).items()):
        where += f" AND {name} IS NOT DISTINCT FROM %(value{number})s"
        where += " AND decided" if name in ("channel", "model", "rules") else ""
        parameters[f"value{number}"] = None if value == "-" else value
    with connection.cursor() as cursor:
        cursor.execute(f"{STOOD} SELECT {column}, status, count(*) FROM stood WHERE {where} GROUP BY 1, 2", parameters)
        return {(value, status): number for value, status, number in cursor.fetchall()}


def shown(chart):
    """`{(label, status label): number}` of a bar chart's table, without the totals."""
    columns = chart.table.columns
    return {
        (row[0].value, column): cell.value
        for row in chart.table.rows
        for column, cell in zip(columns, row, strict=True)
        if column in STATUS_LABELS.values() and cell.value
    }


def in_words(dimension, numbers):
    """What SQL counted, in the words of the page."""
    words = Counter()
    for (value, status), number in numbers.items():
        label = ("Not stated" if value is None else value) if dimension == "language" else words_of(dimension, value)
        words[label, words_of("status", status)] += number
    return words


def figures_of(query=""):
    return breakdown_of(QueryDict(query))


def chart_of(figures, name):
    return next(chart for chart in figures.charts() if chart.name == name)


def fill_with_demo(path, settings, tmp_path_factory):
    settings.VAR_DIR = tmp_path_factory.mktemp("var")
    install()
    source = Source.objects.order_by("id").first()
    Retirement.objects.create(source_id=source.pk, by_id=1, by_name="ada", reason="Closed down")
    make_source(created_at=START)


def fill_with_sample(path, settings, tmp_path_factory):
    with open(path, "rb") as stream:
        load(stream)


@pytest.fixture(
    scope="module",
    params=[fill_with_demo, pytest.param(fill_with_sample, marks=pytest.mark.sample)],
    ids=["demo", "sample"],
)
def filled(request, migrated_template, django_db_blocker, sample_path, tmp_path_factory):
    """A database with the demo data or the sample, for all tests of this module; they only read. Gives a manager."""
    from django.conf import settings

    directory = settings.VAR_DIR
    try:
        for url in created_database(django_db_blocker, template=migrated_template):
            with connected_to(url, django_db_blocker):
                request.param(sample_path, settings, tmp_path_factory)
                while standings.fold():
                    pass
                User.objects.create_user("mia").groups.add(Group.objects.get(name=roles.MANAGER))
            yield url
    finally:
        settings.VAR_DIR = directory


@pytest.fixture
def data(filled, django_db_blocker):
    with connected_to(filled, django_db_blocker):
        yield


def a_day():
    """A day in the middle of what happened."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT percentile_disc(0.6) WITHIN GROUP (ORDER BY created_at)::date FROM compliance_decisions")
        return cursor.fetchone()[0]


def test_sources_by_status(data):
    expected = {status: number for (status, _), number in counted("status").items()}
    figures = figures_of()
    assert {status: number for status, number, _, _ in figures.statuses() if number} == expected
    assert figures.total == sum(expected.values()) == Source.objects.count()
    for _, number, share, _ in figures.statuses():
        assert share == number / figures.total


def test_sources_by_status_on_a_past_day(data):
    day = a_day()
    figures = figures_of(f"date_to={day}")
    expected = {status: number for (status, _), number in counted("status", day=day).items()}
    assert {status: number for status, number, _, _ in figures.statuses() if number} == expected


@pytest.mark.parametrize("dimension", ["channel", "model", "rules"])
def test_sources_by_what_their_decision_says(data, dimension):
    expected = in_words(dimension, counted(dimension, decided=True))
    assert shown(chart_of(figures_of(), dimension)) == expected
    day = a_day()
    expected = in_words(dimension, counted(dimension, decided=True, day=day))
    assert shown(chart_of(figures_of(f"date_to={day}"), dimension)) == expected


def test_sources_by_language_of_their_terms(data):
    assert shown(chart_of(figures_of(), "language")) == in_words("language", counted("language"))
    day = a_day()
    assert shown(chart_of(figures_of(f"date_to={day}"), "language")) == in_words(
        "language", counted("language", day=day)
    )


@pytest.mark.parametrize("past", [False, True])
def test_the_domains_with_the_most_sources(data, past):
    day = a_day() if past else None
    numbers = counted("domain", day=day)
    totals = Counter()
    for (domain, _), number in numbers.items():
        totals[domain] += number
    largest = sorted(totals, key=lambda domain: (-totals[domain], domain))[:12]
    expected = in_words("domain", {key: number for key, number in numbers.items() if key[0] in largest})
    chart = chart_of(figures_of(f"date_to={day}" if day else ""), "domain")
    assert shown(chart) == expected
    assert [row[0].value for row in chart.table.rows] == largest


@pytest.mark.parametrize("step", ["day", "week", "month"])
@pytest.mark.parametrize("by", ["status", "channel", "model", "rules"])
def test_sources_over_time(data, by, step):
    last = a_day()
    first = last - timedelta(days={"day": 5, "week": 40, "month": 200}[step])
    figures = figures_of(f"date_from={first}&date_to={last}&step={step}&by={by}")
    table = chart_of(figures, "over-time").table
    ends = [bucket.last for bucket in figures.period.buckets()]
    assert len(table.rows) == len(ends)
    for end, row in zip(ends, table.rows, strict=True):
        expected = Counter()
        for (value, _), number in counted(by, day=end, decided=by != "status").items():
            expected[words_of(by, value)] += number
        shown = {column: cell.value for column, cell in zip(table.columns[1:], row[1:], strict=True)}
        assert {label: number for label, number in shown.items() if number} == expected


def values_of(column):
    with connection.cursor() as cursor:
        cursor.execute(f"{STOOD} SELECT DISTINCT {column} FROM stood WHERE decided", {"until": NEVER_ENDING})
        return ["-" if value is None else value for (value,) in cursor.fetchall()]


@contextmanager
def manager():
    client = Client()
    client.force_login(User.objects.get(username="mia"), backend="compliance.accounts.RoleBackend")
    yield client


def test_for_random_filters_every_number_is_that_of_plain_sql_and_opens_its_rows(data):
    chance = random.Random(2026)
    days = [a_day() - timedelta(days=n) for n in (0, 30, 200)]
    opened = 0
    with manager() as client:
        for _ in range(12):
            conditions = {
                name: chance.choice(values_of(name))
                for name in chance.sample(["channel", "model", "rules", "domain"], chance.randint(0, 2))
            }
            query = QueryDict(mutable=True)
            query.update(conditions)
            day = chance.choice([None, *days])
            if day:
                query["date_to"] = day.isoformat()
            query["by"] = chance.choice(["", "channel", "model", "rules"])
            figures = breakdown_of(query)
            expected = {status: n for (status, _), n in counted("status", day=day, conditions=conditions).items()}
            assert {status: n for status, n, _, _ in figures.statuses() if n} == expected, query
            cells = [(number, url) for _, number, _, url in figures.statuses()] + [(figures.total, figures.url())]
            for chart in figures.charts():
                cells += [(cell.value, cell.url) for row in chart.table.rows for cell in row if cell.url]
            numbers = [(number, url) for number, url in cells if isinstance(number, int)]
            for number, url in chance.sample(numbers, min(12, len(numbers))):
                assert client.get(url).context["page"].count == number, (query, url)
                opened += number > 0
    assert opened > 50


def test_every_number_of_the_page_opens_its_rows(data):
    """All of them, of the page as it is without a filter."""
    with manager() as client:
        figures = figures_of("step=month")
        for chart in figures.charts():
            for row in chart.table.rows[-20:]:
                for cell in row:
                    if cell.url and isinstance(cell.value, int):
                        assert client.get(cell.url).context["page"].count == cell.value, cell.url
