"""What is asked for before a batch starts: a reason, an override's terms, and the number of a large one."""

from django import forms

from . import bulk
from .forms import NoteField, OverrideForm
from .models import Batch, ComplianceDecision, ReasonCode


class NumberField(forms.CharField):
    """A whole number as people write it, 20,000 or 20 000; cleans to an int, None for anything else."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"})

    def clean(self, value):
        digits = "".join(super().clean(value).replace(",", "").split())
        return int(digits) if digits.isascii() and digits.isdigit() and len(digits) < 10 else None


def add_number(form, batch):
    """Asks for the number of decisions where there are many. `bulk.start` holds it against the batch."""
    if batch.total > bulk.TYPED_ABOVE:
        help_text = f"{batch.total:,} decisions are on the list. Type that number to go ahead."
        form.fields["number"] = NumberField(label="Number of decisions", required=False, help_text=help_text)


class BulkNoteForm(forms.Form):
    note = NoteField(
        error_messages={"required": "Say why: the note goes into every review record."},
        help_text="Why all of them. It goes into every review record.",
    )

    def __init__(self, *args, batch, **kwargs):
        super().__init__(*args, **kwargs)
        add_number(self, batch)


class BulkOverrideForm(OverrideForm):
    def __init__(self, *args, batch, **kwargs):
        super().__init__(
            *args,
            decision=ComplianceDecision(status=""),
            reason_codes=ReasonCode.objects.all(),
            **kwargs,
        )
        self.fields["note"].help_text = "What holds for all of them. It goes into every review record."
        add_number(self, batch)


def form_for(batch, data=None):
    """The form that starts a batch; its cleaned data are the keyword arguments of `bulk.start`."""
    form = BulkOverrideForm if batch.action == Batch.Action.OVERRIDE else BulkNoteForm
    return form(data, batch=batch)
