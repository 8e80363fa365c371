"""Terms and conditions as data: stocks of clauses, one version of a document, and changes between versions.

A `Terms` says which clauses stand where, in which wording and with which figures; `lay_out` numbers them.
A revision is a function from one `Terms` to another, so that neighbouring versions differ exactly where
something was changed. No date is needed for any of this: only the line "Last updated" depends on the day.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from types import MappingProxyType, ModuleType

from . import terms_de, terms_en, terms_es, terms_fr, terms_ja
from .companies import OPEN_KINDS, Site

# Topics of positions by the section that holds them, in the order in which they are printed there.
TOPICS_OF_SECTION = MappingProxyType(
    {
        "access": ("scraping", "crawling", "ai_training", "llm_use", "processing"),
        "reuse": (
            "licence", "commercial", "resale", "derivative", "attribution", "storage", "geo", "time",
        ),
        "api": ("api",),
    }
)  # fmt: skip

_SENTENCE_END = re.compile(r"[.!?](?=\s+[A-ZÄÖÜÉÀÊÇ«„¿¡\"“{])|。")


@dataclass(frozen=True)
class Clause:
    """One clause in all its wordings; `later` ones only appear when a later version adds them."""

    wordings: tuple[str, ...]
    later: bool


@dataclass(frozen=True)
class Section:
    """A titled section of a stock."""

    key: str
    titles: tuple[str, ...]
    clauses: tuple[Clause, ...]


@dataclass(frozen=True)
class Stock:
    """All that we wrote in one language; `positions` maps `topic.variant` to its wordings."""

    language: str
    titles: Mapping[str, tuple[str, ...]]
    sections: Mapping[str, Section]
    positions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True)
class Chapter:
    """A section as one document prints it: `picks` are pairs (clause index, wording index)."""

    key: str
    title: str
    picks: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Position:
    """What a document says on one topic, and in which of our wordings."""

    variant: str
    wording: int


@dataclass(frozen=True)
class Terms:
    """One version of a source's terms.

    `figures` holds the numbers that clauses mention (notice, rate, ...), `positions` maps a topic to its position,
    `effective_days` is the age in days of the date that the document states.
    """

    site: Site
    title: str
    chapters: tuple[Chapter, ...]
    positions: Mapping[str, Position]
    figures: Mapping[str, int]
    numbered: bool
    effective_days: float

    @property
    def facts(self) -> dict[str, str | int]:
        """What a decision can depend on: topic to variant, plus the figures that the positions mention."""
        found: dict[str, str | int] = {topic: position.variant for topic, position in self.positions.items()}
        if self.positions.get("scraping", _NONE).variant == "rate" or "api" in self.positions:
            found["rate"] = self.figures["rate"]
        if self.positions.get("storage", _NONE).variant == "conditional":
            found["retention"] = self.figures["retention"]
        return found


@dataclass(frozen=True)
class PrintedClause:
    """A clause with its place: `reference` is how a person cites it, `sentence` the first sentence (to quote)."""

    number: str
    reference: str
    text: str
    sentence: str
    topic: str | None


@dataclass(frozen=True)
class PrintedSection:
    heading: str
    clauses: tuple[PrintedClause, ...]


_NONE = Position("", 0)


def parse_stock(text: str) -> dict[str, Section]:
    """Read the format that `terms_en` describes. Lines that start with a blank continue the one before."""
    sections: dict[str, Section] = {}
    key, titles, clauses = "", (), []

    def close() -> None:
        if key:
            sections[key] = Section(key, titles, tuple(Clause(tuple(w), later) for w, later in clauses))

    for line in re.sub(r"\n[ ]+", " ", text.strip()).splitlines():
        if line.startswith("== "):
            close()
            key, _, names = line[3:].partition(":")
            titles, clauses = tuple(name.strip() for name in names.split(" / ") if name.strip()), []
        elif line.startswith(("- ", "+ ")):
            clauses.append(([line[2:]], line[0] == "+"))
        elif line.startswith("~ "):
            clauses[-1][0].append(line[2:])
        elif line:
            raise ValueError(f"not a line of a stock: {line!r}")
    close()
    return sections


def _read_stock(language: str, module: ModuleType) -> Stock:
    sections = {
        **parse_stock(module.GENERAL),
        **parse_stock(module.EXTRA),
        **parse_stock(module.KINDS),
        **parse_stock(module.POSITION_SECTIONS),
    }
    positions = {
        key: tuple(wording for clause in section.clauses for wording in clause.wordings)
        for key, section in parse_stock(module.POSITIONS).items()
    }
    return Stock(language, module.TITLES, sections, positions)


STOCKS = MappingProxyType(
    {
        language: _read_stock(language, module)
        for language, module in {
            "en": terms_en, "de": terms_de, "fr": terms_fr, "es": terms_es, "ja": terms_ja,
        }.items()
    }
)  # fmt: skip


def draft(site: Site, positions: Mapping[str, str], rng: Random) -> Terms:
    """A first complete set of terms for the site that takes these positions (topic to variant)."""
    stock = STOCKS[site.language]
    own = [key for key in stock.sections if key.startswith(f"{site.kind}/")]
    # Long documents are those of large services; public bodies are brief.
    extra = [key for key in stock.sections if key.startswith("extra/")]
    appetite = 0.0 if site.kind in OPEN_KINDS else rng.choice((0.0, 0.25, 0.5, 1.0))
    extra = [key for key in extra if rng.random() < appetite]
    keys = ["about", *(key for key in extra if key.endswith("/definitions")), *own]
    if site.kind not in OPEN_KINDS:
        keys.append("accounts")
    if site.kind in {"marketplace", "forum", "media", "travel", "jobs", "real_estate"} or (
        site.kind == "news" and rng.random() < 0.4
    ):
        keys.append("user_content")
    keys += rng.choice((["conduct", "reuse", "access", "api"], ["reuse", "access", "api", "conduct"]))
    keys += ["ip", "privacy"] if rng.random() < 0.7 else ["privacy", "ip"]
    if site.kind not in OPEN_KINDS or rng.random() < 0.5:
        keys.append("availability")
    keys.append("liability")
    if site.kind not in OPEN_KINDS:
        keys.append("termination")
    keys += [key for key in extra if not key.endswith("/definitions")]
    keys += ["changes", "law", "contact"]
    chapters = tuple(_chapter(stock.sections[key], rng) for key in keys if key in stock.sections)
    figures = {
        "age": rng.choice((13, 16, 16, 18)),
        "notice": rng.choice((14, 28, 30, 30, 42, 60)),
        "complaint": rng.choice((7, 10, 14, 14, 21)),
        "cap": rng.choice((100, 250, 500, 1000)),
        "rate": rng.choice((10, 20, 30, 60, 60, 120)),
        "retention": rng.choice((1, 7, 30, 30, 90)),
    }
    taken = {
        topic: Position(variant, rng.randrange(99))
        for topic, variant in positions.items()
        if f"{topic}.{variant}" in stock.positions
    }
    title = rng.choice(stock.titles[site.kind])
    return Terms(site, title, chapters, taken, figures, rng.random() < 0.8, 0.0)


def _chapter(section: Section, rng: Random) -> Chapter:
    short = section.key in {"access", "reuse", "api", "contact", "about", "law"}
    picks = tuple(
        (index, rng.randrange(len(clause.wordings)))
        for index, clause in enumerate(section.clauses)
        if (rng.random() < 0.25 if clause.later else short or rng.random() < 0.9)
    )
    return Chapter(section.key, rng.choice(section.titles), picks or ((0, 0),))


# --- revisions: each returns another Terms, or the same one where it does not apply


def with_position(terms: Terms, topic: str, variant: str | None, rng: Random) -> Terms:
    """The terms with another position on one topic; `None` takes the topic out."""
    positions = dict(terms.positions)
    positions.pop(topic, None)
    if variant is not None and f"{topic}.{variant}" in STOCKS[terms.site.language].positions:
        positions[topic] = Position(variant, rng.randrange(99))
    return replace(terms, positions=positions)


def with_same_wording(terms: Terms, topic: str, variant: str) -> Terms:
    """Another variant of a topic in the wording of the same place in the stock ("may" becomes "must not")."""
    wording = terms.positions[topic].wording
    return replace(terms, positions={**terms.positions, topic: Position(variant, wording)})


def with_figure(terms: Terms, name: str, value: int) -> Terms:
    return replace(terms, figures={**terms.figures, name: value})


def reworded(terms: Terms, rng: Random, count: int = 2) -> Terms:
    """Up to `count` ordinary clauses in another wording of the stock; positions are left alone."""
    stock = STOCKS[terms.site.language]
    places = [
        (at, place)
        for at, chapter in enumerate(terms.chapters)
        if chapter.key not in TOPICS_OF_SECTION
        for place, (index, _) in enumerate(chapter.picks)
        if len(stock.sections[chapter.key].clauses[index].wordings) > 1
    ]
    chapters = list(terms.chapters)
    for at, place in rng.sample(places, min(count, len(places))):
        chapter = chapters[at]
        index, wording = chapter.picks[place]
        others = len(stock.sections[chapter.key].clauses[index].wordings)
        picks = list(chapter.picks)
        picks[place] = (index, (wording + 1) % others)
        chapters[at] = replace(chapter, picks=tuple(picks))
    return replace(terms, chapters=tuple(chapters))


def without_one_clause(terms: Terms, rng: Random) -> Terms:
    """The terms before a clause was added: one of the later clauses, or else any, is taken out."""
    stock = STOCKS[terms.site.language]
    places = [
        (not stock.sections[chapter.key].clauses[index].later, rng.random(), at, place)
        for at, chapter in enumerate(terms.chapters)
        if chapter.key not in TOPICS_OF_SECTION and len(chapter.picks) > 2
        for place, (index, _) in enumerate(chapter.picks)
    ]
    if not places:
        return terms
    _, _, at, place = min(places)
    chapter = terms.chapters[at]
    picks = chapter.picks[:place] + chapter.picks[place + 1 :]
    chapters = (*terms.chapters[:at], replace(chapter, picks=picks), *terms.chapters[at + 1 :])
    return replace(terms, chapters=chapters)


def with_section_moved(terms: Terms, rng: Random) -> Terms:
    """One section in the middle stands somewhere else; the numbers of those between change with it."""
    chapters = list(terms.chapters)
    if len(chapters) < 8:
        return terms
    chapter = chapters.pop(rng.randrange(3, len(chapters) - 4))
    places = [at for at in range(2, len(chapters) - 2) if chapters[at] is not terms.chapters[at]] or [2]
    chapters.insert(rng.choice(places), chapter)
    return replace(terms, chapters=tuple(chapters))


# --- printing


def lay_out(terms: Terms, words: Mapping[str, str]) -> list[PrintedSection]:
    """The numbered sections of the terms; `words` fills the placeholders of the stock (see `jurisdictions`)."""
    stock = STOCKS[terms.site.language]
    printed: list[PrintedSection] = []
    for chapter in terms.chapters:
        section = stock.sections[chapter.key]
        clauses: list[tuple[str, str | None]] = []
        topics = [topic for topic in TOPICS_OF_SECTION.get(chapter.key, ()) if topic in terms.positions]
        if chapter.key in {"access", "api"} and not topics:
            continue  # without a position there is nothing that such a section could be about
        for topic in topics:
            position = terms.positions[topic]
            wordings = stock.positions[f"{topic}.{position.variant}"]
            clauses.append((wordings[position.wording % len(wordings)], topic))
        ordinary = [(section.clauses[index].wordings[wording], None) for index, wording in chapter.picks]
        if chapter.key == "reuse":
            if not _restrictive(terms):
                # The last wording leaves everything to the rules below it; the others reserve all rights.
                ordinary[0] = (section.clauses[0].wordings[-1], None)
            clauses = ordinary[:1] + clauses + ordinary[1:]
        else:
            clauses = clauses + ordinary
        printed.append(_number(terms, len(printed) + 1, chapter.title, clauses, words))
    return printed


def _restrictive(terms: Terms) -> bool:
    permissive = {"licence": {"cc0", "cc_by"}, "commercial": {"allowed"}, "scraping": {"allowed", "rate"}}
    return not any(terms.positions.get(topic, _NONE).variant in variants for topic, variants in permissive.items())


def _spelled(text: str, site: Site) -> str:
    """One dot where "Ltd." ends a sentence; no sharp s in Switzerland."""
    text = text.replace("..", ".")
    return text.replace("ß", "ss") if (site.language, site.country) == ("de", "CH") else text


def _number(
    terms: Terms, number: int, title: str, clauses: list[tuple[str, str | None]], words: Mapping[str, str]
) -> PrintedSection:
    language = terms.site.language
    printed = []
    for place, (template, topic) in enumerate(clauses, start=1):
        end = _SENTENCE_END.search(template)
        text, sentence = (
            _spelled(part.format_map(words), terms.site)
            for part in (template, template[: end.end()] if end else template)
        )
        label, reference = {
            "en": (f"{number}.{place}", f"clause {number}.{place}"),
            "de": (f"({place})", f"§ {number} Abs. {place}"),
            "fr": (f"{number}.{place}.", f"article {number}.{place}"),
            "es": (f"{number}.{place}.", f"cláusula {number}.{place}"),
            "ja": (f"{place}", f"第{number}条{place}"),
        }[language]
        if not terms.numbered and language == "en":
            label, reference = "", f"the section “{title}”"
        printed.append(PrintedClause(label, reference, text, sentence, topic))
    heading = {
        "en": f"{number}. {title}" if terms.numbered else title,
        "de": f"§ {number} {title}",
        "fr": f"Article {number} – {title}",
        "es": f"{number}. {title}",
        "ja": f"第{number}条（{title}）",
    }[language]
    return PrintedSection(heading, tuple(printed))
