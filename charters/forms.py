from charters.models import Commitment
from programmes.dates import FactDateFormField
from programmes.forms.base import PortalForm, RecordForm


class CommitmentForm(RecordForm):
    class Meta:
        model = Commitment
        fields = ("section", "text", "position")


class AdoptForm(PortalForm):
    adopted_on = FactDateFormField(label="When the group adopted it")
