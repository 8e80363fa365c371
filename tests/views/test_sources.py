"""The page of one source: its time line."""

from datetime import timedelta

import pytest
from django.urls import reverse

from compliance import review, roles

from ..factories import START, make_decision, make_document, make_source


def page_of(source):
    return reverse("compliance:source", args=[source.pk])


def at(minutes):
    return START + timedelta(minutes=minutes)


@pytest.fixture
def browser(reviewer, client_of):
    return client_of(reviewer)


def told(response):
    """The time line in short: versions as "tc 2", decisions as (kind, status, what they rested on)."""
    lines = []
    for moment in response.context["timeline"].moments:
        if moment.version:
            lines.append(f"{moment.version.document_type} {moment.version.version}")
        else:
            basis = [f"{document.document_type} {document.version}" for document in moment.rests_on]
            lines.append((moment.entry.kind, moment.entry.status, basis))
    return lines


def test_versions_decisions_and_verdicts_stand_on_one_line_newest_first(browser, reviewer):
    source = make_source()
    make_document(source, version=1, fetched_at=at(0))
    make_document(source, document_type="robots", version=1, fetched_at=at(1))
    make_decision(source, minutes=2, status="ALLOWED", flagged=False)
    make_document(source, version=2, fetched_at=at(3))
    flagged = make_decision(source, minutes=4, status="CONDITIONAL")
    review.override(
        flagged.pk, by=reviewer, status="BLOCKED", channel=None, constraints=[], reason="other", note="Clause 4"
    )
    response = browser.get(page_of(source))
    assert told(response) == [
        ("override", "BLOCKED", ["tc 2", "robots 1"]),
        ("machine", "CONDITIONAL", ["tc 2", "robots 1"]),
        "tc 2",
        ("machine", "ALLOWED", ["tc 1", "robots 1"]),
        "robots 1",
        "tc 1",
    ]
    moments = dict(zip(map(str, told(response)), response.context["timeline"].moments, strict=True))
    assert moments["tc 2"].carries == 2
    assert moments["tc 2"].previous.version == 1
    assert moments["tc 1"].previous is None
    assert "Clause 4" in response.content.decode()


def test_a_confirmation_is_a_line_of_its_own(browser, reviewer):
    source = make_source()
    flagged = make_decision(source, minutes=4, status="CONDITIONAL")
    review.confirm(flagged.pk, by=reviewer, note="")
    assert told(browser.get(page_of(source))) == [("confirm", "CONDITIONAL", []), ("machine", "CONDITIONAL", [])]


def test_a_source_that_nothing_has_happened_to_says_so(browser):
    assert "Nothing has happened yet" in browser.get(page_of(make_source())).content.decode()


def test_a_source_page_takes_at_most_twelve_queries_however_long_its_line(browser, django_assert_max_num_queries):
    source = make_source()
    for n in range(30):
        make_document(source, version=n + 1, fetched_at=at(n))
        make_decision(source, minutes=n)
    with django_assert_max_num_queries(12):
        browser.get(page_of(source))


def test_markup_from_strangers_is_text(browser):
    source = make_source("https://x.example/<script>alert(1)</script>", domain="<b>x</b>")
    make_document(source, language="<i>", metadata={"error": "<script>alert(1)</script>"})
    make_decision(source, status="<u>ODD</u>", version_info={"model_version": "<s>m</s>"})
    text = browser.get(page_of(source)).content.decode()
    for markup in ("<script>alert", "<b>x", "<i>", "<u>ODD", "<s>m"):
        assert markup not in text


@pytest.mark.parametrize("role", roles.ROLES)
def test_every_role_reads_it(account, client_of, role):
    assert client_of(account("x", role)).get(page_of(make_source())).status_code == 200


def test_without_a_role_it_is_closed_and_an_unknown_one_is_not_found(account, client_of, browser):
    assert client_of(account("x", role=None)).get(page_of(make_source())).status_code == 403
    assert browser.get(reverse("compliance:source", args=["nowhere"])).status_code == 404
