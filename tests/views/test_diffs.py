"""The pages that compare two versions, and where they start from."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.html import escape

from compliance import diff_pages, review, roles
from compliance.diffs import Diff
from compliance.models import DocumentView, StoredDiff

from ..factories import START, make_decision, make_document, make_source


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


@pytest.fixture
def source(db):
    return make_source()


def versions(source, *texts, **fields):
    """One version a day, the first at `START`."""
    return [
        make_document(source, text, version=number, fetched_at=START + timedelta(days=number - 1), **fields)
        for number, text in enumerate(texts, start=1)
    ]


def url_of(document, older, **query):
    return reverse("compliance:document_diff", args=[document.pk, older.pk], query=query)


def default_url(document):
    return reverse("compliance:document_diff_default", args=[document.pk])


def confirm(decision, user):
    return review.confirm(decision.pk, by=user)


# Where a diff starts from


def test_without_any_decision_the_previous_version_is_the_base(browser, source):
    _, second, third = versions(source, "one", "two", "three")
    assert browser.get(default_url(third)).url == url_of(third, second)


def test_the_version_behind_the_last_decision_goes_before_the_previous_one(browser, source):
    first, _, third = versions(source, "one", "two", "three")
    make_decision(source, minutes=60)
    assert browser.get(default_url(third)).url == url_of(third, first)


def test_the_version_behind_the_last_verdict_goes_before_all_others(browser, source, reviewer):
    first, _, third = versions(source, "one", "two", "three")
    confirm(make_decision(source, minutes=60), reviewer)
    make_decision(source, minutes=60 * 30)
    assert browser.get(default_url(third)).url == url_of(third, first)
    assert "the version behind ada’s verdict of" in browser.get(url_of(third, first)).content.decode()


def test_a_verdict_that_was_taken_back_is_no_base(browser, source, reviewer):
    first, second, third = versions(source, "one", "two", "three")
    record = confirm(make_decision(source, minutes=60), reviewer)
    review.undo(record.pk, by=reviewer)
    make_decision(source, minutes=60 * 30)
    assert browser.get(default_url(third)).url == url_of(third, second)
    assert first.pk not in browser.get(default_url(third)).url


def test_a_version_with_nothing_older_says_so(browser, source):
    (only,) = versions(source, "one")
    assert "There is nothing older to compare with" in browser.get(default_url(only)).content.decode()


def test_since_i_last_looked_starts_from_the_version_that_was_read_before(browser, source):
    first, second, third = versions(source, "one", "two", "three")
    browser.get(first.get_absolute_url())
    assert looked(browser.get(url_of(third, second))) == [first]
    # Opening it again, or an older one, does not change what was read before.
    assert looked(browser.get(url_of(third, first))) == [first]
    assert looked(browser.get(url_of(second, first))) == [first]
    assert looked(browser.get(url_of(third, second))) == [first]


def test_what_colleagues_have_read_does_not_count(browser, source, account, client_of):
    first, second = versions(source, "one", "two")
    client_of(account("bob")).get(first.get_absolute_url())
    assert looked(browser.get(url_of(second, first))) == []
    assert DocumentView.objects.count() == 2


def looked(response):
    return [base.document for base, _ in response.context["bases"] if base.kind == "looked"]


def test_the_form_leads_to_any_two_versions(browser, source):
    first, second, third = versions(source, "one", "two", "three")
    response = browser.get(default_url(third), {"older": first.pk, "newer": second.pk, "view": "raw", "layout": "x"})
    assert response.url == url_of(second, first, view="raw")


# What it shows


def test_changes_are_marked_in_words_and_harmless_ones_are_folded(browser, source):
    old = "Last updated: 3 May 2026\n\nYou may share it.\n\nThis stays as it was.\n"
    new = "Last updated: 9 June 2026\n\nYou may not share it.\n\nThis stays as it was.\n"
    first, second = versions(source, old, new)
    response = browser.get(url_of(second, first))
    page = response.context["page"]
    assert (page.total, page.harmless) == (1, 1)
    content = response.content.decode()
    assert re.search(
        r'<ins class="is-risky"><span class="visually-hidden"> \[inserted, negation: </span> not<', content
    )
    assert '<span class="change__risk">Negation</span>' in content
    assert "1 harmless change" in content
    assert "1 unchanged paragraph" in content


def test_each_change_has_a_link_of_its_own_that_leads_to_its_part(browser, source, monkeypatch):
    monkeypatch.setattr(diff_pages, "CHANGES_ON_PAGE", 2)
    old = "".join(f"Paragraph {letter} costs 10 EUR.\n" for letter in "abcdef")
    first, second = versions(source, old, old.replace("10", "20"))
    response = browser.get(url_of(second, first))
    assert [change.number for change in response.context["page"].items] == [1, 2]
    last = response.context["diff"].changes[-1].anchor
    response = browser.get(url_of(second, first, change=last))
    assert [change.number for change in response.context["page"].items] == [5, 6]
    assert f'id="{last}"' in response.content.decode()


def test_identical_text_with_other_markup_is_said_in_words(browser, source):
    first = make_document(source, "It is the same.", raw_content="<p>It is the same.</p>", version=1)
    second = make_document(source, "It is the same.", raw_content="<div>It is the same.</div>", version=2)
    assert "The text is identical, only the markup differs" in browser.get(url_of(second, first)).content.decode()
    raw = browser.get(url_of(second, first, view="raw"))
    assert raw.context["page"].total == 1


def test_versions_in_reverse_order_are_compared_and_it_is_said(browser, source):
    first, second = versions(source, "We keep 30 days.", "We keep 90 days.")
    response = browser.get(url_of(first, second))
    assert "This reads backwards" in response.content.decode()
    assert response.context["diff"].new_text() == "We keep 30 days."


@pytest.mark.parametrize("query", [{}, {"layout": "side"}, {"context": "whole"}, {"view": "raw"}, {"page": "x"}])
def test_markup_in_a_document_stays_text(browser, source, query):
    first, second = versions(source, "a\n<b>old</b>\nz\n", "a\n<script>alert(1)</script>\u202e\nz\n")
    content = browser.get(url_of(second, first, **query)).content.decode()
    assert "<script>alert" not in content
    assert "<b>old" not in content
    assert "⟨U+202E⟩" in content


def test_a_moved_paragraph_leads_from_one_place_to_the_other(browser, source):
    parts = [f"Paragraph number {word} says something of its own.\n\n" for word in ("one", "two", "three", "four")]
    first, second = versions(source, "".join(parts), "".join(parts[1:3] + parts[:1] + parts[3:]))
    response = browser.get(url_of(second, first))
    moved = [row for row in response.context["diff"].rows if row.kind == "moved"]
    assert response.context["page"].total == 1
    content = response.content.decode()
    for row in moved:
        assert f'id="{row.anchor}"' in content
        assert f'#{row.anchor}">See where it' in content


def test_a_huge_comparison_stays_a_light_page(browser, source):
    first, second = versions(source, "old words " * 100_000, "".join(f"line {n}\n" for n in range(100_000)))
    response = browser.get(url_of(second, first))
    assert len(response.content) < 500_000
    assert "characters more are not shown here" in response.content.decode()


def test_the_patch_is_a_download(browser, source):
    first, second = versions(source, "one\ntwo\n", "one\nthree\n")
    response = browser.get(reverse("compliance:document_diff_patch", args=[second.pk, first.pk]))
    assert response.headers["Content-Disposition"].startswith("attachment;")
    assert response.content.decode().splitlines()[2:] == ["@@ -1,2 +1,2 @@", " one", "-two", "+three"]


# Rights, faults and cost


def test_other_sources_and_types_and_unknown_versions_are_not_found(browser, source):
    (first,) = versions(source, "one")
    others = [make_document(make_source(), "two"), make_document(source, "three", document_type="robots")]
    for other in others:
        assert browser.get(url_of(first, other)).status_code == 404
    unknown = reverse("compliance:document_diff", args=[first.pk, "unknown"])
    assert browser.get(unknown).status_code == 404
    assert browser.get(reverse("compliance:document_diff_default", args=["unknown"])).status_code == 404


def test_who_may_read_documents_may_compare_them(account, client_of, source):
    first, second = versions(source, "one", "two")
    patch = reverse("compliance:document_diff_patch", args=[second.pk, first.pk])
    auditor, nobody = client_of(account("auditor", roles.AUDITOR)), client_of(account("nobody", None))
    for url in (url_of(second, first), default_url(second), patch):
        assert auditor.get(url).status_code in (200, 302)
        assert auditor.post(url).status_code == 405
        assert nobody.get(url).status_code == 403


def test_a_diff_is_worked_out_once(browser, source, django_assert_max_num_queries):
    first, second = versions(source, "one two three\n", "one three\n")
    browser.get(url_of(second, first))
    kept = StoredDiff.objects.get()
    with django_assert_max_num_queries(12):
        response = browser.get(url_of(second, first))
    assert StoredDiff.objects.get() == kept
    assert response.context["diff"] == Diff.from_json(
        response.context["diff"].to_json(), "one two three\n", "one three\n"
    )


def test_the_number_of_queries_does_not_grow_with_the_versions(browser, reviewer, django_assert_max_num_queries):
    source = make_source()
    many = versions(source, *(f"text {number}" for number in range(30)))
    confirm(make_decision(source, minutes=60), reviewer)
    with django_assert_max_num_queries(12):
        browser.get(url_of(many[-1], many[0]))


def test_of_a_robots_txt_the_change_is_also_said_by_its_meaning(browser, source):
    older = make_document(source, "User-agent: *\nAllow: /\n", document_type="robots", version=1)
    newer = make_document(source, "User-agent: GPTBot\nDisallow: /\n", document_type="robots", version=2)
    response = browser.get(reverse("compliance:document_diff", args=[newer.pk, older.pk]))
    sentences = [change.sentence for change in response.context["meanings"]]
    assert any("GPTBot" in sentence and "disallowed" in sentence for sentence in sentences)
    assert all(escape(sentence) in response.content.decode() for sentence in sentences)


def test_of_terms_nothing_is_said_about_agents(browser, source):
    older, newer = (make_document(source, f"Terms {n}", version=n) for n in (1, 2))
    response = browser.get(reverse("compliance:document_diff", args=[newer.pk, older.pk]))
    assert response.context["meanings"] is None
    assert "What it means" not in response.content.decode()
