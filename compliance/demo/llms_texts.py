"""llms.txt files: Markdown with a title, a summary and sections of links (the form proposed at llmstxt.org)."""

from dataclasses import dataclass, replace
from random import Random

from .companies import Site

_SUMMARIES = {
    "news": "{service} reports on {city} and its region: local politics, economy, culture and sport.",
    "marketplace": "{service} is an online marketplace where businesses and private sellers offer goods.",
    "open_data": "{service} publishes open data sets with metadata, update dates and licences.",
    "api": "{service} is a hosted platform with a documented programming interface and client libraries.",
    "forum": "{service} is a community of volunteers who answer each other's questions.",
    "statistics": "{service} publishes tables, time series and the methods behind them.",
    "repository": "{service} preserves theses, articles and research data and gives them lasting identifiers.",
    "media": "{service} streams recordings and tells the stories behind them.",
    "travel": "{service} compares places to stay and ways to get there.",
    "health": "{service} explains conditions, tests and medicines in plain language. It gives no medical advice.",
    "jobs": "{service} lists vacancies and explains how applications work.",
    "real_estate": "{service} lists homes for sale and to let and publishes market reports.",
}

_LINKS = {
    "news": ("Politics/politics: Council meetings, elections and decisions", "Economy/economy: Companies and jobs",
             "Culture/culture: Theatre, music and books", "Corrections/corrections: What we got wrong and put right",
             "Archive/archive: All articles by date", "Photo desk/photos: Licensing of photographs"),
    "marketplace": ("Categories/categories: The tree of categories", "Fees/fees: What sellers pay",
                    "Buyer protection/protection: When and how a case can be opened",
                    "Prohibited goods/prohibited: What may not be offered", "Shipping/shipping: Carriers and labels",
                    "Safety centre/safety: How to recognise fraud"),
    "open_data": ("Catalogue/catalogue: All data sets with filters", "Bulk files/bulk: Nightly dumps as CSV and Parquet",
                  "Licences/licences: Which licence applies to which data", "Changes/changes: New and withdrawn data sets",
                  "Metadata schema/schema: Fields of a catalogue record", "Contact/contact: Who answers which question"),
    "api": ("Quick start/docs/quickstart: From key to first request", "Authentication/docs/auth: Keys, scopes and rotation",
            "Rate limits/docs/limits: Limits per plan and the headers that report them",
            "Errors/docs/errors: Status codes and what to do", "Webhooks/docs/webhooks: Events and signatures",
            "Changelog/changelog: What changed in which version", "Client libraries/docs/clients: Python, Go, TypeScript"),
    "forum": ("Start here/start: How the community works", "Solved threads/solved: Answers that were accepted",
              "Guides/guides: Long articles by members", "Rules/rules: What moderators look at", "Tags/tags: All topics"),
    "statistics": ("Database/database: Query tables and export them", "Release calendar/calendar: What appears when",
                   "Methods/methods: How each figure is made", "Revisions/revisions: What was corrected and why",
                   "Glossary/glossary: Terms and definitions"),
    "repository": ("Collections/collections: By faculty and year", "OAI-PMH/oai: Harvesting of metadata",
                   "Policies/policies: Deposit, embargo and withdrawal", "Theses/theses: Doctoral and master's theses",
                   "Research data/data: Data sets with documentation"),
    "media": ("Catalogue/browse: Recordings by genre", "Programme/programme: What is on this week",
              "Artists/artists: Biographies and releases", "Press/press: Texts and pictures for journalists"),
    "travel": ("Destinations/destinations: Guides by region", "How we rank/ranking: What decides the order of results",
               "Cancellations/cancellations: Rules by type of offer", "For hosts/hosts: How to list a place"),
    "health": ("Conditions/conditions: From A to Z", "Medicines/medicines: Effects, doses and interactions",
               "How we work/editorial: Authors, reviewers and sources", "Emergency/emergency: When to call for help"),
    "jobs": ("Vacancies/jobs: Current listings", "Salary guide/salaries: Ranges by occupation and region",
             "For employers/employers: Prices and rules", "Applying/guide: Letters, interviews and references"),
    "real_estate": ("Search/search: Homes by town", "Market reports/reports: Prices by quarter",
                    "Guide to buying/guide/buying: Steps and costs", "For agents/agents: Listings and fees"),
}  # fmt: skip

# What the file says about use, by variant; the first sentence is what a decision quotes.
_USAGE = {
    "none": "",
    "allowed": "Language models may read, summarise and train on the pages listed here. A link to the page is appreciated.",
    "attribution": "Answers may quote these pages if they name {service} and link to the page. Please do not quote prices or "
    "dates older than a month.",
    "no_training": "These links are offered for retrieval and citation only. Use of the content for training is not permitted.",
    "ask": "Please ask {email} before you use more than single pages.",
}


@dataclass(frozen=True)
class Llms:
    """One version of an llms.txt: how many links it shows, and the variant of its usage statement."""

    site: Site
    links: int
    usage: str
    order: int
    optional: bool

    @property
    def facts(self) -> dict[str, object]:
        return {"usage": self.usage}


def draft_llms(site: Site, rng: Random, *, usage: str) -> Llms:
    """A file with the given usage statement: `none`, `allowed`, `attribution`, `no_training` or `ask`."""
    available = len(_LINKS[site.kind])
    return Llms(site, rng.randrange(3, available + 1), usage, rng.randrange(3), rng.random() < 0.5)


def before_llms_edit(llms: Llms, rng: Random) -> Llms:
    """The file before its last edit: one link less, or no usage statement yet."""
    if llms.usage != "none" and rng.random() < 0.4:
        return replace(llms, usage="none")
    return replace(llms, links=llms.links - 1, optional=not llms.optional)


def printed_llms(llms: Llms) -> tuple[str, str]:
    """The text, and the sentence to quote: its usage statement or, without one, its summary."""
    site = llms.site
    summary = _SUMMARIES[site.kind].format(service=site.service, city=site.city)
    usage = _USAGE[llms.usage].format(service=site.service, email=f"hello@{site.domain}")
    entries = _LINKS[site.kind]
    shown = (entries[llms.order :] + entries[: llms.order])[: llms.links]
    lines = [f"# {site.service}", "", f"> {summary}", ""]
    if usage:
        lines += ["## Use of this content", "", usage, ""]
    half = max(2, len(shown) - 2)
    for title, part in (("Main pages", shown[:half]), ("Optional" if llms.optional else "More", shown[half:])):
        if part:
            lines += [f"## {title}", ""]
            for entry in part:
                place, _, what = entry.partition(": ")
                name, _, path = place.partition("/")
                lines.append(f"- [{name}](https://{site.host}/{path}): {what}")
            lines.append("")
    lines += ["## Legal", "", f"- [Terms](https://{site.host}/terms): The terms of use apply to all pages", ""]
    quote = usage.partition(". ")[0] + "." if ". " in usage else usage or summary
    return "\n".join(lines), quote
