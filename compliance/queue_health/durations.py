"""Spans of time in words."""


def duration_text(seconds):
    """ "40 min", "7 h", "3.5 days"; "–" for None."""
    if seconds is None:
        return "–"
    if seconds < 3600:
        return f"{int(seconds // 60)} min"
    if seconds < 2 * 86400:
        return f"{int(seconds // 3600)} h"
    return f"{seconds / 86400:,.1f}".removesuffix(".0") + " days"


def days_text(days):
    return "1 day" if days == 1 else f"{days:,} days"


def age_text(oldest, youngest):
    """ "Under 1 day", "1 to 3 days", "Over 30 days"."""
    if not oldest:
        return f"Under {days_text(youngest)}"
    return f"{oldest} to {days_text(youngest)}" if youngest else f"Over {days_text(oldest)}"
