import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from compliance.normalized_urls import MAX_URL, InvalidUrl, normalize_url, registrable_domain

NORMALIZED = [
    ("example.com", "https://example.com/"),
    ("https://example.com", "https://example.com/"),
    ("https://example.com/", "https://example.com/"),
    ("https://example.com//", "https://example.com/"),
    ("https://example.com/terms/", "https://example.com/terms"),
    ("https://example.com/terms//", "https://example.com/terms"),
    ("https://example.com/Terms", "https://example.com/Terms"),
    ("HTTP://Example.COM/", "http://example.com/"),
    ("//example.com/a", "https://example.com/a"),
    ("example.com/a?b=https://c.example/", "https://example.com/a?b=https://c.example/"),
    # The query is kept as it is, and the slash before it is one at the end of the path.
    ("https://example.com/a/?b=c/", "https://example.com/a?b=c/"),
    ("https://example.com?b", "https://example.com/?b"),
    ("https://example.com/a?", "https://example.com/a?"),
    ("https://example.com/a/#top", "https://example.com/a"),
    ("https://example.com#a?b/", "https://example.com/"),
    # Ports
    ("http://example.com:80/a", "http://example.com/a"),
    ("https://example.com:443", "https://example.com/"),
    ("https://example.com:80", "https://example.com:80/"),
    ("https://example.com:08443", "https://example.com:8443/"),
    ("https://example.com:", "https://example.com/"),
    ("localhost:8000/a", "https://localhost:8000/a"),
    # Hosts
    ("https://bücher.example/", "https://xn--bcher-kva.example/"),
    ("https://BÜCHER.example/", "https://xn--bcher-kva.example/"),
    ("https://faß.example/", "https://xn--fa-hia.example/"),
    ("https://例え。テスト/", "https://xn--r8jz45g.xn--zckzah/"),
    ("https://①②⑦.0.0.1/", "https://127.0.0.1/"),
    ("https://my_site.example", "https://my_site.example/"),
    ("https://example.com./", "https://example.com./"),
    ("https://192.0.2.1/a/", "https://192.0.2.1/a"),
    ("https://[2001:DB8:0::1]:443/", "https://[2001:db8::1]/"),
    ("[::1]:8000", "https://[::1]:8000/"),
    # Paths are left alone: percent-encoding, dot segments, characters beyond ASCII.
    ("https://example.com/%7euser/%C3%BC", "https://example.com/%7euser/%C3%BC"),
    ("https://example.com/a/../b", "https://example.com/a/../b"),
    ("https://example.com/über", "https://example.com/über"),
    ("https://example.com/@user", "https://example.com/@user"),
]

REFUSED = [
    ("", "The URL is empty."),
    ("https://example.com/a b", "The URL holds a space or control character (U+0020)."),
    (" https://example.com/", "The URL holds a space or control character (U+0020)."),
    ("https://example.com/\x00", "The URL holds a space or control character (U+0000)."),
    ("https://exam\nple.com/", "The URL holds a space or control character (U+000A)."),
    ("https://example.com/\u00a0", "The URL holds a space or control character (U+00A0)."),
    ("https://example.com/\ud800", "The URL holds a space or control character (U+D800)."),
    ("ftp://example.com/", "The URL is neither http nor https but ftp."),
    ("javascript://example.com/", "The URL is neither http nor https but javascript."),
    ("javascript:alert(1)", "'javascript:alert(1)' is not a host and port."),
    ("mailto:ada@example.com", "The URL holds a user name or password."),
    ("https://ada:secret@example.com/", "The URL holds a user name or password."),
    ("https://ada@example.com/", "The URL holds a user name or password."),
    ("https:/example.com", "The URL has no // after its scheme."),
    ("http:example.com", "The URL has no // after its scheme."),
    ("https://", "The URL has no host."),
    ("https:///a", "The URL has no host."),
    ("/terms", "The URL has no host."),
    ("https://:443/", "The URL has no host."),
    ("https://example.com:0/", "The port 0 is not within 1 to 65535."),
    ("https://example.com:65536/", "The port 65536 is not within 1 to 65535."),
    ("https://example.com:٣/", "'example.com:٣' is not a host and port."),
    ("https://example..com/", "'example..com' is not a domain name."),
    ("https://.example.com/", "'.example.com' is not a domain name."),
    ("https://exa%6dple.com/", "'exa%6dple.com' is not a domain name."),
    ("https://example.com\\@evil.example/", "The URL holds a user name or password."),
    ("https://example.com\\evil.example/", "'example.com\\\\evil.example' is not a domain name."),
    ("https://" + "a" * 64 + ".com/", f"'{'a' * 64}.com' is not a domain name."),
    ("https://127.1/", "'127.1' looks like an IPv4 address but is not one."),
    ("https://0x7f.0.0.1/", "'0x7f.0.0.1' looks like an IPv4 address but is not one."),
    ("https://2130706433/", "'2130706433' looks like an IPv4 address but is not one."),
    ("https://[::1/", "'[::1' is not a host and port."),
    ("https://[1:2]/", "[1:2] is not an IPv6 address."),
    ("https://[fe80::1%eth0]/", "[fe80::1%eth0] is not an IPv6 address."),
    ("https://example.com/" + "a" * 2029, "The URL has 2,049 characters; 2,048 is the most."),
    ("example.com/" + "a" * 2030, "Normalized, the URL has 2,050 characters; 2,048 is the most."),
]


@pytest.mark.parametrize(("url", "normalized"), NORMALIZED)
def test_url_is_normalized(url, normalized):
    assert normalize_url(url) == normalized


@pytest.mark.parametrize(("url", "reason"), REFUSED)
def test_url_is_refused_with_the_reason(url, reason):
    with pytest.raises(InvalidUrl) as refused:
        normalize_url(url)
    assert str(refused.value) == reason


def test_longest_url_is_taken():
    url = "https://example.com/" + "a" * 2028
    assert (len(url), normalize_url(url)) == (MAX_URL, url)


addresses = st.one_of(
    st.text(),
    st.builds(
        "".join,
        st.lists(
            st.one_of(
                st.sampled_from(
                    ["https://", "HTTP://", "//", "/", "?", "#", ":", "@", "[", "]", ".", "80", "::1", "xn--"]
                ),
                st.text(min_size=1, max_size=4),
            )
        ),
    ),
)


@given(addresses)
@example("https://①②⑦.①/")
def test_normalizing_refuses_or_settles(text):
    try:
        normalized = normalize_url(text)
    except InvalidUrl:
        return
    assert normalize_url(normalized) == normalized
    assert len(normalized) <= MAX_URL
    assert 1 <= len(registrable_domain(normalized)) <= 255


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://www.example.com/a", "example.com"),
        ("https://news.bbc.co.uk/", "bbc.co.uk"),
        ("https://a.b.github.io/", "github.io"),  # GitHub's own entry is in the list's private section
        ("https://xn--bcher-kva.example.de:8443/?a", "example.de"),
        ("https://x.xn--p1ai/", "x.xn--p1ai"),
        ("https://example.com./", "example.com"),
        ("https://localhost/", "localhost"),
        ("https://intranet:8000/", "intranet"),
        ("https://co.uk/", "co.uk"),
        ("https://192.0.2.1:8000/", "192.0.2.1"),
        ("https://[2001:db8::1]/", "2001:db8::1"),
    ],
)
def test_registrable_domain(url, domain):
    assert registrable_domain(url) == domain
