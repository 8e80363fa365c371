"""Sources whose address is nearly that of another: most likely the same place, kept twice.

Two normalized URLs are near if they differ in nothing but these: http and https, a leading `www.`, slashes at the end
of the path, the order of the query's parts, and the letter case of path and query. They are named, never refused:
each of them can be a different page.
"""

import re
from dataclasses import dataclass

from django.db.models import Q

from .models import Source
from .normalized_urls import registrable_domain
from .querysets import like_text

PARTS = re.compile(r"(https?)://(www\.)?([^/?#]+)([^?#]*)(?:\?(.*))?", re.DOTALL)
# Of one address; more of them would say nothing more.
SHOWN = 10
# Sources that are read and compared: a path can have any number of queries.
READ = 500


@dataclass(frozen=True)
class NearDuplicate:
    """Another `source`, and `differences`: what its address has otherwise, in a few words each."""

    source: Source
    differences: list[str]


def near_duplicates(normalized_url, *, besides=None):
    """At most `SHOWN` `NearDuplicate`s of a normalized URL, by address; `besides` is the id of a source to leave out.

    Sources with exactly this URL are not near but the same, and left out. One query.
    """
    likes = Q()
    for pattern in patterns(normalized_url):
        likes |= Q(normalized_url__ilike=pattern)
    near = (
        Source.objects.filter(likes, domain__in=domains(normalized_url))
        .exclude(pk=besides)
        .order_by("normalized_url")[:READ]
    )
    found = [NearDuplicate(source, differences(normalized_url, source.normalized_url)) for source in near]
    return [duplicate for duplicate in found if duplicate.differences][:SHOWN]


def domains(normalized_url):
    """The domains that a pipeline can have written beside such an address: the registrable one, or the host."""
    host = re.sub(r":\d+$", "", parts(normalized_url)[2]).strip("[]")
    return [registrable_domain(normalized_url), host, f"www.{host}"]


def patterns(normalized_url):
    """The `ilike` patterns of all addresses that can be near."""
    _, _, host, path, query = parts(normalized_url)
    path = like_text(path.rstrip("/"))
    ends = (f"{path}?%", f"{path}/?%") if query is not None else (path, f"{path}/")
    return [
        f"{scheme}://{www}{like_text(host)}{end}"
        for scheme in ("http", "https")
        for www in ("", "www.")
        for end in ends
    ]


def differences(normalized_url, other):
    """What the `other` address has otherwise, in a few words each; [] where they are the same or not near."""
    scheme, www, host, path, query = parts(normalized_url)
    other_scheme, other_www, other_host, other_path, other_query = parts(other)
    if normalized_url == other or host.lower() != other_host.lower() or (query is None) != (other_query is None):
        return []
    found = []
    if scheme != other_scheme:
        found.append(f"{other_scheme} instead of {scheme}")
    if bool(www) != bool(other_www):
        found.append("with www." if other_www else "without www.")
    trimmed, other_trimmed = path.rstrip("/"), other_path.rstrip("/")
    if trimmed.lower() != other_trimmed.lower():
        return []
    # The root's own slash is no difference: the one spelling without it names the same place.
    if path != other_path and path[len(trimmed) :] != other_path[len(other_trimmed) :]:
        found.append("with a slash at the end" if len(other_path) > len(path) else "without the slash at the end")
    pairs, other_pairs = (query or "").split("&"), (other_query or "").split("&")
    if sorted(part.lower() for part in pairs) != sorted(part.lower() for part in other_pairs):
        return []
    if [part.lower() for part in pairs] != [part.lower() for part in other_pairs]:
        found.append("another order in the query")
    if trimmed != other_trimmed or sorted(pairs) != sorted(other_pairs):
        found.append("other capitals")
    return found


def parts(url):
    """Scheme, `www.` or None, the rest of host and port, path, query without its mark or None."""
    return PARTS.fullmatch(url).groups() if PARTS.fullmatch(url) else ("", None, url, "", None)
