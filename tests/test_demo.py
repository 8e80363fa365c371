"""The demo data set: exact figures, and decisions that follow from the documents. Needs no database."""

import hashlib
import io
import itertools
import json
from collections import Counter, defaultdict
from datetime import UTC, datetime, timedelta, timezone
from urllib import robotparser

import pytest
import tldextract

from compliance.demo import records, verdicts
from compliance.demo.clauses import STOCKS, TOPICS_OF_SECTION
from compliance.demo.companies import sites
from compliance.demo.histories import stories
from compliance.demo.judging import CATEGORIES, READINGS
from compliance.demo.jurisdictions import words_for
from compliance.demo.robots_texts import AI_AGENTS, Robots, printed
from compliance.records.reading import Rejected, read_records

NOW = datetime(2026, 6, 1, 9, 30, tzinfo=UTC)
YEAR = timedelta(days=365)

SIGNAL_TYPES = {
    "scraping_allowed", "crawling_allowed", "api_access_allowed", "commercial_use_allowed", "resale_allowed",
    "derivative_works", "attribution_required", "ai_training_allowed", "llm_use_allowed", "data_storage_allowed",
    "data_processing_allowed", "retention_limits", "geo_restrictions", "time_limits",
}  # fmt: skip


class Demo:
    """The records of one seed, by type and by source."""

    def __init__(self, seed):
        self.records = list(records(seed=seed, now=NOW))
        self.sources = [record for record in self.records if record["type"] == "source"]
        self.documents = [record for record in self.records if record["type"] == "document"]
        self.decisions = [record for record in self.records if record["type"] == "decision"]
        self.histories = defaultdict(list)
        for document in self.documents:
            self.histories[document["source_url"], document["document_type"]].append(document)
        self.current = {}
        for decision in sorted(self.decisions, key=lambda one: (one["created_at"], one["id"])):
            self.current[decision["source_url"]] = decision

    def is_current(self, decision):
        return self.current[decision["source_url"]] is decision

    def evidence(self, decision):
        """The documents on which a decision says it rests."""
        return [
            self.histories[decision["source_url"], kind][number - 1]
            for kind, number in decision["version_info"]["document_versions"].items()
        ]


@pytest.fixture(scope="module")
def demo():
    return Demo(7)


def quotes(value):
    """Every quotation in signals of any shape."""
    if isinstance(value, list):
        for entry in value:
            yield from quotes(entry)
    elif isinstance(value, dict):
        for key, entry in value.items():
            if key == "source_clause" and entry is not None:
                yield entry
            elif key == "quotes":
                yield from entry.values()
            else:
                yield from quotes(entry)


def signal_list(signals):
    """The signals proper, or an empty list where a model wrote something else."""
    signals = signals.get("signals", []) if isinstance(signals, dict) else signals
    return [entry for entry in signals if "signal_type" in entry]


def when(text):
    return datetime.fromisoformat(text)


def test_the_same_seed_and_moment_give_the_same_records(demo):
    assert list(records(seed=7, now=NOW)) == demo.records


def test_another_zone_of_the_same_moment_changes_nothing(demo):
    elsewhere = NOW.astimezone(timezone(timedelta(hours=5, minutes=30)))
    assert list(records(seed=7, now=elsewhere)) == demo.records


def test_another_day_moves_every_date_and_changes_no_id(demo):
    later = list(records(seed=7, now=NOW + timedelta(days=100)))
    assert [record["id"] for record in later] == [record["id"] for record in demo.records]
    for old, new in zip(demo.records, later, strict=True):
        name = "fetched_at" if old["type"] == "document" else "created_at"
        assert when(new[name]) - when(old[name]) == timedelta(days=100)


def test_another_seed_gives_other_decisions(demo):
    assert not {record["id"] for record in demo.records} & {record["id"] for record in Demo(8).records}


def test_a_moment_without_zone_is_refused():
    with pytest.raises(ValueError, match="time zone"):
        next(records(now=datetime(2026, 6, 1)))


@pytest.mark.parametrize("seed", [7, 1, 2024])
def test_figures_are_exact_for_any_seed(seed):
    demo = Demo(seed)
    flagged = [decision for decision in demo.decisions if decision["review_flag"]]
    assert len(demo.sources) == 300
    assert len({source["domain"] for source in demo.sources}) == 200
    assert len(demo.decisions) == 2000
    assert len(flagged) == 150
    assert sum(demo.is_current(decision) for decision in flagged) == 135
    assert len(demo.current) == 285
    assert {decision["version_info"]["model_version"] for decision in demo.decisions} == {
        "acc-judge-2.3",
        "acc-judge-3.0",
    }
    assert len({decision["version_info"]["rules_version"] for decision in demo.decisions}) == 3
    assert len(verdicts(seed=seed)) == 25


def test_the_loader_accepts_every_record(demo):
    lines = b"".join(json.dumps(record).encode() + b"\n" for record in demo.records)
    read = list(read_records(io.BufferedReader(io.BytesIO(lines))))
    assert [record for record in read if isinstance(record, Rejected)] == []
    assert len(read) == len(demo.records)


def test_sources_come_first_then_documents_then_decisions(demo):
    kinds = [kind for kind, _ in itertools.groupby(record["type"] for record in demo.records)]
    assert kinds == ["source", "document", "decision"]


def test_every_id_is_unique(demo):
    assert len({record["id"] for record in demo.records}) == len(demo.records)


def test_documents_and_decisions_name_a_source_by_its_url(demo):
    urls = {source["url"] for source in demo.sources}
    assert len(urls) == 300
    assert {record["source_url"] for record in [*demo.documents, *demo.decisions]} <= urls


def test_normalized_urls_are_unique_and_follow_the_rule(demo):
    assert len({source["normalized_url"] for source in demo.sources}) == 300
    for source in demo.sources:
        root = source["url"].rstrip("/")
        is_root = root.count("/") == 2
        assert source["normalized_url"] == (f"{root}/" if is_root else root)
    assert {source["url"].endswith("/") for source in demo.sources} == {True, False}


def test_domains_are_registrable_domains(demo):
    extract = tldextract.TLDExtract(suffix_list_urls=())
    for source in demo.sources:
        assert source["domain"] == extract(source["url"]).top_domain_under_public_suffix


def test_a_few_domains_hold_many_sources(demo):
    sizes = sorted(Counter(source["domain"] for source in demo.sources).values(), reverse=True)
    assert sizes[0] == 13
    assert sizes.count(1) == 155


def test_all_happened_within_the_last_year(demo):
    for record in demo.records:
        moment = when(record.get("fetched_at") or record["created_at"])
        assert NOW - YEAR <= moment <= NOW
    for source in demo.sources:
        assert when(source["created_at"]) <= when(source["updated_at"]) <= NOW


def test_some_flags_are_fresh_and_some_have_waited(demo):
    ages = [NOW - when(decision["created_at"]) for decision in demo.current.values() if decision["review_flag"]]
    assert sum(age < timedelta(days=3) for age in ages) >= 20
    assert sum(age > timedelta(days=14) for age in ages) >= 20


def test_decisions_rest_on_versions_fetched_before_them(demo):
    for decision in demo.decisions:
        for document in demo.evidence(decision):
            assert when(document["fetched_at"]) < when(decision["created_at"])
    created = {source["url"]: when(source["created_at"]) for source in demo.sources}
    for record in [*demo.documents, *demo.decisions]:
        assert when(record.get("fetched_at") or record["created_at"]) >= created[record["source_url"]]


def test_no_two_decisions_of_a_source_share_a_moment(demo):
    moments = Counter((decision["source_url"], decision["created_at"]) for decision in demo.decisions)
    assert set(moments.values()) == {1}


def test_versions_are_numbered_without_gaps_in_the_order_of_fetching(demo):
    for history in demo.histories.values():
        assert [document["version"] for document in history] == list(range(1, len(history) + 1))
        moments = [when(document["fetched_at"]) for document in history]
        assert moments == sorted(set(moments))


def test_neighbouring_versions_differ(demo):
    for history in demo.histories.values():
        for older, newer in itertools.pairwise(history):
            assert older["extracted_text"] != newer["extracted_text"]


def test_hashes_are_those_of_the_extracted_text(demo):
    for document in demo.documents:
        assert document["content_hash"] == hashlib.sha256(document["extracted_text"].encode()).hexdigest()


def test_no_text_holds_nul_characters_or_lone_surrogates(demo):
    for record in demo.records:
        text = json.dumps(record, ensure_ascii=False)
        assert "\\u0000" not in text
        text.encode("utf-8")


def test_all_of_it_is_of_modest_size(demo):
    assert sum(len(json.dumps(record).encode()) for record in demo.records) < 25_000_000


def test_terms_are_in_several_languages_and_of_believable_length(demo):
    terms = [document for document in demo.documents if document["document_type"] == "tc" and document["language"]]
    languages = Counter(document["language"] for document in terms)
    assert set(languages) == {"en", "de", "fr", "es", "ja"}
    assert min(languages[language] for language in ("en", "de", "fr")) >= 60
    lengths = [len(document["extracted_text"].split()) for document in terms if document["language"] != "ja"]
    assert min(lengths) >= 600
    assert 1500 <= max(lengths) <= 3000


def test_no_placeholder_is_left_in_a_text(demo):
    for document in demo.documents:
        if document["document_type"] != "robots":
            assert "{" not in document["extracted_text"]
            assert "}" not in document["extracted_text"]


def test_pages_of_terms_hold_each_line_of_their_text(demo):
    terms = [document for document in demo.documents if document["document_type"] == "tc" and document["language"]]
    for document in terms[::25]:
        page = document["raw_content"].replace("&quot;", '"').replace("&#x27;", "'").replace("&amp;", "&")
        for line in document["extracted_text"].splitlines():
            assert line.partition(" ")[2] in page


def test_every_fetch_is_described(demo):
    always = {"url", "http_status", "content_type", "encoding", "raw_bytes", "fetch_ms"}
    for document in demo.documents:
        assert always <= document["metadata"].keys()
        if document["metadata"]["http_status"] == 200:
            assert document["metadata"]["encoding"] in {"utf-8", "utf-8-bom", "windows-1252"}
        elif document["metadata"]["http_status"] is None:
            assert document["metadata"]["error"]
            assert document["raw_content"] == document["extracted_text"] == ""
        else:
            assert document["extracted_text"] == "" or document["extracted_text"].startswith("Access denied")


def test_robots_files_are_varied_and_hold_mistakes(demo):
    files = [document for document in demo.documents if document["document_type"] == "robots"]
    texts = [document["raw_content"] for document in files if document["metadata"]["http_status"] == 200]
    for piece in (
        "Content-Signal: search=yes, ai-train=no", "License: https://", "Sitemap: https://", "Crawl-delay: ", "$\n",
        "Dissalow: ", "Disallow /", "\r\n", "<!doctype html>", "User-agent: GPTBot\nUser-agent: ", "user-agent: *",
    ):  # fmt: skip
        assert any(piece in text for text in texts), piece
    assert any(text.startswith("\ufeff") for text in texts)
    assert "" in texts
    statuses = {document["metadata"]["http_status"] for document in files}
    assert {None, 200, 403, 404, 503} <= statuses


def test_what_a_robots_file_is_said_to_mean_is_what_a_parser_reads():
    for story in stories(7):
        for version in story.versions:
            content = version.content
            if isinstance(content, Robots) and content.form != "html":
                parser = robotparser.RobotFileParser()
                parser.parse(printed(content).text.removeprefix("\ufeff").splitlines())
                root = f"https://{content.site.host}/"
                assert parser.can_fetch("acc-crawler", root) == content.open_root
                shut_out = [agent for agent in AI_AGENTS if not parser.can_fetch(agent, root)]
                assert shut_out == list(content.blocked if content.open_root else AI_AGENTS)


def test_sources_without_decisions_and_without_documents_exist(demo):
    undecided = [source for source in demo.sources if source["url"] not in demo.current]
    documented = {url for url, _ in demo.histories}
    assert len(undecided) == 15
    assert sum(source["url"] not in documented for source in undecided) == 6
    assert sum(source["url"] not in documented for source in demo.sources) == 10


def test_a_flag_stands_exactly_where_a_reason_is_given(demo):
    for decision in demo.decisions:
        assert decision["review_flag"] == bool(decision["version_info"].get("why"))


def test_what_the_machine_could_not_decide_is_flagged_while_it_is_current(demo):
    for decision in demo.current.values():
        if decision["status"] == "REVIEW_REQUIRED" or decision["confidence"] < 0.5:
            assert decision["review_flag"]


def test_status_constraints_and_channel_agree(demo):
    channels = {
        "ALLOWED": {"public_crawl", "llms_txt", "official_api"},
        "CONDITIONAL": {"public_crawl", "llms_txt", "official_api"},
        "BLOCKED": {"none", "licence_request"},
        "REVIEW_REQUIRED": {"none", None},
    }
    for decision in demo.decisions:
        assert decision["compliance_channel"] in channels[decision["status"]]
        assert bool(decision["constraints"]) == (
            decision["status"] == "CONDITIONAL" or decision["compliance_channel"] == "licence_request"
        )
        assert 0 <= decision["confidence"] <= 1
    entries = [entry for decision in demo.decisions for entry in decision["constraints"]]
    assert {type(entry) for entry in entries} == {str, dict}


def test_statuses_come_in_believable_shares(demo):
    counts = Counter(decision["status"] for decision in demo.current.values())
    assert set(counts) == {"ALLOWED", "CONDITIONAL", "BLOCKED", "REVIEW_REQUIRED"}
    assert min(counts.values()) >= 30
    assert max(counts.values()) <= 140


def test_signals_come_in_all_three_shapes_with_known_words(demo):
    shapes = Counter()
    for decision in demo.decisions:
        signals = decision["signals"]
        is_list = isinstance(signals, list)
        shapes["list" if is_list else "object" if "signals" in signals else "nested"] += 1
        for signal in signal_list(signals):
            assert set(signal) == {
                "category", "signal_type", "value", "confidence", "source_clause", "conditions",
            }  # fmt: skip
            assert signal["signal_type"] in SIGNAL_TYPES
            assert signal["value"] in {"allowed", "prohibited", "conditional", "unclear"}
    assert min(shapes[shape] for shape in ("list", "object", "nested")) >= 200


def test_every_signal_type_occurs(demo):
    found = {signal["signal_type"] for decision in demo.decisions for signal in signal_list(decision["signals"])}
    assert found == SIGNAL_TYPES


def test_every_quotation_stands_in_a_version_the_decision_rests_on(demo):
    for decision in demo.decisions:
        if "quoted clause not found in the terms" in decision["version_info"].get("why", []):
            continue
        texts = [document["extracted_text"] for document in demo.evidence(decision)]
        for quote in quotes(decision["signals"]):
            assert any(quote in text for text in texts)


def test_decisions_without_a_flag_quote_their_documents(demo):
    quoting = [
        decision
        for decision in demo.current.values()
        if not decision["review_flag"] and any(quotes(decision["signals"]))
    ]
    assert len(quoting) >= 140


def test_some_flagged_decisions_quote_what_newer_terms_no_longer_say(demo):
    outdated = [
        decision
        for decision in demo.current.values()
        if "newer terms arrived after this decision" in decision["version_info"].get("why", [])
    ]
    assert len(outdated) == 14
    gone = 0
    for decision in outdated:
        newest = demo.histories[decision["source_url"], "tc"][-1]
        assert newest["version"] == decision["version_info"]["document_versions"]["tc"] + 1
        assert when(newest["fetched_at"]) > when(decision["created_at"])
        older = demo.histories[decision["source_url"], "tc"][-2]["extracted_text"]
        gone += any(quote in older and quote not in newest["extracted_text"] for quote in quotes(decision["signals"]))
    assert gone >= 10


def test_a_failed_fetch_gives_no_signal_and_a_flag(demo):
    for decision in demo.current.values():
        failed = {
            document["document_type"]
            for document in demo.evidence(decision)
            if document["metadata"]["http_status"] not in {200, 404}
        }
        reasons = " ".join(decision["version_info"].get("why", []))
        assert ("tc" in failed) == ("terms could not be fetched" in reasons)
        assert ("robots" in failed) == ("robots.txt could not be fetched" in reasons)


def test_the_reasons_for_flags_are_many(demo):
    reasons = {
        reason.partition(" (")[0] for decision in demo.decisions for reason in decision["version_info"].get("why", [])
    }
    assert len(reasons) == 15


# --- verdicts


def test_verdicts_decide_current_flagged_decisions_once(demo):
    by_id = {decision["id"]: decision for decision in demo.decisions}
    given = verdicts(seed=7)
    assert len({verdict.decision_id for verdict in given}) == len(given) == 25
    for verdict in given:
        decision = by_id[verdict.decision_id]
        assert decision["review_flag"]
        assert demo.is_current(decision)
        assert timedelta() < verdict.decided_after < NOW - when(decision["created_at"])


def test_verdicts_keep_the_rules_of_reviewing(demo):
    by_id = {decision["id"]: decision for decision in demo.decisions}
    reasons = {
        "document_changed", "machine_misread", "terms_prevail", "robots_prevail", "permission_obtained",
        "outdated_evidence", "other",
    }  # fmt: skip
    for verdict in verdicts(seed=7):
        if verdict.kind == "confirm":
            assert by_id[verdict.decision_id]["status"] != "REVIEW_REQUIRED"
            assert (verdict.status, verdict.channel, verdict.constraints, verdict.reason) == (None, None, [], None)
        else:
            assert verdict.kind == "override"
            assert verdict.status in {"ALLOWED", "CONDITIONAL", "BLOCKED"}
            assert bool(verdict.constraints) or verdict.status != "CONDITIONAL"
            assert verdict.reason in reasons
            assert verdict.note.strip()
    assert Counter(verdict.kind for verdict in verdicts(seed=7)) == {"confirm": 14, "override": 11}


def test_verdicts_on_outdated_evidence_come_after_the_newer_terms(demo):
    by_id = {decision["id"]: decision for decision in demo.decisions}
    for verdict in verdicts(seed=7):
        decision = by_id[verdict.decision_id]
        if "newer terms arrived after this decision" in decision["version_info"]["why"]:
            newest = demo.histories[decision["source_url"], "tc"][-1]
            assert when(decision["created_at"]) + verdict.decided_after > when(newest["fetched_at"])


def test_verdicts_are_given_in_order_and_do_not_depend_on_the_day(demo):
    created = {decision["id"]: when(decision["created_at"]) for decision in demo.decisions}
    moments = [created[verdict.decision_id] + verdict.decided_after for verdict in verdicts(seed=7)]
    assert moments == sorted(moments)
    assert verdicts(seed=7) == verdicts(seed=7)


# --- the stocks


def test_every_position_of_every_language_has_a_reading_and_a_section():
    topics = {topic for group in TOPICS_OF_SECTION.values() for topic in group}
    for stock in STOCKS.values():
        for key in stock.positions:
            assert key in READINGS
            assert key.partition(".")[0] in topics
    types = {kind for readings in READINGS.values() for kind, _, _ in readings}
    assert types == set(CATEGORIES) == SIGNAL_TYPES


def test_every_clause_of_every_language_can_be_filled_in():
    terms = {}
    for story in stories(7):
        for version in story.versions:
            if version.kind == "tc" and hasattr(version.content, "figures"):
                terms.setdefault(story.site.language, version.content)
    assert set(terms) == set(STOCKS)
    for language, stock in STOCKS.items():
        words = words_for(terms[language])
        clauses = [clause for section in stock.sections.values() for clause in section.clauses]
        wordings = [wording for clause in clauses for wording in clause.wordings]
        wordings += [wording for group in stock.positions.values() for wording in group]
        for wording in wordings:
            filled = wording.format_map(words)
            assert "{" not in filled
            assert filled.endswith((".", "。", "”", "“", "»"))


def test_every_kind_of_service_has_sections_and_titles_in_its_language():
    for site in sites():
        if site.language:
            stock = STOCKS[site.language]
            assert stock.titles[site.kind]
            assert any(key.startswith(f"{site.kind}/") for key in stock.sections), site
