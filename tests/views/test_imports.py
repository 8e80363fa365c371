"""The pages of an import, from the list to the report, for each role."""

import csv
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from compliance import roles
from compliance.imports import limits, steps
from compliance.models import Import, Source

from ..factories import make_source
from ..imports.files import confirmed_and_run, csv_of, imported, previewed, run, uploaded
from .test_bulk import text

LIST = reverse("compliance:imports")
UPLOAD = reverse("compliance:import_upload")
CSV = csv_of("https://a.example/", "ftp://b.example/")


def url(name, upload, **query):
    return reverse(f"compliance:{name}", args=[upload.pk])


def file_of(data, name="sites.csv"):
    return {"file": SimpleUploadedFile(name, data)}


def read(response):
    return list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"), newline="")))


@pytest.fixture
def admin(account):
    return account("grace", roles.ADMIN)


@pytest.fixture
def browser(admin, client_of):
    return client_of(admin)


def test_an_empty_list_explains_itself(browser):
    assert "Nothing has been imported yet" in text(browser.get(LIST))


def test_a_csv_goes_from_the_upload_to_its_report_without_javascript(browser, admin):
    response = browser.post(UPLOAD, file_of(CSV))
    upload = Import.objects.get()
    assert (response.status_code, response["Location"]) == (302, upload.get_absolute_url())
    columns = browser.get(upload.get_absolute_url(), follow=True)
    assert columns.redirect_chain == [(url("import_columns", upload), 302)]
    assert "https://a.example/" in text(columns)
    chosen = {"encoding": "utf-8", "separator": ",", "headings": "yes", "url": "0", "domain": ""}
    assert browser.post(url("import_columns", upload), chosen)["Location"] == upload.get_absolute_url()
    assert "Nothing is written yet" in text(browser.get(upload.get_absolute_url()))
    run(upload)
    preview = browser.get(upload.get_absolute_url())
    assert "Confirming writes 1 row and leaves out 1 that is rejected" in text(preview)
    assert "The URL is neither http nor https but ftp." in text(preview)
    checked_at = re.search(r'name="checked_at" value="([^"]+)"', preview.content.decode())[1]
    assert browser.post(url("import_confirm", upload), {"checked_at": checked_at}).status_code == 302
    assert "All of it is written, or nothing." in text(browser.get(upload.get_absolute_url()))
    run(upload)
    assert "1 row was written, 1 was rejected." in text(browser.get(upload.get_absolute_url()))
    assert Source.objects.get().normalized_url == "https://a.example/"
    listed = text(browser.get(LIST))
    assert "sites.csv" in listed
    assert "grace Finished New: 1 Changed: 0 Same: 0 Rejected: 1" in listed


def test_polling_ends_with_the_page_that_follows(browser, admin):
    upload = uploaded(b'{"type": "source", "url": "https://a.example/"}\n', admin, "a.jsonl")
    htmx = {"HX-Request": "true", "HX-Target": "import-progress"}
    fragment = browser.get(upload.get_absolute_url(), headers=htmx).content.decode()
    assert fragment.strip().startswith('<section class="card card--pad import-main" id="import-progress"')
    run(upload)
    assert browser.get(upload.get_absolute_url(), headers=htmx)["HX-Redirect"] == upload.get_absolute_url()


def test_choosing_a_separator_reads_the_file_again(browser, admin):
    upload = uploaded(b"a|url\n1|https://a.example/x;y\n", admin)
    page = browser.get(
        url("import_columns", upload), {"separator": ";"}, headers={"HX-Request": "true", "HX-Target": "import-columns"}
    )
    assert page.content.decode().strip().startswith('<div class="import-main" id="import-columns">')
    assert "a|url" in text(page)


@pytest.mark.parametrize("query", ["?encoding=x", "?separator=%00", "?headings=maybe", "?encoding=utf-16-le"])
def test_odd_choices_get_a_sentence(browser, admin, query):
    upload = uploaded(CSV, admin)
    assert browser.get(url("import_columns", upload) + query).status_code in (200, 422)
    assert browser.post(url("import_columns", upload), {"url": "99"}).status_code == 422
    assert Import.objects.get().state == "uploaded"


def test_a_missing_or_refused_file_is_answered_on_the_form(browser):
    for sent, sentence in (
        ({}, "Choose a file first."),
        (file_of(b""), "The file is empty."),
        (file_of(b"%PDF-1.7"), "This is a PDF"),
    ):
        response = browser.post(UPLOAD, sent)
        assert (response.status_code, sentence in text(response)) == (422, True)
    assert Import.objects.count() == 0


def test_a_file_that_is_too_large_is_not_kept(browser, monkeypatch):
    monkeypatch.setattr("compliance.imports.uploading.MAX_FILE", 1000)
    response = browser.post(UPLOAD, file_of(b"x" * 200_000))
    assert (response.status_code, Import.objects.count()) == (422, 0)
    assert f"The file is larger than {limits.MAX_FILE // 1024**2} MB" in text(response)


def test_an_upload_without_its_token_is_refused(admin, client_of):
    assert client_of(admin, enforce_csrf_checks=True).post(UPLOAD, file_of(CSV)).status_code == 403
    assert Import.objects.count() == 0


def test_a_second_confirmation_and_one_after_a_cancellation_say_what_happened(browser, admin):
    upload = previewed(CSV, admin)
    checked_at = {"checked_at": upload.checked_at.isoformat()}
    assert browser.post(url("import_confirm", upload), checked_at).status_code == 302
    second = browser.post(url("import_confirm", upload), checked_at)
    assert (second.status_code, "Nothing was done: grace confirmed this import on" in text(second)) == (409, True)
    late = browser.post(url("import_cancel", upload))
    assert (late.status_code, Import.objects.get().state) == (409, "running")
    other = previewed(CSV, admin)
    browser.post(url("import_cancel", other))
    after = browser.post(url("import_confirm", other), {"checked_at": other.checked_at.isoformat()})
    assert (after.status_code, "grace cancelled this import" in text(after)) == (409, True)
    assert browser.post(url("import_confirm", other), {"checked_at": "soon"}).status_code == 409


def test_downloads_hold_the_rows_and_no_formula(browser, admin):
    make_source("https://known.example/")
    data = b'url\nhttps://a.example/\n=HYPERLINK("x")\n@SUM(1)\n"\ta b"\nhttps://known.example/#\n'
    upload = imported(data, admin)
    rows = read(browser.get(url("import_rows", upload)))
    assert [(row["row"], row["preview"], row["result"], row["url"]) for row in rows] == [
        ("2", "new", "new", "https://a.example/"),
        ("3", "rejected", "rejected", '\'=HYPERLINK("x")'),
        ("4", "rejected", "rejected", "'@SUM(1)"),
        ("5", "rejected", "rejected", "a b"),
        ("6", "same", "same", "https://known.example/#"),
    ]
    assert rows[4]["stored_url"] == "https://known.example/"
    rejected = read(browser.get(url("import_rows", upload), {"outcome": "rejected"}))
    assert [row["row"] for row in rejected] == ["3", "4", "5"]
    assert browser.get(url("import_rows", upload), {"outcome": "x\0"}).status_code == 404


def test_rows_that_came_out_otherwise_are_on_the_report(browser, admin):
    upload = previewed(CSV, admin)
    make_source("https://a.example/")
    confirmed_and_run(upload, admin)
    page = text(browser.get(upload.get_absolute_url()))
    assert "New at the preview, now same. It was added by somebody else since the preview." in page


def test_strangers_texts_are_escaped(browser, admin):
    upload = previewed(b"url\n<script>alert(1)</script>\nhttps://a.example/<b>\n", admin)
    upload.file_name = "<img src=x>.csv"
    upload.save()
    for page in (browser.get(upload.get_absolute_url()), browser.get(LIST)):
        assert not re.search("<script>alert|<img src|<b>", page.content.decode())


@pytest.mark.parametrize(
    ("role", "sees", "may"),
    [(roles.ADMIN, 200, True), (roles.AUDITOR, 200, False), (roles.MANAGER, 403, False), (roles.REVIEWER, 403, False)],
)
def test_admins_import_auditors_look_and_others_are_refused(account, client_of, admin, role, sees, may):
    upload = previewed(CSV, admin)
    browser = client_of(account("hugo", role))
    for page in (LIST, upload.get_absolute_url(), url("import_rows", upload)):
        assert browser.get(page).status_code == sees
    assert browser.get(UPLOAD).status_code == (200 if may else 403)
    assert browser.get(url("import_columns", upload)).status_code == (200 if may else 403)
    if not may:
        for action in (
            UPLOAD,
            url("import_columns", upload),
            url("import_confirm", upload),
            url("import_cancel", upload),
        ):
            assert browser.post(action, {"checked_at": upload.checked_at.isoformat()}).status_code == 403
    assert Import.objects.get().state == "previewed"


def test_pages_that_are_not_there_and_methods_that_are_not_allowed(browser, admin):
    upload = previewed(CSV, admin)
    assert browser.get(f"{LIST}99999999999999999999999/").status_code == 404
    assert browser.get(url("import_confirm", upload)).status_code == 405
    assert browser.get(url("import_cancel", upload)).status_code == 405
    assert browser.post(LIST).status_code == 405
    assert browser.get(LIST, {"after": "x\0"}).status_code == 200


def test_no_page_asks_more_than_twelve_queries(browser, admin, django_assert_max_num_queries):
    upload = previewed(csv_of(*(f"https://site-{number}.example/" for number in range(30)), "ftp://x"), admin)
    waiting = uploaded(CSV, admin)
    done = imported(CSV, admin)
    for page in (LIST, upload.get_absolute_url(), url("import_columns", waiting), done.get_absolute_url(), UPLOAD):
        with django_assert_max_num_queries(12):
            assert browser.get(page).status_code == 200


def test_a_week_old_link_leads_to_what_became_of_it(browser, admin):
    upload = uploaded(CSV, admin)
    steps.cancel(upload.pk, by=admin)
    assert "grace cancelled it and its file was thrown away" in text(browser.get(upload.get_absolute_url()))
    assert browser.get(url("import_columns", upload)).status_code == 409
