from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from programmes.forms.base import PortalForm
from programmes.roster.columns import COLUMNS
from programmes.spreadsheets import CSV_NAMES, MAX_BYTES, TOO_LARGE, XLSX_NAMES, SpreadsheetError, Table, read_table

NOT_IN_FILE = "Not in this file"


class RosterUploadForm(PortalForm):
    """The file of a roster; `table` holds what was read of it."""

    table: Table

    file = forms.FileField(
        label="Roster",
        help_text="An Excel workbook (.xlsx) or a CSV file, up to 2 MB and 5,000 rows.",
        error_messages={"required": "Choose the file of the roster", "empty": "The file is empty."},
        widget=forms.FileInput(attrs={"accept": ",".join((*XLSX_NAMES, *CSV_NAMES))}),
    )

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(TOO_LARGE)
        try:
            self.table = read_table(file, file.name)
        except SpreadsheetError as error:
            raise forms.ValidationError(str(error)) from None
        return file


class ColumnsForm(PortalForm):
    """Which heading of the file holds what."""

    mark_optional = False

    def __init__(self, *args: Any, table: Table, mapping: dict[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices = [("", NOT_IN_FILE), *((heading, _with_example(heading, table)) for heading in table.headings)]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label.capitalize(),
                help_text=column.hint,
                choices=choices,
                initial=mapping.get(column.key, ""),
                required=column.key == "name",
                error_messages={"required": "Choose the column that holds the name"},
            )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        chosen: dict[str, str] = {}
        for key, heading in list(cleaned.items()):
            if heading and heading in chosen:
                self.add_error(key, f"“{heading}” is already chosen as the {chosen[heading]}.")
            chosen.setdefault(heading, key)
        return cleaned

    def mapping(self) -> dict[str, str]:
        return {key: heading for key, heading in self.cleaned_data.items() if heading}


def _with_example(heading: str, table: Table) -> str:
    index = table.headings.index(heading)
    example = next((row.cells[index] for row in table.rows if row.cells[index]), "")
    return f"{heading}, for example “{example[:40]}”" if example else f"{heading}, which is empty"


class ConfirmForm(forms.Form):
    """What the preview showed, as its seal."""

    seal = forms.CharField(max_length=64)
