"""Sources in the browser: found, added with their preview, edited beside a colleague, retired and taken back."""

import pytest
from playwright.sync_api import expect

from compliance.models import Retirement, Source

from ..factories import make_decision, make_source
from .test_review_path import settled, sign_in


def begin(page, path):
    sign_in(page, "admin")
    page.goto(path)


def test_the_preview_follows_what_one_types_and_is_what_is_saved(open_page, people):
    near = make_source("http://www.a.co.uk/Terms", domain="a.co.uk")
    twin = make_source("https://a.co.uk/privacy", domain="a.co.uk")
    page = open_page()
    begin(page, "/sources/")
    page.get_by_role("link", name="Add a source").click()
    field, preview = page.get_by_label("URL"), page.locator("#source-preview")
    field.press_sequentially("ftp://a.co.uk")
    expect(preview).to_contain_text("neither http nor https but ftp")
    field.fill("A.co.uk:443/privacy/")
    expect(preview.get_by_role("link", name="Open it")).to_have_attribute("href", f"/sources/{twin.pk}/")
    field.fill("HTTPS://A.co.uk:443/terms/#top")
    expect(preview.get_by_role("link", name="http://www.a.co.uk/Terms")).to_have_attribute(
        "href", f"/sources/{near.pk}/"
    )
    expect(preview).to_contain_text("http instead of https, with www., other capitals")
    shown = preview.locator("dd").all_inner_texts()
    settled(page)
    page.get_by_role("button", name="Add", exact=True).click()
    expect(page.get_by_role("heading", name="Changes to this source")).to_be_visible()
    source = Source.objects.get(url__startswith="HTTPS://A.co.uk")
    assert shown == [source.normalized_url, source.domain] == ["https://a.co.uk/terms", "a.co.uk"]
    page.goto("/admin/compliance/source/add/")
    page.get_by_label("URL").press_sequentially("bücher.de")
    expect(page.locator("#source-preview")).to_contain_text("https://xn--bcher-kva.de/")
    settled(page)


@pytest.mark.parametrize("width", [1440, 390])
@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_an_edit_beside_a_colleague_a_retirement_and_the_way_back(open_page, people, javascript, width):
    source = make_decision(make_source("https://a.example/old", domain="a.example")).source
    page = open_page(javascript=javascript, width=width)
    begin(page, f"/sources/{source.pk}/")
    page.get_by_role("link", name="Edit").click()
    Source.objects.update(domain="theirs.example")
    page.get_by_label("URL").fill("https://a.example/new")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("has been changed since you opened it")
    both = page.get_by_role("table", name="").first
    expect(both).to_contain_text("theirs.example")
    expect(both).to_contain_text("https://a.example/new")
    page.get_by_role("button", name="Save mine over it").click()
    expect(page.locator(".source-changes")).to_contain_text("https://a.example/new")
    page.get_by_role("link", name="Retire").click()
    page.get_by_label("Why").fill("The site is gone.")
    page.get_by_role("button", name="Retire").click()
    expect(page.locator(".retired")).to_contain_text("Retired by admin")
    assert Retirement.objects.get().reason == "The site is gone."
    page.goto("/queue/")
    expect(page.get_by_text("a.example/new")).to_have_count(0)
    page.goto("/sources/?status=RETIRED")
    page.locator("tbody a.table__link").click()
    page.get_by_role("button", name="Take back into use").click()
    expect(page.get_by_role("link", name="Retire")).to_be_visible()
    assert not Retirement.objects.exists()


def test_the_list_is_filtered_as_one_types(open_page, people):
    for name in ("alpha", "beta"):
        make_source(f"https://{name}.example/Terms", domain=f"{name}.example")
    page = open_page()
    begin(page, "/sources/")
    expect(page.locator("tbody tr")).to_have_count(2)
    page.get_by_label("URL contains").press_sequentially("BETA.example/t")
    expect(page.locator("tbody tr")).to_have_count(1)
    expect(page.locator("tbody")).to_contain_text("beta.example/Terms")
    page.get_by_label("Retired").check()
    expect(page.get_by_role("heading", name="Nothing matches this filter")).to_be_visible()
    page.get_by_role("link", name="Clear the filter").click()
    expect(page.locator("tbody tr")).to_have_count(2)
