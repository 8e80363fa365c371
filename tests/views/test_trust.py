"""Trust in the machine: each figure against plain SQL, each number against its link, and reviewers whose error is known."""

import uuid
from datetime import timedelta
from random import Random
from urllib.parse import urlencode

import pytest
from django.http import QueryDict
from django.test import RequestFactory
from django.urls import reverse
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from compliance import activity, bulk, bulk_chunks, review, roles
from compliance.demo.installing import install
from compliance.models import ComplianceDecision, ReviewRecord
from compliance.records.loading import load
from compliance.verdicts.calibration import bins_of, brier_score, expected_calibration_error, wilson
from compliance.verdicts.trust import signal_label, tables, trust_of

from ..factories import START, make_decision, make_source
from ..test_review import OVERRIDE, make_reviewers
from ..verdicts import plain_sql
from ..verdicts.records import make_records, random_records
from .test_activity import HOSTILE

MACHINE = reverse("compliance:breakdown_machine")
FRAGMENT = {"HX-Request": "true", "HX-Target": "trust-figures"}
SPAN = {"date_from": "2026-03-01", "date_to": "2026-04-20"}


@pytest.fixture
def browser(account, client_of):
    return client_of(account("mona", roles.MANAGER))


def figures(**query):
    return trust_of(QueryDict(urlencode(SPAN | query)))


def counted(url):
    """Number of records that a link opens."""
    path, _, query = url.partition("?")
    assert path == reverse("compliance:activity")
    records = activity.RecordFilter(QueryDict(query), people=activity.people(), reasons={})
    assert records.form.errors == {}, (url, records.form.errors)
    return records.qs.count()


def counts(rates):
    return sorted((rate.label, rate.n, rate.overridden) for rate in rates)


# --- each figure against plain SQL over the review records


@pytest.fixture
def random_data(db):
    return random_records(Random("trust"), 400)


def check_overall(shown):
    n, overridden = plain_sql.rows(plain_sql.OVERALL, shown.period)[0]
    assert (shown.total.n, shown.total.overridden) == (n, overridden or 0)
    assert shown.total.interval == wilson(overridden or 0, n)
    assert shown.sums.left == plain_sql.rows(plain_sql.LEFT, shown.period)[0][0]


def check_signals(shown):
    expected = [(signal_label(tag), *rest) for tag, *rest in plain_sql.rows(plain_sql.SIGNALS, shown.period)]
    assert counts(shown.by_signal) == sorted(expected)


def check_document_types(shown):
    labels = {"tc": "Terms and conditions", "robots": "robots.txt", "llm_txt": "llms.txt"}
    expected = plain_sql.rows(plain_sql.DOCUMENT_TYPES, shown.period)
    assert counts(shown.by_document_type) == sorted((labels.get(kind, kind), *rest) for kind, *rest in expected)


def check_models(shown):
    expected = plain_sql.rows(plain_sql.MODELS, shown.period)
    assert counts(shown.by_model) == sorted((value or "Not stated", *rest) for value, *rest in expected)


def check_rules(shown):
    expected = plain_sql.rows(plain_sql.RULES, shown.period)
    assert counts(shown.by_rules) == sorted((value or "Not stated", *rest) for value, *rest in expected)


def check_statuses(shown):
    expected = {(was, became): n for was, became, n in plain_sql.rows(plain_sql.STATUSES, shown.period)}
    found = {(row.machine_status, became): n for row in shown.changes for became, (n, _) in row.statuses.items() if n}
    assert found == expected
    assert sum(row.n for row in shown.changes) == sum(expected.values()) == shown.total.n + shown.sums.left


def check_calibration(shown):
    judged = plain_sql.rows(plain_sql.CONFIDENCE, shown.period)
    expected = bins_of(judged)
    assert [(each.n, each.confirmed) for each in shown.bins] == [(each.n, each.confirmed) for each in expected]
    assert [each.mean for each in shown.bins] == [
        each.mean if each.mean is None else pytest.approx(each.mean) for each in expected
    ]
    assert shown.calibrated == len(judged)
    assert shown.sums.without_confidence == shown.total.n - len(judged)
    error, score = expected_calibration_error(expected), brier_score(expected)
    assert shown.expected_calibration_error == (error if error is None else pytest.approx(error))
    assert shown.brier_score == (score if score is None else pytest.approx(score))


CHECKS = [
    check_overall,
    check_signals,
    check_document_types,
    check_models,
    check_rules,
    check_statuses,
    check_calibration,
]


@pytest.mark.parametrize("check", CHECKS)
def test_each_figure_equals_plain_sql_over_the_records(random_data, check):
    check(figures())
    check(figures(date_from="2026-03-10", date_to="2026-03-20"))


def test_on_the_demo_each_figure_equals_plain_sql(db, settings, tmp_path):
    settings.VAR_DIR = tmp_path
    install()
    shown = trust_of(QueryDict())
    for check in CHECKS:
        check(shown)
    assert shown.total.n + shown.sums.left == ReviewRecord.objects.filter(action__in=("confirm", "override")).count()


@pytest.mark.sample
def test_on_the_sample_each_figure_equals_plain_sql_and_opens_its_records(db, sample_path):
    with sample_path.open("rb") as lines:
        load(lines)
    rng, users = Random("sample"), make_reviewers(3)
    judged = 0
    for decision in ComplianceDecision.objects.for_queue():
        if decision.status == "REVIEW_REQUIRED" or rng.random() < 0.4:
            record = review.override(decision.pk, by=rng.choice(users), **OVERRIDE)
        else:
            record = review.confirm(decision.pk, by=rng.choice(users))
        judged += 1
        if rng.random() < 0.1:
            review.undo(record.pk, by=next(user for user in users if user.pk == record.actor_id))
            judged -= 1
    shown = trust_of(QueryDict())
    assert shown.total.n + shown.sums.left == judged > 20
    for check in CHECKS:
        check(shown)
    check_links(QueryDict())


# --- each number against what its link opens


def check_links(data):
    """The number in each cell of the page's tables is that of the rows its link opens. Returns how many there were."""
    request = RequestFactory().get(f"{MACHINE}?{data.urlencode()}")
    cells = [cell for table in tables(request) for row in table.rows for cell in row if cell.url]
    for cell in cells:
        assert counted(cell.url) == cell.value, cell.url
    shown = trust_of(data)
    for number, url in (
        (shown.total.n, shown.total.url),
        (shown.sums.left, shown.left_url),
        (shown.sums.without_confidence, shown.without_confidence_url),
        (shown.calibrated, shown.calibrated_url),
    ):
        assert counted(url) == number, url
    return len(cells)


days = st.dates(min_value=START.date() - timedelta(days=5), max_value=START.date() + timedelta(days=45))
queries = st.fixed_dictionaries(
    {"date_from": st.just("2026-03-01") | days.map(str)},
    optional={
        "date_to": days.map(str),
        "model": st.sampled_from(["m-1", "m-2", "3", "-", "unheard of"]),
        "rules": st.sampled_from(["r-1", "r-2", "-"]),
        "bulk": st.sampled_from(["yes", "no", "perhaps"]),
        "url": st.sampled_from(["s1", "s11.example/", "https://s3", "zz"]),
    },
)


@given(query=queries)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_number_is_that_of_the_records_its_link_opens(db, query):
    if not ReviewRecord.objects.exists():
        random_records(Random("links"), 250)
    check_links(QueryDict(urlencode(query)))


def test_the_links_of_all_figures_open_the_page_of_records(browser, random_data):
    assert check_links(QueryDict(urlencode(SPAN))) > 50
    shown = figures()
    for rate in (shown.total, shown.by_signal[0], shown.by_rules[-1], shown.by_document_type[0]):
        assert browser.get(rate.url).context["page"].count == rate.n
        assert browser.get(rate.overridden_url).context["page"].count == rate.overridden


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("judged=yes", [1, 2, 8, 9]),
        ("judged=no", [3]),
        ("undone=yes", [4]),
        ("undone=no", [1, 2, 3, 6, 8, 9]),
        ("bulk=yes", [8]),
        ("bulk=no", [1, 2, 3, 4, 5, 6, 7, 9]),
        ("model=m-1", [1, 8]),
        ("model=-&judged=yes", [2, 9]),
        ("rules=nothing-has-this", []),
        ("signal=a%3Dallowed", [2]),
        ("signal=a%3Dallo", []),
        ("signal=+a%3Dallowed", []),
        ("document_type=tc", [1]),
        ("document_type=never", []),
        ("confidence_from=0.5", [1, 3, 4, 6, 8, 9]),
        ("confidence_from=0.3&confidence_to=0.5", [2]),
        ("confidence_from=0.9&confidence_to=1", [9]),
        ("confidence_to=0.3", []),
        ("confidence_from=7", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
        ("timed=yes", [1]),
        ("agreement=second", [9]),
        ("agreement=same", []),
        ("agreement=different", [9]),
        ("pair=1-2", [9]),
        ("pair=2-1&agreement=different", [9]),
        ("pair=1-3", []),
        ("pair=nonsense", []),
        ("judged=perhaps&undone=%00&signal=%00&model=%00&confidence_from=NaN", [1, 2, 3, 4, 5, 6, 7, 8, 9]),
    ],
)
def test_the_list_of_records_is_filtered_by_what_verdicts_say(browser, query, expected):
    opened = {"opened_at": (START - timedelta(minutes=2)).isoformat()}
    make_records(
        [
            {
                "version_info": {"model_version": "m-1", "rules_version": "r-1", "document_versions": {"tc": 1}},
                "details": opened,
                "created_at": START,
                "source_id": "same",
            },
            {"action": "override", "signals": [{"signal_type": "a", "value": "allowed"}], "confidence": 0.3},
            {"action": "override", "from_status": "REVIEW_REQUIRED"},
            {},
            {"action": "undo", "undoes": 4},
            {"action": "supersede"},
            {"action": "comment"},
            {"batch_id": uuid.uuid4(), "version_info": {"model_version": "m-1"}, "details": opened},
            {"action": "override", "confidence": 1, "source_id": "same", "actor_id": 2},
        ]
    )
    shown = browser.get(f"{reverse('compliance:activity')}?{query}").context["page"].rows
    assert sorted(record.pk for record in shown) == expected


# --- reviewers whose error rate is known


def test_the_rate_of_reviewers_who_find_known_errors_lies_in_its_interval(browser, db):
    rng, users, wrong = Random("simulated"), make_reviewers(3), 0
    for _ in range(240):
        confidence = rng.uniform(0.3, 0.9)
        decision = make_decision(confidence=confidence, status="ALLOWED")
        # The machine is right less often than it says: three times in four of what its confidence promises.
        if rng.random() < 0.75 * confidence:
            review.confirm(decision.pk, by=rng.choice(users))
        else:
            wrong += 1
            review.override(decision.pk, by=rng.choice(users), **OVERRIDE)
    shown = browser.get(MACHINE).context["trust"]
    assert (shown.total.n, shown.total.overridden) == (240, wrong)
    # The mean of 1 - 0.75 c for c uniform on 0.3 to 0.9 is 0.55.
    assert shown.total.interval.low < 0.55 < shown.total.interval.high
    filled = [each for each in shown.bins if each.n]
    assert [(each.low, each.high) for each in filled] == [
        (0.3, 0.4), (0.4, 0.5), (0.5, 0.6), (0.6, 0.7), (0.7, 0.8), (0.8, 0.9)
    ]  # fmt: skip
    borne_out = [each.interval.low <= 0.75 * each.mean <= each.interval.high for each in filled]
    assert borne_out.count(True) >= 5


def test_thousands_of_simulated_judgements_give_back_the_known_rates_and_the_known_miscalibration(db):
    rng, rates = Random("thousands"), {"a": 0.1, "b": 0.35}
    chosen = []
    for number in range(6000):
        kind = rng.choice("ab")
        confidence = rng.random()
        chosen.append(
            {
                "action": "override" if rng.random() < rates[kind] else "confirm",
                "signals": [{"signal_type": kind, "value": "allowed"}],
                "confidence": confidence,
                "created_at": START + timedelta(seconds=number),
            }
        )
    make_records(chosen)
    shown = figures()
    for rate, true in zip(shown.by_signal, rates.values(), strict=True):
        assert rate.interval.low < true < rate.interval.high
        assert rate.interval.high - rate.interval.low < 0.04
    # The outcome does not depend on confidence, which is uniform: E|c - 0.775| = 0.3256 over the ten bins' means.
    assert shown.expected_calibration_error == pytest.approx(0.325, abs=0.015)
    # E[(c - y)²] = E[c²] - 2 E[c] E[y] + E[y] = 1/3 for E[c] = 1/2.
    assert shown.brier_score == pytest.approx(1 / 3, abs=0.02)


# --- what counts


def test_what_was_taken_back_counts_as_nothing(reviewer):
    kept = review.confirm(make_decision().pk, by=reviewer)
    review.undo(review.override(make_decision().pk, by=reviewer, **OVERRIDE).pk, by=reviewer)
    shown = trust_of(QueryDict())
    assert (shown.total.n, shown.total.overridden, kept.pk) == (1, 0, 1)


def test_what_was_left_to_people_is_told_apart_and_out_of_all_rates(browser, reviewer):
    review.override(make_decision(status="REVIEW_REQUIRED", confidence=0.9).pk, by=reviewer, **OVERRIDE)
    response = browser.get(MACHINE)
    shown = response.context["trust"]
    assert (shown.total.n, shown.sums.left, shown.calibrated, shown.by_model) == (0, 1, 0, [])
    assert b"left to people: 1" in response.content
    assert b"Nobody confirmed or overrode a decision of the machine" in response.content
    assert [(row.machine_status, row.n) for row in shown.changes] == [("REVIEW_REQUIRED", 1)]


def test_verdicts_in_bulk_count_until_they_are_left_out(reviewer):
    for _ in range(3):
        make_decision()
    batch = bulk.preview("confirm", ComplianceDecision.objects.for_queue(), by=reviewer)
    bulk.start(batch.pk, by=reviewer, number=3, note="Read.")
    bulk_chunks.run_chunk(batch.pk)
    review.override(make_decision().pk, by=reviewer, **OVERRIDE)
    found = {bulk: trust_of(QueryDict(f"bulk={bulk}")).total for bulk in ("", "no", "yes")}
    assert {bulk: (rate.n, rate.overridden) for bulk, rate in found.items()} == {
        "": (4, 1),
        "no": (1, 1),
        "yes": (3, 0),
    }


def test_verdicts_on_sources_that_are_gone_still_count(reviewer):
    source = make_source()
    review.confirm(make_decision(source).pk, by=reviewer)
    ComplianceDecision.objects.filter(source=source).delete()
    source.delete()
    assert trust_of(QueryDict()).total.n == 1


def test_only_the_most_frequent_signals_are_shown_and_that_is_said(browser, monkeypatch):
    monkeypatch.setattr("compliance.verdicts.trust.SIGNALS_SHOWN", 2)
    signals = [{"signal_type": kind, "value": "allowed"} for kind in "abc"]
    make_records([{"signals": signals[:count]} for count in (3, 2, 2)])
    response = browser.get(MACHINE, SPAN)
    assert counts(response.context["trust"].by_signal) == [("A: allowed", 3, 0), ("B: allowed", 3, 0)]
    assert b"The 2 most frequent signals" in response.content


def test_rates_of_few_judgements_are_marked(browser):
    make_records([{"version_info": {"model_version": "rare" if number < 19 else "usual"}} for number in range(39)])
    rates = browser.get(MACHINE, SPAN).context["trust"].by_model
    assert [(rate.label, rate.n, rate.is_few) for rate in rates] == [("rare", 19, True), ("usual", 20, False)]


# --- the page


def test_without_any_verdict_the_page_says_so(browser):
    response = browser.get(MACHINE)
    assert b"Nothing was judged in this time" in response.content
    assert [len(table.rows) for table in tables(response.wsgi_request)] == [1, 0, 0, 0, 0, 0, 10, 2]


def test_with_one_verdict_every_panel_says_something(browser):
    make_records([{"snapshot": {}}])
    response = browser.get(MACHINE, SPAN)
    for text in (
        b"1 judgement</a>",
        b"None of these decisions carries signals",
        b"No document is known",
        b"None of these decisions states a confidence",
        b"Not stated",
        b"few",
    ):
        assert text in response.content


def test_the_page_says_what_it_rests_on(browser, random_data):
    shown = browser.get(MACHINE, SPAN)
    text = shown.content.decode()
    total = shown.context["trust"].total
    assert f"{total.n} judgements</a>" in text
    assert "of the others these figures say nothing" in text
    assert f"left to people: {shown.context['trust'].sums.left}" in text


@pytest.mark.parametrize(
    "query",
    [
        "date_from=nonsense",
        "date_from=0001-01-01&date_to=9999-12-31",
        "date_from=2026-05-01&date_to=2026-01-01",
        "model=%00&rules=" + "x" * 300,
        "bulk=perhaps&url=" + "y" * 300,
        "model=-&rules=-&url=%25",
        "step=nonsense&date_to=2300-01-01",
    ],
)
def test_a_filter_that_is_not_understood_breaks_nothing(browser, random_data, query):
    assert browser.get(f"{MACHINE}?{query}").status_code == 200


def test_the_fragment_holds_the_figures_and_the_page_holds_the_fragment(browser, random_data):
    page, fragment = browser.get(MACHINE, SPAN), browser.get(MACHINE, SPAN, headers=FRAGMENT)
    assert page.content.strip().startswith(b"<!DOCTYPE html>")
    assert fragment.content.strip().startswith(b'<section class="figures" id="trust-figures"')
    assert fragment.content.strip() in page.content


def test_markup_from_strangers_is_text(browser, reviewer):
    make_records(
        [
            {
                "signals": [{"signal_type": HOSTILE, "value": HOSTILE}],
                "version_info": {"model_version": HOSTILE, "rules_version": HOSTILE, "document_versions": {HOSTILE: 1}},
                "from_status": HOSTILE[:20],
                "to_status": "ALLOWED",
            },
            {
                "signals": [{"signal_type": HOSTILE, "value": HOSTILE}],
                "version_info": {"model_version": HOSTILE, "rules_version": HOSTILE, "document_versions": {HOSTILE: 1}},
            },
        ]
    )
    response = browser.get(MACHINE, SPAN)
    assert b"<script>alert" not in response.content
    assert b"<img src=x" not in response.content
    check_links(QueryDict(urlencode(SPAN)))
    assert browser.get(response.context["trust"].by_signal[0].url).context["page"].count == 1


@pytest.mark.parametrize("role", [roles.REVIEWER, roles.MANAGER, roles.ADMIN, roles.AUDITOR])
def test_every_role_sees_it(account, client_of, role):
    assert client_of(account("x", role)).get(MACHINE).status_code == 200


def test_without_a_role_it_is_closed_and_it_is_only_read(account, client_of, client, browser):
    nobody = client_of(account("x", None))
    assert [nobody.get(MACHINE).status_code, nobody.get(MACHINE, headers=FRAGMENT).status_code] == [403, 403]
    assert client.get(MACHINE).headers["Location"] == f"/accounts/login/?next={MACHINE}"
    assert browser.post(MACHINE).status_code == 405


def test_the_number_of_queries_does_not_grow(browser, django_assert_max_num_queries):
    for seed in (1, 2):
        random_records(Random(seed), 60)
        with django_assert_max_num_queries(12):
            browser.get(MACHINE, SPAN)
        with django_assert_max_num_queries(12):
            browser.get(f"{reverse('compliance:activity')}?judged=yes&agreement=second&bulk=no")


def test_each_table_of_the_page_can_be_exported(browser, random_data):
    content = browser.get(MACHINE, SPAN).content.decode()
    for name in ("signals", "models", "rules", "document-types", "statuses", "calibration"):
        path = f"/export/figures/machine/{name}.csv"
        assert f'href="{path}?date_from' in content
        response = browser.get(path, SPAN)
        assert response.status_code == 200
        assert response.getvalue()
