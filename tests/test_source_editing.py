"""Adding and changing sources: the preview is what is saved, and nobody's change is written over unseen."""

import random
import re
import string
import threading
from html import unescape
from urllib.parse import quote

import pytest
from django.contrib.auth.models import Group, User
from django.db import connection, transaction
from django.test import Client

from compliance import roles
from compliance.models import Source
from compliance.normalized_urls import MAX_URL, InvalidUrl, normalize_url, registrable_domain
from compliance.source_editing import preview, save_source, values_text

from .factories import make_source
from .test_normalized_urls import NORMALIZED, REFUSED
from .test_retiring import wait_until_blocked
from .test_review import together

# What the rule of DESIGN 1 says, put together from parts whose outcome each is known: scheme, host, port, path and
# query, fragment, each as (typed, kept).
SCHEMES = [
    ("", "https://"),
    ("https://", "https://"),
    ("HTTP://", "http://"),
    ("http://", "http://"),
    ("//", "https://"),
]
HOSTS = [
    ("Example.COM", "example.com", "example.com"),
    ("www.bbc.co.uk", "www.bbc.co.uk", "bbc.co.uk"),
    ("bücher.example", "xn--bcher-kva.example", "xn--bcher-kva.example"),
    ("BÜCHER.DE", "xn--bcher-kva.de", "xn--bcher-kva.de"),
    ("shop.例え.jp", "shop.xn--r8jz45g.jp", "xn--r8jz45g.jp"),
    ("xn--bcher-kva.de", "xn--bcher-kva.de", "xn--bcher-kva.de"),
    ("пример.рф", "xn--e1afmkfd.xn--p1ai", "xn--e1afmkfd.xn--p1ai"),
    ("faß.de", "xn--fa-hia.de", "xn--fa-hia.de"),
    ("192.0.2.7", "192.0.2.7", "192.0.2.7"),
    ("[2001:DB8:0:0::1]", "[2001:db8::1]", "2001:db8::1"),
    ("my_site.example.org", "my_site.example.org", "example.org"),
    ("localhost", "localhost", "localhost"),
]
PORTS = [("", ""), (":", ""), (":8443", ":8443"), (":00080", None)]
PATHS = [
    ("", "/"),
    ("/", "/"),
    ("///", "/"),
    ("/Terms/", "/Terms"),
    ("/a%2Fb/%7Eada", "/a%2Fb/%7Eada"),
    ("/über/?q=ä&x=/", "/über?q=ä&x=/"),
    ("/a/../b?z=1&a=2", "/a/../b?z=1&a=2"),
    ("?q", "/?q"),
    ("/user@home:80", "/user@home:80"),
]
FRAGMENTS = ["", "#top", "#/a?b@c"]


def composed():
    for typed_scheme, scheme in SCHEMES:
        for typed_host, host, domain in HOSTS:
            for typed_port, port in PORTS:
                if port is None:
                    port = "" if scheme == "http://" else ":80"
                for number, (typed_path, path) in enumerate(PATHS):
                    if not typed_scheme and typed_port == ":" and typed_path == "///":
                        continue  # "a:///" has a scheme called "a"
                    fragment = FRAGMENTS[number % len(FRAGMENTS)]
                    typed = f"{typed_scheme}{typed_host}{typed_port}{typed_path}{fragment}"
                    yield typed, f"{scheme}{host}{port}{path}", domain


def generated(number):
    """Odd ones, of whatever outcome; always the same."""
    chance = random.Random(20261123)
    pieces = ["https://", "http://", "a.example", "ü.example", "@", ":", ":443", ":99999", "/", "//", "?", "#", "%20", "%zz",
              "[::1]", "[", "..", "xn--", "user:pw@", "ftp://", "\t", "\u202e", "١٢٣", "co.uk", "1.2.3", "0x7f.1"]  # fmt: skip
    for _ in range(number):
        text = "".join(chance.choice(pieces) for _ in range(chance.randint(1, 7)))
        yield text + "".join(chance.choices(string.ascii_letters + "éß中/=&", k=chance.randint(0, 12)))


LONG = "https://example.com/" + "a" * (MAX_URL - 20)


def save(url, source=None, seen=None):
    source = source or Source()
    return save_source({"url": url, "seen": seen if seen is not None else values_text(source)}, source)


# --- the preview is what is saved


def test_a_thousand_composed_urls_are_previewed_as_the_rule_says(db):
    seen = list(composed())
    assert len(seen) >= 1000
    wrong = [
        (typed, kept, domain, shown)
        for typed, kept, domain in seen
        if (shown := (normalize_url(typed), registrable_domain(normalize_url(typed)))) != (kept, domain)
    ]
    assert wrong == []


def test_what_the_preview_shows_is_what_is_saved_for_some_hundred_odd_urls(account, client_of):
    """Asked of the fragment as the page asks it, and saved by the page's own form."""
    client = client_of(account("root", roles.ADMIN))
    listed = [url for url, _ in NORMALIZED] + [url for url, _ in REFUSED if "\ud800" not in url] + [LONG, LONG + "a"]
    urls = [*listed, *[typed for typed, _, _ in composed()][::9], *generated(350)]
    assert len(urls) >= 500
    saved = refused = 0
    for url in urls:
        shown = client.get("/sources/preview/", {"url": url}).content.decode()
        Source.objects.all().delete()
        response = client.post("/sources/add/", {"url": url, "seen": ""})
        source = Source.objects.first()
        if source is None:
            refused += 1
            assert response.status_code == 422, url
            assert "Normalized URL</dt>" not in shown, url
        else:
            saved += 1
            assert [unescape(value) for value in re.findall(r"<dd>(.*?)</dd>", shown)] == [
                source.normalized_url,
                source.domain,
            ]
            assert source.url == url.strip(), url
    assert saved > 150
    assert refused > 150


@pytest.mark.parametrize(
    "url", ["https://ada:secret@example.com/", "ftp://example.com/", LONG + "a", "https://[::1", "http:/a.b"]
)
def test_what_can_not_be_kept_says_why_in_preview_and_form(db, url):
    with pytest.raises(InvalidUrl) as refused:
        normalize_url(url)
    assert preview(url).problem == str(refused.value)
    form = save(url)
    assert len(form.errors["url"]) == 1
    assert not Source.objects.exists()


# --- twins


def test_a_url_that_another_source_has_is_refused_and_named(db):
    twin = make_source("https://a.example/terms")
    form = save("HTTPS://A.example:443/terms/#top")
    assert form.preview.twin == twin
    assert form.errors["url"] == ["There already is a source with this normalized URL."]
    assert Source.objects.count() == 1


def test_a_source_is_no_twin_of_itself_and_nothing_is_written_where_nothing_differs(db):
    source = make_source("https://a.example/terms", domain="a.example")
    before = Source.objects.values().get()
    form = save("https://a.example/terms", Source.objects.get())
    assert form.is_valid()
    assert not form.has_written
    assert Source.objects.values().get() == before
    assert form.instance.pk == source.pk


# --- somebody else's change


@pytest.mark.parametrize(
    "changed", [{"url": "https://a.example/new"}, {"domain": "other.example"}, {"normalized_url": "x"}]
)
def test_a_change_by_others_is_never_written_over_unseen(db, changed):
    """The pipeline may write without touching `updated_at`."""
    opened = make_source("https://a.example/old", domain="a.example")
    Source.objects.filter(pk=opened.pk).update(**changed)
    form = save("https://a.example/mine", Source.objects.get(), seen=values_text(opened))
    now = Source.objects.get()
    assert form.changed_by_others == now
    assert {name: getattr(now, name) for name in changed} == changed
    assert form["url"].value() == "https://a.example/mine"
    assert form["seen"].value() == values_text(now)
    again = save("https://a.example/mine", Source.objects.get(), seen=form["seen"].value())
    assert again.has_written
    assert Source.objects.get().normalized_url == "https://a.example/mine"


def test_a_touch_that_changes_nothing_is_no_change(db):
    opened = make_source("https://a.example/old", domain="a.example")
    Source.objects.get().save()
    assert save("https://a.example/mine", Source.objects.get(), seen=values_text(opened)).has_written


@pytest.mark.parametrize("seen", ["", "nonsense", "[]", "\x00"])
def test_without_a_sound_mark_of_what_was_seen_nothing_is_written(db, seen):
    make_source("https://a.example/old")
    assert not save("https://a.example/mine", Source.objects.get(), seen=seen).is_valid()
    assert Source.objects.get().url == "https://a.example/old"


def test_a_source_that_was_deleted_meanwhile_says_so(db):
    source = make_source("https://a.example/old")
    Source.objects.filter(pk=source.pk).delete()
    form = save("https://a.example/mine", source)
    assert form.non_field_errors() == ["Nothing was saved: the source has been deleted meanwhile."]


# --- at the same time, with connections that commit


@pytest.fixture
def admins(in_own_database):
    users = [User.objects.create_user(f"admin-{number}") for number in range(2)]
    Group.objects.get(name=roles.ADMIN).user_set.add(*users)
    return users


def test_of_two_admins_who_save_at_once_one_is_shown_both_versions(admins):
    for _ in range(6):
        source = make_source()
        clients = [Client(), Client()]
        for client, admin in zip(clients, admins, strict=True):
            client.force_login(admin, backend="compliance.accounts.RoleBackend")

        def act(number, source=source, clients=clients):
            url = f"https://edited-{number}.example/{source.pk}"
            return clients[number].post(f"/sources/{source.pk}/edit/", {"url": url, "seen": values_text(source)})

        answers = together(2, act)
        assert sorted(answer.status_code for answer in answers) == [302, 409]
        loser = next(answer for answer in answers if answer.status_code == 409)
        now = Source.objects.get(pk=source.pk)
        text = loser.content.decode()
        assert loser.context["changed_by_others"] == now
        assert now.url in text
        assert loser.context["form"]["url"].value() in text
        assert loser.context["form"]["url"].value() != now.url


def test_a_save_waits_for_the_pipeline_and_then_sees_its_change(admins):
    source = make_source("https://a.example/old", domain="a.example")
    written = threading.Event()

    def pipeline():
        with transaction.atomic():
            Source.objects.filter(pk=source.pk).update(domain="pipeline.example")
            written.set()
            wait_until_blocked()
        connection.close()

    writer = threading.Thread(target=pipeline)
    writer.start()
    written.wait(10)
    form = save("https://a.example/mine", source)
    writer.join()
    assert form.changed_by_others.domain == "pipeline.example"
    assert Source.objects.get().url == "https://a.example/old"


def test_of_two_who_add_one_address_at_once_one_is_shown_the_others(admins):
    for number in range(6):
        answers = together(2, lambda _, number=number: save(f"https://new.example/{number}"))
        assert sorted(form.is_valid() for form in answers) == [False, True]
        loser = next(form for form in answers if not form.is_valid())
        assert loser.preview.twin == Source.objects.get(normalized_url=f"https://new.example/{number}")


def test_an_insert_by_the_pipeline_between_look_and_write_is_met_with_a_sentence(admins):
    inserted = threading.Event()

    def pipeline():
        with transaction.atomic():
            make_source("https://a.example/same")
            inserted.set()
            wait_until_blocked()
        connection.close()

    writer = threading.Thread(target=pipeline)
    writer.start()
    inserted.wait(10)
    form = save(quote("https://a.example/same", safe=":/"))
    writer.join()
    assert form.errors["url"] == ["There already is a source with this normalized URL."]
