"""With the mouse alone: one by one, in bulk, and through saved views."""

from django.contrib.auth.models import User
from django.utils import timezone
from playwright.sync_api import expect

from compliance import leases
from compliance.models import ComplianceDecision, ReviewRecord

from ..factories import make_decision, make_source
from .test_review_path import read, settled, sign_in


def make_flagged(number, **fields):
    sources = [make_source(f"https://m-{n:03}.example/", domain=f"m-{n:03}.example") for n in range(number)]
    return [make_decision(source, minutes=n, **fields) for n, source in enumerate(sources)]


def test_ten_items_are_cleared_from_login_with_the_mouse_and_a_double_click_decides_one(open_page, people):
    make_flagged(10)
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="Start reviewing").click()
    for n in range(10):
        expect(page.get_by_role("heading", name=f"m-{n:03}.example")).to_be_visible()
        read(page)
        page.get_by_role("button", name="Confirm Conditional").dblclick()
    expect(page.get_by_text("The queue is empty")).to_be_visible()
    assert ReviewRecord.objects.count() == 10


def test_ten_items_are_cleared_from_login_without_javascript(open_page, people):
    make_flagged(10)
    page = open_page(javascript=False)
    sign_in(page, "reviewer")
    page.get_by_role("link", name="Start reviewing").click()
    for n in range(10):
        expect(page.get_by_role("heading", name=f"m-{n:03}.example")).to_be_visible()
        read(page)
        page.get_by_role("button", name="Confirm Conditional").click()
    expect(page.get_by_text("The queue is empty")).to_be_visible()
    assert ReviewRecord.objects.count() == 10


def test_a_bulk_action_is_previewed_typed_in_done_beside_the_page_and_reverted(open_page, people):
    make_flagged(103)
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_label("All 103 that match").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Confirm 103 decisions")).to_be_visible()
    page.get_by_label("Note").fill("Checked against the licence.")
    page.get_by_label("Number of decisions").fill("102")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_text("103").first).to_be_visible()
    assert ReviewRecord.objects.count() == 0
    page.get_by_label("Number of decisions").fill("103")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", name="Finished")).to_be_visible(timeout=30_000)
    assert ReviewRecord.objects.count() == 103
    page.get_by_role("link", name="See all of them").click()
    expect(page.get_by_role("heading", name="Activity")).to_be_visible()
    page.go_back()
    page.get_by_role("button", name="Revert this batch").click()
    expect(page.get_by_role("heading", name="Revert 103 verdicts")).to_be_visible()
    if page.get_by_label("Note").count():
        page.get_by_label("Note").fill("Wrong licence.")
        page.get_by_label("Number of decisions").fill("103")
        page.get_by_role("button", name="Revert", exact=True).click()
    expect(page.get_by_role("heading", name="Finished")).to_be_visible(timeout=30_000)
    assert ComplianceDecision.objects.for_queue().count() == 103


def test_ticked_rows_alone_are_decided_and_what_a_colleague_decided_meanwhile_is_skipped(open_page, people):
    first, second, third = make_flagged(3)
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_label("Tick https://m-000.example/").check()
    page.get_by_label("Tick https://m-001.example/").check()
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Confirm 2 decisions")).to_be_visible()
    ComplianceDecision.objects.filter(pk=second.pk).update(review_flag=False)
    page.get_by_label("Note").fill("Both are fine.")
    page.get_by_role("button", name="Confirm", exact=True).click()
    expect(page.get_by_role("heading", name="Finished")).to_be_visible(timeout=30_000)
    assert [record.decision_id for record in ReviewRecord.objects.all()] == [first.pk]
    assert ComplianceDecision.objects.get(pk=third.pk).review_flag is True


def test_a_filter_is_saved_under_a_name_opened_with_its_count_and_removed(open_page, people):
    make_flagged(3)
    make_decision(make_source("https://blocked.example/"), minutes=9, status="BLOCKED")
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("checkbox", name="Blocked", exact=True).check()
    settled(page)
    page.get_by_text("Save this filter").click()
    page.get_by_label("Name").fill("Blocked ones")
    page.get_by_role("button", name="Save", exact=True).click()
    views = page.get_by_role("navigation", name="Saved views")
    expect(views.get_by_role("link", name="Blocked ones 1")).to_have_attribute("aria-current", "page")
    views.get_by_role("link", name="Everything").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    views.get_by_role("link", name="Blocked ones").click()
    expect(page.locator("tbody tr")).to_have_count(1)
    views.get_by_role("button", name="Remove the view Blocked ones").click()
    expect(views.get_by_role("link", name="Blocked ones")).to_have_count(0)


def test_a_colleague_sees_who_has_a_decision_open(open_page, people):
    (decision,) = make_flagged(1)
    leases.take(decision.pk, by=User.objects.get(username="admin"))
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="m-000.example").click()
    expect(page.get_by_text("admin has this open until")).to_be_visible()


def test_new_arrivals_are_announced_without_moving_the_list(open_page, people):
    make_flagged(2)
    page = open_page()
    page.clock.install()
    sign_in(page, "reviewer")
    expect(page.locator("tbody tr")).to_have_count(2)
    make_decision(make_source("https://late.example/"), created_at=timezone.now())
    page.clock.fast_forward(61_000)
    expect(page.get_by_role("link", name="1 new: show")).to_be_visible()
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_role("link", name="1 new: show").click()
    expect(page.locator("tbody tr")).to_have_count(3)
