"""Exports over HTTP: who gets which rows, what the record says of it, and that a broken one looks broken."""

from datetime import timedelta
from urllib.parse import urlencode

import pytest
from django.contrib import admin
from django.db.models import JSONField, Value
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import leases, review, roles, waiting
from compliance.exports import figures, recording
from compliance.models import Export, FlagReasons
from compliance.search.indexing import index_documents_of
from compliance.tables import Cell, Table
from compliance.views import exports

from ..factories import make_decision, make_document, make_source
from ..test_review import OVERRIDE
from .reading import body, leave, read_csv, read_xlsx

EXPORTS = reverse("compliance:exports")


def address(name, file_format="csv", **query):
    path = reverse("compliance:export", args=[name, file_format])
    return f"{path}?{urlencode(query, doseq=True)}" if query else path


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def rows_of(browser, name, **query):
    """The rows of the CSV file as dicts."""
    _, headings, rows = read_csv(body(browser.get(address(name, **query))))
    return [dict(zip(headings, row, strict=True)) for row in rows]


# --- the queue


def test_the_queue_is_exported_with_what_a_reviewer_wants_to_know(browser):
    source = make_source("https://shop.example/terms", domain="shop.example")
    decision = make_decision(
        source,
        confidence=0.25,
        constraints=["Attribution", {"type": "crawl_delay", "seconds": 10}],
        signals={"why": "The terms leave it open."},
    )
    FlagReasons.objects.create(
        decision_id=decision.pk,
        codes=["low_confidence"],
        details={"sentences": {"low_confidence": "Confidence 25%, below 60%"}},
    )
    assert rows_of(browser, "queue") == [
        {
            "Decision": decision.pk,
            "Source URL": "https://shop.example/terms",
            "Domain": "shop.example",
            "Machine says": "Conditional",
            "Channel": "Public crawl",
            "Confidence": "0.25",
            "Flagged because": "Low confidence; The machine's words",
            "What was found": "Confidence 25%, below 60%; The terms leave it open.",
            "Constraints": "Attribution; Crawl delay (seconds: 10)",
            "Model": "judge-1",
            "Rules": "2026-02",
            "Decided at": "2026-03-01T12:00:00+00:00",
            "Source": source.pk,
            "Link": f"http://testserver/decisions/{decision.pk}/",
        }
    ]


def test_both_formats_hold_the_same_rows(browser):
    for minutes in range(3):
        make_decision(minutes=minutes)
    _, csv_headings, csv_rows = read_csv(body(browser.get(address("queue"))))
    _, xlsx_headings, xlsx_rows = read_xlsx(body(browser.get(address("queue", "xlsx"))))
    assert (csv_headings, csv_rows) == (
        xlsx_headings,
        [["" if value is None else str(value) for value in row] for row in xlsx_rows],
    )


def test_shapes_that_a_pipeline_may_write_break_no_export(browser):
    for shape in (
        [],
        {},
        Value(None, JSONField()),
        "text",
        5,
        [1, [2]],
        {"why": 5},
        {"why": ["a", 5]},
        {"why": {"deep": [1]}},
    ):
        make_decision(signals=shape, version_info=shape, constraints=shape, compliance_channel=None, status="ODD")
    assert [row["Machine says"] for row in rows_of(browser, "queue")] == ["ODD"] * 9


@pytest.fixture
def varied_queue(reviewer):
    """60 decisions that differ in all that the queue filters by, two pages of it."""
    for number in range(60):
        decision = make_decision(
            make_source(domain=f"{'abc'[number % 3]}.example"),
            minutes=number // 2,
            status=("CONDITIONAL", "BLOCKED", "REVIEW_REQUIRED", "ODD")[number % 4],
            compliance_channel=("public_crawl", "none", None)[number % 3],
            confidence=(number % 10) / 10,
            version_info={"model_version": f"judge-{number % 2}"},
        )
        if number % 10 == 0:
            waiting.snooze(decision.pk, by=reviewer, until=timezone.now() + timedelta(days=2))
        if number % 10 == 1:
            leases.take(decision.pk, by=reviewer)
        if number % 10 == 2:
            make_decision(decision.source, minutes=100 + number, flagged=number % 20 == 2)


QUERIES = st.fixed_dictionaries(
    {},
    optional={
        "status": st.lists(st.sampled_from(["CONDITIONAL", "BLOCKED", "ODD", "NONE"]), max_size=2),
        "not_status": st.lists(st.sampled_from(["CONDITIONAL", "REVIEW_REQUIRED"]), max_size=1),
        "channel": st.lists(st.sampled_from(["public_crawl", "none", "~"]), max_size=2),
        "model": st.lists(st.sampled_from(["judge-0", "judge-1", "x"]), max_size=2),
        "confidence_min": st.sampled_from(["0.3", "1", "-5", "x"]),
        "confidence_max": st.sampled_from(["0.6", "", "nan"]),
        "domain": st.sampled_from(["a", "example", "%", "\x00", "="]),
        "waiting": st.sampled_from(["free", "mine", "to_me", "escalated", "snoozed", "odd"]),
        "superseded": st.sampled_from(["on", "true", ""]),
        "flagged_from": st.sampled_from(["2026-03-01", "2027-01-01", "x"]),
        "o": st.sampled_from(["newest", "confidence", "domain", "", "odd"]),
        "after": st.sampled_from(["", "forged"]),
    },
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=QUERIES)
def test_an_export_has_exactly_the_rows_of_all_pages_of_the_list_in_their_order(browser, varied_queue, query):
    shown, url = [], "?" + urlencode(query, doseq=True)
    while url:
        page = browser.get(reverse("compliance:queue") + url).context["page"]
        shown += [decision.pk for decision in page.rows]
        url = page.next_url
    assert [row["Decision"] for row in rows_of(browser, "queue", **query)] == shown


# --- the other lists


def test_activity_is_exported_as_it_is_filtered(browser, reviewer):
    confirmed = review.confirm(make_decision().pk, by=reviewer)
    overridden = review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    assert [row["Record"] for row in rows_of(browser, "activity")] == [str(overridden.pk), str(confirmed.pk)]
    [row] = rows_of(browser, "activity", action="override", person=reviewer.pk)
    assert {name: row[name] for name in ("Record", "Who", "What", "Note", "Decision", "New decision", "Link")} == {
        "Record": str(overridden.pk),
        "Who": "ada",
        "What": "Overridden",
        "Note": overridden.note,
        "Decision": overridden.decision_id,
        "New decision": overridden.new_decision_id,
        "Link": f"http://testserver/activity/{overridden.pk}/",
    }


def test_ones_own_work_is_exported_whole(browser, reviewer):
    opened, snoozed, confirmed = (make_decision(minutes=minutes) for minutes in range(3))
    leases.take(opened.pk, by=reviewer)
    waiting.snooze(snoozed.pk, by=reviewer, until=timezone.now() + timedelta(days=2))
    review.confirm(confirmed.pk, by=reviewer)
    assert [(row["List"], row["Decision"]) for row in rows_of(browser, "my-work")] == [
        ("Open now", opened.pk),
        ("Snoozed", snoozed.pk),
        ("Done today", confirmed.pk),
        ("Done today", snoozed.pk),
    ]


def test_the_documents_of_a_source_are_exported_without_their_texts(browser):
    source = make_source()
    documents = [make_document(source, version=version, text=f"secret {version}") for version in (1, 2)]
    make_document()
    rows = rows_of(browser, "source-documents", source=source.pk)
    assert [row["Document"] for row in rows] == [documents[1].pk, documents[0].pk]
    assert not any("secret" in text for row in rows for text in row.values())


@pytest.mark.parametrize("source", ["", "unknown", "\x00"])
def test_documents_of_no_source_are_not_found(browser, source):
    assert browser.get(address("source-documents", source=source)).status_code == 404


def test_what_a_search_finds_is_exported(browser):
    found = [
        make_document(text="No scraping of this site.", fetched_at=timezone.now() - timedelta(days=age))
        for age in (1, 2)
    ]
    make_document(text="Welcome.")
    index_documents_of({document.source_id for document in found})
    assert [row["Document"] for row in rows_of(browser, "search", q="scraping")] == [found[0].pk, found[1].pk]
    assert rows_of(browser, "search", q="") == []
    assert rows_of(browser, "search", q="\x00") == []


# --- figures


TABLE = Table(
    "by-status",
    "Sources by status",
    ["Status", "Sources", "Share"],
    [[Cell("Allowed"), Cell(12_345), Cell(0.25, text="25%")], [Cell("=1+1"), Cell(-3), Cell(None)]],
)


def tables(request):
    return [Table("empty", "Empty", ["One"]), TABLE]


@pytest.fixture
def figures_page(monkeypatch):
    page = figures.Page("Breakdown", "compliance.view_compliancedecision", "compliance:queue", f"{__name__}.tables")
    monkeypatch.setitem(figures.PAGES, "breakdown", page)


def figures_address(table="by-status", file_format="csv", page="breakdown"):
    return reverse("compliance:export_figures", args=[page, table, file_format])


def test_a_table_of_figures_is_exported_as_values(browser, figures_page):
    response = browser.get(figures_address(), {"domain": "a.example"})
    assert 'filename="acc-breakdown-by-status-' in response["Content-Disposition"]
    remarks, headings, rows = read_csv(body(response))
    assert remarks[:2] == ["# Export: Breakdown: Sources by status", "# Filter: Domain: a.example"]
    assert (headings, rows) == (TABLE.columns, [["Allowed", "12345", "0.25"], ["'=1+1", "-3", ""]])
    assert Export.objects.get().what == "figures/breakdown/by-status"


def test_tables_and_pages_that_do_not_exist_are_not_found(browser, figures_page):
    assert browser.get(figures_address(table="odd")).status_code == 404
    assert browser.get(figures_address(page="odd")).status_code == 404
    assert browser.get(figures_address(file_format="pdf")).status_code == 404
    assert Export.objects.count() == 0


def test_every_page_of_figures_names_a_view_and_a_function_that_exist(reviewer, rf):
    request = rf.get("/")
    request.user = reviewer
    for page in figures.PAGES.values():
        assert reverse(page.view)
        assert {type(table) for table in figures.import_string(page.tables)(request)} <= {Table}


# --- who may


@pytest.mark.parametrize(
    ("name", "allowed"),
    [
        ("queue", {roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR}),
        ("activity", {roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR}),
        ("search", {roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR}),
        ("my-work", {roles.REVIEWER, roles.ADMIN}),
    ],
)
def test_a_list_is_exported_to_those_who_may_see_it(account, client_of, name, allowed):
    for role in (*roles.ROLES, None):
        response = client_of(account(f"a{role}", role)).get(address(name))
        assert response.status_code == (200 if role in allowed else 403), role
        leave(response)
    assert set(Export.objects.values_list("by_name", flat=True)) == {f"a{role}" for role in allowed}


def test_figures_are_exported_to_those_who_may_see_them(account, client_of, figures_page):
    assert client_of(account("nobody", None)).get(figures_address()).status_code == 403


@pytest.mark.django_db
@pytest.mark.parametrize("url", [address("queue"), EXPORTS, figures_address()])
def test_the_anonymous_are_sent_to_the_login(client, url):
    response = client.get(url)
    assert (response.status_code, response["Location"].partition("?")[0]) == (302, reverse("login"))
    assert Export.objects.count() == 0


@pytest.mark.parametrize("method", ["head", "post", "put", "delete", "options"])
def test_an_export_is_only_ever_a_get(browser, method):
    assert getattr(browser, method)(address("queue")).status_code == 405
    assert Export.objects.count() == 0


@pytest.mark.parametrize("name", ["odd.csv", "queue.pdf", "queue.CSV", "queue", "figures/queue.csv", "\x00.csv"])
def test_unknown_names_and_formats_are_not_found(browser, name):
    assert browser.get(f"/export/{name}").status_code == 404
    assert Export.objects.count() == 0


@pytest.mark.parametrize("name", ["queue", "activity", "my-work", "search"])
@pytest.mark.parametrize(
    "query",
    [
        "%00=%00&domain=%00&status=%00&note=%00&q=%00",
        "confidence_min=1e999&flagged_from=99999-01-01&date_from=0000-00-00&person=99999999999999999999",
        "url=%FF%FE&domain=%ED%A0%80&status=%F0%9F%99%82&o=%27%3B--",
        "=&&&;;&status&after=e30&before=%25",
        "domain=" + "x" * 3000,
        "domain=%0D%0A%3D1%2B1%2C%22",
    ],
)
def test_hostile_query_strings_break_no_export(browser, name, query):
    remarks, _, _ = read_csv(body(browser.get(f"{address(name)}?{query}")))
    assert remarks[-1].startswith("# End of the file. Rows: ")
    assert not any("," in line or '"' in line for line in remarks)
    assert Export.objects.get().state == "finished"


# --- what a file says of itself, and the record of it


def test_a_file_says_what_it_is(browser, reviewer):
    make_decision()
    response = browser.get(address("queue", status=["CONDITIONAL"], confidence_min="x", o="newest", after="x"))
    assert response["Content-Type"] == "text/csv; charset=utf-8"
    assert response["Cache-Control"] == "private, no-store"
    export = Export.objects.get()
    assert response["Content-Disposition"] == f'attachment; filename="acc-queue-{export.at:%Y%m%d-%H%M}Z.csv"'
    assert read_csv(body(response))[0] == [
        "# Export: Review queue",
        "# Filter: Status: Conditional",
        "# Filter: Left out for it was not understood: From",
        "# Filter: Order: Newest first",
        "# List: http://testserver/queue/?status=CONDITIONAL&confidence_min=x&o=newest",
        f"# Exported at: {export.at:%Y-%m-%dT%H:%M:%S}+00:00",
        "# Exported by: ada",
        "# End of the file. Rows: 1.",
    ]


def test_an_export_is_recorded_before_its_first_byte_and_ended_after_its_last(browser, reviewer):
    make_decision()
    response = browser.get(address("queue", "xlsx", status="CONDITIONAL"))
    export = Export.objects.get()
    assert (export.by_id, export.by_name, export.what, export.title, export.url, export.format) == (
        reviewer.pk, "ada", "queue", "Review queue", "/queue/?status=CONDITIONAL", "xlsx",
    )  # fmt: skip
    assert export.filters == "Status: Conditional\nOrder: Oldest first"
    assert (export.state, export.rows, export.finished_at) == ("running", 0, None)
    body(response)
    export.refresh_from_db()
    assert (export.state, export.rows, export.finished_at > export.at) == ("finished", 1, True)


def test_an_export_that_nobody_reads_is_cut_off(browser):
    make_decision()
    leave(browser.get(address("queue")))
    export = Export.objects.get()
    assert (export.state, export.rows) == ("cut_off", 0)


def test_a_client_that_leaves_after_the_first_piece_is_recorded_so(reviewer, rf):
    make_decision()
    request = rf.get(address("queue"))
    request.user = reviewer
    response = exports.export(request, "queue", "csv")
    assert next(iter(response.streaming_content)).startswith(b"\xef\xbb\xbf# Export: Review queue\r\n")
    assert Export.objects.get().state == "running"
    leave(response)
    export = Export.objects.get()
    assert (export.state, export.rows, export.finished_at > export.at) == ("cut_off", 0, True)


def test_an_export_of_a_process_that_is_gone_is_ended_by_the_next(browser, reviewer):
    gone = Export.objects.create(by_id=reviewer.pk, by_name="ada", what="queue", at=timezone.now() - timedelta(hours=1))
    fresh = Export.objects.create(by_id=reviewer.pk, by_name="ada", what="queue")
    alive = Export.objects.create(
        by_id=reviewer.pk, by_name="ada", what="queue", at=timezone.now() - timedelta(hours=1)
    )
    recording.hold(alive)
    assert recording.end_abandoned() == 1
    assert {export.pk: export.state for export in Export.objects.all()} == {
        gone.pk: "cut_off",
        fresh.pk: "running",
        alive.pk: "running",
    }


def test_nobody_runs_more_than_a_few_exports_at_once(browser, account, client_of):
    running = [browser.get(address("queue")) for _ in range(recording.MOST_AT_ONCE)]
    refused = browser.get(address("queue"))
    assert refused.status_code == 429
    assert "3 exports of yours are running already" in refused.content.decode()
    other = client_of(account("bob", roles.MANAGER)).get(address("queue"))
    assert other.status_code == 200
    leave(running[0])
    again = browser.get(address("queue"))
    assert again.status_code == 200
    for response in (*running, other, again):
        leave(response)


# --- the page of exports


def make_export(user, **fields):
    fields = {"what": "queue", "title": "Review queue", "format": "csv", "state": "finished", "url": "/queue/"} | fields
    return Export.objects.create(by_id=user.pk, by_name=user.username, **fields)


@pytest.mark.parametrize(
    ("role", "sees_all"),
    [(roles.REVIEWER, False), (roles.MANAGER, False), (roles.ADMIN, True), (roles.AUDITOR, True), (None, False)],
)
def test_everybody_sees_their_own_exports_and_some_all_of_them(account, client_of, role, sees_all):
    user, other = account("ada", role), account("bob")
    own, others = make_export(user), make_export(other)
    page = client_of(user).get(EXPORTS).context["page"]
    assert [export.pk for export in page.rows] == ([others.pk, own.pk] if sees_all else [own.pk])


def test_exports_are_shown_with_their_filter_and_a_link_to_the_list(browser, reviewer):
    make_export(reviewer, url="/queue/?domain=%3Cb%3E", filters="Domain contains: <b>\nOrder: Domain", rows=12_345)
    html = browser.get(EXPORTS).content.decode()
    assert 'href="/queue/?domain=%3Cb%3E"' in html
    assert "<span>Domain contains: &lt;b&gt;</span><span>Order: Domain</span>" in html
    assert "12,345" in html


def test_the_page_of_exports_takes_few_queries_and_pages(browser, reviewer, django_assert_max_num_queries):
    keys = [make_export(reviewer).pk for _ in range(60)]
    with django_assert_max_num_queries(12):
        page = browser.get(EXPORTS).context["page"]
    following = browser.get(EXPORTS + page.next_url).context["page"]
    assert [export.pk for export in (*page.rows, *following.rows)] == keys[::-1]


def test_an_empty_page_of_exports_says_so(browser):
    assert "Nothing has been exported yet" in browser.get(EXPORTS).content.decode()


# --- the menu


@pytest.mark.parametrize(("page", "fragment"), [("queue", "queue-results"), ("activity", "activity-results")])
def test_the_menu_exports_what_is_shown_also_after_htmx_has_changed_it(browser, reviewer, page, fragment):
    review.confirm(make_decision().pk, by=reviewer)
    make_decision()
    query = {"domain": "example", "url": "site", "after": "x"}
    for headers in ({}, {"HX-Request": "true", "HX-Target": fragment}):
        html = browser.get(reverse(f"compliance:{page}"), query, headers=headers).content.decode()
        for file_format in ("csv", "xlsx"):
            assert f'href="/export/{page}.{file_format}?domain=example&amp;url=site"' in html


def test_the_admin_offers_no_editing_of_exports():
    assert not admin.site.is_registered(Export)
