"""The pages of a bulk action: the queue's post, the preview, the start, the progress, the revert, the list."""

import html
import re

import pytest
from django.contrib.messages import get_messages
from django.db import connection
from django.template.loader import render_to_string
from django.test import RequestFactory
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from procrastinate.contrib.django.models import ProcrastinateJob

from compliance import bulk, bulk_chunks, leases, roles
from compliance.models import Batch, ComplianceDecision, ReviewRecord

from ..factories import make_decision, make_source
from ..test_review import OVERRIDE

QUEUE = reverse("compliance:queue")
PREVIEW = reverse("compliance:queue_bulk")
LIST = reverse("compliance:bulk_list")
NOBODYS = "00000000-0000-4000-8000-000000000000"
NOTE = {"note": "All alike."}


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def batch(reviewer):
    """A previewed confirmation of three decisions."""
    for minutes in range(3):
        make_decision(minutes=minutes)
    return bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer, query="o=newest")


@pytest.fixture
def finished(batch):
    bulk.start(batch.pk, by=batch.actor, note="All alike.")
    return run(batch)


def run(batch):
    while bulk_chunks.run_chunk(batch.pk):
        pass
    batch.refresh_from_db()
    return batch


def url(name, batch):
    return reverse(f"compliance:{name}", args=[batch.pk])


def text(response):
    """What a reader sees of a page, with single spaces."""
    body = re.sub(r"<(script|style|head).*?</\1>", "", response.content.decode(), flags=re.DOTALL)
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", body)).split())


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


def listed(batch):
    return set(batch.items.values_list("decision_id", flat=True))


# From the queue to the preview


def test_ticked_rows_go_to_a_preview_of_exactly_those(browser):
    ticked = [make_decision().pk for _ in range(2)]
    make_decision()
    response = browser.post(f"{PREVIEW}?status=CONDITIONAL&after=x", {"decision": ticked, "action": "confirm"})
    batch = Batch.objects.get()
    assert (response.status_code, response["Location"]) == (302, url("bulk", batch))
    assert (listed(batch), batch.action, batch.query) == (set(ticked), "confirm", "status=CONDITIONAL")
    assert not ReviewRecord.objects.exists()


def test_all_that_match_are_those_that_the_filter_shows(browser):
    blocked = {make_decision(status="BLOCKED", minutes=number).pk for number in range(60)}  # more than a page
    allowed = make_decision(status="ALLOWED").pk
    data = {"scope": "all", "action": "confirm", "decision": [allowed]}
    browser.post(f"{PREVIEW}?status=BLOCKED", data)
    assert listed(Batch.objects.get()) == blocked


def test_all_that_match_reach_superseded_decisions_by_their_filter(browser):
    source = make_source()
    old = make_decision(source).pk
    make_decision(source, minutes=1)
    browser.post(f"{PREVIEW}?superseded=on", {"scope": "all", "action": "supersede"})
    assert listed(Batch.objects.get()) == {old}


@pytest.mark.parametrize(
    ("query", "data", "sentence"),
    [
        ("", {"action": "confirm"}, "Tick the decisions first, or choose all that match the filter."),
        (
            "",
            {"action": "confirm", "decision": ["\x00"]},
            "Tick the decisions first, or choose all that match the filter.",
        ),
        ("", {"action": "confirm", "decision": ["nobody"]}, "None of the ticked decisions exists any more."),
        ("", {"action": "delete", "scope": "all"}, "Choose what to do with the decisions."),
        ("", {"scope": "all"}, "Choose what to do with the decisions."),
        ("status=BLOCKED", {"action": "confirm", "scope": "all"}, "There is no decision to act on."),
        (
            "confidence_min=nonsense",
            {"action": "confirm", "scope": "all"},
            "Some filters were not understood; correct them first.",
        ),
        (
            "domain=" + "x" * 2000,
            {"action": "confirm", "scope": "all"},
            "The filter is too long for a bulk action; take something out of it.",
        ),
    ],
)
def test_what_can_not_be_listed_goes_back_to_the_queue_with_the_reason(browser, query, data, sentence):
    make_decision()
    response = browser.post(f"{PREVIEW}?{query}", data)
    assert (response.status_code, response["Location"]) == (302, QUEUE + (f"?{query}" if query else ""))
    assert said(response) == [f"Nothing was changed: {sentence}"]
    assert not Batch.objects.exists()


def test_ticked_rows_that_are_gone_are_left_out_and_said(browser):
    decision = make_decision()
    response = browser.post(PREVIEW, {"decision": [decision.pk, "gone"], "action": "confirm"})
    assert said(response) == ["1 of the ticked decisions no longer exist and are left out."]
    assert listed(Batch.objects.get()) == {decision.pk}


def test_the_preview_shows_outcomes_skipped_rows_samples_and_asks_for_a_reason(browser, reviewer, account):
    fine, open_elsewhere = make_decision(status="BLOCKED"), make_decision()
    leases.take(open_elsewhere.pk, by=account("grace"))
    make_decision(status="REVIEW_REQUIRED")
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    response = browser.get(url("bulk", batch))
    page = text(response)
    assert "Confirm 3 decisions" in page
    assert "1 will be decided" in page
    assert "2 will be skipped" in page
    assert "1 grace has it open." in page
    assert "1 “Review required” can't be confirmed: decide on one of the other three." in page
    assert [decision.pk for decision in response.context["preview"].samples] == [fine.pk]
    assert list(response.context["form"].fields) == ["note"]
    assert ComplianceDecision.objects.flagged().count() == 3


def test_the_preview_asks_an_override_for_its_terms_and_a_large_batch_for_its_number(browser, reviewer):
    source = make_source()
    ComplianceDecision.objects.bulk_create(
        ComplianceDecision(source=source, status="ALLOWED", confidence=0.5, review_flag=True) for _ in range(101)
    )
    batch = bulk.preview("override", ComplianceDecision.objects.flagged(), by=reviewer)
    response = browser.get(url("bulk", batch))
    assert list(response.context["form"].fields) == ["status", "channel", "constraints", "reason", "note", "number"]
    assert "101 decisions are on the list. Type that number to go ahead." in text(response)


def test_a_preview_where_every_row_would_be_skipped_offers_no_start(browser, reviewer):
    make_decision(status="REVIEW_REQUIRED")
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    response = browser.get(url("bulk", batch))
    assert "Nothing to do" in text(response)
    assert url("bulk_start", batch) not in response.content.decode()


def test_a_colleague_sees_a_preview_but_no_way_to_start_it(batch, account, client_of):
    response = client_of(account("grace")).get(url("bulk", batch))
    assert "Only ada can start this batch." in text(response)
    assert url("bulk_start", batch) not in response.content.decode()


# Start


def test_a_start_makes_one_job_and_a_second_post_none(browser, batch):
    response = browser.post(url("bulk_start", batch), NOTE)
    assert (response.status_code, response["Location"]) == (302, url("bulk", batch))
    again = browser.post(url("bulk_start", batch), NOTE)
    assert again.status_code == 409
    assert "Nothing was changed: this batch has been started already." in text(again)
    assert ProcrastinateJob.objects.count() == 1
    batch.refresh_from_db()
    assert (batch.state, batch.parameters) == ("running", {"note": "All alike."})


def test_an_override_is_started_with_its_terms(browser, reviewer):
    decision = make_decision()
    batch = bulk.preview("override", ComplianceDecision.objects.for_queue(), by=reviewer)
    browser.post(url("bulk_start", batch), OVERRIDE)
    run(batch)
    current = ComplianceDecision.objects.latest_for(decision.source_id)
    assert (current.status, current.compliance_channel) == ("BLOCKED", "none")
    assert "BLOCKED" not in text(browser.get(url("bulk", batch)))  # in words


@pytest.mark.parametrize(
    ("action", "data", "sentence"),
    [
        ("confirm", {}, "Say why: the note goes into every review record."),
        ("confirm", {"note": "  "}, "Say why: the note goes into every review record."),
        ("override", OVERRIDE | {"note": ""}, "An override needs a note that says why."),
        ("override", OVERRIDE | {"reason": ""}, "Choose the reason that fits best."),
        ("override", OVERRIDE | {"status": ""}, "Decide on allowed, conditional or blocked."),
        ("override", OVERRIDE | {"status": "CONDITIONAL"}, "A conditional decision needs at least one constraint."),
    ],
)
def test_a_start_without_its_reason_says_so_and_keeps_what_was_typed(browser, reviewer, action, data, sentence):
    make_decision()
    batch = bulk.preview(action, ComplianceDecision.objects.for_queue(), by=reviewer)
    response = browser.post(url("bulk_start", batch), data)
    assert response.status_code == 422
    assert sentence in text(response)
    if "note" in data:
        assert response.context["form"]["note"].value() == data["note"]
    assert not ProcrastinateJob.objects.exists()


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("101", 302),
        ("1,01", 302),
        (" 101 ", 302),
        ("100", 422),
        ("", 422),
        ("all", 422),
        ("９" * 3, 422),
        ("-101", 422),
    ],
)
def test_above_a_hundred_the_number_must_be_typed(browser, reviewer, number, status):
    source = make_source()
    ComplianceDecision.objects.bulk_create(
        ComplianceDecision(source=source, status="ALLOWED", confidence=0.5, review_flag=True) for _ in range(101)
    )
    batch = bulk.preview("supersede", ComplianceDecision.objects.flagged(), by=reviewer)
    response = browser.post(url("bulk_start", batch), NOTE | {"number": number})
    assert response.status_code == status
    assert ProcrastinateJob.objects.count() == (status == 302)
    if status == 422:
        assert "Type 101, the number of decisions, to go ahead." in text(response)
        assert response.context["form"]["note"].value() == "All alike."


def test_somebody_elses_batch_is_not_started(batch, account, client_of):
    for data in (NOTE, {}):
        response = client_of(account(f"colleague-{len(data)}")).post(url("bulk_start", batch), data)
        assert response.status_code == 403
        assert "Only ada can start this batch." in text(response)
    assert not ProcrastinateJob.objects.exists()


# Progress and result


def test_while_it_runs_the_page_renews_its_progress_and_stops_when_it_has_ended(browser, batch, monkeypatch):
    monkeypatch.setattr(bulk_chunks, "CHUNK", 2)
    bulk.start(batch.pk, by=batch.actor, note="All alike.")
    htmx = {"HX-Request": "true", "HX-Target": "bulk-progress"}
    page = browser.get(url("bulk", batch))
    assert "Waiting for the worker" in text(page)
    assert 'data-hx-trigger="every 2s"' in page.content.decode()
    bulk_chunks.run_chunk(batch.pk)
    fragment = browser.get(url("bulk", batch), headers=htmx)
    body = fragment.content.decode()
    assert body.lstrip().startswith('<div class="bulk-main" id="bulk-progress"')
    assert 'max="3" value="2"' in body
    assert "Decided 2 Skipped 0 Still to come 1" in text(fragment)
    assert f'class="bulk-reload" href="{url("bulk", batch)}"' in body  # without scripts
    run(batch)
    fragment = browser.get(url("bulk", batch), headers=htmx)
    assert "data-hx-trigger" not in fragment.content.decode()
    assert "Decided 3 Skipped 0" in text(fragment)
    assert set(fragment["Vary"].split(", ")) >= {"HX-Request", "HX-Target"}


def test_the_result_lists_skipped_rows_with_reasons_and_links_to_the_records(browser, reviewer):
    done, undecided = make_decision(), make_decision(status="REVIEW_REQUIRED")
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="All <b>alike</b>.")
    run(batch)
    response = browser.get(url("bulk", batch))
    page = text(response)
    record = ReviewRecord.objects.get()
    assert "Review records 1 to 1" in page
    assert f"#{record.pk} confirmed" in page
    assert "1 skipped" in page
    assert "All <b>alike</b>." in page  # escaped, as typed
    body = response.content.decode()
    assert f'href="{done.get_absolute_url()}"' in body
    assert f'href="{undecided.get_absolute_url()}"' in body


def test_a_batch_that_failed_says_why_and_its_owner_goes_on(browser, finished, account, client_of):
    Batch.objects.update(state="failed", problem="ada may no longer decide on flagged decisions.")
    response = browser.get(url("bulk", finished))
    assert "ada may no longer decide on flagged decisions." in text(response)
    assert "Go on with the rest" in text(response)
    grace = client_of(account("grace"))
    assert "Go on with the rest" not in text(grace.get(url("bulk", finished)))
    refused = grace.post(url("bulk_start", finished))
    assert (refused.status_code, "Only ada can start this batch." in text(refused)) == (403, True)
    browser.post(url("bulk_start", finished))
    assert run(finished).state == "finished"


# Revert


def test_a_revert_goes_through_a_preview_of_its_own(browser, finished):
    response = browser.post(url("bulk_revert", finished))
    revert = Batch.objects.get(action="revert")
    assert (response.status_code, response["Location"]) == (302, url("bulk", revert))
    again = browser.post(url("bulk_revert", finished))
    assert again["Location"] == url("bulk", revert)
    page = text(browser.get(url("bulk", revert)))
    assert "Revert 3 verdicts" in page
    assert "3 will be taken back" in page
    missing = browser.post(url("bulk_start", revert), {})
    assert (missing.status_code, "Say why" in text(missing)) == (422, True)
    browser.post(url("bulk_start", revert), {"note": "Too quick."})
    run(revert)
    assert ComplianceDecision.objects.for_queue().count() == 3
    assert "See its revert" in text(browser.get(url("bulk", finished)))
    assert "Revert this batch" not in text(browser.get(url("bulk", revert)))


def test_somebody_elses_batch_is_reverted_by_an_admin_only(finished, account, client_of):
    grace = client_of(account("grace"))
    assert "Revert this batch" not in text(grace.get(url("bulk", finished)))
    response = grace.post(url("bulk_revert", finished))
    assert response.status_code == 403
    assert "Only ada or an admin can revert this batch." in text(response)
    admin = client_of(account("root", roles.ADMIN))
    assert "Revert this batch" in text(admin.get(url("bulk", finished)))
    response = admin.post(url("bulk_revert", finished))
    assert response["Location"] == url("bulk", Batch.objects.get(action="revert"))


def test_what_still_runs_is_not_reverted(browser, batch):
    bulk.start(batch.pk, by=batch.actor, note="All alike.")
    response = browser.post(url("bulk_revert", batch))
    assert response.status_code == 409
    assert "This batch has not ended yet: revert it when it has." in text(response)


def test_a_batch_that_decided_nothing_is_not_reverted(browser, reviewer):
    make_decision(status="REVIEW_REQUIRED")
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, note="All alike.")
    run(batch)
    assert "Revert this batch" not in text(browser.get(url("bulk", batch)))
    response = browser.post(url("bulk_revert", batch))
    assert (response.status_code, "There is no decision to act on." in text(response)) == (422, True)


# The list, roles and methods


def test_the_list_shows_everyones_started_batches_the_latest_first(browser, reviewer, finished):
    make_decision()
    bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)  # never started
    running = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    bulk.start(running.pk, by=reviewer, note="x")
    response = browser.get(LIST)
    assert [batch for batch, _ in response.context["rows"]] == [running, finished]
    assert "Confirm: 1 decision ada Running, 1 to come 0 0" in text(response)


def test_without_batches_the_list_says_how_to_make_one(browser):
    assert "No bulk actions yet" in text(browser.get(LIST))


@pytest.mark.parametrize(
    ("role", "reads", "acts"),
    [
        (roles.REVIEWER, True, True),
        (roles.ADMIN, True, True),
        (roles.MANAGER, True, False),
        (roles.AUDITOR, True, False),
        (None, False, False),
    ],
)
def test_who_reads_and_who_acts(finished, account, client_of, role, reads, acts):
    eve = client_of(account("eve", role))
    assert eve.get(LIST).status_code == (200 if reads else 403)
    assert eve.get(url("bulk", finished)).status_code == (200 if reads else 403)
    decision = make_decision()
    response = eve.post(PREVIEW, {"decision": [decision.pk], "action": "confirm"})
    assert response.status_code == (302 if acts else 403)
    assert Batch.objects.count() == 1 + acts
    if not acts:
        assert eve.post(url("bulk_start", finished), NOTE).status_code == 403
        assert eve.post(url("bulk_revert", finished)).status_code == 403


@pytest.mark.parametrize("name", ["bulk", "bulk_start", "bulk_revert"])
def test_an_unknown_batch_is_not_found(browser, name):
    address = reverse(f"compliance:{name}", args=[NOBODYS])
    response = browser.get(address) if name == "bulk" else browser.post(address, NOTE)
    assert response.status_code == 404


def test_every_page_takes_its_own_method_only(browser, batch):
    for address in (PREVIEW, url("bulk_start", batch), url("bulk_revert", batch)):
        assert browser.get(address).status_code == 405
    for address in (LIST, url("bulk", batch)):
        assert browser.post(address).status_code == 405


def test_a_post_without_its_token_is_refused(batch, reviewer, client_of):
    strict = client_of(reviewer, enforce_csrf_checks=True)
    for address in (PREVIEW, url("bulk_start", batch), url("bulk_revert", batch)):
        assert strict.post(address, NOTE).status_code == 403
    assert not ProcrastinateJob.objects.exists()


def test_the_list_takes_as_many_queries_for_three_batches_as_for_one(
    browser, reviewer, finished, django_assert_max_num_queries
):
    with CaptureQueriesContext(connection) as queries:
        browser.get(LIST)
    for _ in range(2):
        make_decision()
        batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
        bulk.start(batch.pk, by=reviewer, note="x")
    with django_assert_max_num_queries(len(queries)):
        assert len(browser.get(LIST).context["rows"]) == 3


def test_the_bar_posts_to_the_preview_with_the_filter_and_without_the_page(reviewer):
    request = RequestFactory().get(f"{QUEUE}?status=BLOCKED&after=x")
    request.user = reviewer
    page = type("Page", (), {"count_text": "10,000+"})()
    bar = render_to_string("compliance/_bulk_bar.html", {"page": page}, request)
    assert f'action="{PREVIEW}?status=BLOCKED"' in bar
    assert "All 10,000+ that match" in bar
