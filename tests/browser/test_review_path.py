"""From the login page to cleared flags, as a reviewer goes it, with JavaScript and without."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from compliance.models import ComplianceDecision, Lease, NoteTemplate, ReviewRecord

from ..factories import make_decision, make_document, make_source
from .conftest import PASSWORD

SIGNAL = {
    "signal_type": "scraping_allowed",
    "category": "access",
    "value": "conditional",
    "confidence": 0.55,
    "source_clause": "Automated access is limited to ten requests per minute.",
}


@pytest.fixture
def flagged(people):
    """Three flagged decisions, the first two of one status."""
    decisions = []
    for n, status in enumerate(["CONDITIONAL", "CONDITIONAL", "BLOCKED"]):
        source = make_source(f"https://site-{n}.example/", domain=f"site-{n}.example")
        make_document(source, "Automated access is limited to ten requests per minute.")
        decisions.append(make_decision(source, minutes=n + 1, status=status, signals={"signals": [SIGNAL]}))
    return decisions


def sign_in(page, name):
    page.goto("/")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def settled(page):
    """Waits until htmx has nothing under way."""
    expect(page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)


def read(page):
    """Lets the time pass that a person takes at least: before it, a page takes no verdict."""
    page.wait_for_load_state()
    page.wait_for_timeout(800)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_reviewer_filters_the_queue_confirms_one_and_overrides_one(open_page, flagged, javascript, width):
    page = open_page(javascript=javascript, width=width)
    sign_in(page, "reviewer")
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()
    assert page.locator("tbody tr").count() == 3

    if width == 390:
        page.get_by_role("button", name=re.compile("^Filter")).click()
    page.get_by_role("checkbox", name="Conditional").check()
    if not javascript:
        page.get_by_role("button", name="Apply filter").click()
    expect(page.locator("tbody tr")).to_have_count(2)
    assert "status=CONDITIONAL" in page.url
    if width == 390 and javascript:
        page.get_by_role("button", name="Close the filter").click()
    page.reload()
    expect(page.locator("tbody tr")).to_have_count(2)

    page.get_by_role("link", name="site-0.example").click()
    expect(page.get_by_text(SIGNAL["source_clause"])).to_be_visible()
    read(page)
    page.get_by_role("button", name="Confirm Conditional").click()

    expect(page.get_by_role("heading", name="site-1.example")).to_be_visible()  # straight to the next one
    expect(page.locator(".toast__text").get_by_text("Confirmed: https://site-0.example/")).to_be_visible()
    read(page)
    page.get_by_text("Override with another verdict").click()
    page.get_by_role("radio", name="Blocked").check()
    override = page.locator("form[action*=override]")
    override.get_by_label("Reason").select_option(label="The machine misread a clause")
    override.get_by_label("Note").fill("The limit is a ban for us.")
    override.get_by_role("button", name="Save verdict").click()

    expect(page.get_by_text("Overridden: https://site-1.example/").first).to_be_visible()
    expect(page.get_by_text("Nothing matches this filter")).to_be_visible()
    reviewer = User.objects.get(username="reviewer")
    records = ReviewRecord.objects.order_by("id").values_list("action", "decision_id", "to_status", "actor_id", "note")
    assert list(records) == [
        ("confirm", flagged[0].pk, "CONDITIONAL", reviewer.pk, ""),
        ("override", flagged[1].pk, "BLOCKED", reviewer.pk, "The limit is a ban for us."),
    ]
    assert [decision.pk for decision in ComplianceDecision.objects.flagged()] == [flagged[2].pk]
    latest = ComplianceDecision.objects.latest_for(flagged[1].source_id)
    assert (latest.status, latest.confidence, latest.version_info["supersedes"]) == ("BLOCKED", 1.0, flagged[1].pk)


def test_an_incomplete_override_says_what_is_missing_and_keeps_the_rest(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="site-2.example").click()
    page.get_by_text("Override with another verdict").click()
    read(page)
    override = page.locator("form[action*=override]")
    page.get_by_role("radio", name="Conditional").check()
    override.get_by_label("Constraints").fill("")
    override.get_by_label("Reason").select_option(index=1)
    override.get_by_label("Note").fill("Kept")
    override.evaluate("form => form.noValidate = true")
    override.get_by_role("button", name="Save verdict").click()
    expect(page.get_by_text("A conditional decision needs at least one constraint.")).to_be_visible()
    expect(page.locator("form[action*=override]").get_by_label("Note")).to_have_value("Kept")
    assert not ReviewRecord.objects.exists()


def test_an_admin_adds_a_source_in_the_browser_and_a_reviewer_may_not(open_page, people):
    page = open_page()
    sign_in(page, "admin")
    page.goto("/admin/compliance/source/add/")
    page.get_by_label("URL").fill("Bücher.Example:443/a/#top")
    page.get_by_role("button", name="Save", exact=True).click()
    expect(page.locator("#result_list").get_by_text("https://xn--bcher-kva.example/a")).to_be_visible()
    other = open_page()
    sign_in(other, "reviewer")
    assert other.goto("/admin/compliance/source/add/").status == 403


def test_back_brings_back_the_list_as_it_was(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("checkbox", name="Blocked").check()
    expect(page.locator("tbody tr")).to_have_count(1)
    settled(page)
    page.get_by_role("link", name="site-2.example").click()
    page.go_back()
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_role("checkbox", name="Blocked")).to_be_checked()


def test_ten_items_are_cleared_from_login_by_keyboard_alone_with_one_key_each(open_page, people):
    for n in range(10):
        make_decision(make_source(f"https://k-{n}.example/", domain=f"k-{n}.example"), minutes=n)
    page = open_page()
    page.goto("/")
    expect(page.get_by_label("Username")).to_be_focused()
    page.keyboard.type("reviewer")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()
    page.wait_for_load_state()
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    for n in range(10):
        expect(page.get_by_role("heading", name=f"k-{n}.example")).to_be_visible()
        page.wait_for_load_state()
        read(page)
        page.keyboard.press("c")
    expect(page.get_by_text("The queue is empty")).to_be_visible()
    assert ReviewRecord.objects.count() == 10


def test_a_second_press_of_the_key_never_decides_the_next_item(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="site-0.example").click()
    read(page)
    page.keyboard.press("c")
    page.keyboard.press("c")
    expect(page.get_by_role("heading", name="site-1.example")).to_be_visible()
    page.keyboard.press("c")
    page.wait_for_timeout(500)
    assert ReviewRecord.objects.count() == 1
    page.keyboard.press("u")
    expect(page.get_by_role("heading", name="site-0.example")).to_be_visible()
    expect(page.get_by_text("is flagged again").first).to_be_visible()
    assert [record.action for record in ReviewRecord.objects.order_by("id")] == ["confirm", "undo"]


def test_keys_are_silent_in_text_fields_and_when_switched_off(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="site-0.example").click()
    read(page)
    page.get_by_label("Note").first.fill("")
    page.get_by_label("Note").first.press("c")
    page.locator("summary.menu__button").click()
    page.get_by_role("checkbox", name="Keyboard shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.get_by_role("heading", name="Signals").click()
    page.keyboard.press("c")
    page.wait_for_timeout(300)
    assert not ReviewRecord.objects.exists()


def test_leaving_a_decision_frees_it_and_keeps_the_draft(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="site-0.example").click()
    page.get_by_text("Override with another verdict").click()
    page.locator("form[action*=override]").get_by_label("Note").fill("Half a thought")
    page.get_by_role("link", name="Queue").first.click()
    expect(page.get_by_role("heading", name="Review queue")).to_be_visible()
    page.wait_for_timeout(300)
    assert not Lease.objects.exists()
    page.get_by_role("link", name="site-0.example").click()
    expect(page.locator("form[action*=override]").get_by_label("Note")).to_have_value("Half a thought")
    expect(page.locator("[data-lease-clock]")).to_have_text(re.compile(r"^(10:00|9:5\d)$"))


def test_the_numbers_beside_the_choices_follow_the_filter_and_its_links_take_and_leave_a_value(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    numbers = page.locator(".facet", has_text="Status").locator(".facet__count")
    expect(numbers).to_have_text(["0", "2", "1", "0"])
    page.get_by_label("Blocked").check()
    settled(page)
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.get_by_label("Blocked")).to_be_focused()
    expect(page.get_by_role("link", name="Start reviewing")).to_have_attribute("href", "/queue/next/?status=BLOCKED")
    channel = page.locator(".facet__choice", has_text="Public crawl")
    expect(channel.locator(".facet__count")).to_have_text("1")
    page.get_by_role("link", name="only Conditional").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/?status=CONDITIONAL")
    page.get_by_role("link", name="not Public crawl").focus()
    page.keyboard.press("Enter")
    page.wait_for_url("**/queue/?status=CONDITIONAL&not_channel=public_crawl")
    expect(page.get_by_role("heading", name="Nothing matches this filter")).to_be_visible()
    page.get_by_role("link", name="undo the exclusion of Public crawl").click()
    expect(page.locator("tbody tr")).to_have_count(2)


def test_a_constraint_that_was_used_before_is_added_to_those_typed(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.locator("tbody a.table__link").first.click()
    page.get_by_text("Override with another verdict").click()
    page.get_by_label("Constraints").fill("No use for training")
    page.get_by_label("Add a constraint that was used before").select_option("Attribution")
    expect(page.get_by_label("Constraints")).to_have_value("No use for training\nAttribution")
    expect(page.get_by_label("Constraints")).to_be_focused()


def test_a_prepared_text_goes_into_the_note_and_without_any_nothing_is_offered(open_page, flagged):
    page = open_page()
    sign_in(page, "reviewer")
    page.get_by_role("link", name="site-0.example").click()
    read(page)
    settled(page)
    expect(page.get_by_label("Insert a prepared text")).to_have_count(0)
    NoteTemplate.objects.create(title="Licence", text="The licence allows it.")
    page.reload()
    page.get_by_label("Insert a prepared text").first.select_option("Licence")
    expect(page.locator("#id_confirm-note")).to_have_value("The licence allows it.")
