"""The list of sources: filters and orders, where sources stood on a day, pages, and who may see it."""

import csv
from datetime import UTC, datetime, timedelta

import pytest
from django.db.models import F
from django.urls import reverse

from compliance import retiring, roles, standings
from compliance.models import ComplianceDecision, Source, Standing
from compliance.source_list import read_sources, source_filter

from ..factories import START, make_decision, make_document, make_source

SOURCES = reverse("compliance:sources")
FRAGMENT = {"HX-Request": "true", "HX-Target": "sources-results"}


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def admin(account):
    return account("root", roles.ADMIN)


def urls(response):
    """The first words of the sources on the page, in its order."""
    return [row.source.url.split("/")[2].split(".")[0] for row in response.context["page"].rows]


def source(name, *, day=0, domain=None, **fields):
    at = START + timedelta(days=day)
    return make_source(f"https://{name}.example/Terms", domain=domain or f"{name}.example", created_at=at, **fields)


def decide(of, status, *, day, flagged=False, channel="public_crawl", model="judge-1", rules="r1"):
    return make_decision(
        of,
        status=status,
        flagged=flagged,
        created_at=START + timedelta(days=day),
        compliance_channel=channel,
        version_info={"model_version": model, "rules_version": rules},
    )


@pytest.fixture
def five(db, admin):
    """a: blocked, then allowed. b: conditional and flagged. c: nothing. d: allowed, then retired today. e: a word of
    its own, nothing else said.
    """
    a, b, c, d, e = (source(name, day=day) for name, day in (("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 4)))
    decide(a, "BLOCKED", day=5)
    decide(a, "ALLOWED", day=10, channel="llms_txt", model="judge-2", rules="r2")
    decide(b, "CONDITIONAL", day=6, flagged=True)
    decide(d, "ALLOWED", day=7, model="judge-2")
    decide(e, "ODD", day=8, channel=None, model=None, rules=None)
    make_document(a, language="de")
    make_document(b, language="en")
    retiring.retire(d.pk, by=admin, reason="Gone")
    return a, b, c, d, e


DAY_5, DAY_6, DAY_10 = ("2026-03-06", "2026-03-07", "2026-03-11")


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("", "abcde"),
        ("status=ALLOWED", "a"),
        ("status=ALLOWED&status=CONDITIONAL", "ab"),
        ("status=UNDECIDED", "c"),
        ("status=RETIRED", "d"),
        ("status=ODD", "e"),
        ("status=NOBODY", ""),
        ("channel=llms_txt", "a"),
        ("channel=-", "cde"),
        ("channel=-&status=ODD", "e"),
        ("model=judge-1", "b"),
        ("model=judge-1&model=judge-2", "ab"),
        ("model=judge-1&rules=r2", ""),
        ("rules=r2", "a"),
        ("language=de", "a"),
        ("language=-", "cde"),
        ("language=en&language=-", "bcde"),
        ("domain=b.example", "b"),
        ("domain=b.example&domain=c.example", "bc"),
        ("domain=example", ""),
        ("flagged=yes", "b"),
        ("flagged=no", "acde"),
        ("url=B.EXAMPLE/TERMS", "b"),
        ("url=.example", "abcde"),
        ("url=HTTPS://A.example:443/Terms/%23top", "a"),
        ("url=a_example", ""),
        ("url=%25", ""),
        ("url=https%3A%2F%2F%5B", ""),
        (f"decided_from={DAY_6}", "abde"),
        (f"decided_from={DAY_6}&decided_to={DAY_6}", "b"),
        (f"decided_to={DAY_6}", "b"),
        ("o=decided", "aedbc"),
        ("o=newest", "edcba"),
        ("o=newest&status=ALLOWED&status=CONDITIONAL", "ba"),
        # Where they stood at the end of a day.
        ("on=2026-02-01", ""),
        ("on=2026-03-02", "ab"),
        (f"on={DAY_5}", "abcde"),
        (f"on={DAY_5}&status=BLOCKED", "a"),
        (f"on={DAY_5}&status=UNDECIDED", "bcde"),
        (f"on={DAY_10}&status=ALLOWED", "ad"),
        (f"on={DAY_10}&status=RETIRED", ""),
        (f"on={DAY_10}&model=judge-2&rules=r1", "d"),
        (f"on={DAY_10}&model=-", "ce"),
        (f"on={DAY_10}&status=ALLOWED&o=newest", "da"),
        (f"on={DAY_10}&status=ALLOWED&o=decided", "ad"),
        (f"on={DAY_10}&status=ALLOWED&language=de", "a"),
        ("on=2999-01-01&status=RETIRED", "d"),
    ],
)
def test_filters_and_orders(browser, five, query, expected):
    response = browser.get(f"{SOURCES}?{query}")
    assert "".join(urls(response)) == expected
    assert response.context["page"].count == len(expected)


@pytest.mark.parametrize(
    "query",
    [
        "on=nonsense", "on=%00", "on=2026-02-31", "decided_from=x&decided_to=99999-01-01", "flagged=maybe", "o=nonsense",
        "status=%00", "model=" + "x" * 300, "domain=%00", "after=nonsense&before=%00", "after=WyJ4Il0", "url=%00",
        "url=" + "x" * 3000, "o=decided&after=WyJ4IiwieCJd", "language=%F0%9F%92%A9%00",
    ],
)  # fmt: skip
def test_bad_parameters_break_nothing(browser, five, query):
    assert sorted(urls(browser.get(f"{SOURCES}?{query}"))) == list("abcde")


@pytest.mark.parametrize("query", ["on=nonsense", "flagged=maybe", "domain=%00", "model=" + "x" * 300])
def test_a_filter_that_is_not_understood_says_so(browser, five, query):
    assert "Some filters were not understood" in browser.get(f"{SOURCES}?{query}").content.decode()


def test_a_row_shows_where_its_source_stands_now_and_stood_then(browser, five):
    rows = {row.source.url.split("/")[2][0]: row for row in browser.get(f"{SOURCES}?on={DAY_5}").context["page"].rows}
    a, d = rows["a"], rows["d"]
    assert (a.then.status, a.now.status, a.now.channel, a.documents, a.fetched_at) == (
        "BLOCKED", "ALLOWED", "llms_txt", 1, START,
    )  # fmt: skip
    assert (d.then.status, d.now.status, d.documents, d.fetched_at) == ("UNDECIDED", "RETIRED", 0, None)
    text = browser.get(f"{SOURCES}?on={DAY_5}").content.decode()
    assert "Status on 6 Mar 2026" in text
    assert "Retired" in text
    assert rows["b"].then.status == "UNDECIDED"


def test_a_flag_leads_to_its_decision(browser, five):
    decision = ComplianceDecision.objects.get(review_flag=True)
    assert f'href="{decision.get_absolute_url()}"' in browser.get(f"{SOURCES}?flagged=yes").content.decode()


def test_what_was_just_decided_is_counted(browser, db):
    of = source("a")
    assert urls(browser.get(f"{SOURCES}?status=BLOCKED")) == []
    decide(of, "BLOCKED", day=1)
    assert urls(browser.get(f"{SOURCES}?status=BLOCKED")) == ["a"]


def test_each_value_can_be_dropped_by_its_chip(browser, five):
    chips = browser.get(f"{SOURCES}?status=ALLOWED&status=RETIRED&domain=a.example&on={DAY_10}").context["chips"]
    assert [(chip.label, chip.value) for chip in chips] == [
        ("Status", "Allowed"),
        ("Status", "Retired"),
        ("Domain", "a.example"),
        ("As of the end of", DAY_10),
    ]
    assert chips[0].remove_url == f"?status=RETIRED&domain=a.example&on={DAY_10}"


@pytest.mark.parametrize("order", ["", "decided", "newest"])
def test_pages_hold_each_source_once_in_order(django_user_model, rf, db, order):
    for number in range(25):
        of = source(f"s{number:02}", day=number % 4, domain=f"d{number % 5}.example")
        if number % 3:
            decide(of, "ALLOWED", day=10 + number % 2)
    standings.fold_pending()
    query, seen = f"?o={order}", []
    while query:
        page = read_sources(source_filter(rf.get("/" + query).GET), 7)
        seen += [row.source.pk for row in page.rows]
        query = page.next_url
    keys = {
        "": Standing.objects.order_by("domain", "source_id"),
        "decided": Standing.objects.order_by(F("decided_at").desc(nulls_last=True), "-source_id"),
        "newest": Source.objects.order_by("-created_at", "-id"),
    }
    assert seen == [row.pk for row in keys[order]]


def test_without_sources_the_page_says_where_they_come_from(browser, admin, client_of):
    assert "There is no source yet" in browser.get(SOURCES).content.decode()
    assert reverse("compliance:source_add") not in browser.get(SOURCES).content.decode()
    assert reverse("compliance:source_add") in client_of(admin).get(SOURCES).content.decode()


def test_htmx_gets_the_list_alone(browser, five):
    text = browser.get(SOURCES, headers=FRAGMENT).content.decode()
    assert text.lstrip().startswith("<section")


def test_the_list_takes_as_many_queries_for_many_sources_as_for_few(browser, five, django_assert_max_num_queries):
    browser.get(SOURCES)
    for number in range(30):
        make_decision(make_document(source(f"n{number}")).source)
    browser.get(SOURCES)
    with django_assert_max_num_queries(12):
        browser.get(f"{SOURCES}?on={DAY_10}&url=example&status=ALLOWED")
    with django_assert_max_num_queries(12):
        browser.get(f"{SOURCES}?o=newest")


def test_markup_from_strangers_is_text(browser, db):
    of = make_source("https://x.example/<script>alert(1)</script>", domain="<b>x</b>")
    make_document(of, language="<i>")
    decide(of, "<u>ODD</u>", day=1, model="<s>m</s>", channel="<em>c</em>", rules="<q>r</q>")
    text = browser.get(SOURCES).content.decode()
    for markup in ("<script>alert", "<b>x", "<i>", "<u>ODD", "<s>m", "<em>c", "<q>r"):
        assert markup not in text


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_role_reads_it(account, client_of, role):
    assert client_of(account("x", role)).get(SOURCES).status_code == 200


def test_without_a_role_it_is_closed_and_only_reading_is_allowed(account, client_of, browser):
    assert client_of(account("x", role=None)).get(SOURCES).status_code == 403
    assert browser.post(SOURCES).status_code == 405


def test_decided_never_sorts_after_every_decision(browser, db):
    source("a")
    decide(source("b"), "ALLOWED", day=0)
    old = source("c")
    ComplianceDecision.objects.create(
        source=old, status="ALLOWED", confidence=1, created_at=datetime(1, 1, 2, tzinfo=UTC)
    )
    assert urls(browser.get(f"{SOURCES}?o=decided")) == ["b", "c", "a"]


@pytest.mark.parametrize("order", ["", "decided", "newest"])
def test_the_export_holds_the_rows_of_the_list_in_its_order(browser, five, order):
    query = f"?on={DAY_10}&status=ALLOWED&status=UNDECIDED&o={order}"
    response = browser.get(f"/export/sources.csv{query}")
    lines = b"".join(response.streaming_content).decode("utf-8-sig").splitlines()
    rows = list(csv.DictReader(line for line in lines if not line.startswith("#")))
    assert [row["URL"].split("/")[2][0] for row in rows] == urls(browser.get(SOURCES + query))
    a = next(row for row in rows if row["Domain"] == "a.example")
    assert (a["Status then"], a["Status"], a["Channel"], a["Language"]) == ("Allowed", "Allowed", "llms.txt", "de")
