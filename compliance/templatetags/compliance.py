"""Template filters that every page uses; built into the engine, so nothing needs a `load`."""

from django import template

from ..filters import channel_label
from ..machine_signals import words
from ..models import Status
from ..visible_text import in_order

register = template.Library()


@register.filter
def percent(fraction):
    """0.734 → "73%"; "" for None."""
    return "" if fraction is None else f"{fraction:.0%}"


@register.filter
def thousands(number):
    """12345 → "12,345"."""
    return f"{number:,}"


@register.filter
def as_words(text):
    """ "public_crawl" → "Public crawl", "llm_use" → "LLM use"; "" for None."""
    return words(text) if text else ""


@register.filter
def channel_words(channel):
    """The wording of a compliance channel; "" for None."""
    return channel_label(channel) if channel else ""


@register.filter
def status_word(status):
    """ "ALLOWED" → "Allowed"; a status that we do not know is shown as it is."""
    return Status(status).label if status in Status.values else status


@register.filter
def undo_record(message):
    """The number of the review record that a message's Undo takes back, None where there is none."""
    tag = next((tag for tag in (message.extra_tags or "").split() if tag.startswith("undo-")), "")
    return int(tag.removeprefix("undo-")) if tag else None


@register.filter
def as_prose(text):
    """A stranger's text with the characters that would reorder it shown by number."""
    return in_order(text)
