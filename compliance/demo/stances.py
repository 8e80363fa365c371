"""Which positions a source's terms take, by scenario and kind of service."""

from random import Random

from .companies import OPEN_KINDS, Site


def positions_for(scenario: str, site: Site, rng: Random) -> dict[str, str]:
    """The positions that the terms take at the end of the scenario."""
    pick, chance = rng.choice, rng.random
    found: dict[str, str] = {}
    if scenario == "open_licence":
        if site.kind in OPEN_KINDS:
            found = {"licence": "cc0", "scraping": "allowed"}
        else:
            found = {"commercial": "allowed", "scraping": "allowed", "derivative": "allowed"}
        if chance() < 0.5:
            found["ai_training"] = "allowed"
        if chance() < 0.3:
            found["llm_use"] = "allowed"
    elif scenario in {"attribution", "robots_failed", "robots_mistakes", "robots_html"}:
        found = pick(({"licence": "cc_by"}, {"attribution": "required", "commercial": "allowed"}))
        found["crawling"] = "robots"
        if chance() < 0.4:
            found["processing"] = "allowed"
    elif scenario in {"non_commercial", "robots_changed", "terms_failed"}:
        found = pick(
            (
                {"licence": "cc_by_nc"},
                {"commercial": "prohibited", "derivative": "prohibited"},
                {"commercial": "prohibited", "attribution": "required"},
                {"commercial": "conditional", "storage": "conditional", "attribution": "required"},
            )[: 3 if site.kind in OPEN_KINDS else 4]  # a public body has no paid plan
        )
        found["crawling"] = pick(("robots", "search_only"))
        if chance() < 0.25:
            found["geo"] = "conditional"
        if chance() < 0.2:
            found["time"] = "conditional"
    elif scenario in {"ban", "conflict", "paraphrase"}:
        found = {"scraping": pick(("prohibited", "permission"))}
        if chance() < 0.6:
            found["ai_training"] = pick(("prohibited", "licence"))
        if chance() < 0.5:
            found["commercial"] = "prohibited"
        if chance() < 0.4:
            found["resale"] = "prohibited"
        if chance() < 0.3:
            found["crawling"] = "search_only"
        if chance() < 0.3:
            found["derivative"] = "prohibited"
    elif scenario in {"ai_reserved", "llms_conflict"}:
        found = {"ai_training": pick(("prohibited", "prohibited", "licence")), "crawling": "robots"}
        if scenario == "llms_conflict" or chance() < 0.4:
            found["llm_use"] = pick(("prohibited", "conditional"))
        if scenario == "llms_conflict":
            found["ai_training"] = "prohibited"
        if chance() < 0.4:
            found["attribution"] = "required"
        if chance() < 0.3:
            found["storage"] = "prohibited"
    elif scenario == "api_only":
        found = pick(
            (
                {"api": "required"},
                {"api": "required", "storage": "conditional"},
                {"api": "required", "storage": "prohibited"},
                {"scraping": "prohibited", "api": "allowed", "attribution": "required"},
                {"scraping": "prohibited", "api": "allowed", "resale": "prohibited"},
            )
        )
    elif scenario == "rate_limited":
        found = {"scraping": "rate"}
        if chance() < 0.5:
            found["attribution"] = "required"
        if chance() < 0.4:
            found["storage"] = "conditional"
    elif scenario == "unclear":
        found = {"scraping": "vague"}
        if chance() < 0.6:
            found["ai_training"] = "vague"
        if chance() < 0.4 and site.kind not in OPEN_KINDS:
            found["commercial"] = "conditional"
    elif scenario in {"terms_changed", "outdated"}:
        choices = ["non_commercial", "rate_limited", "attribution", "rate_limited"]
        if site.kind not in OPEN_KINDS:
            choices += ["ban", "ban", "ban", "ban", "ai_reserved", "ai_reserved", "api_only"]
        found = positions_for(pick(choices), site, rng)
        if scenario == "outdated" and not _rewritable(found):
            found["derivative"] = "prohibited"
    elif scenario == "other_language":
        found = {"scraping": pick(("prohibited", "permission")), "ai_training": "prohibited", "attribution": "required"}
    return found


def _rewritable(positions: dict[str, str]) -> bool:
    """Whether an earlier version may have said something else on a topic, not merely nothing."""
    return bool({"api", "storage", "licence", "scraping", "commercial"} & positions.keys())
