from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile

from diagnostics import scoring
from diagnostics.models import ConflictProfile
from diagnostics.modes import Mode
from programmes.forms.base import PortalForm
from programmes.models import Membership, Person, Programme

MOST_BYTES = 10 * 1024 * 1024
KINDS = ("score", "percentile", "band")


class PdfField(forms.FileField):
    """A PDF of at most 10 MB, told by its content as well as its name."""

    def clean(self, data: UploadedFile | None, initial: Any = None) -> Any:
        file = super().clean(data, initial)
        if file and file != initial:
            if file.size > MOST_BYTES:
                raise forms.ValidationError("The file must be smaller than 10 MB")
            if file.read(5) != b"%PDF-":
                raise forms.ValidationError("The file must be a PDF")
            file.seek(0)
        return file


class ResultForm(PortalForm):
    """The numbers of a licensed report as it prints them: five scores; percentiles and bands where it has them.

    After `is_valid()`, `result` is the checked result. A label stands below the name of its mode; messages give both.
    """

    mark_optional = False

    report = PdfField(
        label="The licensed report (optional)",
        required=False,
        help_text="A PDF. Only you and the leader can download it, the leader once you release the profile.",
    )

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.result: scoring.Profile | None = None
        for mode in Mode:
            self.fields[f"score_{mode}"] = _number("score", mode, scoring.MOST, required=True)
            self.fields[f"percentile_{mode}"] = _number("percentile", mode, 100)
            self.fields[f"band_{mode}"] = forms.ChoiceField(
                label="Band",
                required=False,
                choices=[("", ""), *[(band.value, band.value) for band in scoring.Band]],
            )
        self.order_fields([*[f"{kind}_{mode}" for mode in Mode for kind in KINDS], "report"])

    def by_mode(self) -> list[tuple[str, list[forms.BoundField]]]:
        """For the page: each mode with its three fields."""
        return [(mode.capitalize(), [self[f"{kind}_{mode}"] for kind in KINDS]) for mode in Mode]

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if not self.errors:
            self._check(cleaned)
        return cleaned

    def _check(self, cleaned: dict[str, Any]) -> None:
        scores, percentiles, bands = ({mode: cleaned[f"{kind}_{mode}"] for mode in Mode} for kind in KINDS)
        given = any(value is not None for value in percentiles.values())
        try:
            self.result = scoring.licensed_profile(
                scores, percentiles if given else None, bands if any(bands.values()) else None
            )
        except scoring.ScoreError as error:
            for sentence in error.problems:
                self.add_error(_field_of(sentence), sentence)


class PersonResultForm(ResultForm):
    """Whose licensed result it is, and what it says."""

    person = forms.ChoiceField(label="Whose result is it?", error_messages={"required": "Choose whose result it is"})

    consent = forms.ChoiceField(
        label="May the group picture count them? (optional)",
        required=False,
        choices=[("", "They have not told me"), ("count", "Count them, unnamed"), ("out", "Leave them out")],
        help_text="Only as they told you. They see it here, and can change it.",
    )

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        parts = programme.memberships.participants().select_related("person", "post__organisation")
        self.people = {str(part.person_id): part.person for part in parts}
        self.fields["person"].choices = [("", "Choose a leader"), *[(part.person_id, _listed(part)) for part in parts]]
        self.order_fields(["person"])

    def clean_person(self) -> Person:
        return self.people[self.cleaned_data["person"]]


class UploadForm(PortalForm):
    """A file of licensed results; what is in it is read by the view."""

    file = forms.FileField(
        label="Excel workbook or CSV file",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a file", "empty": "The file is empty"},
    )


def initial_of(profile: ConflictProfile) -> dict[str, Any]:
    """What the form shows of a result that is to be corrected."""
    values = {"score": profile.scores, "percentile": profile.percentiles or {}, "band": profile.bands or {}}
    return {f"{kind}_{mode}": values[kind].get(mode) for kind in KINDS for mode in Mode}


def _number(kind: str, mode: Mode, most: int, *, required: bool = False) -> forms.IntegerField:
    wrong = f"The {kind} for {mode} must be a whole number from 0 to {most}"
    return forms.IntegerField(
        label=kind.capitalize(),
        min_value=0,
        max_value=most,
        required=required,
        widget=forms.TextInput(attrs={"class": "nhsuk-input--width-3", "inputmode": "numeric"}),
        error_messages={
            "required": f"Enter the {kind} for {mode}",
            **dict.fromkeys(("invalid", "min_value", "max_value"), wrong),
        },
    )


def _field_of(sentence: str) -> str:
    """The first field that a sentence of the scoring is about."""
    kind = "percentile" if "percentile" in sentence else "band" if "band" in sentence.casefold() else "score"
    mode = next((mode for mode in Mode if mode.value in sentence), next(iter(Mode)))
    return f"{kind}_{mode}"


def _listed(part: Membership) -> str:
    post = f", {part.post}" if part.post else ""
    return f"{part.shown_name}{post}"
