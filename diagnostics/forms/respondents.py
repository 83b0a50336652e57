from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from diagnostics.models import Respondent
from programmes.forms.base import PortalForm, RecordForm
from programmes.spreadsheets import CSV_NAMES, MAX_BYTES, TOO_LARGE, XLSX_NAMES, SpreadsheetError, Table, read_table


class RespondentForm(RecordForm):
    """Somebody on the list. While an open round goes to their address, `is_bound`, it cannot be changed."""

    class Meta:
        model = Respondent
        fields = ("name", "email", "sector", "role")

    def __init__(self, *args: Any, is_bound: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["email"].label = "Email address"
        self.fields["email"].help_text = "Their own: whoever reads it can answer in their place."
        self.fields["sector"].help_text = "Results may be shown by sector, where enough people answered in each."
        if is_bound:
            self.fields["email"].disabled = True
            self.fields["email"].help_text = (
                "A link of an open round goes there, so it stays until the round is closed: nobody else may get what is"
                " theirs. If they use it no longer, take them off the list and add them anew."
            )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()

    def _get_validation_exclusions(self) -> set[str]:
        """Check that nobody is listed twice, although the form does not ask for the survey."""
        return super()._get_validation_exclusions() - {"survey"}


class PeopleFileForm(PortalForm):
    """The file of people to ask; `table` holds what was read of it."""

    table: Table

    file = forms.FileField(
        label="File",
        help_text="An Excel workbook (.xlsx) or a CSV file, up to 2 MB and 5,000 rows.",
        error_messages={"required": "Choose the file", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join((*XLSX_NAMES, *CSV_NAMES))}),
    )

    def clean_file(self) -> UploadedFile:
        file: UploadedFile = self.cleaned_data["file"]
        if file.size and file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        try:
            self.table = read_table(file, file.name or "")
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from None
        return file
