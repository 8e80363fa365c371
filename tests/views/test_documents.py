"""The page of one document version."""

import pytest
from django.urls import reverse

from compliance import roles

from ..factories import make_document, make_source


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def test_a_version_is_shown_as_text_and_as_fetched_among_its_siblings(browser):
    source = make_source()
    first = make_document(source, "Old terms", version=1)
    make_document(source, "User-agent: *", document_type="robots")
    second = make_document(source, "New terms", raw_content="<p>New terms</p>", version=2)
    response = browser.get(second.get_absolute_url())
    assert response.context["text"] == "New terms"
    assert list(response.context["versions"]) == [second, first]
    assert browser.get(second.get_absolute_url() + "?view=raw").context["text"] == "<p>New terms</p>"


def test_markup_is_shown_and_never_is_markup(browser):
    document = make_document(text="<script>alert(1)</script>", metadata={"<b>": "<img src=x onerror=alert(1)>"})
    for view in ("text", "raw"):
        content = browser.get(f"{document.get_absolute_url()}?view={view}").content
        assert b"&lt;script&gt;alert(1)" in content
        assert b"<script>alert" not in content
        assert b"<img src=x" not in content


def test_a_huge_text_is_cut_unless_the_whole_is_asked_for(browser):
    document = make_document(text="x" * 5_000_000)
    response = browser.get(document.get_absolute_url())
    assert (response.context["truncated"], len(response.context["text"])) == (True, 200_000)
    assert b'href="?view=text&amp;whole=1"' in response.content
    whole = browser.get(document.get_absolute_url() + "?view=text&whole=1")
    assert (whole.context["truncated"], len(whole.context["text"])) == (False, 5_000_000)


@pytest.mark.parametrize("metadata", [{}, [], None, "text", {"a": {"b": [1, {"c": None}]}}])
def test_metadata_of_any_shape_is_shown(browser, metadata):
    from django.db.models import JSONField, Value

    document = make_document(text="", metadata=Value(metadata, JSONField()))
    assert browser.get(document.get_absolute_url()).status_code == 200


def test_unknown_documents_are_not_found_and_strangers_are_kept_out(browser, account, client_of):
    assert browser.get(reverse("compliance:document", args=["unknown"])).status_code == 404
    assert browser.get("/documents/%00/").status_code == 404
    document = make_document()
    assert browser.post(document.get_absolute_url()).status_code == 405
    assert client_of(account("auditor", roles.AUDITOR)).get(document.get_absolute_url()).status_code == 200
    assert client_of(account("nobody", None)).get(document.get_absolute_url()).status_code == 403
