"""The admin's lists of large tables beside Django's plain ones, on the same rows in one run.

    DATABASE_URL=postgresql://... python -m benchmarks.bench_admin [--times 9] [--plain 3] [--records 500000]

Wants a database that `benchmarks.dataset` has filled. Where it holds no review records, that many are put in, without
a chain. Measured is the whole answer in this process, as the server makes it, median of `--times`; a plain list, an
unchanged `ModelAdmin` with the same columns, is asked `--plain` times (0: not at all) and stopped after a minute. The
best time says more where the machine is shared.
"""

import argparse
import os
import statistics
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "acc_admin.settings")
django.setup()

from django.conf import settings  # noqa: E402
from django.contrib import admin  # noqa: E402
from django.contrib.auth.models import Group, User  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.db.models import Count  # noqa: E402
from django.db.utils import OperationalError  # noqa: E402
from django.test import Client  # noqa: E402
from django.test.utils import CaptureQueriesContext  # noqa: E402
from django.urls import path  # noqa: E402
from django.utils.http import urlencode  # noqa: E402

import acc_admin.urls  # noqa: E402
from compliance import roles  # noqa: E402
from compliance.accounts import follow_role  # noqa: E402
from compliance.admin.change_list import order_of  # noqa: E402
from compliance.admin.site import MOST_SOURCES  # noqa: E402
from compliance.keyset import cursor_of  # noqa: E402
from compliance.models import ComplianceDecision, Document, ReviewRecord, Source  # noqa: E402

PLAIN_PER_PAGE = 100
RECORDS = """
SET LOCAL session_replication_role = replica;
INSERT INTO review_records (id, action, created_at, actor_id, actor_name, source_id, source_url, decision_id,
    from_status, to_status, reason, note, decision_snapshot, details, previous_hash, hash)
SELECT row_number() OVER (ORDER BY d.created_at, d.id),
    (ARRAY['confirm', 'override', 'snooze'])[1 + abs(hashtext(d.id)) %% 3],
    d.created_at, 1000 + abs(hashtext(d.id)) %% 12, 'reviewer-' || abs(hashtext(d.id)) %% 12, d.source_id,
    s.normalized_url, d.id, d.status, d.status, '', '',
    jsonb_build_object('id', d.id, 'signals', d.signals), '{}', '', ''
FROM (SELECT * FROM compliance_decisions ORDER BY created_at LIMIT %s) d JOIN sources s ON s.id = d.source_id;
"""

plain_site = admin.AdminSite(name="plain")


def plain(model, search, filters, **options):
    ours = admin.site._registry[model]
    columns = [name for name in ours.list_display if name in {field.name for field in model._meta.fields}]
    if any(field.name == "source" for field in model._meta.fields):
        columns.insert(0, "source")
    body = {"list_display": columns, "list_filter": filters, "search_fields": search, **options}
    plain_site.register(model, type(f"Plain{model.__name__}", (admin.ModelAdmin,), body))


plain(Source, ["normalized_url"], [])
plain(Document, ["source__normalized_url"], ["document_type"], ordering=["-fetched_at"])
plain(ComplianceDecision, ["source__normalized_url"], ["review_flag"], ordering=["-created_at"])
plain(ReviewRecord, ["source_url", "actor_name"], ["action"])
urlpatterns = [path("plain/", plain_site.urls), *acc_admin.urls.urlpatterns]


def cases(model):
    """`[(name, our query, plain query or None), ...]`; the queries are of `GET`."""
    order = order_of(admin.site._registry[model])
    ends = [f"{'' if order.descending else '-'}{name}" for name in order.lookups]
    edge = model.objects.order_by(*ends)[50]  # the last 50 rows come after it
    pages = -(-model.objects.count() // PLAIN_PER_PAGE)
    source = Source.objects.order_by("id")[1000]
    domains = Source.objects.order_by().values("domain").annotate(number=Count("id"))
    many = domains.filter(number__lte=MOST_SOURCES).order_by("-number", "domain")[0]
    rare = source.normalized_url.split("/", 2)[2][:24]
    key = getattr(edge, "source_id", edge.pk)
    found = [
        ("first page", {}, {}),
        ("last page", {"after": cursor_of(edge, order)}, {"p": pages}),
        ("search: part of a URL", {"q": rare}, {"q": rare}),
        (f"search: {many['number']} sources", {"q": many["domain"]}, {"q": many["domain"]}),
        ("search: in every URL", {"q": "https"}, {"q": "https"}),
        ("search: in no URL", {"q": "zzqxv-no-such"}, {"q": "zzqxv-no-such"}),
        ("search: an id", {"q": key}, {"q": key}),
    ]
    if model is ComplianceDecision:
        found += [("flagged", {"flagged": "yes"}, {"review_flag__exact": 1})]
        last = model.objects.flagged().order_by(*ends)[50]
        flagged_pages = -(-model.objects.flagged().count() // PLAIN_PER_PAGE)
        last_query = {"flagged": "yes", "after": cursor_of(last, order)}
        found += [("flagged, last page", last_query, {"review_flag__exact": 1, "p": flagged_pages})]
    if model is ReviewRecord:
        found += [("one action", {"action": "snooze"}, {"action__exact": "snooze"})]
        found += [("search: a person", {"q": "reviewer-3"}, {"q": "reviewer-3"})]
    if model is not Source:
        found += [("past 7 days", {"since": "week"}, None), ("past 30 days", {"since": "month"}, None)]
    return found


def measure(client, url, times):
    """`(median seconds, best seconds, queries)` of a page, None where it took more than a minute."""
    try:
        with CaptureQueriesContext(connection) as queries:
            check(client.get(url), url)
        number = len(queries)
        seconds = []
        for _ in range(times):
            start = time.perf_counter()
            check(client.get(url), url)
            seconds.append(time.perf_counter() - start)
    except OperationalError:
        return None
    return statistics.median(seconds), min(seconds), number


def check(response, url):
    if response.status_code != 200:
        raise SystemExit(f"{url} answered {response.status_code}")


def shown(seconds):
    return f"{seconds * 1000:9,.0f} ms"


def sign_in():
    root, _ = User.objects.get_or_create(username="bench-admin")
    root.groups.set([Group.objects.get(name=roles.ADMIN)])
    follow_role(root)
    client = Client(SERVER_NAME="localhost")
    client.force_login(root, backend="compliance.accounts.RoleBackend")
    return client


def main():
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    for name, default in (("times", 9), ("plain", 3), ("records", 500_000)):
        parser.add_argument(f"--{name}", type=int, default=default)
    options = parser.parse_args()
    settings.ROOT_URLCONF = "__main__"
    settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"
    if not ReviewRecord.objects.exists():
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(RECORDS, [options.records])
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE review_records")
    client = sign_in()
    print(f"{'':34}{'ours':>12}{'best':>12}{'queries':>9}{'plain':>14}{'queries':>9}{'ratio':>8}")
    for model in (Source, Document, ComplianceDecision, ReviewRecord):
        print(f"{model._meta.verbose_name_plural}, {model.objects.count():,}")
        part = f"/{model._meta.app_label}/{model._meta.model_name}/?"
        for name, query, plain_query in cases(model):
            seconds, best, queries = measure(client, f"/admin{part}{urlencode(query)}", options.times)
            line = f"  {name:32}{shown(seconds)}{shown(best)}{queries:9}"
            if plain_query is not None and options.plain:
                with connection.cursor() as cursor:
                    cursor.execute("SET statement_timeout = '60s'")
                of_plain = measure(client, f"/plain{part}{urlencode(plain_query)}", options.plain)
                if of_plain:
                    line += f"  {shown(of_plain[0])}{of_plain[2]:9}{of_plain[0] / seconds:7.1f}x"
                else:
                    line += f"{'over a minute':>14}"
                connection.close()
            print(line, flush=True)


if __name__ == "__main__":
    main()
