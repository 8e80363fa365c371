"""What reviewers and admins type, checked and turned into what `review` takes."""

import json

from django import forms

from . import review
from .filters import CHANNEL_LABELS, channel_label
from .models import Status

NOTE_LENGTH = 10_000


class ConstraintsField(forms.CharField):
    """One constraint a line: text, or a JSON object such as `{"type": "crawl_delay", "seconds": 10}`.

    Cleans to a list of str and dict.
    """

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "true"})

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        lines = [entry if type(entry) is str else json.dumps(entry, ensure_ascii=False) for entry in value or []]
        return "\n".join(line.replace("\n", " ") for line in lines)

    def clean(self, value):
        lines = [line.strip() for line in super().clean(value).splitlines()]
        return [self.read_line(line) for line in lines if line]

    def read_line(self, line):
        if not line.startswith("{"):
            return line
        try:
            entry = json.loads(line, parse_constant=refuse_constant)
            if "\\u0000" in line or not json.dumps(entry, ensure_ascii=False).isprintable():
                raise ValueError
            json.dumps(entry, ensure_ascii=False).encode()
        except (ValueError, RecursionError):
            raise forms.ValidationError(
                f"This line starts like a JSON object but is none: {line[:80]}", code="invalid"
            ) from None
        return entry


def refuse_constant(name):
    raise ValueError(name)


class NoteField(forms.CharField):
    def __init__(self, **kwargs):
        super().__init__(
            label="Note",
            max_length=NOTE_LENGTH,
            widget=forms.Textarea(attrs={"rows": 3}),
            **kwargs,
        )


class ConfirmForm(forms.Form):
    note = NoteField(required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, auto_id="confirm_%s", **kwargs)  # both forms stand on one page

    def verdict(self):
        """The cleaned form as keyword arguments of `review.confirm` and `review.clear_superseded`."""
        return self.cleaned_data


class OverrideForm(forms.Form):
    """A reviewer's own decision. Starts from the machine's; the rules themselves stand in `review`.

    `reason_codes` are all `ReasonCode`s; the active ones are offered.
    """

    status = forms.ChoiceField(
        label="Your decision",
        choices=[(status.value, status.label) for status in review.VERDICT_STATUSES],
        widget=forms.RadioSelect,
        error_messages={"required": "Decide on allowed, conditional or blocked."},
    )
    channel = forms.ChoiceField(label="Channel", required=False)
    constraints = ConstraintsField(
        label="Constraints",
        required=False,
        help_text="One a line. A conditional decision needs at least one.",
        max_length=20_000,
    )
    reason = forms.ChoiceField(label="Reason", error_messages={"required": "Choose the reason that fits best."})
    note = NoteField(
        error_messages={"required": "An override needs a note that says why."},
        help_text="What you saw in the documents that the machine did not.",
    )

    def __init__(self, *args, decision, reason_codes, **kwargs):
        kwargs.setdefault("initial", {})
        kwargs["initial"] = {
            "status": decision.status if decision.status in review.VERDICT_STATUSES else None,
            "channel": decision.compliance_channel or "",
            "constraints": decision.constraints if type(decision.constraints) is list else [],
            **kwargs["initial"],
        }
        super().__init__(*args, auto_id="override_%s", **kwargs)
        channels = dict.fromkeys([*CHANNEL_LABELS, decision.compliance_channel or "none"])
        self.fields["channel"].choices = [("", "No channel"), *((c, channel_label(c)) for c in channels)]
        offered = [(reason.code, reason.label) for reason in reason_codes if reason.active]
        self.fields["reason"].choices = [("", "Choose a reason"), *offered]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("status") == Status.CONDITIONAL and cleaned.get("constraints") == []:
            self.add_error("constraints", "A conditional decision needs at least one constraint.")
        return cleaned

    def verdict(self):
        """The cleaned form as keyword arguments of `review.override`."""
        return self.cleaned_data
