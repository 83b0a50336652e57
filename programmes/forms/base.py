"""What every form of the portal shares: fields through the template pack, the tag and the button left to the page."""

from typing import Any

from crispy_forms.helper import FormHelper
from django import forms


class PortalForm(forms.Form):
    @property
    def helper(self) -> FormHelper:
        helper = FormHelper()
        helper.form_tag = False
        helper.disable_csrf = True
        return helper


class RecordForm(PortalForm, forms.ModelForm):
    """A form over one record, whose owner is set on the instance beforehand; the view stores it through a service."""

    def _get_validation_exclusions(self) -> set[str]:
        """Check constraints that name the owner or ask whether a record stands, although the form asks for neither."""
        return super()._get_validation_exclusions() - {"programme", "system", "person", "withdrawn_at"}

    def links(self) -> dict[str, Any]:
        """The many-to-many choices, which the service stores after the record itself."""
        many = {field.name for field in self._meta.model._meta.many_to_many}
        return {name: value for name, value in self.cleaned_data.items() if name in many}
