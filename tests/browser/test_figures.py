"""A manager's way in the browser: from a number to its rows and back, filtered, drawn, exported, printed."""

import re

import pytest
from playwright.sync_api import expect

from compliance.models import Export

from ..factories import make_decision, make_source
from .test_review_path import settled, sign_in


@pytest.fixture
def data(in_own_database):
    for number in range(6):
        source = make_source(f"https://site-{number}.example/", domain=f"site-{number % 2}.example")
        make_decision(source, status="ALLOWED" if number < 4 else "BLOCKED", minutes=number)


@pytest.mark.parametrize("width", [1440, 390])
def test_from_a_number_to_its_rows(open_page, people, data, width):
    page = open_page(width=width)
    sign_in(page, "manager")
    page.goto("/breakdown/?date_from=2026-02-25&date_to=2026-03-10")
    page.locator("a.tile", has_text="Allowed").click()
    expect(page.locator("tbody tr")).to_have_count(4)
    page.go_back()
    page.locator("#domain").get_by_text("The numbers as a table").click()
    page.locator("#domain table").get_by_role("link", name="3", exact=True).first.click()
    expect(page.locator("tbody tr")).to_have_count(3)
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_part_of_a_drawing_is_a_link_that_the_keyboard_reaches(open_page, people, data):
    page = open_page()
    sign_in(page, "manager")
    page.goto("/breakdown/?date_from=2026-02-25&date_to=2026-03-10&step=week")
    part = page.locator("#channel svg a").first
    part.focus()
    page.keyboard.press("Enter")
    expect(page).to_have_url(re.compile("/sources/.*channel=public_crawl"))
    expect(page.locator("tbody tr")).to_have_count(4)


def test_the_filter_is_applied_as_it_changes_and_stands_in_the_address(open_page, people, data):
    page = open_page()
    sign_in(page, "manager")
    page.goto("/breakdown/")
    field = page.get_by_role("textbox", name="Domain")
    field.fill("site-1.example")
    field.press("Enter")
    expect(page.locator("#breakdown-figures")).to_contain_text("3 sources as they stand now")
    settled(page)
    expect(page).to_have_url(re.compile("domain=site-1.example"))
    page.reload()
    expect(page.locator("#breakdown-figures")).to_contain_text("3 sources as they stand now")


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_what_one_sees_is_what_one_exports(open_page, people, data, javascript):
    page = open_page(javascript=javascript)
    sign_in(page, "manager")
    page.goto("/sources/?status=BLOCKED")
    page.get_by_text("Export", exact=True).click()
    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    text = download.value.path().read_text("utf-8-sig")
    assert len([line for line in text.splitlines() if not line.startswith("#")]) == 1 + 2
    assert "# Filter,Status: Blocked" in text or "Blocked" in text
    page.goto("/exports/")
    expect(page.locator("tbody tr")).to_have_count(1)
    assert [(export.by_name, export.rows) for export in Export.objects.all()] == [("manager", 2)]


def test_the_report_is_one_printed_page(open_page, people, data):
    page = open_page()
    sign_in(page, "manager")
    page.goto("/breakdown/report/?date_from=2026-02-25&date_to=2026-03-25")
    pdf = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", pdf)) == 1


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_with_nothing_to_count_each_page_says_so(open_page, people, javascript):
    page = open_page(javascript=javascript, width=390)
    sign_in(page, "manager")
    for path in ("/breakdown/", "/breakdown/queue/", "/breakdown/machine/", "/breakdown/people/", "/breakdown/report/"):
        page.goto(path)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert page.evaluate("document.documentElement.scrollWidth") <= 390, path
