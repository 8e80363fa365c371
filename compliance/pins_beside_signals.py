"""The clause pins of a decision as its page shows them: beside the signals, with links to their places.

A pin is an object of `FlagReasons.details["pins"]`, as `compliance.flag_judging.as_data` makes it.
"""

from urllib.parse import urlencode

from django.urls import reverse


def pins_with_urls(found, decision, *, shown):
    """The pins of a `FlagReasons`, each with `url`, the marked place in the current document, and `basis_url`, that in
    the version that the decision rested on; "" where there is none. [] while nothing is known.

    `shown` is how many characters a document's page shows at first; a pin behind them asks for the whole.
    """
    pins = found.details.get("pins", []) if found else []
    for pin in pins:
        pin["url"] = place_url(pin, decision, pin["document_id"], pin["end"], shown)
        pin["basis_url"] = place_url(pin, decision, pin["basis_id"], pin["basis_end"], shown)
    return pins


def place_url(pin, decision, document_id, end, shown):
    if document_id is None or end is None:
        return ""
    query = {"decision": decision.pk} | ({"whole": 1} if end > shown else {})
    return f"{reverse('compliance:document', args=[document_id])}?{urlencode(query)}#pin-{pin['number']}"


def beside_signals(signals, pins):
    """`([(signal, its pin or None), ...], pins of no signal)`: what is quoted elsewhere in the decision comes after."""
    by_clause = {pin["clause"]: pin for pin in pins}
    pairs = [(signal, by_clause.get(signal.source_clause)) for signal in signals]
    beside = {signal.source_clause for signal in signals}
    return pairs, [pin for pin in pins if pin["clause"] not in beside]
