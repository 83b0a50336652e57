"""The words in which a cluster is kept where everybody reads them at once: its name, until somebody words it."""

from typing import Any

from django import forms
from django.utils import timezone

from charters.models import Proposal, Section
from charters.services.charter import charter_of
from hwe_portal.services import gathered as services
from programmes.forms.base import PortalForm
from programmes.models import User
from workshops.forms.actions import ActionForm, owners_of
from workshops.forms.outcomes import DecisionForm
from workshops.models import Action, Cluster, Decision


class ProposalWordsForm(PortalForm):
    """What is proposed for the charter, and for which of its sections."""

    text = forms.CharField(
        label="Commitment",
        help_text="One sentence that we can hold each other to.",
        max_length=Proposal._meta.get_field("text").max_length,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    section = forms.ModelChoiceField(label="Section of the charter", queryset=Section.objects.none(), empty_label=None)

    def __init__(self, *args: Any, sections: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["section"].queryset = sections
        self.fields["section"].initial = sections.filter(key=services.USUAL_SECTION).first()

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())


class RecordWordsForm(PortalForm):
    """The words of another record of the programme."""

    text = forms.CharField(widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, what: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        model, name = services.RECORDS[what]
        stored = model._meta.get_field(name)
        text = self.fields["text"] = forms.CharField(
            label=stored.verbose_name.capitalize(), max_length=stored.max_length, widget=self.fields["text"].widget
        )
        self.initial["text"] = str(self.initial["text"])[: text.max_length]


def form_for(what: str, cluster: Cluster, user: User, data: Any = None) -> PortalForm:
    """The form for one of services.WORDED, with the cluster's name in it. Raises KeyError for any other `what`."""
    given = {"data": data, "initial": {"text": cluster.name}}
    return _FORMS[what](cluster, user, given) if what in _FORMS else RecordWordsForm(**given, what=what)


def _proposal(cluster: Cluster, user: User, given: dict[str, Any]) -> PortalForm:
    return ProposalWordsForm(**given, sections=charter_of(cluster.exercise.event.programme).sections.standing())


def _action(cluster: Cluster, user: User, given: dict[str, Any]) -> PortalForm:
    event = cluster.exercise.event
    owners = owners_of(event.programme, user, now=timezone.localdate())
    return ActionForm(**given, owners=owners, instance=Action(programme=event.programme, event=event))


def _decision(cluster: Cluster, user: User, given: dict[str, Any]) -> PortalForm:
    return DecisionForm(**given, instance=Decision(event=cluster.exercise.event))


_FORMS = {services.PROPOSAL: _proposal, services.ACTION: _action, services.DECISION: _decision}
