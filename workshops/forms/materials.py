from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.core.validators import URLValidator

from programmes.forms.base import PortalForm, RecordForm
from workshops import material_files, photographs
from workshops.models import Material
from workshops.photographs import Photograph

TITLE = 160
# So many photographs in one go; their numbers stand in their titles.
MOST_AT_ONCE = 20
NUMBER = " (20 of 20)"
WEB_ADDRESS = "Enter a web address, like https://example.org/paper"


def _title(label: str, **options: Any) -> forms.CharField:
    return forms.CharField(label=label, **{"max_length": TITLE} | options)


def _for_leaders(**options: Any) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(
        label="Who may see it",
        choices=[("yes", "The leaders and the facilitators"), ("no", "Only the facilitators")],
        coerce=lambda said: said == "yes",
        widget=forms.RadioSelect,
        error_messages={"required": "Choose who may see it"},
        **options,
    )


def _link() -> forms.URLField:
    field = forms.URLField(label="Link", max_length=500, assume_scheme="https", error_messages={"invalid": WEB_ADDRESS})
    field.validators = [URLValidator(schemes=["http", "https"], message=WEB_ADDRESS)]
    return field


class LinkForm(PortalForm):
    title = _title("What it is")
    link = _link()
    for_leaders = _for_leaders()


class FileForm(PortalForm):
    """A file whose content is what its name says; `ending` is known once it is valid."""

    title = _title("What it is")
    file = forms.FileField(
        label="File",
        max_length=200,
        help_text="PDF, Word, PowerPoint, Excel, OpenDocument or plain text, up to 20 MB.",
        widget=forms.FileInput(attrs={"accept": ",".join(material_files.ENDINGS)}),
        error_messages={"empty": material_files.EMPTY},
    )
    for_leaders = _for_leaders()

    def clean_file(self) -> UploadedFile:
        file = self.cleaned_data["file"]
        try:
            self.ending = material_files.ending_of(file, file.name, file.size)
        except material_files.MaterialFileError as error:
            raise forms.ValidationError(str(error)) from error
        return file


class ManyFiles(forms.FileInput):
    allow_multiple_selected = True


class PhotographsField(forms.FileField):
    """Several photographs at once: a list of files."""

    widget = ManyFiles

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        if not data:
            raise forms.ValidationError(self.error_messages["required"], code="required")
        if len(data) > MOST_AT_ONCE:
            raise forms.ValidationError(f"Send at most {MOST_AT_ONCE} photographs at once")
        return list(data)


class PhotographsForm(PortalForm):
    """Photographs in one go. After `is_valid()`, `taken` are those that could be read, and `refused` says of each
    other one why it could not: one bad photograph does not cost the good ones.
    """

    title = _title("What they show", max_length=TITLE - len(NUMBER), help_text="For example Hopes for the system.")
    photographs = PhotographsField(
        label="Photographs",
        help_text=f"Up to {MOST_AT_ONCE} at once, each up to 25 MB, as they come from a phone. We make them "
        "smaller, and leave out where and when they were taken.",
        widget=ManyFiles(attrs={"accept": photographs.ACCEPT}),
        error_messages={"required": "Choose one or more photographs"},
    )
    for_leaders = _for_leaders()

    def clean_photographs(self) -> list[UploadedFile]:
        self.taken: list[Photograph] = []
        self.refused: list[str] = []
        for file in self.cleaned_data["photographs"]:
            self._take(file)
        if not self.taken:
            raise forms.ValidationError(self.refused)
        return self.cleaned_data["photographs"]

    def _take(self, file: UploadedFile) -> None:
        try:
            self.taken.append(photographs.read(file, file.size))
        except photographs.PhotographError as error:
            self.refused.append(f"{file.name} is not added: {error}")


class MaterialForm(RecordForm):
    """A correction: the title, who may see it, and the address of a link."""

    link = _link()
    for_leaders = _for_leaders()

    class Meta:
        model = Material
        fields = ("title", "link", "for_leaders")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["for_leaders"] = "yes" if self.instance.for_leaders else "no"
        if self.instance.kind != Material.Kind.LINK:
            del self.fields["link"]
