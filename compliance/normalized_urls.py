"""The one form of a web address under which a source is known, and the domain it belongs to.

The rule is DESIGN 1, spelled out in docs/records.md. Pure: no database, and nothing is asked of the network.
"""

import ipaddress
import re
from functools import cache
from urllib.parse import urlsplit

import idna

MAX_URL = 2048  # sources.url and sources.normalized_url are varchar(2048)
DEFAULT_PORTS = {"http": 80, "https": 443}

SCHEME = re.compile(r"([A-Za-z][A-Za-z0-9+.-]*)://")
# Web addresses that lost slashes: without this check `https:/example.com` would be a host named `https`.
BROKEN_SCHEME = re.compile(r"https?:(?!//)", re.IGNORECASE)
UNPRINTABLE = re.compile(r"[\s\x00-\x20\x7f-\x9f\ud800-\udfff]")
AUTHORITY = re.compile(r"([^/?#]*)([^?#]*)(\?[^#]*)?")
HOST_AND_PORT = re.compile(r"(\[[^\[\]]*\]|[^:\[\]]*)(?::([0-9]*))?")
HOST = re.compile(r"(?=.{1,253}\Z)[a-z0-9_-]{1,63}(\.[a-z0-9_-]{1,63})*\.?")
# As browsers see it (URL Standard, "ends in a number"): such a host is an IPv4 address or nothing.
NUMERIC_ENDING = re.compile(r"(.*\.)?([0-9]+|0x[0-9a-f]*)\.?")


class InvalidUrl(ValueError):
    """An address that no source can have; the message says why."""


def normalize_url(text):
    """The normalized form of an http or https URL, at most 2,048 characters; idempotent.

    Raises `InvalidUrl` for everything else.
    """
    if not text:
        raise InvalidUrl("The URL is empty.")
    if len(text) > MAX_URL:
        raise InvalidUrl(f"The URL has {len(text):,} characters; {MAX_URL:,} is the most.")
    if found := UNPRINTABLE.search(text):
        raise InvalidUrl(f"The URL holds a space or control character (U+{ord(found[0]):04X}).")
    if BROKEN_SCHEME.match(text):
        raise InvalidUrl("The URL has no // after its scheme.")
    scheme, rest = "https", text.removeprefix("//")
    if found := SCHEME.match(text):
        scheme, rest = found[1].lower(), text[found.end() :]
    if scheme not in DEFAULT_PORTS:
        raise InvalidUrl(f"The URL is neither http nor https but {scheme}.")
    authority, path, query = AUTHORITY.match(rest).groups("")
    host, port = _host_and_port(authority, DEFAULT_PORTS[scheme])
    normalized = f"{scheme}://{host}{port}{path.rstrip('/') or '/'}{query}"
    if len(normalized) > MAX_URL:
        raise InvalidUrl(f"Normalized, the URL has {len(normalized):,} characters; {MAX_URL:,} is the most.")
    return normalized


def registrable_domain(normalized_url):
    """The part of the host that somebody registered, such as `bbc.co.uk`, at most 255 characters.

    For an IP address, for a host of one label and for a public suffix itself it is the host (an IPv6 address
    without its brackets). The public suffix list is the one in the package `tldextract`, ICANN section.
    """
    authority = AUTHORITY.match(normalized_url.partition("://")[2])[1]
    host = HOST_AND_PORT.fullmatch(authority)[1].strip("[]")
    return _suffix_list().extract_str(host).top_domain_under_public_suffix or host


def _host_and_port(authority, default_port):
    """Lower-case ASCII host, and `:port` or nothing."""
    if "@" in authority:
        raise InvalidUrl("The URL holds a user name or password.")
    found = HOST_AND_PORT.fullmatch(authority)
    if not found:
        raise InvalidUrl(f"{authority!r} is not a host and port.")
    host, digits = found.groups("")
    if not host:
        raise InvalidUrl("The URL has no host.")
    port = int(digits) if digits else default_port
    if not 1 <= port <= 65535:
        raise InvalidUrl(f"The port {digits} is not within 1 to 65535.")
    return _host(host), "" if port == default_port else f":{port}"


def _host(text):
    if text.startswith("["):
        try:
            # A zone (`%eth0`) means something on one machine only; the percent sign makes it no address.
            return f"[{ipaddress.IPv6Address(text[1:-1].replace('%', ' ')).compressed}]"
        except ValueError:
            raise InvalidUrl(f"{text} is not an IPv6 address.") from None
    host = text.lower()
    if not host.isascii():
        try:
            host = idna.encode(text, uts46=True).decode("ascii")
        except UnicodeError as error:
            raise InvalidUrl(f"{text!r} is not a domain name: {str(error).rstrip('.')}.") from None
    if NUMERIC_ENDING.fullmatch(host):
        try:
            return str(ipaddress.IPv4Address(host))
        except ValueError:
            raise InvalidUrl(f"{text!r} looks like an IPv4 address but is not one.") from None
    if not HOST.fullmatch(host):
        raise InvalidUrl(f"{text!r} is not a domain name.")
    return host


@cache
def _suffix_list():
    import tldextract  # slow to import, and most runs never need it

    return tldextract.TLDExtract(cache_dir=None, suffix_list_urls=(), include_psl_private_domains=False)


def path_of(normalized_url):
    """Path and query of a normalized URL, "/" for the root: what a robots.txt is asked about."""
    parts = urlsplit(normalized_url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
