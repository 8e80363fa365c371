"""What sort of change it is: small words that turn a clause round, and changes that turn nothing.

The word lists cover English, German, French and Spanish, and the plainest negations of Chinese and Japanese.
"""

import re
from collections import Counter

NEGATION, MODAL, EXCEPTION, PERMISSION = "negation", "modal verb", "exception", "permission"
DATE, NUMBER, PERIOD = "date", "number", "period"
# What may be part of a date: numbers, names of months, and "May".
IN_DATES = {DATE, NUMBER, PERIOD, MODAL}
WHITE_SPACE, NUMBERING, DATE_LINE = "white space", "numbering", "date"

# The gravest first: a span bears one label.
RISKY_WORDS = {
    NEGATION: """not no never none nor neither cannot nothing nowhere
        nicht kein keine keinen keinem keiner keines nie niemals nichts weder noch
        ne pas jamais aucun aucune ni nul nulle
        nunca ningún ninguna ninguno jamás tampoco nada
        不 未 没 沒 無 无 非 勿""",
    MODAL: """may must shall will should would can could might ought
        darf dürfen dürft dürfte muss müssen müsst müsste soll sollen sollte sollten kann können könnt könnte könnten
        peut peuvent pouvez pouvons pourra pourront pourrez doit doivent devez devons devra devront devrez
        puede pueden puedes podemos podrá podrán podrás debe deben debes debemos deberá deberán deberás
        必 须 須 可""",
    EXCEPTION: """unless except excepting excluding only solely without
        außer ausgenommen sofern nur ausschließlich ohne
        sauf excepté hormis uniquement seulement sans
        salvo excepto solo sólo únicamente solamente sin""",
    PERMISSION: """allow allows allowed disallow disallows disallowed permit permits permitted prohibit prohibits
        prohibited forbid forbids forbidden banned authorized authorised unauthorized unauthorised yes
        erlaubt verboten gestattet untersagt zulässig unzulässig
        autorisé autorisée interdit interdite permis permise
        permitido permitida prohibido prohibida autorizado autorizada
        禁 许 許""",
    NUMBER: """zero two three four five six seven eight nine ten eleven twelve fourteen fifteen twenty thirty forty
        fifty sixty seventy eighty ninety hundred thousand million
        zwei drei vier fünf sechs sieben acht neun zehn zwölf vierzehn zwanzig dreißig
        deux trois quatre cinq sept huit neuf dix douze quinze vingt trente
        dos tres cuatro cinco siete ocho nueve diez doce quince veinte treinta""",
    PERIOD: """hour hours day days week weeks month months year years
        stunde stunden tag tage tagen woche wochen monat monate monaten jahr jahre jahren
        heure heures jour jours semaine semaines mois année années ans
        hora horas día días semana semanas mes meses año años""",
}
GRAVITY = [NEGATION, MODAL, EXCEPTION, PERMISSION, DATE, NUMBER, PERIOD]
# A longer stretch is read anyway.
SMALL = 12

MONTHS = """january february march april may june july august september october november december
    januar februar märz mai juni juli oktober dezember jänner
    janvier février mars avril juin juillet août septembre octobre novembre décembre
    enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    jan feb mar apr jun jul aug sep sept oct nov dec okt dez"""
LABELS = dict.fromkeys(MONTHS.split(), DATE) | {
    word: label for label, words in reversed(RISKY_WORDS.items()) for word in words.split()
}
_MONTH = rf"(?:{'|'.join(sorted(MONTHS.split(), key=len, reverse=True))})\b\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th|er|\.|º)?"
DATE_PATTERN = re.compile(
    rf"\b\d{{4}}-\d{{1,2}}-\d{{1,2}}(?:[T ]\d{{2}}:\d{{2}}(?::\d{{2}})?(?:\.\d+)?(?:Z|[+-]\d{{2}}:?\d{{2}})?)?"
    rf"|\b\d{{1,2}}[./-]\d{{1,2}}[./-]\d{{2,4}}\b|\b\d{{4}}[./]\d{{1,2}}[./]\d{{1,2}}\b"
    rf"|\b{_DAY}\s+(?:of\s+|de\s+)?{_MONTH}(?:,?\s+(?:de\s+|del\s+)?\d{{4}})?"
    rf"|\b{_MONTH}\s+{_DAY}(?:,?\s+\d{{4}})?\b|\b{_MONTH}\s+(?:de\s+)?\d{{4}}\b"
    r"|\d{4}\s*年\s*\d{1,2}\s*月(?:\s*\d{1,2}\s*日)?",
    re.IGNORECASE,
)

DATE_LENGTH = 30
HAS_DIGIT = re.compile(r"\d")

# A line that only says when the text was made. One that says when something ends is a clause.
DATE_LINE_LENGTH = 160
DATE_LINE_WORDS = 8
SAYS_WHEN = re.compile(
    r"\b(?:updated?|revised|revision|modified|modification|changed|effective|amended|amendment|published|posted|dated?"
    r"|version|stand|fassung|aktualisiert|aktualisierung|geändert|gültig|datum"
    r"|jour|màj|vigueur|modifiée?|révisée?|actualizaci[oó]n|actualizad[oa]|modificad[oa]|vigor|fecha)\b"
    r"|last-updated|更新|改定|施行|制定",
    re.IGNORECASE,
)
SAYS_MORE = re.compile(
    r"\b(?:until|expires?|ends?|terminat\w*|before|after|within|bis|endet|jusqu\w*|hasta)\b", re.IGNORECASE
)

# "3.", "3.2.", "(a)", "iv)", "3.2 Title", a bullet, marks of a Markdown heading. Never "3. May", "3.5 percent" or "30".
_PERIOD = "|".join(RISKY_WORDS[PERIOD].split())
_NUMBER_SIGN = (
    r"\(?(?:\d{1,3}(?:\.\d{1,3})*|[a-z]|[ivxlc]{1,6})[.)]\)?(?=\s)"
    r"|\d{1,2}(?:\.\d{1,2}){1,3}(?-i:(?=\s+[^\W\d_a-zà-ÿ]))"
    r"|(?:section|article|clause|artikel|abschnitt|artículo|cláusula|§)\s*[\divxlc.]+\s*[.:)–—-](?=\s)"
)
NUMBERING_PATTERN = re.compile(
    rf"\s*(?:\#{{1,6}}\s+)?(?:(?:{_NUMBER_SIGN}|[-*•·–‣▪](?=\s))\s+)"
    rf"(?!{_MONTH}|(?:{_PERIOD}|euros?|eur|usd|gbp|dollars?|percent|prozent|million\w*|milliard\w*|gb|mb|kb|tb)\b|[%€$£])",
    re.IGNORECASE,
)


def numbering_end(text):
    """Where the number or bullet in front of a paragraph ends, 0 if there is none."""
    match = NUMBERING_PATTERN.match(text)
    return match.end() if match else 0


def without_numbering_and_dates(paragraph):
    """The words of a paragraph but for the number in front and, in a short one, its dates; may be ""."""
    text = paragraph[numbering_end(paragraph) :]
    if len(text) <= DATE_LINE_LENGTH and text.count("\n") < 4 and HAS_DIGIT.search(text):
        text = DATE_PATTERN.sub("‹date›", text)
    return " ".join(text.split())


def harmless(old, new):
    """Why a changed paragraph needs no reading: "white space", "numbering", "date", or "" if it does."""
    old_words, new_words = old.split(), new.split()
    if old_words == new_words:
        return WHITE_SPACE
    old_end, new_end = numbering_end(old), numbering_end(new)
    if (old_end or new_end) and old[old_end:].split() == new[new_end:].split() != []:
        return NUMBERING
    if is_date_line(old) and is_date_line(new):
        return DATE_LINE if DATE_PATTERN.sub("", old).split() == DATE_PATTERN.sub("", new).split() else ""
    return ""


def is_date_line(text):
    text = text.strip()
    if len(text) > DATE_LINE_LENGTH or not DATE_PATTERN.search(text):
        return False
    rest = DATE_PATTERN.sub(" ", text)
    words = re.findall(r"\w+", rest)
    if not words:
        return True
    return len(words) <= DATE_LINE_WORDS and bool(SAYS_WHEN.search(rest)) and not SAYS_MORE.search(rest)


def touches_date(text, start, end):
    """Whether the stretch of `text` from `start` to `end` is part of a date, or has one."""
    begin = max(start - DATE_LENGTH, 0)
    found = DATE_PATTERN.finditer(text[begin : end + DATE_LENGTH])
    return any(begin + match.start() < end and start < begin + match.end() for match in found)


def risks(deleted, inserted):
    """The labels that the two sides of one change may bear, given as lists of tokens: `(of_deleted, of_inserted)`.

    Lists, the gravest first. Only words that the other side does not have count, and only in small changes.
    """
    if len(deleted) > 2 * SMALL and len(inserted) > 2 * SMALL:
        return [], []
    old_words, new_words = risky_words(deleted), risky_words(inserted)
    if not old_words and not new_words:
        return [], []
    old_counts, new_counts = Counter(old_words), Counter(new_words)
    return labels(old_counts - new_counts, deleted), labels(new_counts - old_counts, inserted)


def risky_words(tokens):
    folded = "\n".join(tokens[: 40 * SMALL]).casefold().replace("’", "'").split("\n")
    return [word for word in folded if label_of(word)]


def label_of(word):
    if word in LABELS:
        return LABELS[word]
    if word.endswith("n't") or word.startswith("n'"):
        return NEGATION
    return NUMBER if any(map(str.isdigit, word)) else ""


def labels(words, tokens):
    if not words or sum(not token.isspace() for token in tokens) > SMALL:
        return []
    return sorted(set(map(label_of, words)), key=GRAVITY.index)
