"""The search form; its state is the query string."""

from django import forms

from ..models import DocumentType
from .querying import LONGEST_QUERY, QueryError, read_query

CURRENT, ALL = "current", "all"


class SearchForm(forms.Form):
    """`query` is the `Query` that was typed, None where nothing was or where it has errors."""

    use_required_attribute = False
    q = forms.CharField(
        label="Words",
        required=False,
        widget=forms.TextInput(
            attrs={
                "type": "search",
                "data-key": "/",
                "maxlength": LONGEST_QUERY,
                "aria-describedby": "search-help",
                "spellcheck": "false",
                "dir": "auto",
            }
        ),
    )
    domain = forms.CharField(label="Domain begins with", required=False, max_length=255)
    document_type = forms.ChoiceField(
        label="Document", required=False, choices=[("", "All three"), *DocumentType.choices]
    )
    versions = forms.ChoiceField(
        label="Versions", required=False, choices=[(CURRENT, "Current only"), (ALL, "All versions")]
    )
    query = None

    def __init__(self, data):
        super().__init__(data, auto_id="search_%s")
        self.fields["q"].validators.clear()  # a NUL is answered by `read_query`, in words of use
        if CURRENT != data.get("versions") != ALL:
            self.data = data.copy()
            self.data["versions"] = CURRENT

    def clean_q(self):
        text = self.cleaned_data["q"]
        if text:
            try:
                self.query = read_query(text)
            except QueryError as error:
                raise forms.ValidationError(str(error)) from None
        return text

    @property
    def conditions(self):
        """What narrows the search beside its words: keyword arguments of `finding.matching`."""
        given = self.cleaned_data
        return {
            "domain": given["domain"],
            "document_type": given["document_type"],
            "current_only": given["versions"] != ALL,
        }
