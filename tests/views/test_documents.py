"""The page of one document version."""

from html import unescape

import pytest
from django.urls import reverse

from compliance import roles
from compliance.flag_reasons import work_out

from ..factories import make_decision, make_document, make_source


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def shown(response):
    return "".join(piece.text for piece in response.context["pieces"])


def test_a_version_is_shown_as_text_and_as_fetched_among_its_siblings(browser):
    source = make_source()
    first = make_document(source, "Old terms", version=1)
    make_document(source, "User-agent: *", document_type="robots")
    second = make_document(source, "New terms", raw_content="<p>New terms</p>", version=2)
    response = browser.get(second.get_absolute_url())
    assert shown(response) == "New terms"
    assert list(response.context["versions"]) == [second, first]
    assert shown(browser.get(second.get_absolute_url() + "?view=raw")) == "<p>New terms</p>"


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
    assert (response.context["truncated"], len(shown(response))) == (True, 200_000)
    assert b'href="?view=text&amp;whole=1"' in response.content
    whole = browser.get(document.get_absolute_url() + "?view=text&whole=1")
    assert (whole.context["truncated"], len(shown(whole))) == (False, 5_000_000)


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


CLAUSE = "You must not train models on our pages."


def test_what_a_decision_quotes_is_marked_and_listed_with_a_way_back_to_the_decision(browser):
    source = make_source()
    document = make_document(source, f"Terms.\n\n{CLAUSE}\n\nEnd.")
    signal = {"signal_type": "ai_training_allowed", "value": "prohibited", "source_clause": CLAUSE}
    decision = make_decision(source, minutes=60, signals=[signal])
    work_out([source.pk])
    response = browser.get(f"{document.get_absolute_url()}?decision={decision.pk}&status=BLOCKED")
    assert [(piece.text, piece.clause, piece.anchors) for piece in response.context["pieces"]] == [
        ("Terms.\n\n", "", ()),
        (CLAUSE, "AI training", ("pin-1",)),
        ("\n\nEnd.", "", ()),
    ]
    text = response.content.decode()
    assert 'href="#pin-1">AI training</a>' in text
    assert f'href="{decision.get_absolute_url()}?status=BLOCKED"' in text


@pytest.mark.parametrize("key", ["unknown", "%00", ""])
def test_a_decision_of_another_source_marks_nothing(browser, key):
    document = make_document(text=CLAUSE)
    other = make_decision(signals=[{"signal_type": "x", "source_clause": CLAUSE}])
    work_out([other.source_id])
    for decision in (key, other.pk):
        response = browser.get(f"{document.get_absolute_url()}?decision={decision}")
        assert [piece.clause for piece in response.context["pieces"]] == [""]


def test_what_was_searched_for_is_marked_and_counted(browser):
    document = make_document(text="Training <b>is</b> not allowed. No training!")
    response = browser.get(f"{document.get_absolute_url()}?find=training")
    text = response.content.decode()
    assert text.count("<mark>") == 2
    assert 'id="match-1"' in text
    assert 'id="match-2"' in text
    assert "&lt;b&gt;is&lt;/b&gt;" in text
    for odd in ("%00", '"', "-", "x" * 400):
        assert browser.get(f"{document.get_absolute_url()}?find={odd}").status_code == 200


def test_a_robots_txt_is_read_for_people_first(browser):
    document = make_document(text="User-agent: GPTBot\nDisallow: /\n", document_type="robots")
    response = browser.get(document.get_absolute_url())
    assert response.context["view"] == "read"
    row = next(row for row in response.context["robots"].rows if row.token == "GPTBot")
    assert row.root.allowed is False
    assert b'id="line-2"' in response.content
    assert browser.get(f"{document.get_absolute_url()}?view=text").context["view"] == "text"


def test_an_llms_txt_is_outlined_and_its_links_lead_nowhere(browser):
    document = make_document(text="# Site\n\n- [Docs](https://x.example/docs)\n", document_type="llm_txt")
    response = browser.get(document.get_absolute_url())
    assert response.context["outline"].title == "Site"
    assert b'href="https://x.example/docs"' not in response.content


@pytest.mark.parametrize(("document_type", "view"), [("tc", "text"), ("robots", "text"), ("llm_txt", "text")])
def test_a_broken_fetch_is_shown_as_what_it_is_and_not_read(browser, document_type, view):
    document = make_document(text="Not found", document_type=document_type, metadata={"http_status": 404})
    response = browser.get(document.get_absolute_url())
    assert response.context["view"] == view
    assert response.context["fetch_faults"][0].kind == "missing"
    assert response.context["fetch_faults"][0].sentence in unescape(response.content.decode())


@pytest.mark.parametrize("document_type", ["tc", "robots", "llm_txt"])
def test_a_document_page_takes_at_most_twelve_queries(browser, document_type, django_assert_max_num_queries):
    source = make_source()
    decision = make_decision(source, minutes=90, signals=[{"signal_type": "x", "source_clause": CLAUSE}])
    for n in range(5):
        document = make_document(source, f"{CLAUSE} {n}", document_type=document_type, version=n + 1)
    work_out([source.pk])
    with django_assert_max_num_queries(12):
        browser.get(f"{document.get_absolute_url()}?decision={decision.pk}&find=train")


def test_what_would_reorder_a_text_is_shown_by_its_number(browser):
    document = make_document(text="Free \u202efor all\u202c of you.\u2066")
    text = browser.get(document.get_absolute_url()).content.decode()
    assert "Free ⟨U+202E⟩for all⟨U+202C⟩ of you.⟨U+2066⟩" in text
    assert "\u202e" not in text
