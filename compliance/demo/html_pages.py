"""Printed terms as plain text and as the web page they were served in, and the pages servers send on errors."""

from collections.abc import Sequence
from html import escape

from .clauses import PrintedSection
from .companies import Site

_NAVIGATION = {
    "en": ("Home", "About us", "Help", "Sign in", "Privacy", "Imprint", "All rights reserved."),
    "de": ("Startseite", "Über uns", "Hilfe", "Anmelden", "Datenschutz", "Impressum", "Alle Rechte vorbehalten."),
    "fr": ("Accueil", "À propos", "Aide", "Connexion", "Confidentialité", "Mentions légales", "Tous droits réservés."),
    "es": ("Inicio", "Quiénes somos", "Ayuda", "Acceder", "Privacidad", "Aviso legal", "Reservados todos los derechos."),
    "ja": ("ホーム", "会社案内", "ヘルプ", "ログイン", "プライバシー", "運営会社", "無断転載を禁じます。"),
}  # fmt: skip


def plain_text(title: str, dated: str, sections: Sequence[PrintedSection]) -> str:
    """The visible text of the terms: one clause a line, blank lines between sections, no trailing blanks."""
    blocks = [f"{title}\n{dated}"]
    for section in sections:
        clauses = "\n".join(f"{clause.number} {clause.text}".strip() for clause in section.clauses)
        blocks.append(f"{section.heading}\n{clauses}")
    return "\n\n".join(blocks) + "\n"


def web_page(site: Site, title: str, dated: str, sections: Sequence[PrintedSection], layout: int) -> str:
    """The HTML page; `layout` (any number) chooses one of four kinds of markup, constant for a source."""
    home, about, help_, sign_in, privacy, imprint, rights = _NAVIGATION[site.language]
    body = (_article, _divisions, _definition_list, _plain)[layout % 4](title, dated, sections)
    return (
        f'<!DOCTYPE html>\n<html lang="{site.language}">\n<head>\n<meta charset="utf-8">\n'
        f"<title>{escape(title)} | {escape(site.service)}</title>\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="stylesheet" href="/static/site-{layout % 97:02d}.css">\n'
        f'<script src="/static/consent.js" defer></script>\n</head>\n<body class="page page--legal">\n'
        f'<header class="masthead"><a href="/" class="logo">{escape(site.service)}</a>\n'
        f'<nav><a href="/">{home}</a> <a href="/about">{about}</a> <a href="/help">{help_}</a> '
        f'<a href="/login" rel="nofollow">{sign_in}</a></nav></header>\n'
        f"{body}\n"
        f'<footer><p>&copy; {escape(site.operator)}, {escape(site.city)}. {rights}</p>\n'
        f'<p><a href="/privacy">{privacy}</a> · <a href="/imprint">{imprint}</a></p></footer>\n</body>\n</html>\n'
    )  # fmt: skip


def _article(title: str, dated: str, sections: Sequence[PrintedSection]) -> str:
    lines = ['<main id="content">', "<article>", f"<h1>{escape(title)}</h1>", f'<p class="updated">{escape(dated)}</p>']
    for number, section in enumerate(sections, start=1):
        lines.append(f'<section id="s{number}">\n<h2>{escape(section.heading)}</h2>')
        lines += [
            f"<p><span class=\"no\">{clause.number}</span> {escape(clause.text)}</p>" if clause.number
            else f"<p>{escape(clause.text)}</p>"
            for clause in section.clauses
        ]  # fmt: skip
        lines.append("</section>")
    return "\n".join([*lines, "</article>", "</main>"])


def _divisions(title: str, dated: str, sections: Sequence[PrintedSection]) -> str:
    lines = [
        '<div id="main"><div class="cms-text">',
        f"<h1>{escape(title)}</h1>",
        f"<div><em>{escape(dated)}</em></div>",
    ]
    lines.append('<ul class="toc">')
    lines += [f'<li><a href="#p{n}">{escape(s.heading)}</a></li>' for n, s in enumerate(sections, start=1)]
    lines.append("</ul>")
    for number, section in enumerate(sections, start=1):
        lines.append(f'<h3><a name="p{number}"></a>{escape(section.heading)}</h3>')
        lines += [f'<div class="clause">{clause.number} {escape(clause.text)}</div>' for clause in section.clauses]
    return "\n".join([*lines, "</div></div>"])


def _definition_list(title: str, dated: str, sections: Sequence[PrintedSection]) -> str:
    lines = ["<main>", f"<h1>{escape(title)}</h1>", f"<p><small>{escape(dated)}</small></p>"]
    for section in sections:
        lines.append(f"<h2>{escape(section.heading)}</h2>\n<dl>")
        lines += [f"<dt>{clause.number}</dt><dd>{escape(clause.text)}</dd>" for clause in section.clauses]
        lines.append("</dl>")
    return "\n".join([*lines, "</main>"])


def _plain(title: str, dated: str, sections: Sequence[PrintedSection]) -> str:
    lines = ['<table width="760" align="center"><tr><td>', f"<h2>{escape(title)}</h2>", f"{escape(dated)}<br><br>"]
    for section in sections:
        lines.append(f"<b>{escape(section.heading)}</b><br>")
        lines += [f"{clause.number} {escape(clause.text)}<br>" for clause in section.clauses]
        lines.append("<br>")
    return "\n".join([*lines, "</td></tr></table>"])


def denied_page(site: Site, reference: str) -> tuple[str, str]:
    """The page and its visible text that a shield in front of the site sends with status 403."""
    text = (
        f"Access denied\n\nYou do not have permission to access {site.host} from this network.\n"
        f"If you believe that this is a mistake, contact the owner of the site and quote reference {reference}.\n"
    )
    page = (
        '<!DOCTYPE html>\n<html lang="en">\n<head><title>Access denied</title>\n'
        '<script>window.__shield = {"mode": "challenge", "ray": "' + reference + '"};</script></head>\n<body>\n'
        "<h1>Access denied</h1>\n"
        f"<p>You do not have permission to access {site.host} from this network.</p>\n"
        "<p>If you believe that this is a mistake, contact the owner of the site and quote reference "
        f"{reference}.</p>\n</body>\n</html>\n"
    )
    return page, text
