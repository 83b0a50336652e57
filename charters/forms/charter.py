from typing import Any

from charters.models import Commitment
from programmes.dates import FactDateFormField
from programmes.forms.base import PortalForm, RecordForm


class CommitmentForm(RecordForm):
    class Meta:
        model = Commitment
        fields = ("section", "text", "position")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = self.instance.charter.sections.standing()


class AdoptForm(PortalForm):
    adopted_on = FactDateFormField(label="When the group adopted it")
