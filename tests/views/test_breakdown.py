"""The breakdown page: who may see it, what it says where there is little, and what odd addresses do."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance import roles, standings
from compliance.models import Retirement

from ..factories import START, make_decision, make_source

PATH = "/breakdown/"


@pytest.fixture
def manager(account, client_of):
    return client_of(account("mia", roles.MANAGER))


def text_of(response):
    return " ".join(response.content.decode().split())


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR])
def test_every_role_reads_it(account, client_of, role):
    assert client_of(account("ada", role)).get(PATH).status_code == 200


def test_it_is_closed_to_strangers_and_to_accounts_without_a_role(client, account, client_of, db):
    assert client.get(PATH).status_code == 302
    assert client_of(account("ada", None)).get(PATH).status_code == 403


def test_it_is_only_read(manager):
    assert manager.post(PATH).status_code == 405


def test_with_an_empty_database_it_leads_to_loading_data(manager):
    assert "There are no sources yet" in text_of(manager.get(PATH))


def test_one_source_without_a_decision(manager):
    make_source()
    response = manager.get(PATH)
    assert "<strong>1</strong> source</a> as they stand now" in text_of(response)
    tiles = {status: number for status, number, _, _ in response.context["figures"].statuses()}
    assert tiles == {"ALLOWED": 0, "CONDITIONAL": 0, "BLOCKED": 0, "REVIEW_REQUIRED": 0, "UNDECIDED": 1}


def test_a_verdict_just_given_counts_at_once(manager):
    decision = make_decision(status="BLOCKED")
    manager.get(PATH)
    make_decision(decision.source, status="ALLOWED", created_at=timezone.now())
    tiles = {status: number for status, number, _, _ in manager.get(PATH).context["figures"].statuses()}
    assert (tiles["ALLOWED"], tiles["BLOCKED"]) == (1, 0)


def test_a_status_that_we_do_not_know_and_a_retired_source_stand_beside_the_others(manager):
    make_decision(status="PENDING")
    retired = make_decision().source
    Retirement.objects.create(source_id=retired.pk, by_id=1, by_name="ada", reason="Gone")
    tiles = {status: number for status, number, _, _ in manager.get(PATH).context["figures"].statuses()}
    assert (tiles["PENDING"], tiles["RETIRED"]) == (1, 1)


def test_a_filter_that_nothing_passes_says_so(manager):
    make_decision()
    assert "No source stands so" in text_of(manager.get(PATH, {"model": "judge-9"}))
    assert "No source stands so" in text_of(manager.get(PATH, {"date_to": START.date() - timedelta(days=9000)}))


def test_the_form_offers_the_values_that_decisions_have(manager):
    make_decision(compliance_channel=None, version_info={"model_version": "judge-2"})
    form = manager.get(PATH).context["form"]
    assert form.fields["channel"].choices == [("", "Any"), ("-", "Not stated")]
    assert form.fields["model"].choices == [("", "Any"), ("judge-2", "judge-2")]


@pytest.mark.parametrize(
    "query",
    [
        "date_from=2026-02-30",
        "date_from=2026-05-01&date_to=2026-04-01",
        "date_from=0001-01-01&date_to=9999-12-31",
        "step=second",
        "by=domain",
        "domain=%00",
        "channel=%00",
        "model=" + "x" * 5000,
        "domain=" + "x" * 5000,
        "rules=-",
        "channel=a&channel=b",
        "date_to=1990-01-01&step=day&date_from=1990-01-01",
        "date_from=1990-01-01&date_to=2200-12-31&step=day",
        "date_from=3000-01-01",
    ],
)
def test_odd_parameters_never_break_it(manager, query):
    make_decision()
    assert manager.get(f"{PATH}?{query}").status_code == 200


def test_what_is_wrong_with_the_filter_is_said(manager):
    make_decision()
    page = text_of(manager.get(PATH, {"date_from": "2026-05-01", "date_to": "2026-04-01"}))
    assert "The last day lies before the first." in page


def test_names_from_strangers_stay_text(manager):
    make_decision(
        make_source(domain='"><script>alert(1)</script>'),
        version_info={"model_version": "<img src=x onerror=alert(1)>"},
    )
    page = manager.get(PATH).content.decode()
    assert "<script>alert" not in page
    assert "<img src=x" not in page


def test_htmx_gets_the_figures_alone(manager):
    make_decision()
    page = manager.get(PATH, headers={"HX-Request": "true", "HX-Target": "breakdown-figures"}).content.decode()
    assert page.lstrip().startswith("<section")
    assert "<h1" not in page


def test_it_takes_at_most_twelve_queries(manager, django_assert_max_num_queries):
    for number in range(20):
        make_decision(version_info={"model_version": f"m{number}"})
    while standings.fold():
        pass
    for query in ("", "?channel=public_crawl", "?date_to=2026-04-01", "?domain=a.example"):
        with django_assert_max_num_queries(12):
            manager.get(PATH + query)


def test_a_field_that_is_wrong_does_not_part_the_numbers_from_the_day_that_their_links_name(manager):
    make_decision(make_source(created_at=START), status="BLOCKED", created_at=START)
    make_decision(make_source(created_at=timezone.now()), status="BLOCKED", created_at=timezone.now())
    day = START.date().isoformat()
    for wrong in ({"domain": "x" * 300}, {"step": "second"}, {"by": "domain"}, {"date_from": "9999-12-31"}):
        figures = manager.get(PATH, {"date_to": day} | wrong).context["figures"]
        numbers = {status: (number, url) for status, number, _, url in figures.statuses()}
        number, url = numbers["BLOCKED"]
        assert (number, f"on={day}" in url) == (1, True), wrong
        assert manager.get(url).context["page"].count == number, wrong


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_that_is_out_of_reach_is_named_and_left_out(manager, day):
    make_decision()
    response = manager.get(PATH, {"date_to": day})
    assert "Choose a day between 1990 and 2200." in text_of(response)
    assert response.context["figures"].day is None


REPORT = "/breakdown/report/"


def test_the_report_is_of_last_month_unless_a_period_is_named(manager):
    today = timezone.now().date()
    period = manager.get(REPORT).context["report"].period
    assert period.last == today.replace(day=1) - timedelta(days=1)
    assert period.first == period.last.replace(day=1)
    period = manager.get(REPORT, {"date_from": "2026-01-05", "date_to": "2026-01-09"}).context["report"].period
    assert (period.first.isoformat(), period.last.isoformat()) == ("2026-01-05", "2026-01-09")


def test_the_report_says_what_changed_between_its_ends(manager):
    source = make_source(created_at=START - timedelta(days=5))
    make_decision(source, status="BLOCKED", created_at=START)
    make_source(created_at=START + timedelta(days=90))
    response = manager.get(REPORT, {"date_from": START.date(), "date_to": START.date() + timedelta(days=3)})
    table = response.context["report"].standings()
    numbers = {row[0].value: [cell.value for cell in row[1:]] for row in table.rows}
    assert numbers["No decision yet"] == [1, 0, -1]
    assert numbers["Blocked"] == [0, 1, 1]
    assert numbers["All"] == [1, 1, 0]


def test_the_report_counts_the_queue_before_within_and_after(manager):
    make_decision(created_at=START - timedelta(days=5))
    left = make_decision(created_at=START)
    make_decision(left.source, created_at=START + timedelta(days=1), flagged=False)
    make_decision(created_at=START + timedelta(days=2))
    make_decision(created_at=START + timedelta(days=30))
    response = manager.get(REPORT, {"date_from": START.date(), "date_to": START.date() + timedelta(days=3)})
    numbers = {row[0].value: row[1].value for row in response.context["report"].queue_table().rows}
    assert numbers["Waiting before"] == 1
    assert numbers["New"] == 2
    assert numbers["Cleared by people"] == 0
    assert numbers["Left otherwise"] == 1
    assert numbers["Waiting at the end"] == 2


def test_every_number_of_the_report_opens_its_rows(manager):
    for days in (-5, 0, 1, 2, 30):
        make_decision(created_at=START + timedelta(days=days), status="ALLOWED")
    query = {"date_from": START.date(), "date_to": START.date() + timedelta(days=3)}
    for table in manager.get(REPORT, query).context["report"].tables():
        for row in table.rows:
            for cell in row:
                if cell.url and isinstance(cell.value, int):
                    assert manager.get(cell.url).context["page"].count == cell.value, cell.url


def test_only_those_who_answer_for_people_see_their_work_in_the_report(account, client_of, manager):
    def names(client):
        return [table.name for table in client.get(REPORT).context["report"].tables()]

    assert names(manager) == ["standings", "queue", "verdicts", "people"]
    assert names(client_of(account("rob", roles.REVIEWER))) == ["standings", "queue", "verdicts"]


@pytest.mark.parametrize("query", ["", "?date_from=1990-01-01&date_to=2200-12-31", "?date_from=x&date_to=%00"])
def test_the_report_of_an_empty_database_stands(manager, query):
    assert manager.get(REPORT + query).status_code == 200


def test_the_report_is_closed_to_accounts_without_a_role(account, client_of):
    assert client_of(account("ada", None)).get(REPORT).status_code == 403


def test_the_report_takes_at_most_twenty_queries(manager, django_assert_max_num_queries):
    """It is four pages in one."""
    make_decision()
    manager.get(REPORT)
    with django_assert_max_num_queries(20):
        manager.get(REPORT)
