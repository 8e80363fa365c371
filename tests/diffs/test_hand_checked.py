"""Small texts whose differences were worked out by hand.

Each row of a case: kind, then the words with [-deleted-] and {+inserted+} marked, then risks and harmlessness.
"""

import pytest

from compliance.diffs import compare

LONG = "You agree that the provider keeps the records of all visits for as long as the law of its country asks for.\n\n"
OTHER = "Payments are taken on the first working day of a month from the account that was named when signing up.\n\n"
THIRD = "Questions go to the office in Bergen, which answers in writing and sends copies to everybody concerned.\n\n"


def shown(row):
    words = row.old or row.new
    if row.spans:
        marks = {"same": "{}", "deleted": "[-{}-]", "inserted": "{{+{}+}}"}
        words = "".join(marks[span.kind].format(span.text) for span in row.spans)
    kind = "moved from here" if row.is_origin else row.kind
    return (kind, words.strip(), "/".join(row.risks), row.harmless)


CASES = {
    "a number": (
        "We keep data for 30 days.\n",
        "We keep data for 90 days.\n",
        [("changed", "We keep data for [-30-]{+90+} days.", "number", "")],
    ),
    "a negation put in": (
        "You may share the data with others.\n",
        "You may not share the data with others.\n",
        [("changed", "You may{+ not+} share the data with others.", "negation", "")],
    ),
    "a modal verb": (
        "The operator may delete the account at once.\n",
        "The operator shall delete the account at once.\n",
        [("changed", "The operator [-may-]{+shall+} delete the account at once.", "modal verb", "")],
    ),
    "an exception": (
        "Copies are free of charge for everyone.\n",
        "Copies are free of charge for everyone except companies.\n",
        [("changed", "Copies are free of charge for everyone{+ except companies+}.", "exception", "")],
    ),
    "a word without weight": (
        "The site gives a quick answer.\n",
        "The site gives a prompt answer.\n",
        [("changed", "The site gives a [-quick-]{+prompt+} answer.", "", "")],
    ),
    "a period": (
        "Notice is given ten days before.\n",
        "Notice is given ten weeks before.\n",
        [("changed", "Notice is given ten [-days-]{+weeks+} before.", "period", "")],
    ),
    "a date within a clause": (
        "The licence ends on 3 May 2026 at noon.\n",
        "The licence ends on 3 June 2026 at noon.\n",
        [("changed", "The licence ends on 3 [-May-]{+June+} 2026 at noon.", "date", "")],
    ),
    "the line with the date alone": (
        "Last updated: 3 May 2026\n" + LONG,
        "Last updated: 9 June 2026\n" + LONG,
        [("changed", "Last updated: [-3 May-]{+9 June+} 2026", "", "date"), ("same", LONG.strip(), "", "")],
    ),
    "white space alone": (
        "The  quick answer\tis given.\n",
        "The quick answer is given.\n\n",
        [("changed", "The[-  -]{+ +}quick answer[-\t-]{+ +}is given.[-\n-]{+\n\n+}", "", "white space")],
    ),
    "numbering alone": (
        "4. Records\n\n" + LONG,
        "5. Records\n\n" + LONG,
        [("changed", "[-4-]{+5+}. Records", "", "numbering"), ("same", LONG.strip(), "", "")],
    ),
    "numbering of two levels without a full stop": (
        "3.2 Access to the records\n",
        "3.3 Access to the records\n",
        [("changed", "[-3.2-]{+3.3+} Access to the records", "", "numbering")],
    ),
    "a German period in front": (
        "1.5 Stunden Wartezeit sind frei.\n",
        "2.5 Stunden Wartezeit sind frei.\n",
        [("changed", "[-1.5-]{+2.5+} Stunden Wartezeit sind frei.", "number", "")],
    ),
    "a number in front that is no numbering": (
        "30 days are given for an answer.\n",
        "14 days are given for an answer.\n",
        [("changed", "[-30-]{+14+} days are given for an answer.", "number", "")],
    ),
    "a German negation": (
        "Die Weitergabe der Daten ist erlaubt.\n",
        "Die Weitergabe der Daten ist nicht erlaubt.\n",
        [("changed", "Die Weitergabe der Daten ist{+ nicht+} erlaubt.", "negation", "")],
    ),
    "a French modal verb": (
        "L’utilisateur peut supprimer ses données.\n",
        "L’utilisateur doit supprimer ses données.\n",
        [("changed", "L’utilisateur [-peut-]{+doit+} supprimer ses données.", "modal verb", "")],
    ),
    "a Spanish exception": (
        "El uso es libre para todos los fines.\n",
        "El uso es libre para todos los fines salvo la reventa.\n",
        [("changed", "El uso es libre para todos los fines{+ salvo la reventa+}.", "exception", "")],
    ),
    "a rule of robots.txt turned round": (
        "User-agent: *\nAllow: /news/\n",
        "User-agent: *\nDisallow: /news/\n",
        [("same", "User-agent: *", "", ""), ("changed", "[-Allow-]{+Disallow+}: /news/", "permission", "")],
    ),
    "a paragraph put in": (
        LONG + OTHER,
        LONG + THIRD + OTHER,
        [
            ("same", LONG.strip(), "", ""),
            ("inserted", THIRD.strip(), "", ""),
            ("same", OTHER.strip(), "", ""),
        ],
    ),
    "a paragraph taken out": (
        LONG + THIRD + OTHER,
        LONG + OTHER,
        [("same", LONG.strip(), "", ""), ("deleted", THIRD.strip(), "", ""), ("same", OTHER.strip(), "", "")],
    ),
    "a paragraph moved": (
        THIRD + LONG + OTHER + "End\n",
        LONG + OTHER + THIRD + "End\n",
        [
            ("moved from here", THIRD.strip(), "", ""),
            ("same", (LONG + OTHER).strip(), "", ""),
            ("moved", THIRD.strip(), "", ""),
            ("same", "End", "", ""),
        ],
    ),
    "a paragraph moved and changed": (
        THIRD + LONG + OTHER + "End\n",
        LONG + OTHER + THIRD.replace("Bergen", "Oslo") + "End\n",
        [
            ("moved from here", THIRD.strip(), "", ""),
            ("same", (LONG + OTHER).strip(), "", ""),
            ("moved", THIRD.strip().replace("Bergen", "[-Bergen-]{+Oslo+}"), "", ""),
            ("same", "End", "", ""),
        ],
    ),
    "lines wrapped elsewhere": (
        "The provider keeps the records of all visits for as long as it\n"
        "is asked to do so by the law of the country in which it has its\n"
        "seat, or by a contract with its customers which was made before\n"
        "the visits took place. All records are then deleted for ever.\n",
        "The provider keeps the records of all visits for as long as it is asked\n"
        "to do so by the law of the country in which it has its seat, or by a\n"
        "contract with its customers which was made before the visits took place.\n"
        "All records are then deleted for ever.\n",
        None,
    ),
    "Chinese by character": (
        "用户可以下载本网站的内容。\n",
        "用户不可以下载本网站的内容。\n",
        [("changed", "用户{+不+}可以下载本网站的内容。", "negation", "")],
    ),
    "Arabic": (
        "يجوز نسخ المحتوى للاستخدام الشخصي\n",
        "يجوز نسخ المحتوى للاستخدام التجاري\n",
        [("changed", "يجوز نسخ المحتوى للاستخدام [-الشخصي-]{+التجاري+}", "", "")],
    ),
    "a combining accent": (
        "Le cafe\u0301 est ferme\u0301 le soir.\n",
        "Le cafe est ferme\u0301 le soir.\n",
        [("changed", "Le [-cafe\u0301-]{+cafe+} est ferme\u0301 le soir.", "", "")],
    ),
    "nothing": ("Same.\n", "Same.\n", [("same", "Same.", "", "")]),
    "everything": (
        "Apples grow on trees.\n",
        "Ships sail the seven seas at night\n",
        [("deleted", "Apples grow on trees.", "", ""), ("inserted", "Ships sail the seven seas at night", "", "")],
    ),
    "from nothing": ("", "A line.\n", [("inserted", "A line.", "", "")]),
}


@pytest.mark.parametrize("name", CASES)
def test_diff_is_the_one_worked_out_by_hand(name):
    old, new, expected = CASES[name]
    if expected is None:
        assert [row.harmless for row in compare(old, new).changes] == ["white space"]
    else:
        assert [shown(row) for row in compare(old, new).rows] == expected


def test_changes_stand_under_their_heading():
    old = "1. Records\n\n" + LONG + "2. Payment\n\n" + OTHER
    new = old.replace("first working day", "last working day")
    assert [row.heading for row in compare(old, new).changes] == ["2. Payment"]


def test_a_rule_of_robots_txt_stands_under_its_agent():
    old = "User-agent: A\nDisallow: /a\n\nUser-agent: B\nDisallow: /b\n"
    assert [row.heading for row in compare(old, old.replace("/b", "/c")).changes] == ["User-agent: B"]


def test_the_two_places_of_a_moved_paragraph_name_each_other():
    rows = [row for row in compare(THIRD + LONG + OTHER, LONG + OTHER + THIRD).rows if row.kind == "moved"]
    assert [row.link for row in rows] == [rows[1].anchor, rows[0].anchor]


def test_equal_changes_have_anchors_of_their_own_that_stay():
    old = "first unchanged line\nWe keep 30 days.\nsecond unchanged line\nWe keep 30 days.\n"
    new = old.replace("30", "90")
    anchors = [row.anchor for row in compare(old, new).changes]
    assert len(set(anchors)) == 2
    assert [row.anchor for row in compare("More.\n" + old, "More.\n" + new).changes] == anchors
