"""On the demo data and the sample, each figure of queue health equals plain SQL over the tables and the records."""

from datetime import timedelta
from itertools import pairwise
from random import Random

import pytest

from compliance import review, standings
from compliance.demo.installing import install
from compliance.models import ComplianceDecision
from compliance.records.loading import load

from ..test_review import OVERRIDE, make_reviewers
from .test_figures import ask, health, midnight, number, values


@pytest.fixture(params=["demo", pytest.param("sample", marks=pytest.mark.sample)])
def filled(request, db, settings, tmp_path, sample_path):
    if request.param == "demo":
        settings.VAR_DIR = tmp_path
        install()
    else:
        with sample_path.open("rb") as lines:
            load(lines)
        rng, users = Random("queue"), make_reviewers(2)
        for decision in ComplianceDecision.objects.for_queue().order_by("id")[:40]:
            if decision.status == "REVIEW_REQUIRED" or rng.random() < 0.4:
                review.override(decision.pk, by=rng.choice(users), **OVERRIDE)
            else:
                review.confirm(decision.pk, by=rng.choice(users))
    while standings.fold():
        pass


@pytest.mark.usefixtures("filled")
def test_what_waits_now_and_for_how_long():
    figures = health()
    waiting = number("SELECT count(*) FROM stays WHERE gone IS NULL")
    assert figures.waiting == waiting == ComplianceDecision.objects.for_queue().count() > 3
    target = timedelta(days=figures.target_days)
    over = number("SELECT count(*) FROM stays WHERE gone IS NULL AND now() - entered > %(target)s", target=target)
    assert figures.over_target == over
    assert [(figures.lately.oldest_since,)] == ask("SELECT min(entered) FROM stays WHERE gone IS NULL")
    ages = "SELECT count(*) FROM stays WHERE gone IS NULL AND now() - entered >= %(a)s AND now() - entered < %(b)s"
    limits = [0, 1, 3, 7, 14, 30, 10**6]
    expected = [number(ages, a=timedelta(days=a), b=timedelta(days=b)) for a, b in pairwise(limits)]
    assert [sum(row[:2]) for row in values(figures.age_chart().table).values()] == expected


@pytest.mark.usefixtures("filled")
def test_what_came_and_went_by_month():
    figures = health(date_from="2010-01-01", step="month")
    moves = values(figures.moves_chart().table)
    waits = values(figures.waiting_chart().table)
    for bucket in figures.period.buckets():
        span = {"a": midnight(bucket.first), "b": midnight(bucket.last + timedelta(days=1))}
        assert moves[bucket.first] == [
            number("SELECT count(*) FROM stays WHERE action IS NOT NULL AND gone >= %(a)s AND gone < %(b)s", **span),
            number("SELECT count(*) FROM stays WHERE action IS NULL AND gone >= %(a)s AND gone < %(b)s", **span),
            number("SELECT count(*) FROM stays WHERE entered >= %(a)s AND entered < %(b)s", **span),
        ]
        waiting = number("SELECT count(*) FROM stays WHERE entered < %(b)s AND (gone IS NULL OR gone >= %(b)s)", **span)
        assert waits[bucket.first] == [waiting]
    assert sum(row[2] for row in moves.values()) == number("SELECT count(*) FROM stays") > 50


@pytest.mark.usefixtures("filled")
def test_how_long_clearing_took_and_whether_the_target_was_kept():
    figures = health(date_from="2010-01-01", step="month")
    [(count, median, p90, kept)] = ask(
        "SELECT count(*), percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM gone - entered)), "
        "percentile_cont(0.9) WITHIN GROUP (ORDER BY extract(epoch FROM gone - entered)), "
        "count(*) FILTER (WHERE gone - entered <= %(target)s) FROM stays WHERE action IS NOT NULL",
        target=timedelta(days=figures.target_days),
    )
    whole = figures.clearing_time
    assert (whole.cleared, whole.in_time) == (count, kept)
    assert (whole.median, whole.p90) == (pytest.approx(median), pytest.approx(p90))
    assert count > 10


@pytest.mark.usefixtures("filled")
def test_the_rate_that_the_forecast_rests_on():
    figures = health()
    span = {"a": midnight(figures.today - timedelta(days=28)), "b": midnight(figures.today)}
    entered = number("SELECT count(*) FROM stays WHERE entered >= %(a)s AND entered < %(b)s", **span)
    left = number("SELECT count(*) FROM stays WHERE gone >= %(a)s AND gone < %(b)s", **span)
    assert [cell.value for cell in figures.rate_links()] == [entered, left]
