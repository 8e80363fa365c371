"""The forms of an import: the file, and how a CSV is read."""

from django import forms

from .limits import MAX_FILE
from .recognising import ENCODINGS, SEPARATORS

YES_NO = {"yes": "The first row", "no": "There are none"}


class UploadForm(forms.Form):
    file = forms.FileField(
        label="File",
        allow_empty_file=True,  # what is wrong with it is said in our words
        error_messages={"required": "Choose a file first."},
        widget=forms.FileInput(attrs={"accept": ".csv,.tsv,.txt,.jsonl,.ndjson,.gz"}),
        help_text=f"CSV of sources, or JSON Lines; also compressed as .gz. At most {MAX_FILE // 1024**2} MB.",
    )


class ReadingForm(forms.Form):
    """How the text becomes columns: all of it in the query string."""

    encoding = forms.ChoiceField(choices=list(ENCODINGS.items()))
    separator = forms.ChoiceField(label="Separator", choices=list(SEPARATORS.items()))
    headings = forms.ChoiceField(label="Headings", choices=list(YES_NO.items()))

    def reading(self):
        """The choices as `Import.reading` holds them."""
        chosen = self.cleaned_data
        return {
            "encoding": chosen["encoding"],
            "separator": chosen["separator"],
            "headings": chosen["headings"] == "yes",
        }


class ColumnsForm(forms.Form):
    url = forms.TypedChoiceField(label="URL", coerce=int, error_messages={"required": "Choose the column of the URLs."})
    domain = forms.TypedChoiceField(
        label="Domain",
        coerce=int,
        empty_value=None,
        required=False,
        help_text="Compared with the registrable domain of the URL and reported where it differs; never taken over.",
    )
    update_urls = forms.BooleanField(
        label="Replace stored URLs",
        required=False,
        help_text="Where a known source's URL is written otherwise in the file, store it as the file has it.",
    )

    def __init__(self, *args, names, **kwargs):
        super().__init__(*args, **kwargs)
        columns = list(enumerate(names))
        self.fields["url"].choices = [("", "Choose a column"), *columns]
        self.fields["domain"].choices = [("", "None"), *columns]

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("url") is not None and cleaned.get("url") == cleaned.get("domain"):
            self.add_error("domain", "This is the column of the URLs.")
        return cleaned
