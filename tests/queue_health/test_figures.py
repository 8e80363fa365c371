"""Each figure of queue health equals a plain SQL query over the pipeline's tables and the review records."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.http import QueryDict
from django.test import RequestFactory
from django.utils import timezone

from compliance.models import TeamSettings
from compliance.periods import Bucket
from compliance.queue_health import stays
from compliance.queue_health.figures import queue_health_of, tables
from tests.factories import make_decision

from .data import clear, fill

pytestmark = pytest.mark.django_db

# The rule once more, and in another way: no verdict is taken back here and no flag is changed past the reviewers.
STAYS = """
WITH flagged AS (
    SELECT decision.*, decision.created_at AT TIME ZONE 'UTC' AS entered,
        (SELECT action FROM review_records WHERE decision_id = decision.id) AS action,
        (SELECT created_at FROM review_records WHERE decision_id = decision.id) AS decided,
        LEAST(
            (SELECT min(newer.created_at) AT TIME ZONE 'UTC' FROM compliance_decisions newer
             WHERE newer.source_id = decision.source_id AND newer.created_at > decision.created_at),
            (SELECT created_at FROM review_retirements WHERE source_id = decision.source_id)
        ) AS otherwise
    FROM compliance_decisions decision
),
stays AS (
    SELECT id, entered, action, 
        -- Of nothing and a moment, GREATEST would be the moment.
        COALESCE(decided, CASE WHEN otherwise IS NOT NULL THEN GREATEST(otherwise, entered) END) AS gone
    FROM flagged WHERE review_flag OR action IS NOT NULL
)
"""


def ask(select, **parameters):
    """All rows of a query over `stays (id, entered, action, gone)`; `action` is None for what left by itself."""
    with connection.cursor() as cursor:
        cursor.execute(STAYS + select, parameters)
        return cursor.fetchall()


def number(select, **parameters):
    return ask(select, **parameters)[0][0]


def midnight(day):
    return datetime.combine(day, datetime.min.time(), UTC)


@pytest.fixture(params=[1, 2, 3])
def filled(request, db):
    people = [User.objects.create_user(name) for name in ("ada", "ben")]
    fill(request.param, people)
    TeamSettings.objects.update_or_create(pk=1, defaults={"clear_within_days": 5 + request.param})


def health(**parameters):
    query = QueryDict(mutable=True)
    query.update(parameters)
    return queue_health_of(query)


def values(table):
    """The table's rows as `{first cell: values of the others}`."""
    return {row[0].value: [cell.value for cell in row[1:]] for row in table.rows}


@pytest.mark.usefixtures("filled")
def test_what_waits_now():
    figures = health()
    now = values(figures.now_table())
    meanwhile = "SELECT count(*) FROM stays WHERE gone IS NULL AND id IN (SELECT decision_id FROM {})"
    target = timedelta(days=figures.target_days)
    assert now == {
        "Waiting": [number("SELECT count(*) FROM stays WHERE gone IS NULL")],
        f"Beyond the target of {figures.target_days} days": [
            number("SELECT count(*) FROM stays WHERE gone IS NULL AND now() - entered > %(target)s", target=target)
        ],
        "Escalated": [number(meanwhile.format("review_escalations"))],
        "Snoozed": [number(meanwhile.format("review_snoozes WHERE until > now()"))],
    }
    assert now["Waiting"][0] > 3


@pytest.mark.usefixtures("filled")
def test_the_oldest_that_waits():
    figures = health()
    [(decision_id, entered)] = ask("SELECT id, entered FROM stays WHERE gone IS NULL ORDER BY entered LIMIT 1")
    assert (figures.lately.oldest_id, figures.lately.oldest_since) == (decision_id, entered)
    assert figures.oldest_url == f"/decisions/{decision_id}/"


@pytest.mark.usefixtures("filled")
def test_what_waits_by_age_and_target():
    figures = health()
    rows = ask(
        "SELECT CASE WHEN age < 1 THEN 'Under 1 day' WHEN age < 3 THEN '1 to 3 days' WHEN age < 7 THEN '3 to 7 days' "
        "WHEN age < 14 THEN '7 to 14 days' WHEN age < 30 THEN '14 to 30 days' ELSE 'Over 30 days' END, "
        "count(*) FILTER (WHERE age <= %(target)s), count(*) FILTER (WHERE age > %(target)s), count(*) "
        "FROM (SELECT extract(epoch FROM now() - entered) / 86400 AS age FROM stays WHERE gone IS NULL) open GROUP BY 1",
        target=figures.target_days,
    )
    expected = {name: list(numbers) for name, *numbers in rows}
    found = values(figures.age_chart().table)
    assert list(found) == ["Under 1 day", "1 to 3 days", "3 to 7 days", "7 to 14 days", "14 to 30 days", "Over 30 days"]
    assert found == {name: expected.get(name, [0, 0, 0]) for name in found}


@pytest.mark.usefixtures("filled")
@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_what_came_and_went_in_each_part_of_the_period(step):
    figures = health(step=step)
    expected = {
        bucket.first: [
            number("SELECT count(*) FROM stays WHERE action IS NOT NULL AND gone >= %(a)s AND gone < %(b)s", **span),
            number("SELECT count(*) FROM stays WHERE action IS NULL AND gone >= %(a)s AND gone < %(b)s", **span),
            number("SELECT count(*) FROM stays WHERE entered >= %(a)s AND entered < %(b)s", **span),
        ]
        for bucket in figures.period.buckets()[:: 1 if step != "day" else 3]
        for span in [{"a": midnight(bucket.first), "b": midnight(bucket.last + timedelta(days=1))}]
    }
    found = values(figures.moves_chart().table)
    assert {first: found[first] for first in expected} == expected
    assert sum(row[2] for row in found.values()) == number("SELECT count(*) FROM stays")


@pytest.mark.usefixtures("filled")
def test_how_many_waited_at_the_end_of_each_day():
    figures = health(date_from=(timezone.now() - timedelta(days=40)).date().isoformat(), step="day")
    expected = {
        day: [
            number("SELECT count(*) FROM stays WHERE entered < %(end)s AND (gone IS NULL OR gone >= %(end)s)", end=end)
        ]
        for day in (bucket.first for bucket in figures.period.buckets())
        for end in [midnight(day) + timedelta(days=1)]
    }
    assert values(figures.waiting_chart().table) == expected
    assert expected[figures.today] == [figures.waiting]


@pytest.mark.usefixtures("filled")
def test_the_time_to_clear():
    figures = health(step="month")
    select = (
        "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM gone - entered)), "
        "percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM gone - entered)) "
        "FROM stays WHERE action IN ('confirm', 'override') AND gone >= %(a)s AND gone < %(b)s"
    )
    period = figures.period
    spans = [*period.buckets(), Bucket(period.first, period.last)]
    rows = [ask(select, a=midnight(s.first), b=midnight(s.last + timedelta(days=1)))[0] for s in spans]
    expected = [
        [count, *(pytest.approx(t / 86400) if t is not None else None for t in times)] for count, *times in rows
    ]
    assert list(values(figures.time_chart().table).values()) == expected
    whole = figures.clearing_time
    assert [whole.cleared, whole.median, whole.p90] == [pytest.approx(value) for value in rows[-1]]
    assert whole.cleared > 5


@pytest.mark.usefixtures("filled")
def test_how_many_of_those_cleared_kept_the_target():
    figures = health()
    target = timedelta(days=figures.target_days)
    [(kept, late)] = ask(
        "SELECT count(*) FILTER (WHERE gone - entered <= %(target)s), count(*) FILTER (WHERE gone - entered > %(target)s) "
        "FROM stays WHERE action IS NOT NULL",
        target=target,
    )
    assert values(figures.target_table()) == {
        "Within the target": [kept, pytest.approx(kept / (kept + late))],
        "Later": [late, pytest.approx(late / (kept + late))],
        "All": [kept + late, None],
    }


@pytest.mark.usefixtures("filled")
def test_the_rate_that_the_forecast_rests_on():
    figures = health()
    end = midnight(timezone.now().astimezone(UTC).date())
    span = {"a": end - timedelta(days=28), "b": end}
    entered = number("SELECT count(*) FROM stays WHERE entered >= %(a)s AND entered < %(b)s", **span)
    left = number("SELECT count(*) FROM stays WHERE gone >= %(a)s AND gone < %(b)s", **span)
    assert [cell.value for cell in figures.rate_links()] == [entered, left]
    assert figures.forecast.rate == pytest.approx((left - entered) / 28)


def test_the_median_of_three_is_the_middle_one_and_is_taken_over_what_people_cleared(reviewer):
    now = timezone.now()
    for days in (1, 2, 10):
        clear(make_decision(created_at=now - timedelta(days=days)), reviewer, now)
    older = make_decision(created_at=now - timedelta(days=50))
    make_decision(older.source, flagged=False, created_at=now)
    stays.recount()
    figures = health()
    assert figures.clearing_time.cleared == 3
    assert (figures.clearing_time.median, figures.clearing_time.p90) == (2 * 86400, pytest.approx(8.4 * 86400))
    assert (figures.median_text, figures.p90_text) == ("2 days", "8.4 days")
    assert figures.clearing_time.in_time == 2


def test_days_that_have_yet_to_come_say_nothing_of_what_will_wait():
    make_decision(created_at=timezone.now() - timedelta(days=1))
    stays.recount()
    today = timezone.now().astimezone(UTC).date()
    figures = health(date_from=today.isoformat(), date_to=(today + timedelta(days=2)).isoformat())
    assert list(values(figures.waiting_chart().table).values()) == [[1], [None], [None]]


def test_an_empty_database_gives_every_table():
    found = tables(RequestFactory().get("/"))
    assert [table.name for table in found] == [
        "queue-now",
        "queue-moves",
        "queue-waiting",
        "queue-ages",
        "queue-times",
        "queue-target",
        "queue-forecast",
    ]
    assert all(len(row) == len(table.columns) for table in found for row in table.rows)
    assert {cell.value for table in found[:4] for row in table.rows for cell in row[1:]} == {0}
    assert values(found[4])["Whole period"] == [0, None, None]


@pytest.mark.parametrize("name", ["date_from", "date_to", "step"])
@pytest.mark.parametrize("value", ["\x00", "never", "0001-01-01", "9999-12-31", "9" * 400])
def test_a_period_that_makes_no_sense_is_left_to_the_defaults(name, value):
    figures = health(**{name: value})
    assert figures.period == health().period
    assert figures.period.last == figures.today
