"""The queue: what it holds, its filters, orders and pages, as a page and as a fragment."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance import leases, roles, waiting
from compliance.models import FlagReasons

from ..factories import make_decision, make_document, make_source

QUEUE = reverse("compliance:queue")


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def rows(response):
    return [decision.pk for decision in response.context["page"].rows]


def test_the_queue_lists_flagged_current_decisions_oldest_first(browser):
    source = make_source()
    make_decision(source, id="superseded", minutes=0)
    make_decision(source, id="newest", minutes=9)
    make_decision(id="oldest", minutes=1)
    make_decision(id="unflagged", flagged=False)
    assert rows(browser.get(QUEUE)) == ["oldest", "newest"]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("status=BLOCKED", ["b"]),
        ("status=BLOCKED&status=ALLOWED", ["a", "b"]),
        ("channel=official_api", ["b"]),
        ("channel=-", ["d"]),
        ("confidence_min=0.5", ["c", "d"]),
        ("confidence_max=0.5", ["a", "b", "c"]),
        ("confidence_min=0.3&confidence_max=0.6", ["b", "c"]),
        ("domain=B.EXAMPLE", ["b"]),
        ("domain=example", ["a", "b", "c", "d"]),
        ("superseded=on", ["old"]),
        ("o=newest", ["d", "c", "b", "a"]),
        ("o=confidence", ["a", "b", "c", "d"]),
        ("o=domain", ["a", "b", "c", "d"]),
        ("status=ODD", ["c"]),
        ("status=NOBODY_HAS_THIS", []),
        ("status=BLOCKED&confidence_min=nonsense", ["b"]),
        ("domain=%00", ["a", "b", "c", "d"]),
        ("status=%00", ["a", "b", "c", "d"]),
        ("channel=%00", ["a", "b", "c", "d"]),
        ("flagged_from=0001-01-01&flagged_to=9999-12-31", ["a", "b", "c", "d"]),
        ("o=nonsense&after=nonsense&before=%00", ["a", "b", "c", "d"]),
    ],
)
def test_filters_and_orders(browser, query, expected):
    a = make_source(domain="a.example")
    make_decision(a, id="old", minutes=-5)
    make_decision(a, id="a", minutes=1, status="ALLOWED", confidence=0.1)
    make_decision(
        make_source(domain="b.example"),
        id="b",
        minutes=2,
        status="BLOCKED",
        confidence=0.3,
        compliance_channel="official_api",
    )
    make_decision(make_source(domain="c.example"), id="c", minutes=3, status="ODD", confidence=0.5)
    make_decision(make_source(domain="d.example"), id="d", minutes=4, confidence=0.9, compliance_channel=None)
    assert rows(browser.get(f"{QUEUE}?{query}")) == expected


def test_each_active_filter_is_a_chip_whose_link_drops_only_it(browser):
    make_decision()
    response = browser.get(f"{QUEUE}?status=BLOCKED&status=ALLOWED&domain=x&o=newest&after=abc")
    assert [(chip.label, chip.value, chip.remove_url) for chip in response.context["chips"]] == [
        ("Status", "Blocked", "?status=ALLOWED&domain=x&o=newest"),
        ("Status", "Allowed", "?status=BLOCKED&domain=x&o=newest"),
        ("Domain contains", "x", "?status=BLOCKED&status=ALLOWED&o=newest"),
    ]


SIGNAL = {"signal_type": "ai_training_allowed", "value": "prohibited"}
OTHER = {"signal_type": "scraping_allowed", "value": "allowed"}


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("signal=ai_training_allowed", ["a", "b"]),
        ("signal_value=prohibited", ["a", "b"]),
        ("signal=ai_training_allowed&signal_value=prohibited", ["a", "b"]),
        ("signal=ai_training_allowed&signal_value=allowed", []),
        ("constraint=ATTRIB", ["a"]),
        ("constraint=crawl_delay", ["b"]),
        ("why=disagree", ["b", "c"]),
        ("document_type=robots", ["b"]),
        ("language=fr", ["b"]),
        ("model=m-2", ["b"]),
        ("rules=r-1", ["a", "b"]),
        ("flagged_from=2026-03-02", ["b", "c"]),
        ("flagged_to=2026-03-01", ["a"]),
        ("flagged_from=2026-03-02&flagged_to=2026-03-02", ["b"]),
        ("flagged_from=nonsense", ["a", "b", "c"]),
        ("signal=nonsense", ["a", "b", "c"]),
    ],
)
def test_the_rarer_conditions(browser, query, expected):
    versions = {"model_version": "m-1", "rules_version": "r-1"}
    make_decision(id="a", signals=[SIGNAL, OTHER], constraints=["Attribution"], version_info=versions)
    b = make_decision(
        id="b",
        minutes=24 * 60,
        signals={"signals": [OTHER, SIGNAL]},
        constraints=[{"type": "crawl_delay", "seconds": 5}],
        version_info={"model_version": "m-2", "rules_version": "r-1", "why": ["terms and robots.txt disagree"]},
    )
    make_document(b.source, document_type="robots", language="fr")
    make_decision(
        id="c", minutes=48 * 60, signals={"why": ["labels disagree"]}, constraints=[], version_info=["not an object"]
    )
    assert rows(browser.get(f"{QUEUE}?{query}")) == expected


def facets_of(response):
    """`{facet: {value: (count, state)}}` as the page offers them."""
    return {
        facet.name: {choice.value: (choice.count, choice.state) for choice in facet.choices}
        for facet in response.context["facets"]
    }


def make_faceted():
    first = {"model_version": "m-1", "rules_version": "r-1"}
    make_decision(id="a", status="ALLOWED", compliance_channel=None, version_info=first)
    make_decision(id="b", minutes=1, status="BLOCKED", compliance_channel="none", version_info=first)
    make_decision(id="c", minutes=2, status="BLOCKED", compliance_channel="none", version_info={"model_version": "m-2"})
    for key, codes in (("a", ["low_confidence"]), ("b", ["low_confidence", "clause_gone"])):
        sentences = {code: f"It is {code}" for code in codes}
        FlagReasons.objects.create(decision_id=key, codes=codes, details={"sentences": sentences})


def test_each_choice_says_how_many_it_would_find_beside_the_other_conditions(browser):
    make_faceted()
    response = browser.get(f"{QUEUE}?status=BLOCKED")
    assert facets_of(response) == {
        "status": {
            "ALLOWED": (1, ""),
            "CONDITIONAL": (0, ""),
            "BLOCKED": (2, "included"),
            "REVIEW_REQUIRED": (0, ""),
        },
        "reason": {"-": (1, ""), "clause_gone": (1, ""), "low_confidence": (1, "")},
        "channel": {"none": (2, "")},
        "model": {"m-1": (1, ""), "m-2": (1, "")},
        "rules": {"-": (1, ""), "r-1": (1, "")},
    }


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("not_status=BLOCKED", ["a"]),
        ("not_channel=none", ["a"]),
        ("not_channel=-", ["b", "c"]),
        ("channel=-&channel=none", ["a", "b", "c"]),
        ("reason=low_confidence", ["a", "b"]),
        ("reason=low_confidence&not_reason=clause_gone", ["a"]),
        ("reason=-", ["c"]),
        ("not_reason=-", ["a", "b"]),
        ("model=m-1&model=m-2&not_rules=r-1", ["c"]),
        ("rules=-", ["c"]),
        ("not_rules=-", ["a", "b"]),
        ("status=BLOCKED&not_status=BLOCKED", []),
    ],
)
def test_choices_are_included_and_excluded_and_what_states_no_value_is_one_of_them(browser, query, expected):
    make_faceted()
    assert rows(browser.get(f"{QUEUE}?{query}")) == expected


def test_each_row_says_in_words_why_it_is_flagged_or_that_it_is_not_known_yet(browser):
    make_faceted()
    text = browser.get(QUEUE).content.decode()
    assert text.count("It is low_confidence") == 2
    assert text.count("It is clause_gone") == 1
    assert text.count("Not worked out yet") == 1


def test_the_links_of_a_choice_take_it_alone_leave_it_out_and_take_that_back(browser):
    make_faceted()
    response = browser.get(f"{QUEUE}?status=ALLOWED&not_status=REVIEW_REQUIRED&domain=e&after=abc")
    choices = {choice.value: choice for choice in response.context["facets"][0].choices}
    assert choices["BLOCKED"].only_url == "?status=BLOCKED&domain=e"
    assert choices["ALLOWED"].exclude_url == "?not_status=ALLOWED&not_status=REVIEW_REQUIRED&domain=e"
    assert choices["REVIEW_REQUIRED"].clear_url == "?status=ALLOWED&domain=e"
    for link in (choices["BLOCKED"].only_url, choices["ALLOWED"].exclude_url):
        assert f'href="{link.replace("&", "&amp;")}"' in response.content.decode()


def test_a_long_list_shows_its_choices_without_numbers(browser, monkeypatch):
    monkeypatch.setattr("compliance.facets.COUNT_LIMIT", 2)
    make_faceted()
    response = browser.get(QUEUE)
    assert facets_of(response)["status"]["BLOCKED"] == (None, "")
    assert rows(browser.get(f"{QUEUE}?status=BLOCKED")) == ["b", "c"]


def test_what_waits_is_told_apart(browser, reviewer, account):
    grace = account("grace")
    for minute, key in enumerate("abcde"):
        make_decision(id=key, minutes=minute)
    waiting.snooze("a", by=grace, until=timezone.now() + timedelta(days=2))
    waiting.escalate("b", by=grace, to=reviewer, note="x")
    waiting.escalate("c", by=reviewer, to=grace, note="x")
    leases.take("d", by=reviewer)
    assert rows(browser.get(QUEUE)) == ["b", "c", "d", "e"]
    for name, expected in {
        "snoozed": ["a"],
        "escalated": ["b", "c"],
        "to_me": ["b"],
        "mine": ["d"],
        "free": ["b", "c", "e"],
    }.items():
        assert rows(browser.get(f"{QUEUE}?waiting={name}")) == expected


@pytest.mark.parametrize("order", ["", "newest", "confidence", "domain"])
def test_pages_follow_one_another_without_gap_or_repeat_and_lead_back(browser, order, monkeypatch):
    monkeypatch.setattr("compliance.views.queue.PAGE_SIZE", 3)
    source_a, source_b = make_source(domain="a.example"), make_source(domain="b.example")
    ids = set()
    for n in range(8):  # ties in time, confidence and domain
        source = make_source(domain=(source_a, source_b)[n % 2].domain)
        ids.add(make_decision(source, minutes=n // 3, confidence=0.1 * (n % 2)).pk)
    whole = browser.get(f"{QUEUE}?o={order}")
    pages, response = [rows(whole)], whole
    while url := response.context["page"].next_url:
        response = browser.get(QUEUE + url)
        pages.append(rows(response))
    assert [len(page) for page in pages] == [3, 3, 2]
    assert {pk for page in pages for pk in page} == ids
    for page in pages[-2::-1]:
        response = browser.get(QUEUE + response.context["page"].previous_url)
        assert rows(response) == page
    assert response.context["page"].count == 8
    assert response.context["page"].previous_url is None


def test_a_page_stays_where_it_is_when_rows_before_it_are_decided(browser, monkeypatch):
    monkeypatch.setattr("compliance.views.queue.PAGE_SIZE", 2)
    decisions = [make_decision(id=str(n), minutes=n) for n in range(5)]
    second = browser.get(QUEUE).context["page"].next_url
    decisions[0].delete()
    assert rows(browser.get(QUEUE + second)) == ["2", "3"]


def test_the_fragment_holds_the_results_and_the_page_holds_the_fragment(browser):
    make_decision(id="the-row")
    page = browser.get(QUEUE)
    fragment = browser.get(QUEUE, headers={"HX-Request": "true", "HX-Target": "queue-results"})
    assert page.content.strip().startswith(b"<!DOCTYPE html>")
    assert fragment.content.strip().startswith(b'<section class="queue-results" id="queue-results"')
    assert fragment.content.count(b"decision-the-row") == page.content.count(b"decision-the-row") == 1
    for response in (page, fragment):
        assert {"HX-Request", "HX-Target"} <= set(response["Vary"].replace(" ", "").split(","))
    for headers in (
        {"HX-Request": "true", "HX-Target": "somewhere-else"},
        {"HX-Request": "true", "HX-Target": "queue-results", "HX-Boosted": "true"},
        {"HX-Request": "true", "HX-Target": "queue-results", "HX-History-Restore-Request": "true"},
    ):
        assert b"<!DOCTYPE html>" in browser.get(QUEUE, headers=headers).content


def test_an_empty_queue_and_a_filter_without_matches_say_different_things(browser):
    assert b"The queue is empty" in browser.get(QUEUE).content
    make_decision()
    assert b"Nothing matches this filter" in browser.get(f"{QUEUE}?domain=nowhere").content


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR])
def test_every_role_reads_the_queue(account, client_of, role):
    assert client_of(account("x", role)).get(QUEUE).status_code == 200


def test_without_a_role_the_queue_is_closed_and_without_a_login_it_asks_for_one(account, client_of, client):
    assert client_of(account("x", None)).get(QUEUE).status_code == 403
    response = client.get(f"{QUEUE}?status=BLOCKED")
    assert response.headers["Location"] == "/accounts/login/?next=/queue/%3Fstatus%3DBLOCKED"


def test_a_lost_login_sends_htmx_to_the_login_page_and_back_to_the_page(client):
    response = client.get(
        QUEUE,
        {"status": "BLOCKED"},
        headers={"HX-Request": "true", "HX-Current-URL": "http://testserver/queue/?domain=a"},
    )
    assert (response.status_code, response["HX-Redirect"]) == (200, "/accounts/login/?next=/queue/%3Fdomain%3Da")


def test_posting_to_the_queue_is_refused(browser):
    assert browser.post(QUEUE).status_code == 405


def test_the_number_of_queries_does_not_grow_with_the_rows(browser, django_assert_max_num_queries):
    for count in (1, 3):
        for _ in range(count):
            make_document(make_decision().source)
        with django_assert_max_num_queries(12):
            browser.get(QUEUE)


HOSTILE = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def test_markup_from_strangers_is_text(browser):
    source = make_source("https://x.example/" + HOSTILE, domain=HOSTILE)
    make_decision(source, status=HOSTILE[:20], compliance_channel=HOSTILE[:50], version_info={"why": [HOSTILE]})
    content = browser.get(QUEUE).content
    assert b"<script>alert" not in content
    assert b"<img src=x" not in content
