from django import forms

from programmes.forms.base import PortalForm


class ReleaseForm(PortalForm):
    """Whose profiles are opened; the choices are those that are finished and closed."""

    profile = forms.MultipleChoiceField(
        label="Whose profile do you open?",
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": "Choose at least one person"},
    )

    def __init__(self, *args, people: dict[int, str], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["profile"].choices = list(people.items())
