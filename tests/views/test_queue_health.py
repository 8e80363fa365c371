"""The page of queue health and the list behind it: every number opens exactly the rows that it counts."""

import re
from datetime import UTC, datetime, timedelta
from html import escape

import pytest
from django.contrib.auth.models import User
from django.test import RequestFactory
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import roles
from compliance.models import QueueStay, Retirement, TeamSettings
from compliance.queue_health import stays
from compliance.queue_health.figures import tables
from compliance.queue_health.history import WAITING
from tests.exports.reading import body, read_csv
from tests.factories import make_decision
from tests.queue_health.data import clear, fill

pytestmark = pytest.mark.django_db

PAGE = "/breakdown/queue/"
LIST = "/queue/history/"
DAY = timedelta(days=1)


@pytest.fixture
def client(client_of, account):
    return client_of(account("mia", roles.MANAGER))


def number_of_rows(response):
    """What the list says of itself."""
    found = re.search(r'results-bar__count"><strong>([\d,]+)</strong>', response.content.decode())
    return int(found[1].replace(",", ""))


def counts(found):
    """`[(number, url), ...]` of all cells that count rows; columns of days and shares do not."""
    return [
        (cell.value, cell.url)
        for table in found
        for row in table.rows
        for heading, cell in zip(table.columns, row, strict=True)
        if cell.url and "days" not in heading
    ]


days = st.integers(-75, 5).map(lambda offset: (timezone.now() + offset * DAY).date().isoformat())
periods = st.fixed_dictionaries(
    {}, optional={"date_from": days, "date_to": days, "step": st.sampled_from(["day", "week", "month"])}
)


@pytest.mark.parametrize("seed", [11, 12])
def test_every_number_opens_as_many_rows_as_it_says(client, seed):
    fill(seed, [User.objects.create_user(name) for name in ("ada", "ben")])
    TeamSettings.objects.update_or_create(pk=1, defaults={"clear_within_days": 4 + seed})

    @settings(
        max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture]
    )
    @given(periods, st.randoms(use_true_random=False))
    def opens_its_rows(query, random):
        page = client.get(PAGE, query).content.decode()
        numbers = counts(tables(RequestFactory().get(PAGE, query)))
        for value, url in random.sample([pair for pair in numbers if pair[0]], 8) + random.sample(numbers, 2):
            # A panel that has nothing to count says so instead.
            assert escape(url) in page or not value
            if value is not None:
                assert (url, number_of_rows(client.get(url))) == (url, value)

    opens_its_rows()


def test_medians_open_the_rows_that_they_rest_on(client, reviewer):
    now = timezone.now()
    for age in (1, 5, 9):
        clear(make_decision(created_at=now - age * DAY), reviewer, now)
    stays.recount()
    page = client.get(PAGE).content.decode()
    found = re.search(r'median <a href="([^"]+)">5 days</a>, 90% within <a href="([^"]+)">8.2 days</a>', page)
    assert found[1] == found[2]
    assert number_of_rows(client.get(found[1].replace("&amp;", "&"))) == 3


def test_the_page_counts_what_was_just_done(client, reviewer):
    decision = make_decision(created_at=timezone.now() - DAY)
    waiting = '<span class="tile__label">Waiting</span><span class="tile__number">{}</span>'
    assert waiting.format(1) in client.get(PAGE).content.decode()
    clear(decision, reviewer, timezone.now())
    assert waiting.format(0) in client.get(PAGE).content.decode()


def test_an_empty_database_says_so_in_every_panel(client):
    page = client.get(PAGE).content.decode()
    for sentence in (
        "Nothing waits now.",
        "In the period no one has cleared a decision, so there is no time to clear.",
        "In the period people cleared nothing that could be held against it.",
        "There is nothing to forecast: no decision has ever waited for review.",
        "Nothing to draw for this period.",
    ):
        assert sentence in page
    assert "Nothing has waited for review yet" in client.get(LIST).content.decode()


def test_one_decision_without_a_verdict_is_told_as_it_is(client):
    decision = make_decision(created_at=timezone.now() - 9 * DAY)
    page = client.get(PAGE).content.decode()
    for piece in (
        f'href="/decisions/{decision.pk}/"><span class="tile__label">Oldest has waited</span>'
        '<span class="tile__number">9 days</span>',
        '<a href="/queue/history/?over_target=yes">1</a> of the <a href="/queue/history/?how=waiting">1</a> '
        "that wait now has waited longer.",
        "There is too little to forecast from: the first decision entered the queue 9 days ago",
        "In the period no one has cleared a decision",
    ):
        assert piece in page


def test_the_target_is_changed_by_those_who_may(client_of, account):
    name = "Change the target"
    assert name not in client_of(account("rob", roles.REVIEWER)).get(PAGE).content.decode()
    admin = account("ann", roles.ADMIN)
    User.objects.filter(pk=admin.pk).update(is_staff=True)
    assert name in client_of(admin).get(PAGE).content.decode()


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_only_those_who_may_see_decisions_see_it(client, client_of, account, path):
    assert client.get(path).status_code == 200
    assert client_of(account("nobody", None)).get(path).status_code == 403
    assert client.post(path).status_code == 405


@pytest.mark.parametrize(("path", "fragment"), [(PAGE, "queue-figures"), (LIST, "history-results")])
def test_htmx_gets_the_figures_alone(client, path, fragment):
    response = client.get(path, headers={"HX-Request": "true", "HX-Target": fragment})
    assert (
        response.content.decode()
        .strip()
        .startswith(f'<section class="{"figures" if path == PAGE else "history-results"}" id="{fragment}"')
    )


@pytest.mark.parametrize("path", [PAGE, LIST])
def test_pages_take_as_many_queries_for_many_rows_as_for_few(client, path, django_assert_max_num_queries):
    fill(5, [User.objects.create_user("ada")], sources=30)
    client.get(path)
    with django_assert_max_num_queries(12):
        client.get(path)


# The list


@pytest.fixture
def told(reviewer):
    """Four stays with a story each: `{word: decision}`."""
    now = timezone.now()
    told = {
        "old": make_decision(created_at=now - 20 * DAY),
        "young": make_decision(created_at=now - 2 * DAY),
        "quick": make_decision(created_at=now - 10 * DAY),
        "slow": make_decision(created_at=now - 30 * DAY),
        "newer": make_decision(created_at=now - 40 * DAY),
        "retired": make_decision(created_at=now - 41 * DAY),
    }
    clear(told["quick"], reviewer, now - 9 * DAY)
    clear(told["slow"], reviewer, now - 5 * DAY, action="override")
    make_decision(told["newer"].source, flagged=False, created_at=now - 39 * DAY)
    Retirement.objects.create(
        source_id=told["retired"].source_id, by_id=1, by_name="eve", reason="Gone.", created_at=now - 38 * DAY
    )
    return told


def ago(days):
    return (timezone.now().astimezone(UTC) - days * DAY).date().isoformat()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({}, ["young", "quick", "old", "slow", "newer", "retired"]),
        ({"how": WAITING}, ["young", "old"]),
        ({"how": ["confirm", "override"]}, ["quick", "slow"]),
        ({"how": [WAITING, "newer"]}, ["young", "old", "newer"]),
        ({"how": "retired"}, ["retired"]),
        ({"older_than": 3}, ["old"]),
        ({"younger_than": 3}, ["young"]),
        ({"over_target": "yes"}, ["old"]),
        ({"over_target": "no"}, ["young"]),
        ({"within_target": "yes"}, ["quick"]),
        ({"within_target": "no"}, ["slow"]),
        ({"entered_from": 10, "entered_to": 10}, ["quick"]),
        ({"left_from": 5}, ["slow"]),
        ({"left_to": 38}, ["newer", "retired"]),
        ({"open_on": 15}, ["old", "slow"]),
        ({"open_on": 40}, ["newer", "retired"]),
        ({"handling": "escalated"}, []),
    ],
)
def test_each_filter_lists_its_stays_newest_first(client, told, query, expected):
    days = {"entered_from", "entered_to", "left_from", "left_to", "open_on"}
    query = {name: ago(value) if name in days else value for name, value in query.items()}
    names = {decision.pk: word for word, decision in told.items()}
    response = client.get(LIST, query)
    assert [names[stay.decision_id] for stay in response.context["page"].rows] == expected


def test_the_list_is_narrowed_to_a_person_and_to_a_source(client, told, reviewer):
    by_person = client.get(LIST, {"person": reviewer.pk}).context["page"].rows
    assert {stay.decision_id for stay in by_person} == {told["quick"].pk, told["slow"].pk}
    assert client.get(LIST, {"person": reviewer.pk + 1000}).context["page"].rows == []
    [stay] = client.get(LIST, {"source": told["old"].source_id}).context["page"].rows
    assert stay.decision_id == told["old"].pk


def test_a_row_says_when_how_by_whom_and_after_how_long(client, told, reviewer):
    page = client.get(LIST, {"source": told["quick"].source_id}).content.decode()
    text = re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", page[page.index("<tbody>") : page.index("</tbody>")]))
    entered, left = told["quick"].created_at, timezone.now() - 9 * DAY
    assert text.split() == [
        told["quick"].source.normalized_url.removeprefix("https://"),
        *f"{entered.day} {entered:%b %Y, %H:%M}".split(),
        *f"{left.day} {left:%b %Y, %H:%M}".split(),
        "Confirmed",
        "ada",
        "24",
        "h",
    ]
    assert f'href="/decisions/{told["quick"].pk}/"' in page


def test_the_list_is_paged_by_position(client):
    now = datetime.now(UTC)
    rows = [
        QueueStay(decision_id=f"d{place}", number=1, source_id="s", entered_at=now - place * DAY)
        for place in range(120)
    ]
    QueueStay.objects.bulk_create(rows)
    seen, url = [], "?"
    while url:
        page = client.get(LIST + url).context["page"]
        seen += [stay.decision_id for stay in page.rows]
        url = page.next_url
    assert seen == [f"d{place}" for place in range(120)]


@pytest.mark.parametrize(
    "name",
    [
        "entered_from", "entered_to", "left_from", "left_to", "open_on", "older_than", "younger_than", "over_target",
        "within_target", "handling", "how", "person", "source", "after", "before", "unheard_of",
    ],
)  # fmt: skip
def test_a_value_that_makes_no_sense_breaks_no_page(client, told, name):
    for value in ("\x00", "never", "0001-01-01", "9999-12-31", "-1", "9" * 400, "1e400", "NaN"):
        assert client.get(LIST, {name: value}).status_code == 200


@pytest.mark.parametrize("name", ["date_from", "date_to", "step"])
@pytest.mark.parametrize("value", ["\x00", "9999-12-31"])
def test_a_period_that_makes_no_sense_is_said_to_be_left_out(client, name, value):
    page = client.get(PAGE, {name: value})
    assert page.status_code == 200
    assert "Some of the filter was not understood and is left out." in page.content.decode()


def test_what_was_not_understood_is_said(client, told):
    page = client.get(LIST, {"open_on": "9999-12-31", "older_than": "many"}).content.decode()
    assert "Some filters were not understood and are left out." in page
    assert number_of_rows_without_chips(page) == 6


def number_of_rows_without_chips(page):
    return int(re.search(r'results-bar__count"><strong>(\d+)', page)[1])


def test_addresses_and_names_from_outside_are_text(client, reviewer):
    reviewer.username = "<b>ada"
    decision = make_decision(created_at=timezone.now() - DAY)
    type(decision.source).objects.filter(pk=decision.source_id).update(normalized_url="https://x.example/<img src=x>")
    clear(decision, reviewer, timezone.now())
    page = client.get(LIST).content.decode()
    assert "<img src=x>" not in page
    assert "<b>ada" not in page
    assert "&lt;b&gt;ada" in page


# As files


def test_the_list_is_exported_as_it_is_filtered(client, told):
    stays.recount()
    _, headings, rows = read_csv(body(client.get("/export/queue-history.csv", {"how": ["confirm", WAITING]})))
    found = [dict(zip(headings, row, strict=True)) for row in rows]
    assert [(row["Decision"], row["How"], row["By"], row["Days waited"]) for row in found] == [
        (told["young"].pk, "Still waiting", "", "2.0"),
        (told["quick"].pk, "Confirmed", "ada", "1.0"),
        (told["old"].pk, "Still waiting", "", "20.0"),
    ]
    assert found[1]["Source URL"] == told["quick"].source.normalized_url
    assert found[1]["Link"].endswith(f"/decisions/{told['quick'].pk}/")


def test_each_table_of_the_page_is_exported(client, told):
    stays.recount()
    for table in tables(RequestFactory().get(PAGE, {"step": "month"})):
        _, headings, rows = read_csv(body(client.get(f"/export/figures/queue/{table.name}.csv", {"step": "month"})))
        assert headings == table.columns
        assert len(rows) == len(table.rows)
