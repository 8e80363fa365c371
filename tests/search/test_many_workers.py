"""Several workers fill the index at the same time, each on its own connection."""

from concurrent.futures import ThreadPoolExecutor

from django.db import connection

from compliance.models import DocumentSearch
from compliance.search.indexing import index_documents_of, index_missing

from ..factories import make_document, make_source


def test_two_workers_at_once_do_no_harm(in_own_database):
    sources = [make_source() for _ in range(6)]
    documents = [make_document(source, f"word {version}", version=version) for source in sources for version in (1, 2)]
    ids = [source.pk for source in sources]

    def work(number):
        try:
            return index_missing(3) if number % 3 == 2 else index_documents_of(ids if number % 3 else ids[::-1])
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        list(pool.map(work, range(12)))
    rows = DocumentSearch.objects.values_list("document_id", "is_current").order_by("document_id")
    assert list(rows) == sorted((document.pk, document.version == 2) for document in documents)
