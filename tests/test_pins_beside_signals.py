"""Pins beside the signals that quote them, and the way to their places."""

from compliance.machine_signals import read_signals
from compliance.models import ComplianceDecision, FlagReasons
from compliance.pins_beside_signals import beside_signals, pins_with_urls


def pin(number, start, end, *, clause="c", basis_id=None):
    places = {"start": start, "end": end, "basis_start": start, "basis_end": end}
    return {"number": number, "document_id": "d", "basis_id": basis_id, "clause": clause, **places}


def test_pins_lead_to_their_place_behind_the_beginning_in_the_whole_text():
    found = FlagReasons(details={"pins": [pin(3, 5, 900, basis_id="e"), pin(4, 5, 200), pin(5, None, None)]})
    far, near, gone = pins_with_urls(found, ComplianceDecision(pk="x y"), shown=200)
    assert far["url"] == "/documents/d/?decision=x+y&whole=1#pin-3"
    assert far["basis_url"] == "/documents/e/?decision=x+y&whole=1#pin-3"
    assert (near["url"], near["basis_url"]) == ("/documents/d/?decision=x+y#pin-4", "")
    assert (gone["url"], gone["basis_url"]) == ("", "")


def test_while_nothing_is_known_there_are_no_pins():
    assert pins_with_urls(None, ComplianceDecision(pk="x"), shown=200) == []


def test_pins_stand_beside_the_signals_that_quote_them():
    signals, _ = read_signals([{"signal_type": "a", "source_clause": "c"}, {"signal_type": "b"}])
    mine, other = pin(1, 0, 1), pin(2, 0, 1, clause="d")
    pairs, rest = beside_signals(signals, [mine, other])
    assert [(signal.signal_type, found) for signal, found in pairs] == [("a", mine), ("b", None)]
    assert rest == [other]
