"""Work by person and agreement between people: against plain SQL over the records, and against the links."""

import uuid
from datetime import timedelta
from random import Random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import activity, leases, review, roles, waiting
from compliance.demo.installing import install
from compliance.models import ComplianceDecision, Lease, ReviewRecord
from compliance.records.loading import load
from compliance.verdicts.agreement import kappa
from compliance.verdicts.calibration import wilson
from compliance.verdicts.people import COLUMNS, duration, people_figures_of, tables

from ..factories import START, make_decision, make_source
from ..test_review import OVERRIDE, make_reviewers
from ..verdicts import plain_sql
from ..verdicts.records import make_records, random_records
from .test_activity import HOSTILE
from .test_trust import counted, queries

PEOPLE = reverse("compliance:breakdown_people")
FRAGMENT = {"HX-Request": "true", "HX-Target": "people-figures"}
SPAN = {"date_from": "2026-03-01", "date_to": "2026-04-20"}


@pytest.fixture
def manager(account):
    return account("mona", roles.MANAGER)


@pytest.fixture
def browser(manager, client_of):
    return client_of(manager)


def figures(**query):
    return people_figures_of(QueryDict(urlencode(SPAN | query)))


def values(table):
    return [[cell.value for cell in row] for row in table.rows]


def line(table, name):
    """`{heading: value}` of the row of that name."""
    (row,) = [row for row in table.rows if row[0].value == name]
    return dict(zip(table.columns[1:], [cell.value for cell in row[1:]], strict=True))


# --- each figure against plain SQL over the review records


@pytest.fixture
def random_data(db):
    return random_records(Random("people"), 500)


@pytest.mark.parametrize("span", [SPAN, {"date_from": "2026-03-08", "date_to": "2026-03-17"}])
def test_work_by_person_equals_plain_sql(random_data, span):
    shown = figures(**span)
    expected = {}
    for person, cleared, confirmed, overridden, *rest in plain_sql.rows(plain_sql.WORK, shown.period):
        resolved, superseded, escalated, undone, median, timed = rest
        rate = overridden / (confirmed + overridden) if confirmed + overridden else None
        median = None if median is None else round(median)
        expected[f"person-{person}"] = [
            cleared, confirmed, overridden, rate, resolved, superseded, escalated, undone, median, timed
        ]  # fmt: skip
    table = shown.by_person()
    assert {name: rest for name, *rest in values(table) if name != "All"} == expected
    together = line(table, "All")
    for place, heading in enumerate(COLUMNS):
        if heading not in ("Override rate", "Median handling time"):
            assert together[heading] == sum(row[place] for row in expected.values())


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_work_over_time_equals_plain_sql_of_each_part(random_data, step):
    shown = figures(step=step)
    found = {(row[0], row[1]): row[2:] for row in values(shown.by_time())}
    expected = {}
    for bucket in shown.buckets:
        part = people_figures_of(QueryDict(urlencode({"date_from": bucket.first, "date_to": bucket.last})))
        for person, *work in plain_sql.rows(plain_sql.WORK, part.period):
            expected[bucket.first, f"person-{person}"] = work
    rate, median = COLUMNS.index("Override rate"), COLUMNS.index("Median handling time")
    for key, row in found.items():
        *counts, seconds, timed = expected.pop(key)
        assert [*row[:rate], *row[rate + 1 : median], row[-1]] == [*counts, timed]
        assert row[median] == (None if seconds is None else round(seconds))
    assert expected == {}


@pytest.mark.parametrize("step", ["day", "week", "month"])
def test_the_chart_holds_what_was_cleared_and_not_taken_back(random_data, step):
    shown = figures(step=step)
    drawn = sum(cell.value for row in shown.over_time().table.rows for cell in row[1:5])
    assert drawn == line(shown.by_person(), "All")["Cleared"]


@pytest.mark.parametrize("span", [SPAN, {"date_from": "2026-03-08", "date_to": "2026-03-17"}])
def test_agreement_equals_plain_sql(random_data, span):
    shown = figures(**span)
    expected = sorted(
        [f"person-{one}", f"person-{other}", n, same, n - same, same / n, wilson(same, n).low, wilson(same, n).high]
        for one, other, n, same in plain_sql.rows(plain_sql.PAIRS, shown.period)
    )
    found = values(shown.agreement())
    assert sorted(row[:8] for row in found if row[0] != "Any two") == expected
    assert len(expected) > 1
    assert found[-1][:4] == ["Any two", None, sum(row[2] for row in expected), sum(row[3] for row in expected)]


# --- each number against what its link opens


def check_links(data):
    request = RequestFactory().get(f"{PEOPLE}?{data.urlencode()}")
    cells = [
        cell for table in tables(request) for row in table.rows for cell in row if cell.url and "/activity/" in cell.url
    ]
    for cell in cells:
        assert counted(cell.url) == cell.value, cell.url
    return len(cells)


@given(query=queries, person=st.sampled_from(["", "1", "2", "9", "x"]), step=st.sampled_from(["", "week", "month"]))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_is_that_of_the_records_its_link_opens(db, query, person, step):
    if not ReviewRecord.objects.exists():
        random_records(Random("links"), 120)
    check_links(QueryDict(urlencode(query | {"person": person, "step": step or "week"})))


def test_the_links_open_the_page_of_records(browser, random_data):
    table = figures().by_person()
    for cell in table.rows[0][1:]:
        if cell.url:
            assert browser.get(cell.url).context["page"].count == cell.value
    assert check_links(QueryDict(urlencode(SPAN | {"step": "month"}))) > 50
    assert browser.get(table.rows[0][0].url).context["figures"].person == 1


# --- what counts


def test_a_days_work_of_two_people(reviewer, account):
    bob = account("bob", roles.REVIEWER)
    for seconds in (60, 200, 1000):
        decision = make_decision()
        leases.take(decision.pk, by=reviewer)
        Lease.objects.update(opened_at=timezone.now() - timedelta(seconds=seconds))
        review.confirm(decision.pk, by=reviewer)
    review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    review.override(make_decision(status="REVIEW_REQUIRED").pk, by=bob, **OVERRIDE)
    review.undo(review.confirm(make_decision().pk, by=bob).pk, by=bob)
    waiting.escalate(make_decision().pk, by=bob, to=roles.ADMIN, note="Who knows?")
    old = make_decision()
    make_decision(old.source, minutes=1, flagged=False)
    review.clear_superseded(old.pk, by=bob)
    table = people_figures_of(QueryDict()).by_person()
    assert line(table, "ada") == {
        "Cleared": 4,
        "Confirmed": 3,
        "Overridden": 1,
        "Override rate": 0.25,
        "Left to people, decided": 0,
        "Cleared as superseded": 0,
        "Escalated": 0,
        "Taken back": 0,
        "Median handling time": 200,
        "Timed": 3,
    }
    assert line(table, "bob") == {
        "Cleared": 2,
        "Confirmed": 0,
        "Overridden": 0,
        "Override rate": None,
        "Left to people, decided": 1,
        "Cleared as superseded": 1,
        "Escalated": 1,
        "Taken back": 1,
        "Median handling time": None,
        "Timed": 0,
    }
    assert line(table, "All")["Cleared"] == 6
    assert [row[0].value for row in table.rows] == ["ada", "bob", "All"]


def test_agreement_is_counted_between_neighbouring_judgements_of_a_source(db):
    def judged(source, person, status, **fields):
        return {
            "action": "override", "source_id": source, "actor_id": person, "to_status": status,
            "from_status": "REVIEW_REQUIRED",
        } | fields  # fmt: skip

    make_records(
        [
            judged("a", 1, "BLOCKED"),
            judged("a", 2, "BLOCKED"),  # same as before
            judged("a", 2, "ALLOWED"),  # by the same person
            judged("a", 1, "BLOCKED"),  # another status
            judged("b", 1, "ALLOWED"),
            judged("b", 3, "ALLOWED", batch_id=uuid.uuid4()),  # nobody read it
            judged("b", 2, "ALLOWED"),  # same
            judged("c", 3, "ALLOWED"),
            judged("c", 1, "BLOCKED"),  # taken back
            {"action": "undo", "undoes": 9, "source_id": "c"},
            judged("c", 2, "BLOCKED"),  # another than 3's
            judged("d", 3, "ALLOWED"),  # nobody else
        ]
    )
    expected = kappa({("BLOCKED", "BLOCKED"): 1, ("BLOCKED", "ALLOWED"): 1, ("ALLOWED", "ALLOWED"): 1})
    assert [(*row[:5], row[8]) for row in values(figures().agreement())] == [
        ("person-1", "person-2", 3, 2, 1, expected),
        ("person-2", "person-3", 1, 0, 1, 0.0),
        ("Any two", None, 4, 2, 2, None),
    ]
    assert [row[:3] for row in values(figures(person=3).agreement())] == [["person-2", "person-3", 1]]


def test_kappa_is_not_told_where_both_gave_one_status_only(db):
    make_records([{"source_id": "a", "actor_id": person} for person in (1, 2)])
    (row,) = figures().agreement().rows
    assert [str(cell) for cell in row] == [
        "person-1", "person-2", "1", "1", "0", "100 %", "20.7 %", "100 %", "–"
    ]  # fmt: skip


def test_people_who_are_gone_keep_their_name(reviewer):
    review.confirm(make_decision().pk, by=reviewer)
    reviewer.delete()
    assert [row[0] for row in values(people_figures_of(QueryDict()).by_person())] == ["ada"]


def test_a_person_can_be_looked_at_alone_and_bulk_left_out(db):
    make_records([{"actor_id": 1}, {"actor_id": 2}, {"actor_id": 2, "batch_id": uuid.uuid4()}])
    assert [row[:2] for row in values(figures(person=2).by_person())] == [["person-2", 2]]
    assert [row[:2] for row in values(figures(bulk="no").by_person())] == [["person-1", 1], ["person-2", 1], ["All", 2]]
    assert [row[:2] for row in values(figures(bulk="yes").by_person())] == [["person-2", 1]]


def test_the_export_says_the_unit_of_handling_times_and_has_all_rows(random_data, monkeypatch):
    monkeypatch.setattr("compliance.verdicts.people.ROWS_SHOWN", 3)
    by_person, cleared, by_time, agreement = tables(RequestFactory().get(PEOPLE, SPAN))
    assert "Median handling time (s)" in by_person.columns
    assert len(by_time.rows) > 100
    names = [table.name for table in (by_person, cleared, by_time, agreement)]
    assert names == ["people", "cleared", "people-over-time", "agreement"]
    assert figures().is_cut


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (None, "–"),
        (0, "0 s"),
        (59.4, "59 s"),
        (60, "1 min"),
        (200, "3 min 20 s"),
        (3600, "1 h"),
        (7500, "2 h 5 min"),
    ],
)
def test_handling_times_are_told_in_words(seconds, words):
    assert duration(seconds) == words


# --- the page


def test_without_any_record_the_page_says_so(browser):
    assert b"Nobody decided anything in this time" in browser.get(PEOPLE).content


def test_with_one_reviewer_and_one_verdict_every_panel_says_something(browser, reviewer):
    review.confirm(make_decision().pk, by=reviewer)
    response = browser.get(PEOPLE)
    assert len(response.context["by_person"].rows) == 1
    assert b"These figures describe work, not worth" in response.content
    assert b"No source was judged by two people" in response.content
    assert response.context["over_time"].svg


def test_the_newest_rows_are_shown_and_the_cut_is_said(browser, random_data, monkeypatch):
    monkeypatch.setattr("compliance.verdicts.people.ROWS_SHOWN", 5)
    monkeypatch.setattr("compliance.views.people_figures.ROWS_SHOWN", 5)
    response = browser.get(PEOPLE, SPAN | {"step": "day"})
    days = [row[0].value for row in response.context["by_time"].rows]
    assert len(days) == 5
    assert days == sorted(days, reverse=True)
    assert b"The newest 5 rows" in response.content


@pytest.mark.parametrize(
    "query",
    [
        "date_from=nonsense&step=nonsense",
        "date_from=0001-01-01&date_to=9999-12-31",
        "person=99999999999999999999&bulk=perhaps",
        "person=%00&date_to=2199-01-01&date_from=1990-01-01&step=day",
    ],
)
def test_a_filter_that_is_not_understood_breaks_nothing(browser, random_data, query):
    assert browser.get(f"{PEOPLE}?{query}").status_code == 200


def test_the_fragment_holds_the_figures_and_the_page_holds_the_fragment(browser, random_data):
    page, fragment = browser.get(PEOPLE, SPAN), browser.get(PEOPLE, SPAN, headers=FRAGMENT)
    assert page.content.strip().startswith(b"<!DOCTYPE html>")
    assert fragment.content.strip().startswith(b'<section class="figures people" id="people-figures"')
    assert fragment.content.strip() in page.content


def test_markup_from_strangers_is_text(browser):
    make_records([{"actor_name": HOSTILE, "actor_id": person, "source_id": "a"} for person in (1, 2)])
    content = browser.get(PEOPLE, SPAN).content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content


@pytest.mark.parametrize(
    ("role", "status"),
    [(roles.REVIEWER, 403), (roles.MANAGER, 200), (roles.ADMIN, 200), (roles.AUDITOR, 200), (None, 403)],
)
def test_figures_per_person_are_for_those_who_answer_for_the_team(account, client_of, role, status):
    browser = client_of(account("x", role))
    assert [browser.get(PEOPLE).status_code, browser.get(PEOPLE, headers=FRAGMENT).status_code] == [status, status]


def test_without_a_login_they_ask_for_one_and_they_are_only_read(client, browser):
    assert client.get(PEOPLE).headers["Location"] == f"/accounts/login/?next={PEOPLE}"
    assert browser.post(PEOPLE).status_code == 405


def test_the_number_of_queries_does_not_grow(browser, reviewer, django_assert_max_num_queries):
    make_source(created_at=START)
    for seed in (1, 2):
        random_records(Random(seed), 60)
        with django_assert_max_num_queries(12):
            browser.get(PEOPLE, SPAN)


def test_each_table_of_the_page_can_be_exported_by_those_who_see_it(browser, random_data, reviewer, client_of):
    content = browser.get(PEOPLE, SPAN).content.decode()
    for name in ("people", "people-over-time", "agreement"):
        path = f"/export/figures/people/{name}.csv"
        assert f'href="{path}?date_from' in content
        response = browser.get(path, SPAN)
        assert response.status_code == 200
        assert response.getvalue()
        assert client_of(reviewer).get(path, SPAN).status_code == 403


# --- the demo data and the sample


@pytest.fixture(params=["demo", pytest.param("sample", marks=pytest.mark.sample)])
def filled(request, db, settings, tmp_path, sample_path):
    if request.param == "demo":
        settings.VAR_DIR = tmp_path
        install()
        return
    with sample_path.open("rb") as lines:
        load(lines)
    rng, users = Random("people"), make_reviewers(3)
    decisions = list(ComplianceDecision.objects.for_queue().order_by("id")[:60])
    for decision in decisions:
        user = rng.choice(users)
        if rng.random() < 0.5:
            leases.take(decision.pk, by=user)
        if decision.status == "REVIEW_REQUIRED" or rng.random() < 0.4:
            record = review.override(decision.pk, by=user, **OVERRIDE)
        else:
            record = review.confirm(decision.pk, by=user)
        if rng.random() < 0.2:
            review.undo(record.pk, by=user)
            other = rng.choice(users)
            current = ComplianceDecision.objects.latest_for(decision.source_id)
            review.override(current.pk, by=other, **OVERRIDE)


def test_work_and_agreement_equal_plain_sql_on_real_data(filled):
    today = timezone.now().date()
    shown = figures(date_from=today - timedelta(days=2), date_to=today)
    names = dict(activity.people())
    expected = {}
    for person, cleared, confirmed, overridden, *rest in plain_sql.rows(plain_sql.WORK, shown.period):
        resolved, superseded, escalated, undone, median, timed = rest
        rate = overridden / (confirmed + overridden) if confirmed + overridden else None
        median = None if median is None else round(median)
        expected[names[person]] = [
            cleared, confirmed, overridden, rate, resolved, superseded, escalated, undone, median, timed
        ]  # fmt: skip
    assert {name: rest for name, *rest in values(shown.by_person()) if name != "All"} == expected
    assert sum(row[0] for row in expected.values()) > 10
    pairs = sorted(tuple(row) for row in plain_sql.rows(plain_sql.PAIRS, shown.period))
    found = sorted(tuple(row[:4]) for row in values(shown.agreement()) if row[0] != "Any two")
    assert found == sorted((names[one], names[other], n, same) for one, other, n, same in pairs)
    check_links(QueryDict(urlencode({"date_from": today - timedelta(days=2), "date_to": today})))
