"""Forms for coding what people wrote: one act of the script, and the page without it."""

from collections.abc import Sequence
from uuid import UUID

from django import forms

from diagnostics.forms.coding import CHOOSE_A_THEME, ThemesForm
from diagnostics.models import Theme
from programmes.models import Programme

CHOOSE_A_COMMENT = "Tick the comments that you code"


class CommentsForm(ThemesForm):
    """Comments of the page that is shown, and what all of those ticked speak to."""

    comment = forms.TypedMultipleChoiceField(
        label="Comments",
        coerce=UUID,
        error_messages={
            "required": CHOOSE_A_COMMENT,
            "invalid_choice": "A comment is not on this page any more. Tick the comments again",
        },
        widget=forms.CheckboxSelectMultiple,
    )

    field_order = ["comment", "theme", "new_name", "kind"]

    def __init__(self, *args, comments: Sequence[UUID], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["comment"].choices = [(str(each), "") for each in comments]

    @property
    def ticked(self) -> set[str]:
        """The comments that are ticked, as the page writes their keys."""
        return {str(each) for each in self["comment"].value() or []}

    def clean(self) -> dict:
        data = super().clean()
        if not data.get("theme") and not data.get("new_name"):
            self.add_error("theme", CHOOSE_A_THEME)
        return data


class CommentActForm(forms.Form):
    """One small act of the coding script, which names a comment as the note that it is."""

    did = forms.ChoiceField(choices=[("code", ""), ("uncode", "")])
    note = forms.UUIDField()
    theme = forms.ModelChoiceField(queryset=Theme.objects.none(), required=False)
    name = forms.CharField(max_length=80, required=False)
    kind = forms.ChoiceField(choices=Theme.Kind, required=False)

    def __init__(self, *args, programme: Programme, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.filter(programme=programme)

    def clean(self) -> dict:
        data = super().clean()
        if not self.errors and not data["theme"] and not (data["did"] == "code" and data["name"]):
            raise forms.ValidationError(CHOOSE_A_THEME)
        return data
