"""Home, accounts, probes, error pages and the headers of every answer."""

import pytest
from django.db import connection
from django.urls import reverse

from compliance import roles
from compliance.models import Source

from ..factories import make_decision, make_source

PASSWORD = "correct horse battery staple"


def test_home_leads_to_the_queue_and_says_how_to_begin_while_there_is_nothing(reviewer, client_of):
    browser = client_of(reviewer)
    assert b"load_records" in browser.get("/").content
    make_source()
    assert browser.get("/").headers["Location"] == "/queue/"


def test_a_reviewer_signs_in_changes_the_password_and_signs_out(reviewer, client):
    login = client.post("/accounts/login/?next=/queue/", {"username": "ada", "password": PASSWORD})
    assert (login.status_code, login.headers["Location"]) == (302, "/queue/")
    new = {"old_password": PASSWORD, "new_password1": "a longer new secret", "new_password2": "a longer new secret"}
    assert client.post("/accounts/password_change/", new).headers["Location"] == "/accounts/password_change/done/"
    assert b"password" in client.get("/accounts/password_change/done/").content.lower()
    assert client.get("/accounts/logout/").status_code == 405
    assert client.post("/accounts/logout/").headers["Location"] == "/accounts/login/"
    assert client.get("/queue/").status_code == 302
    reviewer.refresh_from_db()
    assert reviewer.check_password("a longer new secret")


def test_next_never_leads_to_another_site(reviewer, client):
    response = client.post("/accounts/login/?next=https://evil.example/", {"username": "ada", "password": PASSWORD})
    assert response.headers["Location"] == "/"


def test_after_five_wrong_passwords_the_account_is_closed_to_that_address_only(reviewer, client):
    wrong = {"username": "ada", "password": "wrong"}
    for _ in range(4):
        assert client.post("/accounts/login/", wrong).status_code == 200
    assert client.post("/accounts/login/", wrong).status_code == 429
    right = {"username": "ada", "password": PASSWORD}
    locked = client.post("/accounts/login/", right, headers={"X-Forwarded-For": "10.0.0.9"})
    assert locked.status_code == 429
    assert b"15 minutes" in locked.content
    assert client.post("/accounts/login/", right, REMOTE_ADDR="10.0.0.9").status_code == 302


def test_an_unknown_name_and_a_wrong_password_look_the_same(reviewer, client):
    pages = [
        client.post("/accounts/login/", {"username": name, "password": "wrong"}).content.replace(name.encode(), b"")
        for name in ("ada", "nobody")
    ]
    assert [page.count(b"correct username and password") for page in pages] == [1, 1]


def test_probes_answer_without_a_login(client, db):
    assert client.get("/healthz").content == b"ok\n"
    assert client.get("/readyz").content == b"ready\n"


def test_readyz_names_missing_migrations(client, db):
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM django_migrations WHERE name = (SELECT max(name) FROM django_migrations WHERE app = 'compliance')"
        )
    response = client.get("/readyz")
    assert (response.status_code, response.content) == (503, b"1 migrations are not applied\n")


@pytest.mark.parametrize("path", ["/nothing-here/", "/decisions/unknown/"])
def test_an_unknown_page_says_so_and_shows_a_way_back(reviewer, client_of, path):
    response = client_of(reviewer).get(path)
    assert response.status_code == 404
    assert b'href="/"' in response.content


def test_a_failure_says_so_and_a_silent_database_is_a_503(reviewer, client_of, monkeypatch):
    from django.db import OperationalError

    browser = client_of(reviewer)
    browser.raise_request_exception = False

    def fail(error):
        def broken(*args):
            raise error

        monkeypatch.setattr("compliance.views.queue.status_counts", broken)
        return browser.get("/queue/")

    assert fail(ValueError("private detail")).status_code == 500
    assert b"private detail" not in fail(ValueError("private detail")).content
    response = fail(OperationalError("the connection is closed"))
    assert (response.status_code, response["Retry-After"]) == (503, "5")


@pytest.mark.parametrize("path", ["/accounts/login/", "/queue/", "/nothing/", "/admin/"])
def test_every_page_carries_the_strict_policy_and_no_inline_code(account, client_of, path):
    make_decision()
    response = client_of(account("x", roles.ADMIN)).get(path, follow=True)
    policy = response.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert (response["X-Content-Type-Options"], response["X-Frame-Options"]) == ("nosniff", "DENY")
    assert b"<style" not in response.content
    assert b" style=" not in response.content
    assert b"<script>" not in response.content


# The admin


@pytest.fixture
def admin(account):
    user = account("root", roles.ADMIN)
    user.is_staff = True
    user.save()
    return user


def test_a_source_is_saved_with_its_normalized_url_and_domain(admin, client_of):

    browser = client_of(admin)
    browser.post("/admin/compliance/source/add/", {"url": "Shop.Example.co.uk:443/terms/#top"})
    source = Source.objects.get()
    assert (source.url, source.normalized_url, source.domain) == (
        "Shop.Example.co.uk:443/terms/#top",
        "https://shop.example.co.uk/terms",
        "example.co.uk",
    )
    again = browser.post("/admin/compliance/source/add/", {"url": "https://shop.example.co.uk/terms"})
    assert b"There already is a source with this normalized URL" in again.content
    refused = browser.post("/admin/compliance/source/add/", {"url": "https://me:secret@x.example"})
    assert refused.status_code == 200
    assert Source.objects.count() == 1


def test_what_the_pipeline_and_the_reviewers_wrote_is_read_only_in_the_admin(admin, client_of):
    browser = client_of(admin)
    decision = make_decision()
    assert browser.post(f"/admin/compliance/compliancedecision/{decision.pk}/delete/").status_code == 403
    # Sources have a page of their own for it, which keeps those that have a decision.
    asked = browser.post(f"/admin/compliance/source/{decision.source_id}/delete/")
    assert asked.url == f"/sources/{decision.source_id}/delete/"
    browser.post(asked.url)
    assert Source.objects.filter(pk=decision.source_id).exists()
    assert browser.post(f"/admin/compliance/compliancedecision/{decision.pk}/change/", {}).status_code == 403
    assert browser.get("/admin/compliance/compliancedecision/add/").status_code == 403
    assert browser.get(f"/admin/compliance/compliancedecision/{decision.pk}/change/").status_code == 200


@pytest.mark.parametrize("model", ["source", "document", "compliancedecision", "reviewrecord", "reasoncode"])
def test_admin_lists_open_for_admins(admin, client_of, model):
    make_decision()
    assert client_of(admin).get(f"/admin/compliance/{model}/?q=site").status_code in (200, 302)


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None])
def test_the_admin_is_closed_to_every_other_role(account, client_of, role):
    assert client_of(account("x", role)).get("/admin/", follow=True).status_code == 403


def test_reverse_names_match_their_paths():
    assert reverse("compliance:decision_confirm", args=["x"]) == "/decisions/x/confirm/"
    assert reverse("compliance:decision_override", args=["x"]) == "/decisions/x/override/"
    assert reverse("compliance:decision_supersede", args=["x"]) == "/decisions/x/supersede/"
