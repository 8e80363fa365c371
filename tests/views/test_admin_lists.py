"""The admin's lists of large tables: paged by position, searched and filtered by indexes, read only, and refused."""

import re
from datetime import timedelta
from html import unescape

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from compliance import accounts, roles, waiting
from compliance.models import ComplianceDecision, Document, ReviewRecord

from ..factories import make_decision, make_document, make_source

LISTS = ["source", "document", "compliancedecision", "reviewrecord"]


@pytest.fixture
def root(account):
    user = account("root", roles.ADMIN)
    accounts.follow_role(user)
    return user


@pytest.fixture
def browser(root, client_of):
    return client_of(root)


def path(model):
    return f"/admin/compliance/{model}/"


def rows_of(response):
    """The keys of the listed rows, in order."""
    return [
        unescape(key) for key in re.findall(r'<th class="field-[^>]*><a href="[^"]*/([^/"]+)/change/', text(response))
    ]


def text(response):
    return response.content.decode()


def link(response, rel):
    found = re.search(rf'<a href="([^"]*)" rel="{rel}"', text(response))
    return found and unescape(found[1])


def walk(browser, start):
    """The rows of all pages from the first to the last, page by page."""
    pages, query = [], ""
    while query is not None:
        response = browser.get(start + query)
        pages.append(rows_of(response))
        query = link(response, "next")
    return pages


@pytest.fixture
def small_pages(monkeypatch):
    from compliance.admin.site import BigTableAdmin

    monkeypatch.setattr(BigTableAdmin, "list_per_page", 4)


@pytest.fixture
def many(root):
    """Ten of each, several at the same moment."""
    for n in range(10):
        source = make_source(f"https://shop-{n}.example/terms")
        make_document(source, fetched_at=timezone.now() - timedelta(days=n // 3))
        decision = make_decision(source, minutes=n // 3)
        waiting.comment(decision.pk, by=root, note=f"Number {n}")


@pytest.mark.parametrize("model", LISTS)
def test_paging_shows_every_row_once_in_order_and_back_again(browser, many, small_pages, model):
    pages = walk(browser, path(model))
    assert [len(page) for page in pages] == [4, 4, 2]
    keys = [key for page in pages for key in page]
    assert len(set(keys)) == 10
    expected = {
        "document": Document.objects.order_by("-fetched_at", "-id"),
        "compliancedecision": ComplianceDecision.objects.order_by("-created_at", "-id"),
        "reviewrecord": ReviewRecord.objects.order_by("-id"),
    }
    if model in expected:
        assert keys == [str(key) for key in expected[model].values_list("pk", flat=True)]
    second = browser.get(path(model) + link(browser.get(path(model)), "next"))
    assert rows_of(browser.get(path(model) + link(second, "prev"))) == pages[0]


def test_a_page_stays_where_it_is_when_rows_come(browser, many, small_pages):
    second = link(browser.get(path("compliancedecision")), "next")
    before = rows_of(browser.get(path("compliancedecision") + second))
    make_decision(minutes=500)
    assert rows_of(browser.get(path("compliancedecision") + second)) == before


@pytest.mark.parametrize("model", LISTS)
def test_no_list_counts_a_table_walks_an_offset_or_reads_large_columns(browser, many, small_pages, model):
    second = link(browser.get(path(model)), "next")
    with CaptureQueriesContext(
        connection,
    ) as queries:
        browser.get(path(model) + second)
    statements = [query["sql"] for query in queries]
    assert len(statements) <= 15
    assert not any("OFFSET" in statement for statement in statements)
    for statement in statements:
        if "COUNT(*)" in statement and f"compliance_{model}" not in statement:
            assert "LIMIT 10001" in statement
    large = '"raw_content"', '"extracted_text"', '"signals"', '"decision_snapshot"'
    assert not any(column in statement for statement in statements for column in large)


@pytest.mark.parametrize("model", LISTS)
def test_the_number_of_queries_does_not_grow_with_the_rows(browser, root, model):
    waiting.comment(make_decision(make_document().source).pk, by=root, note="One")
    counts = []
    for _ in range(2):
        browser.get(path(model))
        with CaptureQueriesContext(connection) as queries:
            browser.get(path(model))
        counts.append(len(queries))
        for _ in range(5):
            waiting.comment(make_decision(make_document().source).pk, by=root, note="More")
    assert counts[0] == counts[1] <= 15


# Searching


@pytest.mark.parametrize("model", ["document", "compliancedecision"])
def test_rows_of_a_source_are_found_by_any_part_of_its_address_in_any_case(browser, model):
    source = make_source("https://shop.example/terms/of_use%20x")
    found = {"document": make_document(source), "compliancedecision": make_decision(source)}[model]
    make_document(make_source("https://other.example/a")), make_decision()
    for term in ("SHOP.exam", "of_use%20x", "  shop.example ", found.pk, source.pk):
        assert rows_of(browser.get(path(model), {"q": term})) == [found.pk]
    for term in ("of-use", "xyz", "e_ample"):
        assert rows_of(browser.get(path(model), {"q": term})) == []


def test_a_search_that_fits_too_many_sources_says_so(browser, monkeypatch):
    monkeypatch.setattr("compliance.admin.site.MOST_SOURCES", 2)
    for n in range(3):
        make_decision(make_source(f"https://shop-{n}.example/"))
    answer = text(browser.get(path("compliancedecision"), {"q": "shop"}))
    assert "More than 2 sources have “shop” in their URL." in answer
    assert len(rows_of(browser.get(path("compliancedecision"), {"q": "shop-1"}))) == 1


def test_one_or_two_letters_are_only_looked_up_as_an_id(browser):
    make_decision()
    make_decision(id="ex")
    assert rows_of(browser.get(path("compliancedecision"), {"q": "ex"})) == ["ex"]


def test_review_records_are_found_by_number_person_id_and_beginning_of_the_address(browser, root, reviewer):
    decision = make_decision(make_source("https://www.shop.example/terms"))
    first = waiting.comment(decision.pk, by=reviewer, note="One")
    second = waiting.comment(make_decision().pk, by=root, note="Two")
    for term in (str(first.pk), "Ada", decision.pk, decision.source_id, "shop.ex", "https://www.shop.example/te"):
        assert rows_of(browser.get(path("reviewrecord"), {"q": term})) == [str(first.pk)]
    assert rows_of(browser.get(path("reviewrecord"), {"q": "root"})) == [str(second.pk)]
    for term in ("9" * 40, "nobody", "example"):
        assert rows_of(browser.get(path("reviewrecord"), {"q": term})) == []


# Filters


def test_decisions_are_filtered_by_flag_and_age(browser):
    now = timezone.now()
    old = make_decision(created_at=now - timedelta(days=60))
    new = make_decision(created_at=now - timedelta(hours=2))
    cleared = make_decision(created_at=now - timedelta(days=3), flagged=False)
    listed = {
        query: rows_of(browser.get(path("compliancedecision") + query))
        for query in ("", "?flagged=yes", "?since=day", "?since=week", "?flagged=yes&since=month", "?since=nonsense")
    }
    everything = [new.pk, cleared.pk, old.pk]
    assert listed == {
        "": everything,
        "?flagged=yes": [new.pk, old.pk],
        "?since=day": [new.pk],
        "?since=week": [new.pk, cleared.pk],
        "?flagged=yes&since=month": [new.pk],
        "?since=nonsense": everything,
    }


def test_filters_and_search_are_carried_from_page_to_page_and_begin_at_the_first(browser, many, small_pages):
    make_decision(flagged=False)
    start = path("compliancedecision")
    assert [len(page) for page in walk(browser, f"{start}?flagged=yes")][:1] == [4]
    first = browser.get(f"{start}?flagged=yes&q=shop")
    second = browser.get(start + link(first, "next"))
    assert "flagged=yes" in link(first, "next")
    assert "q=shop" in link(first, "next")
    for href in re.findall(r'<a href="(\?[^"]*since=[^"]*)"', text(second)):
        assert "after" not in href
    assert 'name="after"' not in text(second)


# Odd parameters


@pytest.mark.parametrize("model", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        *("after=x", "after=W10", "before=" + "9" * 500, "after=%00", "after=WyJ4Il0&before=x"),
        *("q=%00", "q=" + "x" * 3000, "q=%25%25%25", "q=%27%22%5C", "p=999999999", "o=1.2.-9", "all=", "e=1"),
        *("since=%00", "flagged=%00", "action=%00", "action=nonsense", "_facets=1", "_popup=1", "_to_field=x"),
    ],
)
def test_odd_parameters_break_no_list(browser, root, model, query):
    waiting.comment(make_decision(make_document().source).pk, by=root, note="One")
    assert browser.get(f"{path(model)}?{query}", follow=True).status_code in (200, 400)


@pytest.mark.parametrize(
    "query", ["status=BLOCKED", "status__exact=%00", "confidence__gt=0", "source__domain__contains=x", "signals=1"]
)
def test_no_filter_that_would_look_through_the_whole_table_is_taken(browser, query):
    assert browser.get(f"{path('compliancedecision')}?{query}").status_code == 400


@pytest.mark.parametrize("key", ["x", "_00", "%00", "9" * 40])
@pytest.mark.parametrize("model", LISTS)
def test_a_row_that_is_not_there_leads_back(browser, model, key):
    assert browser.get(f"{path(model)}{key}/change/", follow=True).status_code in (200, 404)


# One row


def test_large_texts_are_cut_and_linked(browser, root):
    document = make_document(text="Terms " * 2000, metadata={"note": "n" * 5000})
    shown = text(browser.get(f"{path('document')}{document.pk}/change/"))
    assert len(shown) < 40_000
    assert f'<a href="/documents/{document.pk}/">Read all of it</a>' in shown
    short = make_document(text="<b>Short</b> terms")
    shown = text(browser.get(f"{path('document')}{short.pk}/change/"))
    assert "&lt;b&gt;Short&lt;/b&gt; terms" in shown
    assert "Read all of it" not in shown
    decision = make_decision(signals={"signals": [{"source_clause": "c" * 9000}]})
    record = waiting.comment(decision.pk, by=root, note="One")
    for model, key, url in (
        ("compliancedecision", decision.pk, f"/decisions/{decision.pk}/"),
        ("reviewrecord", record.pk, f"/activity/{record.pk}/"),
    ):
        shown = text(browser.get(f"{path(model)}{key}/change/"))
        assert len(shown) < 40_000
        assert f'<a href="{url}">See' in shown


@pytest.mark.parametrize("model", ["document", "compliancedecision", "reviewrecord"])
def test_what_the_pipeline_and_the_reviewers_wrote_is_only_read(browser, root, model):
    record = waiting.comment(make_decision(make_document().source).pk, by=root, note="One")
    key = {"document": Document.objects.get().pk, "compliancedecision": record.decision_id, "reviewrecord": record.pk}
    row = f"{path(model)}{key[model]}"
    assert browser.get(f"{row}/change/").status_code == 200
    assert b'name="_save"' not in browser.get(f"{row}/change/").content
    for method in (browser.get, browser.post):
        assert method(f"{row}/delete/").status_code == 403
        assert method(f"{path(model)}add/").status_code == 403
    assert browser.post(f"{row}/change/", {"note": "x"}).status_code == 403
    browser.post(path(model), {"action": "delete_selected", "_selected_action": [key[model]], "post": "yes"})
    assert rows_of(browser.get(path(model))) == [str(key[model])]


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
@pytest.mark.parametrize("model", LISTS)
def test_every_other_role_is_refused(account, client_of, role, model):
    decision = make_decision()
    browser = client_of(account("other", role))
    for part in ("", f"{decision.pk}/change/", f"{decision.pk}/delete/", f"{decision.pk}/history/"):
        assert browser.get(path(model) + part, follow=True).status_code == 403
        assert browser.post(path(model) + part, follow=True).status_code == 403
    assert ComplianceDecision.objects.get() == decision
    assert User.objects.get(username="other").is_staff is False


@pytest.mark.parametrize("few", [500, 1])
def test_sources_are_found_by_a_part_of_their_url_or_an_id_however_many_there_are(browser, monkeypatch, few):
    monkeypatch.setattr("compliance.admin.sources.FEW", few)
    found = {make_source(f"https://shop-{n}.example/", domain=f"d{n}.example").pk for n in range(3)}
    other = make_source("https://else.example/")
    for term, expected in (("SHOP-", found), (other.pk, {other.pk}), ("nowhere", set())):
        shown = browser.get(path("source"), {"q": term}).context["cl"].result_list
        assert {row.pk for row in shown} == expected, term
