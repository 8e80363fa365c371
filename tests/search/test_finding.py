"""Which documents are found."""

import unicodedata

import pytest
from django.db import connection

from compliance.models import DocumentSearch
from compliance.records.loading import load
from compliance.search import finding
from compliance.search.finding import TooSlow, hits_of, limited_time, matching
from compliance.search.indexing import index_documents_of, index_missing
from compliance.search.querying import read_query

from ..factories import make_document, make_source

pytestmark = pytest.mark.django_db

TEXTS = {
    "german": "Wir verarbeiten personenbezogene Daten für Nutzer außerhalb der Geschäftsräume.",
    "french": "L’utilisation des données à des fins d’entraînement est interdite.",
    "japanese": "本サービスの利用規約。個人情報の\nスクレイピングを禁止します。ＡＩ学習も同様です。",
    "chinese": "用户不得使用爬虫抓取本网站内容。",
    "korean": "이용자는 개인정보를 수집할 수 없습니다.",
    "arabic": "يُحظَر جمع البيانات الشخصية لأغراض التدريب.",
    "hindi": "व्यक्तिगत जानकारी का उपयोग",
    "thai": "ห้ามเก็บข้อมูลส่วนบุคคล",
    "english": "No third-party scraping. Licensees may re-use user_agent data; it’s free.",
}


@pytest.fixture
def documents():
    made = {name: make_document(text=text) for name, text in TEXTS.items()}
    index_documents_of([document.source_id for document in made.values()])
    return made


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("für", ["german"]),
        ("fur AUSSERHALB geschaftsraume", ["german"]),
        ('"personenbezogene daten"', ["german"]),
        ('"daten personenbezogene"', []),
        ("données", ["french"]),
        ("donnees entrainement", ["french"]),
        (unicodedata.normalize("NFD", "données entraînement"), ["french"]),
        ("l'utilisation", ["french"]),
        ("個人情報", ["japanese"]),
        ("個人情報のスクレイピング", ["japanese"]),
        ("情報個人", []),
        ("ai学習", ["japanese"]),
        ("ｽｸﾚｲﾋﾟﾝｸﾞ", ["japanese"]),
        ("爬虫", ["chinese"]),
        ("使用 -爬虫", []),
        ("개인정보", ["korean"]),
        ("البيانات", ["arabic"]),
        ("يحظر", ["arabic"]),
        ('"جمع البيانات"', ["arabic"]),
        ("जानकारी", ["hindi"]),
        ("ส่วนบุคคล", ["thai"]),
        ("third-party", ["english"]),
        ("third party", ["english"]),
        ('"third party scraping"', ["english"]),
        ("thirdparty", []),
        ("licen*", ["english"]),
        ("daten* -geschaftsraume", []),
        ("data -daten", ["english"]),
        ("user-agent it's", ["english"]),
        ("no & third | ! scraping :*", ["english"]),
    ],
)
def test_words_and_phrases_are_found_in_any_language(documents, typed, names):
    found = {row.document_id for row in matching(read_query(typed))}
    assert found == {documents[name].pk for name in names}


@pytest.mark.parametrize("typed", ["für", "個人情報", "entrainement", "licen*", "البيانات", '"third party"', "ส่วนบุคคล"])
def test_what_is_found_is_marked(documents, typed):
    query = read_query(typed)
    for hit in hits_of(list(matching(query)), query):
        assert any(is_match for excerpt in hit.excerpts for _, is_match in excerpt.pieces)


def test_a_long_document_is_shown_at_each_of_the_words_that_were_looked_for():
    document = make_document(text="The alpha. " + "filler words here, " * 9_000 + "The beta.")
    index_documents_of([document.source_id])
    query = read_query("alpha beta")
    (hit,) = hits_of(list(matching(query)), query)
    marked = [[piece for piece, is_match in excerpt.pieces if is_match] for excerpt in hit.excerpts]
    assert marked == [["alpha"], ["beta"]]


def test_a_domain_is_found_by_its_beginning_with_or_without_www():
    documents = [
        make_document(make_source(f"https://{host}/", domain=host), "data")
        for host in ("example.com", "www.example.org", "an-example.com", "100%_example.com")
    ]
    index_documents_of([document.source_id for document in documents])

    def hosts(prefix):
        return [row.document_id for row in matching(read_query("data"), domain=prefix)]

    assert set(hosts("Exam")) == {documents[0].pk, documents[1].pk}
    assert hosts("https://example.com/terms") == [documents[0].pk]
    assert hosts("www.example.o") == [documents[1].pk]
    assert hosts("100%_") == [documents[3].pk]
    assert hosts("%") == []


def test_a_search_that_takes_too_long_is_stopped(monkeypatch):
    monkeypatch.setattr(finding, "SECONDS", 0.05)
    with pytest.raises(TooSlow), limited_time(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_sleep(5)")
    assert DocumentSearch.objects.count() == 0  # the connection goes on


@pytest.mark.sample
def test_on_the_real_documents_a_phrase_is_found_wherever_plain_sql_finds_it(sample_path):
    with open(sample_path, "rb") as stream:
        load(stream)
    while index_missing(500):
        pass
    for phrase in ("personal data", "terms of service", "user-agent: gptbot", "do not", "conditions générales"):
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT id FROM documents WHERE lower(extracted_text) ~ %s",
                [r"(^|[^[:alnum:]])" + phrase.replace(" ", r"\s+") + r"([^[:alnum:]]|$)"],
            )
            expected = {document_id for (document_id,) in cursor.fetchall()}
        query = read_query(f'"{phrase}"')
        found = {row.document_id for row in matching(query, current_only=False)}
        assert expected <= found
        assert expected
