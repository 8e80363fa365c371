"""What every filtered list shares: the active filters as chips, and the input for a day."""

from dataclasses import dataclass

from django import forms

from .keyset import without_cursor


class DayInput(forms.DateInput):
    def __init__(self):
        super().__init__(format="%Y-%m-%d", attrs={"type": "date"})


@dataclass(frozen=True)
class Chip:
    """An active filter: what it says, and the query string without it."""

    label: str
    value: str
    remove_url: str


class Chips:
    """Mixed into a `FilterSet`, whose query string is all of its state."""

    # Parameters that narrow nothing.
    unchipped = ()

    def chips(self):
        """A `Chip` for each value that narrows the list."""
        chips = []
        for name, declared in self.filters.items():
            bound = self.form[name]
            for value in [] if bound.errors or name in self.unchipped else self.data.getlist(name):
                if value not in ("", "false", "False"):
                    chips.append(Chip(declared.label, self.chip_value(name, value), self.url_without(name, value)))
        return chips

    def chip_value(self, name, value):
        """The words for a value; "" where the filter's label says it all."""
        if isinstance(self.form.fields[name], forms.NullBooleanField):
            return ""
        return dict(self.filters[name].extra.get("choices", ())).get(value, value)

    def url_without(self, name, value):
        data = without_cursor(self.data)
        data.setlist(name, [other for other in data.getlist(name) if other != value])
        return "?" + data.urlencode()
