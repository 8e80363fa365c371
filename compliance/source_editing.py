"""Adding and changing sources by hand: the one form of it, for the source's pages and for Django's admin alike.

One types a URL; the normalized URL and the domain follow from it by the rule of `normalized_urls`. The form writes
only what it has shown: it knows the row as it stood when the page was made, and where anybody has changed it since,
it refuses, and shows both.
"""

import json
from copy import copy
from dataclasses import dataclass, field

import pghistory
from django import forms
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from .models import Source
from .near_duplicates import NearDuplicate, near_duplicates
from .normalized_urls import InvalidUrl, normalize_url, registrable_domain

FIELDS = ("url", "normalized_url", "domain")


@dataclass(frozen=True)
class Preview:
    """What a URL would be kept as. `problem` says why it can't be, "" if it can; without a problem `normalized_url` and
    `domain` are what saving writes, `twin` is the other source that has this normalized URL already, None if none has,
    and `near` are those that nearly have it.
    """

    problem: str = ""
    normalized_url: str = ""
    domain: str = ""
    twin: Source | None = None
    near: list[NearDuplicate] = field(default_factory=list)


def preview(url, *, source_id=None):
    """The `Preview` of a URL, for a new source or for the one with this id."""
    try:
        normalized_url = normalize_url(url)
    except InvalidUrl as error:
        return Preview(problem=str(error))
    twin = Source.objects.exclude(pk=source_id).find_by_url(normalized_url)
    near = near_duplicates(normalized_url, besides=source_id)
    return Preview("", normalized_url, registrable_domain(normalized_url), twin, near)


def save_source(data, source, *, only_check=False):
    """The `SourceForm` of what was posted for a source, which is unsaved to add it. It was written if it is valid.

    With `only_check` nothing is written in any case.
    """
    return repeat_once(lambda: _save_source(data, copy(source), only_check))


def _save_source(data, source, only_check):
    with transaction.atomic():
        form = SourceForm(data, instance=source)
        if form.is_valid() and not only_check:
            form.save()
        return form


def repeat_once(act):
    """What `act` returns. Where another source got the same address between its look and its write, it looks again."""
    try:
        return act()
    except IntegrityError:
        return act()


class SourceForm(forms.ModelForm):
    """Validate and save within one transaction: validation locks the row that it compares.

    `has_written` tells whether saving found anything to write. After validation `preview` is the `Preview` of the URL,
    None without one, and `changed_by_others` the source as it is in the table now where it is not as the page has
    shown it, else None. What was typed stays in the form, which then knows of the change, so that saving once more is
    a decision.
    """

    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    class Meta:
        model = Source
        fields = ["url"]
        widgets = {"url": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false", "inputmode": "url"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.preview = self.changed_by_others = None
        self.has_written = False
        self.initial["seen"] = values_text(self.instance)

    def clean_url(self):
        url = self.cleaned_data["url"]
        self.preview = preview(url, source_id=self.instance.pk)
        if self.preview.problem:
            raise ValidationError(self.preview.problem)
        if self.preview.twin:
            raise ValidationError("There already is a source with this normalized URL.", code="twin")
        return url

    def clean(self):
        if not self.instance._state.adding:
            self.check_unchanged()
        return super().clean()

    def check_unchanged(self):
        now = Source.objects.select_for_update().filter(pk=self.instance.pk).first()
        if now is None:
            raise ValidationError("Nothing was saved: the source has been deleted meanwhile.")
        if values_text(now) != self.cleaned_data.get("seen"):
            self.changed_by_others = now
            self.data = self.data.copy()
            self.data[self.add_prefix("seen")] = values_text(now)
            raise ValidationError(
                "Nothing was saved: the source has been changed since you opened it. Save again if yours is to stand.",
                code="changed",
            )

    def _post_clean(self):
        # Before Django holds the instance against the table's uniqueness.
        if self.preview and not self.errors:
            self.instance.normalized_url, self.instance.domain = self.preview.normalized_url, self.preview.domain
        super()._post_clean()

    def save(self, commit=True):
        """Writes the source if anything about it differs; a new one is noted in its history."""
        adding = self.instance._state.adding
        if not adding and values_text(self.instance) == self.cleaned_data["seen"]:
            return self.instance
        source = super().save(commit)
        self.has_written = commit
        if adding and commit:
            pghistory.create_event(source, label="added")
        return source


def values_text(source):
    """What of a source can be changed, as a text to compare."""
    return json.dumps([getattr(source, name) for name in FIELDS], ensure_ascii=False)
