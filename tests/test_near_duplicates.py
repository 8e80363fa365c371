"""Which addresses are nearly the same, and what is otherwise."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from compliance.near_duplicates import SHOWN, differences, near_duplicates
from compliance.normalized_urls import registrable_domain

from .factories import make_source

NEAR = [
    ("https://a.example/terms", "http://a.example/terms", ["http instead of https"]),
    ("http://a.example/terms", "https://a.example/terms", ["https instead of http"]),
    ("https://a.example/terms", "https://www.a.example/terms", ["with www."]),
    ("https://www.a.example/terms", "https://a.example/terms", ["without www."]),
    ("https://a.example/terms", "https://a.example/terms/", ["with a slash at the end"]),
    ("https://a.example/terms/", "https://a.example/terms", ["without the slash at the end"]),
    ("https://a.example/", "https://a.example", ["without the slash at the end"]),
    ("https://a.example/t?a=1&b=2", "https://a.example/t?b=2&a=1", ["another order in the query"]),
    ("https://a.example/t?a=1", "https://a.example/t/?a=1", ["with a slash at the end"]),
    ("https://a.example/terms", "https://a.example/Terms", ["other capitals"]),
    ("https://a.example/t?A=1", "https://a.example/t?a=1", ["other capitals"]),
    ("https://a.example:8443/t", "http://www.a.example:8443/t", ["http instead of https", "with www."]),
    ("https://[::1]/t", "http://[::1]/t", ["http instead of https"]),
    (
        "https://a.example/T?x=1&y=2",
        "http://www.a.example/t/?y=2&x=1",
        [
            "http instead of https",
            "with www.",
            "with a slash at the end",
            "another order in the query",
            "other capitals",
        ],
    ),
]
FAR = [
    ("https://a.example/terms", "https://a.example/terms"),
    ("https://a.example/terms", "https://a.example/privacy"),
    ("https://a.example/terms", "https://b.example/terms"),
    ("https://a.example/terms", "https://docs.a.example/terms"),
    ("https://a.example/terms", "https://a.example:8443/terms"),
    ("https://a.example/terms", "https://a.example/terms?a=1"),
    ("https://a.example/terms?a=1", "https://a.example/terms?a=2"),
    ("https://a.example/terms?a=1", "https://a.example/terms?a=1&a=1"),
    ("https://a.example/", "https://a.example/terms"),
    ("https://a.example/a_b", "https://a.example/axb"),
    ("https://a.example/%7eada", "https://a.example/~ada"),
]


@pytest.mark.parametrize(("url", "other", "said"), NEAR)
def test_near_addresses_are_found_and_told_apart(db, url, other, said):
    near = make_source(other, domain=registrable_domain(other))
    make_source(url)
    assert [(found.source, found.differences) for found in near_duplicates(url)] == [(near, said)]


def test_domains_are_written_as_the_host_too(db):
    near = make_source("http://www.docs.a.example/terms", domain="www.docs.a.example")
    assert [found.source for found in near_duplicates("https://docs.a.example/terms")] == [near]


@pytest.mark.parametrize(("url", "other"), FAR)
def test_other_addresses_are_not_near(db, url, other):
    make_source(other)
    assert near_duplicates(url) == []


def test_a_source_is_no_near_duplicate_of_itself(db):
    source = make_source("https://a.example/terms")
    assert near_duplicates("http://a.example/terms", besides=source.pk) == []


def test_only_the_first_few_are_named(db):
    for number in range(SHOWN + 5):
        make_source(f"https://a.example/{'T' * number}{'t' * (20 - number)}")
    found = near_duplicates("https://a.example/" + "t" * 20)
    assert len(found) == SHOWN
    assert {tuple(duplicate.differences) for duplicate in found} == {("other capitals",)}


def test_what_a_pipeline_wrote_that_is_no_url_is_compared_to_nothing(db):
    make_source(normalized_url="not a url")
    assert near_duplicates("not a url") == near_duplicates("https://not a url") == []


addresses = st.builds(
    "{}://{}{}{}{}".format,
    st.sampled_from(["http", "https"]),
    st.sampled_from(["", "www."]),
    st.sampled_from(["a.example", "a.example:81", "b.example"]),
    st.sampled_from(["/", "", "/t", "/t/", "/T", "/t//"]),
    st.sampled_from(["", "?a&b", "?b&a", "?A&b", "?"]),
)


@given(addresses, addresses)
def test_nearness_is_mutual(url, other):
    assert bool(differences(url, other)) == bool(differences(other, url))
    assert len(differences(url, other)) == len(differences(other, url))
