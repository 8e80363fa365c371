"""The pages on which admins add, change, retire and delete sources."""

import pytest
from django.urls import reverse

from compliance import retiring, roles
from compliance.accounts import follow_role
from compliance.models import Retirement, Source
from compliance.source_editing import values_text

from ..factories import make_decision, make_document, make_source

ADD = reverse("compliance:source_add")
PREVIEW = reverse("compliance:source_preview")
OTHERS = [roles.REVIEWER, roles.MANAGER, roles.AUDITOR, None]


@pytest.fixture
def admin(account):
    user = account("root", roles.ADMIN)
    follow_role(user)
    return user


@pytest.fixture
def browser(admin, client_of):
    return client_of(admin)


def page(name, source):
    return reverse(f"compliance:{name}", args=[source.pk])


def text(response):
    return response.content.decode()


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_refused_everywhere_and_offered_nothing(account, client_of, role):
    source = make_source()
    client = client_of(account("x", role))
    refused = [ADD, PREVIEW, *(page(name, source) for name in ("source_edit", "source_retire", "source_delete"))]
    assert {client.get(url).status_code for url in refused} == {403}
    refused = [*refused, page("source_take_back", source)]
    refused.remove(PREVIEW)
    answers = {client.post(url, {"url": "https://b.example/", "reason": "x"}).status_code for url in refused}
    assert answers == {403}
    assert Source.objects.get() == source
    assert not Retirement.objects.exists()
    if role:
        shown = text(client.get(page("source", source)))
        assert [name for name in ("edit", "retire", "delete", "take-back") if f"/{name}/" in shown] == []


def test_a_source_is_added_and_its_history_says_by_whom(browser):
    response = browser.post(ADD, {"url": "HTTPS://WWW.A.co.uk:443/Terms/"}, follow=True)
    source = Source.objects.get()
    assert (source.url, source.normalized_url, source.domain) == (
        "HTTPS://WWW.A.co.uk:443/Terms/", "https://www.a.co.uk/Terms", "a.co.uk",
    )  # fmt: skip
    assert response.redirect_chain == [(page("source", source), 302)]
    (change,) = response.context["changes"]
    assert (change.kind, change.who) == ("added", "root")
    assert [(difference.label, difference.before, difference.after) for difference in change.differences] == [
        ("URL", None, source.url),
        ("Normalized URL", None, source.normalized_url),
        ("Domain", None, source.domain),
    ]


def test_an_edit_shows_before_and_after_and_who(browser):
    source = make_source("https://a.example/old", domain="www.a.example")
    # Plain SQL and the pipeline are told too, and a touch that changes nothing is not.
    Source.objects.filter(pk=source.pk).update(domain="a.example")
    Source.objects.get().save()
    form = browser.get(page("source_edit", source)).context["form"]
    url = "https://b.example/new"
    browser.post(page("source_edit", source), {"url": url, "seen": form["seen"].value()})
    changes = browser.get(page("source", source)).context["changes"]
    told = [(change.kind, change.who, [(d.label, d.before, d.after) for d in change.differences]) for change in changes]
    assert sorted(told) == sorted(
        [
            ("changed", "", [("Domain", "www.a.example", "a.example")]),
            (
                "changed",
                "root",
                [
                    ("URL", "https://a.example/old", url),
                    ("Normalized URL", "https://a.example/old", url),
                    ("Domain", "a.example", "b.example"),
                ],
            ),
        ]
    )


def test_without_javascript_a_check_shows_what_would_be_saved_and_saves_nothing(browser):
    near = make_source("http://a.example/t?b=2&a=1", domain="a.example")
    response = browser.post(ADD, {"url": "https://a.example/t/?a=1&b=2", "check": "1"})
    assert response.status_code == 200
    assert "https://a.example/t?a=1&amp;b=2" in text(response)
    assert "http instead of https, another order in the query" in text(response)
    assert page("source", near) in text(response)
    assert Source.objects.count() == 1


def test_near_duplicates_do_not_block(browser):
    make_source("http://a.example/t", domain="a.example")
    assert browser.post(ADD, {"url": "https://a.example/t"}).status_code == 302
    assert Source.objects.count() == 2


def test_a_twin_is_shown_with_a_link_before_and_after_sending(browser):
    twin = make_source("https://a.example/t")
    for response in (browser.get(PREVIEW, {"url": "a.example/t/"}), browser.post(ADD, {"url": "a.example/t/"})):
        assert "There already is a source with this normalized URL" in text(response)
        assert page("source", twin) in text(response)
    assert Source.objects.count() == 1


def test_the_preview_of_an_edit_says_what_it_replaces_and_knows_itself(browser):
    source = make_source("https://a.example/t", domain="www.a.example")
    shown = text(browser.get(PREVIEW, {"url": "https://a.example/t", "source": source.pk}))
    assert "now www.a.example" in shown
    assert "already is" not in shown


@pytest.mark.parametrize(
    "query", [{}, {"url": ""}, {"url": "\x00"}, {"url": "x", "source": "\x00"}, {"source": "nowhere"}]
)
def test_the_preview_of_anything_is_a_sentence(browser, query):
    assert browser.get(PREVIEW, query).status_code == 200


def test_someone_elses_change_is_shown_beside_ones_own(browser):
    source = make_source("https://a.example/old", domain="a.example")
    seen = values_text(source)
    Source.objects.update(url="https://a.example/theirs", normalized_url="https://a.example/theirs")
    response = browser.post(page("source_edit", source), {"url": "https://a.example/mine", "seen": seen})
    assert response.status_code == 409
    assert "has been changed since you opened it" in text(response)
    assert "As it is now" in text(response)
    assert "https://a.example/theirs" in text(response)
    assert Source.objects.get().url == "https://a.example/theirs"


def test_an_edit_that_changes_nothing_says_so(browser):
    source = make_source("https://a.example/t", domain="a.example")
    response = browser.post(page("source_edit", source), {"url": source.url, "seen": values_text(source)}, follow=True)
    assert "Nothing to save" in text(response)


def test_a_source_is_retired_with_a_reason_and_taken_back(browser):
    decision = make_decision()
    source = decision.source
    assert "Its flagged decision leaves the queue" in text(browser.get(page("source_retire", source)))
    response = browser.post(page("source_retire", source), {"reason": " "})
    assert (response.status_code, "Say why it is retired" in text(response)) == (422, True)
    assert "x" * retiring.LONGEST_REASON in text(
        browser.post(page("source_retire", source), {"reason": "x" * retiring.LONGEST_REASON + "x"})
    )
    browser.post(page("source_retire", source), {"reason": "The <b>site</b> is gone"})
    document = make_document(source)
    for url in (page("source", source), decision.get_absolute_url(), document.get_absolute_url()):
        shown = text(browser.get(url))
        assert "The &lt;b&gt;site&lt;/b&gt; is gone" in shown
        assert page("source_take_back", source) in shown
    response = browser.post(page("source_retire", source), {"reason": "Again"})
    assert (response.status_code, "root has retired it already" in text(response)) == (409, True)
    browser.post(page("source_take_back", source))
    assert not Retirement.objects.exists()
    assert "in use already" in text(browser.post(page("source_take_back", source), follow=True))


def test_a_verdict_sent_after_the_retirement_is_refused_and_the_note_kept(browser, admin):
    decision = make_decision()
    retiring.retire(decision.source_id, by=admin, reason="Gone")
    response = browser.post(
        reverse("compliance:decision_confirm", args=[decision.pk]), {"confirm-note": "My long thoughts"}
    )
    assert response.status_code == 409
    assert "root has retired this source" in text(response)
    assert "My long thoughts" in text(response)


def test_only_an_empty_source_is_deleted_and_what_names_it_is_listed_first(browser):
    empty, full = make_source(), make_document().source
    assert page("source_delete", empty) in text(browser.get(page("source", empty)))
    assert page("source_delete", full) not in text(browser.get(page("source", full)))
    shown = text(browser.get(page("source_delete", full)))
    assert page("source_retire", full) in shown
    assert '<button class="button button--primary" type="submit">Delete' not in shown
    response = browser.post(page("source_delete", full))
    assert (response.status_code, "the source has 1 document. Retire it instead" in text(response)) == (409, True)
    assert "Deleted" in text(browser.post(page("source_delete", empty), follow=True))
    assert Source.objects.get() == full


@pytest.mark.parametrize("name", ["source_edit", "source_retire", "source_delete"])
def test_what_is_not_there_is_not_found(browser, name):
    assert browser.get(reverse(f"compliance:{name}", args=["nowhere"])).status_code == 404


# --- Django's admin has the same form and the same rules


def test_the_admin_previews_refuses_and_notes_as_the_pages_do(browser):
    add = reverse("admin:compliance_source_add")
    browser.post(add, {"url": "A.example/t/", "seen": ""})
    source = Source.objects.get()
    assert (source.normalized_url, source.domain) == ("https://a.example/t", "a.example")
    change = reverse("admin:compliance_source_change", args=[source.pk])
    form = browser.get(change)
    assert 'id="source-preview"' in text(form)
    assert PREVIEW in text(form)
    assert "already is a source" in text(browser.post(add, {"url": "https://a.example/t", "seen": ""}))
    Source.objects.update(domain="pipeline.example")
    response = browser.post(change, {"url": "https://a.example/mine", "seen": values_text(source)})
    assert "has been changed since you opened it" in text(response)
    assert "pipeline.example" in text(response)
    assert Source.objects.get().url == "A.example/t/"
    browser.post(change, {"url": "https://a.example/mine", "seen": values_text(Source.objects.get())})
    assert Source.objects.get().url == "https://a.example/mine"
    kinds = [change.kind for change in browser.get(page("source", source)).context["changes"]]
    assert sorted(kinds) == ["added", "changed", "changed"]


def test_the_admin_deletes_on_the_page_that_lists_what_names_it(browser):
    source = make_source()
    response = browser.get(reverse("admin:compliance_source_delete", args=[source.pk]))
    assert (response.status_code, response.url) == (302, page("source_delete", source))
