"""An admin's work in the browser: an import, a colleague's account, the team's target; and nobody else gets there."""

import re

import pytest
from django.contrib.auth.models import User
from playwright.sync_api import expect

from compliance import roles
from compliance.models import Lease, ReasonCode, Source, TeamSettings

from ..factories import make_decision, make_source
from .test_review_path import sign_in

FILE = "Notes;URL\nfirst;https://a.example/terms\ntwin;HTTPS://A.example/terms/\nbad;ftp://b.example\nknown;c.example\n"


@pytest.mark.parametrize("javascript", [True, False], ids=["javascript", "no javascript"])
def test_a_file_of_sources_is_read_shown_confirmed_and_reported(open_page, people, javascript):
    make_source("https://c.example/", domain="c.example")
    page = open_page(javascript=javascript)
    sign_in(page, "admin")
    for new in (1, 0):
        page.goto("/imports/")
        page.get_by_role("link", name=re.compile("Upload")).first.click()
        page.locator("input[type=file]").set_input_files(
            {"name": "sources.csv", "mimeType": "text/csv", "buffer": FILE.encode()}
        )
        page.get_by_role("button", name="Upload").click()
        expect(page.get_by_label("Separator")).to_have_value(";")
        page.get_by_role("button", name="Check the file").click()
        counts = page.get_by_role("region", name="What would change")
        for _ in range(60):  # without script one looks again oneself
            if counts.count():
                break
            page.wait_for_timeout(500)
            if not javascript:
                page.reload()
        expect(counts).to_be_visible()
        expect(page.locator("main")).to_contain_text("ftp")
        assert Source.objects.count() == 2 - new
        if new:
            page.get_by_role("button", name="Import 1 row").click()
            for _ in range(60):
                if page.get_by_role("link", name="Report as CSV").count():
                    break
                page.wait_for_timeout(500)
                if not javascript:
                    page.reload()
            expect(page.get_by_role("link", name="Report as CSV")).to_be_visible()
        else:
            expect(page.get_by_role("heading", name="Nothing to write")).to_be_visible()
    assert sorted(Source.objects.values_list("normalized_url", flat=True)) == [
        "https://a.example/terms",
        "https://c.example/",
    ]


def test_a_colleague_changes_role_and_goes_and_is_signed_out_at_once(open_page, people):
    decision = make_decision()
    reviewer = open_page()
    sign_in(reviewer, "reviewer")
    reviewer.goto(f"/decisions/{decision.pk}/")
    expect(reviewer.get_by_role("heading", level=1)).to_be_visible()
    assert Lease.objects.count() == 1
    admin = open_page()
    sign_in(admin, "admin")
    account = User.objects.get(username="reviewer")
    admin.goto(f"/admin/auth/user/{account.pk}/change/")
    admin.get_by_role("link", name="Deactivate").click()
    admin.get_by_role("button", name="Deactivate").click()
    expect(admin.locator(".messagelist")).to_be_visible()
    assert not Lease.objects.exists()
    reviewer.goto("/queue/")
    expect(reviewer.get_by_role("button", name="Sign in")).to_be_visible()
    admin.goto(f"/admin/auth/user/{User.objects.get(username='auditor').pk}/change/")
    admin.get_by_role("radio", name=re.compile("Manager")).check()
    admin.get_by_role("button", name="Save", exact=True).click()
    assert [group.name for group in User.objects.get(username="auditor").groups.all()] == [roles.MANAGER]
    admin.goto(f"/admin/auth/user/{User.objects.get(username='admin').pk}/change/")
    expect(admin.get_by_text("This is your own account.")).to_be_visible()
    expect(admin.get_by_role("link", name="Deactivate")).to_have_count(0)


def test_the_team_sets_its_target_and_its_reasons(open_page, people):
    make_decision()
    page = open_page()
    sign_in(page, "admin")
    page.goto("/admin/")
    page.get_by_role("link", name="Team settings").first.click()
    page.get_by_label(re.compile("Clear within", re.IGNORECASE)).fill("3")
    page.get_by_role("button", name="Save", exact=True).click()
    assert TeamSettings.current().clear_within_days == 3
    page.goto("/breakdown/queue/")
    expect(page.get_by_text("Beyond the target of 3 days")).to_be_visible()
    page.goto("/admin/compliance/reasoncode/add/")
    page.get_by_label("Code").fill("site_gone")
    page.get_by_label("Label").fill("The site is gone")
    page.get_by_role("button", name="Save", exact=True).click()
    assert ReasonCode.objects.get(pk="site_gone").label == "The site is gone"


@pytest.mark.parametrize("role", ["reviewer", "manager", "auditor"])
def test_other_roles_are_refused_and_are_offered_nothing_of_it(open_page, people, role):
    source = make_decision().source
    page = open_page()
    sign_in(page, role)
    for path in (
        "/sources/add/",
        f"/sources/{source.pk}/edit/",
        f"/sources/{source.pk}/retire/",
        f"/sources/{source.pk}/delete/",
        "/imports/upload/",
        "/admin/",
        "/admin/auth/user/",
        "/admin/compliance/source/",
        "/admin/compliance/teamsettings/1/change/",
    ):
        assert page.goto(path).status == 403, path
        expect(page.get_by_role("heading", level=1)).to_be_visible()
    assert page.goto("/imports/").status == (200 if role == "auditor" else 403)
    assert page.goto("/breakdown/people/").status == (403 if role == "reviewer" else 200)
    page.goto(f"/sources/{source.pk}/")
    for action in ("Edit", "Retire", "Add a source", "Upload a file"):
        expect(page.get_by_role("link", name=action)).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main").get_by_role("link", name="Admin")).to_have_count(0)
