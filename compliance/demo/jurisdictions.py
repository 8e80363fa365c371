"""Words that depend on country and language: law and courts, money, dates, spans of time, credit lines."""

from collections.abc import Mapping
from datetime import date

from .clauses import Terms
from .companies import Site

_COUNTRY_EN = {
    "IE": "Ireland", "NZ": "New Zealand", "NL": "the Netherlands", "SE": "Sweden", "DK": "Denmark", "NO": "Norway",
    "FI": "Finland", "IN": "India", "SG": "Singapore", "ZA": "South Africa", "DE": "Germany", "FR": "France",
}  # fmt: skip

_LAW_DE = {
    "DE": "das Recht der Bundesrepublik Deutschland",
    "AT": "österreichisches Recht",
    "CH": "schweizerisches Recht",
}
_LAW_FR = {
    "FR": "au droit français",
    "BE": "au droit belge",
    "CH": "au droit suisse",
    "CA": "aux lois du Québec",
}
_LAW_ES = {
    "ES": "la legislación española",
    "MX": "las leyes de los Estados Unidos Mexicanos",
    "AR": "las leyes de la República Argentina",
}

_MINING_LAW = {
    ("de", "DE"): "§ 44b UrhG", ("de", "AT"): "§ 42h UrhG", ("de", "CH"): "Art. 24d URG",
    ("fr", "FR"): "l’article L. 122-5-3 du code de la propriété intellectuelle",
    ("fr", "BE"): "l’article XI.190, 20°, du code de droit économique",
    ("fr", "CH"): "l’article 24d de la loi sur le droit d’auteur",
    ("fr", "CA"): "la Loi sur le droit d’auteur",
}  # fmt: skip

_MONEY = {
    "GB": "£{n:,}", "US": "USD {n:,}", "CA": "CAD {n:,}", "AU": "AUD {n:,}", "NZ": "NZD {n:,}", "IN": "INR {n:,}0",
    "SG": "SGD {n:,}", "ZA": "ZAR {n:,}0", "SE": "SEK {n:,}0", "DK": "DKK {n:,}0", "NO": "NOK {n:,}0",
}  # fmt: skip

_MONTHS = {
    "en": "January February March April May June July August September October November December",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
}

_SPANS = {
    "en": {1: "24 hours", 7: "seven days", 30: "30 days", 90: "90 days", 180: "180 days"},
    "de": {1: "24 Stunden", 7: "sieben Tage", 30: "30 Tage", 90: "90 Tage", 180: "180 Tage"},
    "fr": {1: "24 heures", 7: "sept jours", 30: "30 jours", 90: "90 jours", 180: "180 jours"},
    "es": {1: "24 horas", 7: "siete días", 30: "30 días", 90: "90 días", 180: "180 días"},
    "ja": {1: "24時間", 7: "7日", 30: "30日", 90: "90日", 180: "180日"},
}

_MAILBOX = {"en": "legal", "de": "recht", "fr": "juridique", "es": "legal", "ja": "info"}


def credit_line(site: Site) -> str:
    """The acknowledgement that the site asks for."""
    pattern = {"de": "Quelle: {}", "fr": "Source : {}", "es": "Fuente: {}", "ja": "{}"}
    return pattern.get(site.language, "Source: {}").format(site.service)


def words_for(terms: Terms) -> Mapping[str, str]:
    """What stands for the placeholders of the stock in this document; the same on any day."""
    site, figures = terms.site, terms.figures
    law, courts = _law(site)
    return {
        "service": site.service,
        "name": site.operator,
        "site": site.host,
        "city": site.city,
        "email": f"{_MAILBOX[site.language]}@{site.domain}",
        "age": str(figures["age"]),
        "notice": str(figures["notice"]),
        "complaint": str(figures["complaint"]),
        "rate": str(figures["rate"]),
        "retention": _SPANS[site.language][figures["retention"]],
        "cap": _money(site, figures["cap"]),
        "law": law,
        "Law": law[0].upper() + law[1:],
        "courts": courts,
        "attribution": credit_line(site),
        "countries": _countries(site),
        "mining_law": _MINING_LAW.get((site.language, site.country), ""),
    }


def _law(site: Site) -> tuple[str, str]:
    if site.language == "de":
        return _LAW_DE[site.country], ""
    if site.language == "fr":
        return _LAW_FR[site.country], f"des tribunaux de {site.city}"
    if site.language == "es":
        # pages of a foreign operator follow Spanish law and name the capital
        city = site.city if site.country != "ES" or site.domain.endswith(".es") else "Madrid"
        return _LAW_ES[site.country], f"los juzgados y tribunales de {city}"
    if site.language == "ja":
        return "日本法", f"{site.city}を管轄する地方裁判所"
    region = site.city.partition(", ")[2]
    if site.country == "GB":
        return "the laws of England and Wales", "the courts of England and Wales"
    if site.country == "US" and region:
        return f"the laws of the State of {region}", f"the state and federal courts of {region}"
    if site.country == "CA" and region:
        return f"the laws of {region} and the federal laws of Canada", f"the courts of {region}"
    if site.country == "AU" and region:
        return f"the laws of {region}", f"the courts of {region}"
    country = (
        _COUNTRY_EN.get(site.country)
        or {"US": "the State of Delaware", "CA": "Canada", "AU": "Australia"}[site.country]
    )
    return f"the laws of {country}", f"the courts of {country}"


def _money(site: Site, amount: int) -> str:
    if site.language == "de":
        return f"{amount:,}".replace(",", ".") + (" Franken" if site.country == "CH" else " Euro")
    if site.language == "fr":
        unit = {"CH": "francs suisses", "CA": "dollars canadiens"}.get(site.country, "euros")
        return f"{amount:,}".replace(",", " ") + f" {unit}"
    if site.language == "es":
        return {"MX": f"{amount * 20:,} pesos", "AR": f"{amount}.000 pesos"}.get(site.country, f"{amount} euros")
    if site.language == "ja":
        return f"{amount * 100:,}円"
    return _MONEY.get(site.country, "EUR {n:,}").format(n=amount)


def _countries(site: Site) -> str:
    if site.language != "en":
        return {
            "de": "Deutschland, Österreich und der Schweiz",
            "fr": "France, Belgique et Suisse",
            "es": "España",
            "ja": "日本",
        }[site.language]
    return countries_in_english(site)


def countries_in_english(site: Site) -> str:
    """The countries for which the service is meant, where its terms name any."""
    if site.language != "en":
        return {
            "de": "Germany, Austria and Switzerland",
            "fr": "France, Belgium and Switzerland",
            "es": "Spain",
            "ja": "Japan",
        }[site.language]
    if site.country in {"US", "CA"}:
        return "the United States and Canada"
    if site.country in {"GB", "IE"}:
        return "the United Kingdom and Ireland"
    if site.country in {"AU", "NZ"}:
        return "Australia and New Zealand"
    return _COUNTRY_EN.get(site.country, "the European Union")


def long_date(day: date, language: str, *, american: bool = False) -> str:
    """The day as a document of that language writes it."""
    if language == "ja":
        return f"{day.year}年{day.month}月{day.day}日"
    month = _MONTHS[language].split()[day.month - 1]
    if language == "en":
        return f"{month} {day.day}, {day.year}" if american else f"{day.day} {month} {day.year}"
    if language == "de":
        return f"{day.day}. {month} {day.year}"
    if language == "fr":
        return f"{'1er' if day.day == 1 else day.day} {month} {day.year}"
    return f"{day.day} de {month} de {day.year}"


def dated_line(day: date, site: Site) -> str:
    """The line below the title that says since when the version is in force."""
    text = long_date(day, site.language, american=site.country == "US")
    pattern = {
        "en": "Effective {}" if len(site.domain) % 3 == 0 else "Last updated: {}",
        "de": "Stand: {}",
        "fr": "Dernière mise à jour : {}",
        "es": "Última actualización: {}",
        "ja": "最終改定日：{}",
    }[site.language]
    return pattern.format(text)
