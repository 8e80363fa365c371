"""The search page: what it finds, what it says, and whom it answers."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from compliance import roles
from compliance.models import Arrival, SearchProgress
from compliance.search import finding
from compliance.search.indexing import index_documents_of

from ..factories import START, make_document, make_source

SEARCH = reverse("compliance:search")
FRAGMENT = {"HX-Request": "true", "HX-Target": "search-results"}


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def indexed(db):
    """Makes documents that are in the index: `indexed("text", source, version=2)`."""

    def make(text, source=None, **fields):
        document = make_document(source or make_source(), text, **fields)
        index_documents_of([document.source_id])
        SearchProgress.objects.update(after_id=document.pk, finished_at=START)
        Arrival.objects.all().delete()
        return document

    return make


def found(response):
    return [hit.document for hit, _ in response.context.get("hits", [])]


def get(browser, **parameters):
    return browser.get(SEARCH, parameters)


def test_documents_are_found_the_newest_first_with_their_words_marked(browser, indexed):
    old = indexed("We may share personal data.", fetched_at=START - timedelta(days=9))
    new = indexed("Data, personal or not.", document_type="llm_txt")
    response = get(browser, q="personal data")
    assert found(response) == [new, old]
    content = response.content.decode()
    assert "<strong>2</strong> documents" in content
    assert "We may share <mark>personal</mark> <mark>data</mark>." in content
    assert found(get(browser, q='"personal data"')) == [old]


def test_a_hit_names_source_document_version_and_date_and_leads_to_the_place(browser, indexed):
    document = indexed("You may read.", make_source("https://named.example/terms"), version=7)
    content = get(browser, q='"may read"').content.decode()
    for text in ("named.example/terms", "Terms and conditions", "Version 7", "1 Mar 2026, 12:00"):
        assert text in content
    assert f'href="{document.get_absolute_url()}?find=%22may+read%22#match-1"' in content


def test_a_match_far_behind_leads_to_the_whole_text(browser, indexed):
    document = indexed("filler words here. " * 20_000 + "needle", raw_content="")
    content = get(browser, q="needle").content.decode()
    assert f'href="{document.get_absolute_url()}?find=needle&amp;whole=1#match-1"' in content


def test_markup_of_strangers_is_shown_and_never_is_markup(browser, indexed):
    source = make_source("https://x.example/<script>alert(3)</script>")
    indexed("<script>alert(1)</script> <img src=x onerror=alert(2)> <mark>", source, language='"><b>')
    for typed in ("script", "alert", '"img src"', "<script>alert(1)</script>", '"><script>alert(1)</script>'):
        odd = {"domain": '"><script>x', "document_type": "<script>", "versions": "<script>"}
        for response in (get(browser, q=typed), get(browser, q=typed, **odd)):
            content = response.content.decode()
            assert "<script>alert" not in content
            assert "<img src=x" not in content
            assert '"><b>' not in content
    assert "&lt;<mark>script</mark>&gt;" in get(browser, q="script").content.decode()


def test_current_versions_are_searched_unless_all_are_asked_for(browser, indexed):
    source = make_source()
    first = indexed("Scraping is fine.", source, version=1)
    second = indexed("Scraping is forbidden.", source, version=2, fetched_at=START + timedelta(days=1))
    assert found(get(browser, q="scraping")) == [second]
    assert found(get(browser, q="scraping", versions="all")) == [second, first]
    assert b"not the current one" in get(browser, q="fine", versions="all").content
    assert found(get(browser, q="scraping", versions="nonsense")) == [second]


def test_a_search_is_narrowed_by_the_beginning_of_a_domain_and_by_document_type(browser, indexed):
    terms = indexed("data", make_source("https://shop.example.com/", domain="shop.example.com"))
    robots = indexed("data", make_source("https://shoes.example/", domain="www.shoes.example"), document_type="robots")
    assert found(get(browser, q="data", domain="sho")) in ([terms, robots], [robots, terms])
    assert found(get(browser, q="data", domain="shoe")) == [robots]
    assert found(get(browser, q="data", domain="example")) == []
    assert found(get(browser, q="data", document_type="tc")) == [terms]
    assert found(get(browser, q="data", domain="shop", document_type="robots")) == []


def test_nothing_found_offers_to_widen_by_each_condition(browser, indexed):
    indexed("word")
    response = get(browser, q="absent", domain="shop", document_type="tc", after="x")
    assert response.context["wider"] == [
        ("Search all versions", "?q=absent&domain=shop&document_type=tc&versions=all"),
        ("Search all domains", "?q=absent&document_type=tc"),
        ("Search all three documents", "?q=absent&domain=shop"),
    ]
    content = response.content.decode()
    assert "Nothing found" in content
    assert "?q=absent&amp;domain=shop&amp;document_type=tc&amp;versions=all" in content
    assert b"No version of any document" in get(browser, q="absent", versions="all").content


def test_an_empty_search_says_what_can_be_searched(browser):
    response = browser.get(SEARCH)
    assert b"Search the text of all documents" in response.content
    assert "page" not in response.context


@pytest.mark.parametrize(
    ("typed", "said"),
    [
        ("a\x00b", "NUL character"),
        ("-fee", "Add a word that the documents should have."),
        ("!!!", "Give at least one word"),
        ("x" * 400, "longer than 300 characters"),
        ("x*", "at least 2 letters"),
    ],
)
def test_what_can_not_be_searched_is_said_and_stays_in_the_field(browser, typed, said):
    response = get(browser, q=typed)
    assert response.status_code == 200
    assert said in response.content.decode()
    assert response.context["form"]["q"].value() == typed


@pytest.mark.parametrize(
    "query",
    [
        "q=%00&domain=%00&versions=%00&document_type=%00&after=%00",
        "q=a%27%3B+DROP+TABLE&domain=%25_%27",
        "q=%27%3A%2A+%26+%7C+%21+%3C-%3E+%5C+word",
        "q=word&domain=%00",
        "q=word&after=WyJ4Il0&before=x",
        "q=word&after=WzEsMl0",
        "q=word&after=W3siYXQiOiIyMDI2LTAxLTAxIn0sIngiXQ",
        "q=%ff%fe%ed%a0%80",
        "q=word&q=other&domain=" + "x" * 300,
    ],
)
def test_odd_input_never_breaks_the_page(browser, indexed, query):
    indexed("word")
    for headers in ({}, FRAGMENT):
        assert browser.get(f"{SEARCH}?{query}", headers=headers).status_code == 200


def test_pages_follow_one_another_without_gap_or_repeat_and_lead_back(browser, indexed, monkeypatch):
    monkeypatch.setattr("compliance.views.search.PAGE_SIZE", 3)
    documents = [indexed("word", fetched_at=START + timedelta(minutes=number // 2)) for number in range(8)]
    for few in (2_000, 0):  # put into order in memory, and by the database
        monkeypatch.setattr(finding, "FEW", few)
        response = get(browser, q="word", versions="all")
        pages = [found(response)]
        while url := response.context["page"].next_url:
            assert "q=word&versions=all&after=" in url
            response = browser.get(SEARCH + url)
            pages.append(found(response))
        assert [len(page) for page in pages] == [3, 3, 2]
        listed = [document for page in pages for document in page]
        assert listed == sorted(documents, key=lambda document: (document.fetched_at, document.pk), reverse=True)
        assert response.context["page"].count == 8
        for page in pages[-2::-1]:
            response = browser.get(SEARCH + response.context["page"].previous_url)
            assert found(response) == page
        assert response.context["page"].previous_url is None


def test_what_is_not_indexed_yet_is_said(browser, indexed):
    document = indexed("word")
    assert b"not indexed yet" not in get(browser, q="word").content
    make_document(document.source, version=2)
    Arrival.objects.get_or_create(source_id=document.source_id)
    assert "<strong>1</strong> document is not indexed yet" in get(browser, q="word").content.decode()
    assert b"1</strong> document is not indexed yet" in browser.get(SEARCH).content


def test_a_search_that_takes_too_long_is_said(browser, indexed, monkeypatch):
    def stopped(*args):
        raise finding.TooSlow

    indexed("word")
    monkeypatch.setattr("compliance.views.search.find_page", stopped)
    assert b"This search took too long" in get(browser, q="word").content


def test_the_page_works_without_javascript_and_the_fragment_is_a_part_of_it(browser, indexed):
    document = indexed("word")
    page = get(browser, q="word", domain="", document_type="", versions="current")
    fragment = browser.get(SEARCH, {"q": "word"}, headers=FRAGMENT)
    assert page.content.strip().startswith(b"<!DOCTYPE html>")
    assert f'<form class="search-form" method="get" action="{SEARCH}"'.encode() in page.content
    assert fragment.content.strip().startswith(b'<section class="search-results" id="search-results"')
    row = f'id="hit-{document.pk}"'.encode()
    assert page.content.count(row) == fragment.content.count(row) == 1
    for response in (page, fragment):
        assert {"HX-Request", "HX-Target"} <= set(response["Vary"].replace(" ", "").split(","))
    restored = browser.get(SEARCH, {"q": "word"}, headers=FRAGMENT | {"HX-History-Restore-Request": "true"})
    assert restored.content.strip().startswith(b"<!DOCTYPE html>")


@pytest.mark.parametrize("few", [2_000, 0], ids=["put into order in memory", "by the database"])
def test_a_page_takes_twelve_queries_at_most(browser, indexed, monkeypatch, few):
    monkeypatch.setattr(finding, "FEW", few)
    documents = [indexed("The alpha. " + "filler words here, " * 9_000 + "The beta.") for _ in range(3)]
    with CaptureQueriesContext(connection) as captured:
        response = get(browser, q="alpha beta", domain="site", document_type="tc", versions="all")
    assert len(found(response)) == len(documents)
    # What a transaction in a transaction costs is a test's own.
    assert len([query for query in captured if "SAVEPOINT" not in query["sql"]]) <= 12


def test_who_may_search(account, client_of, client):
    for role in roles.ROLES:
        assert client_of(account(role.lower(), role)).get(SEARCH).status_code == 200
    assert client_of(account("nobody", None)).get(SEARCH).status_code == 403
    assert client.get(SEARCH).status_code == 302
    assert client_of(account("writer", roles.ADMIN)).post(SEARCH).status_code == 405


def test_the_navigation_leads_here(browser):
    content = browser.get(SEARCH).content.decode()
    assert f'<a class="nav__link" href="{SEARCH}" aria-current="page">Search</a>' in content
