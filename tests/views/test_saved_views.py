"""Named filters, and the notice of new arrivals."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from compliance import roles
from compliance.models import SavedView

from ..factories import make_decision

ADD, LIST, NEW = (reverse(f"compliance:{name}") for name in ("saved_view_add", "saved_views", "queue_new"))


def save(client, name="Mine", query="status=BLOCKED", **fields):
    return client.post(ADD, {"view-name": name, "view-query": query} | fields, follow=True)


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def test_a_filter_is_saved_under_a_name_and_shown_with_its_count(browser):
    make_decision(status="BLOCKED")
    make_decision(status="ALLOWED")
    response = save(browser, query="status=BLOCKED&after=abc")
    assert response.redirect_chain == [("/queue/?status=BLOCKED", 302)]
    shown = browser.get(LIST, {"here": "status=BLOCKED"})
    assert [(item["view"].name, item["count"]) for item in shown.context["views"]] == [("Mine", "1")]
    assert b"Remove the view Mine" in shown.content


def test_a_view_is_private_until_it_is_shared(browser, account, client_of):
    save(browser, "Mine")
    save(browser, "Ours", **{"view-shared": "on"})
    colleague = client_of(account("grace"))
    assert [item["view"].name for item in colleague.get(LIST).context["views"]] == ["Ours"]
    for view in SavedView.objects.all():
        assert colleague.post(reverse("compliance:saved_view_delete", args=[view.pk])).status_code == 404
    mine = SavedView.objects.get(name="Mine")
    assert browser.get(reverse("compliance:saved_view_delete", args=[mine.pk])).status_code == 405
    browser.post(reverse("compliance:saved_view_delete", args=[mine.pk]))
    assert not SavedView.objects.filter(name="Mine").exists()


def test_a_name_is_needed_and_used_once(browser):
    assert "Not saved." in save(browser, "").content.decode()
    save(browser, "Mine")
    assert "You already have a view with this name." in save(browser, "Mine").content.decode()
    assert SavedView.objects.count() == 1


def test_an_admin_says_where_a_role_begins_and_nobody_else_does(account, client_of, browser):
    make_decision()
    save(browser, "Try", **{"view-default_for_role": roles.REVIEWER})
    assert browser.get("/").headers["Location"] == "/queue/"
    admin = client_of(account("root", roles.ADMIN))
    save(admin, "First", "status=BLOCKED", **{"view-default_for_role": roles.REVIEWER})
    save(admin, "Second", "status=ALLOWED", **{"view-default_for_role": roles.REVIEWER})
    assert browser.get("/").headers["Location"] == "/queue/?status=ALLOWED"
    assert admin.get("/").headers["Location"] == "/queue/"


def test_new_arrivals_of_the_same_filter_are_counted(browser):
    now = timezone.now()
    make_decision(status="BLOCKED", created_at=now - timedelta(minutes=5))
    make_decision(status="BLOCKED", created_at=now + timedelta(seconds=5))
    make_decision(status="ALLOWED", created_at=now + timedelta(seconds=5))
    response = browser.get(NEW, {"since": now.isoformat(), "status": "BLOCKED"})
    assert b"1 new" in response.content
    assert b'href="/queue/?status=BLOCKED"' in response.content
    for since in ("", "nonsense", "2026-01-01"):
        assert b" new" not in browser.get(NEW, {"since": since}).content


@pytest.mark.parametrize("url", [LIST, NEW])
def test_without_a_role_both_are_closed(account, client_of, url):
    client = client_of(account("x", None))
    assert client.get(url).status_code == 403
    assert client.post(url).status_code in (403, 405)
    assert client.post(ADD).status_code == 403
