"""The index says what the documents say, whoever fills it and however often."""

from datetime import timedelta

import pytest
from django.utils import timezone

from compliance.models import Arrival, Document, DocumentSearch, SearchProgress
from compliance.search.finding import hits_of, matching
from compliance.search.indexing import EVERY, index_documents_of, index_missing, unindexed_count
from compliance.search.querying import read_query

from ..factories import START, make_document, make_source

pytestmark = pytest.mark.django_db


def found(typed, **conditions):
    rows = matching(read_query(typed), **{"current_only": False} | conditions)
    return sorted(row.document_id for row in rows)


def index_all():
    SearchProgress.objects.update(after_id="", finished_at=None)
    while index_missing(100):
        pass


def current():
    return set(DocumentSearch.objects.filter(part=0, is_current=True).values_list("document_id", flat=True))


def test_documents_of_a_source_are_indexed_once():
    source = make_source()
    document = make_document(source, "Personal data")
    other = make_document(text="Personal data too")
    assert index_documents_of([source.pk, source.pk]) == 1
    assert index_documents_of([source.pk]) == 0
    assert found("data") == [document.pk]
    assert index_documents_of([other.source_id, "nobody"]) == 1
    assert found("data") == sorted([document.pk, other.pk])


def test_the_current_version_is_the_newest_of_its_type():
    source = make_source()
    first = make_document(source, version=1)
    robots = make_document(source, document_type="robots", version=1)
    index_documents_of([source.pk])
    assert current() == {first.pk, robots.pk}
    # Origins' dates can step back, version numbers do not.
    second = make_document(source, version=2, fetched_at=START - timedelta(days=9))
    index_documents_of([source.pk])
    assert current() == {second.pk, robots.pk}
    assert found("read", current_only=True) == sorted([second.pk, robots.pk])


def test_documents_that_are_gone_are_forgotten_and_their_predecessor_is_current_again():
    source = make_source()
    first, second = (make_document(source, "word " * 9_000, version=version) for version in (1, 2))
    index_documents_of([source.pk])
    second.delete()
    index_documents_of([source.pk])
    assert set(DocumentSearch.objects.values_list("document_id", flat=True)) == {first.pk}
    assert current() == {first.pk}


def test_what_was_there_before_is_indexed_in_steps_and_then_nothing_is_looked_at(django_assert_num_queries):
    documents = [make_document(text=f"word{number}") for number in range(5)]
    assert [index_missing(2) for _ in range(4)] == [2, 2, 1, 0]
    assert current() == {document.pk for document in documents}
    with django_assert_num_queries(3):  # the progress, within its transaction
        assert index_missing(2) == 0


def test_the_pass_over_all_documents_begins_anew_once_a_day():
    assert index_missing(10) == 0
    missed = make_document(text="missed")
    assert index_missing(10) == 0
    SearchProgress.objects.update(finished_at=timezone.now() - EVERY - timedelta(minutes=1))
    assert index_missing(10) == 1
    assert found("missed") == [missed.pk]


def test_documents_that_wait_are_counted():
    Arrival.objects.all().delete()
    assert unindexed_count() == 0
    before = make_document(text="before")
    Arrival.objects.all().delete()
    assert unindexed_count() == 1
    index_all()
    assert unindexed_count() == 0
    arrived = make_document(before.source, version=2)
    Arrival.objects.all().delete()
    Arrival.objects.create(source_id=arrived.source_id)
    assert unindexed_count() == 1
    index_documents_of([arrived.source_id])
    assert unindexed_count() == 0


def test_words_of_a_long_document_are_found_together_and_phrases_wherever_they_stand():
    filler = [f"filler{number}" for number in range(20_000)]
    text = "First words. " + " ".join(filler) + " very last words"
    document = make_document(text=text)
    index_documents_of([document.source_id])
    assert DocumentSearch.objects.filter(document_id=document.pk).count() > 3
    assert found("first last") == [document.pk]
    assert found("first -last") == []
    assert found('"very last words"') == [document.pk]
    assert found('"first last"') == []
    assert found('first -"last words"') == []
    assert found('first -"words last"') == [document.pk]
    for number in range(3_900, 4_100):
        assert found(f'"filler{number} filler{number + 1} filler{number + 2}"') == [document.pk]


def test_a_text_of_5_mb_is_indexed_and_shown_at_its_match():
    text = "<b>Nothing</b> to see here, move along. " * 130_000 + "The needle is here. " + "Move along. " * 3_000
    document = make_document(text=text, raw_content="")
    index_documents_of([document.source_id])
    (row,) = matching(read_query('"needle is"'))
    (hit,) = hits_of([row], read_query('"needle is"'))
    assert [piece for excerpt in hit.excerpts for piece, is_match in excerpt.pieces if is_match] == ["needle is"]
    assert hit.end > 5_000_000


@pytest.mark.parametrize(
    "text",
    [
        "x" * 3_000_000,
        "a " * 300_000,
        "\n" * 1_000_000,
        "¡" * 500_000,
        "條" * 300_000,
        "ﷺ" * 50_000,
        "'\\:*&|!() " * 9_000,
    ],
    ids=["one word", "one letter", "lines", "signs", "one character", "one sign of many letters", "operators"],
)
def test_strange_texts_can_be_indexed(text):
    document = make_document(text=text, raw_content="")
    assert index_documents_of([document.source_id]) == 1


def test_more_different_words_than_a_vector_holds_can_be_indexed():
    document = make_document(text=" ".join(f"{number * 7919:x}{number:09d}" for number in range(150_000)))
    index_documents_of([document.source_id])
    assert found("0000000000") == [document.pk]
    assert Document.objects.count() == 1
