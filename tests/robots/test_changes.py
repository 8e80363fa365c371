"""Two versions of a robots.txt compared by meaning."""

from hypothesis import given
from hypothesis import strategies as st

from compliance.robots import read_robots, robots_changes
from compliance.robots.changes import MOST_OF_A_KIND

STAR = "User-agent: *\nDisallow: /admin\n"


def changes(old, new, path="/"):
    return robots_changes(*(read_robots(text, path=path, our_agent="ACCbot") for text in (old, new)))


def sentences(old, new, path="/", kinds=("access", "delay")):
    return [change.sentence for change in changes(old, new, path) if change.kind in kinds]


def numbers(lines):
    return [line.number for line in lines]


def test_an_agent_that_is_shut_out_is_said_with_both_versions_lines():
    new = "User-agent: GPTBot\nDisallow: /\n\n" + STAR

    (access,) = [change for change in changes(STAR, new) if change.kind == "access"]

    assert access.sentence == "GPTBot: allowed → disallowed on /"
    assert access.stricter is True
    assert (numbers(access.old_lines), numbers(access.new_lines)) == ([1], [1, 2])


def test_an_agent_that_is_let_in_again_is_less_strict():
    (access,) = [
        c for c in changes("User-agent: GPTBot\nDisallow: /\n", "User-agent: GPTBot\nDisallow:\n") if c.kind == "access"
    ]

    assert (access.sentence, access.stricter) == ("GPTBot: disallowed → allowed on /", False)


def test_agents_that_follow_the_star_are_not_repeated_but_ours_is():
    assert sentences("", "User-agent: *\nDisallow: /\nCrawl-delay: 5\n") == [
        "Our agent: allowed → disallowed on /",
        "Every agent not named: allowed → disallowed on /",
        "Crawl delay for our agent: not stated → 5 s",
        "Crawl delay for every agent not named: not stated → 5 s",
    ]


def test_an_agent_that_loses_its_own_group_is_told_what_that_does():
    old = "User-agent: GPTBot\nDisallow: /\n\nUser-agent: *\nAllow: /\n"

    assert sentences(old, "User-agent: *\nAllow: /\n", kinds=("access", "name")) == [
        "GPTBot: disallowed → allowed on /",
        "GPTBot: named → no longer named",
    ]


def test_the_sources_own_path_is_compared_beside_the_root():
    assert sentences(STAR, STAR + "Disallow: /data\n", path="/data/set?x=1") == [
        "Our agent: allowed → disallowed on /data/set?x=1",
        "Every agent not named: allowed → disallowed on /data/set?x=1",
    ]


def test_rules_for_other_paths_are_counted():
    (change,) = changes(STAR, "User-agent: *\nDisallow: /adm\nDisallow: /tmp\n")

    assert change.sentence == "Allow and Disallow: 1 line → 2 lines, 2 new and 1 gone"
    assert (numbers(change.old_lines), numbers(change.new_lines)) == ([2], [2, 3])


def test_content_signals_are_compared_by_agent_path_and_key():
    old = "User-agent: *\nContent-Signal: search=yes\nAllow: /\n"
    new = "User-agent: *\nContent-Signal: search=yes,ai-train=no\nContent-Signal: /open/ ai-train=yes\nAllow: /\n"

    assert [(change.sentence, change.stricter) for change in changes(old, new)] == [
        ("Content-Signal ai-train: not stated → no", True),
        ("Content-Signal ai-train: not stated → yes on /open/", None),
    ]
    assert [change.stricter for change in changes(new, old)] == [False, None]


def test_a_content_signal_for_one_agent_names_it():
    (usage,) = changes(
        "User-agent: GPTBot\nContent-Usage: train-ai=y\n", "User-agent: GPTBot\nContent-Usage: train-ai=n\n"
    )

    assert usage.sentence == "Content-Usage train-ai: yes → no for gptbot"


def test_a_new_group_of_our_own_changes_which_content_signal_holds_for_us():
    old = "User-agent: *\nContent-Signal: ai-train=no\n"

    told = [change.sentence for change in changes(old, old + "User-agent: ACCbot\nAllow: /\n")]

    assert "Content-Signal ai-train: no → not stated for our agent" in told


def test_sitemaps_licences_and_names_come_and_go():
    old = "Sitemap: https://e.com/old.xml\nUser-agent: OldBot\nDisallow: /\n"
    new = "License: https://e.com/l.xml\nSitemap: https://e.com/new.xml\nUser-agent: NewBot\nDisallow: /\n"

    assert sentences(old, new, kinds=("license", "sitemap", "name")) == [
        "NewBot: not named → named, disallowed on /",
        "OldBot: named → no longer named",
        "License added: https://e.com/l.xml",
        "Sitemap added: https://e.com/new.xml",
        "Sitemap removed: https://e.com/old.xml",
    ]


def test_an_agent_that_is_not_on_our_list_is_compared_too():
    assert sentences("User-agent: WeirdBot\nDisallow:\n", "User-agent: WeirdBot\nDisallow: /\n") == [
        "WeirdBot: allowed → disallowed on /"
    ]


def test_a_web_page_in_place_of_the_file_comes_first():
    told = changes(STAR, "<!DOCTYPE html><html></html>")

    assert told[0].sentence.startswith("Remark on the file added: This is a web page")


def test_order_comments_and_spelling_change_nothing():
    old = "User-agent: *\nDisallow: /a\nDisallow: /b\n\nUser-agent: GPTBot\nDisallow: /\n"
    new = "# new\r\nuser-agent: gptbot\r\ndisallow: / # all\r\n\r\nuser-agent: *\r\ndissallow: /b\r\ndisallow: /a\r\n"

    assert changes(old, new) == []


def test_many_changes_of_a_kind_are_counted_not_listed():
    new = "".join(f"Sitemap: https://e.com/{number}.xml\n" for number in range(MOST_OF_A_KIND + 7))

    told = changes("", new)

    assert [change.kind for change in told] == ["file", *["sitemap"] * MOST_OF_A_KIND, "more"]
    assert "7 of the kind" in told[-1].sentence


FILES = st.lists(
    st.sampled_from(
        [
            "User-agent: *",
            "User-agent: GPTBot",
            "User-agent: OwnBot",
            "Disallow: /",
            "Allow: /a",
            "Disallow:",
            "Crawl-delay: 3",
            "Content-Signal: ai-train=no",
            "Content-Usage: /a train-ai=y",
            "Sitemap: https://e.com/s.xml",
            "License: https://e.com/l.xml",
            "<html>",
        ]
    ),
    max_size=8,
).map("\n".join)


@given(FILES)
def test_a_version_does_not_differ_from_itself(text):
    assert changes(text, text, "/a") == []


@given(FILES, FILES)
def test_whatever_an_agent_may_do_otherwise_is_told_one_way_and_back(old, new):
    there, back = changes(old, new, "/a"), changes(new, old, "/a")

    assert {(c.subject, c.where, c.before, c.after) for c in there if c.kind in ("access", "delay")} == {
        (c.subject, c.where, c.after, c.before) for c in back if c.kind in ("access", "delay")
    }
