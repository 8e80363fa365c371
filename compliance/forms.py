"""What reviewers and admins type, checked and turned into what `review` takes."""

import json
from datetime import UTC, datetime, time, timedelta

from django import forms
from django.utils import timezone

from . import review
from .accounts import colleagues
from .filters import CHANNEL_LABELS, channel_label
from .models import Status
from .waiting import ESCALATION_ROLES

NOTE_LENGTH = 10_000


class ConstraintsField(forms.CharField):
    """One constraint a line: text, or a JSON object such as `{"type": "crawl_delay", "seconds": 10}`.

    Cleans to a list of str and dict.
    """

    widget = forms.Textarea(attrs={"rows": 3, "spellcheck": "true"})

    def prepare_value(self, value):
        if isinstance(value, str):
            return value
        return "\n".join(as_line(entry) for entry in value or [])

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


def as_line(constraint):
    """A constraint as the field shows it, in one line."""
    text = constraint if type(constraint) is str else json.dumps(constraint, ensure_ascii=False)
    return " ".join(text.splitlines())


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
        # Both forms stand on one page, and one draft holds what was typed in either.
        super().__init__(*args, prefix="confirm", **kwargs)

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


class SnoozeForm(forms.Form):
    """Until the beginning of a day, in UTC."""

    until = forms.DateField(label="Until", widget=forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"}))

    def __init__(self, *args, **kwargs):
        kwargs.setdefault("initial", {"until": timezone.now().date() + timedelta(days=7)})
        super().__init__(*args, prefix="snooze", **kwargs)

    def clean_until(self):
        return datetime.combine(self.cleaned_data["until"], time(), UTC)


class EscalateForm(forms.Form):
    """Cleans to `to`, a `User` or the name of a role, and `note`."""

    to = forms.ChoiceField(label="Hand it to")
    note = NoteField(error_messages={"required": "Say why you hand it on."})

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, prefix="escalate", **kwargs)
        self.people = {f"user:{person.pk}": person for person in colleagues(user)}
        self.fields["to"].choices = [
            ("", "Choose"),
            ("Roles", [(f"role:{role}", f"Anyone: {role}") for role in ESCALATION_ROLES]),
            ("Colleagues", [(key, person.get_username()) for key, person in self.people.items()]),
        ]

    def clean_to(self):
        kind, _, name = self.cleaned_data["to"].partition(":")
        return name if kind == "role" else self.people[self.cleaned_data["to"]]


class CommentForm(forms.Form):
    note = NoteField(error_messages={"required": "There is nothing to add yet."})

    def __init__(self, *args, **kwargs):
        super().__init__(*args, prefix="comment", **kwargs)
