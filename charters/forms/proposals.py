"""What is asked of whoever proposes, rewords or comments."""

from collections.abc import Iterable
from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Layout
from django import forms

from charters.forms.words import answers_field, behaviours_field, fill_answers, read_behaviours
from charters.models import Charter, Proposal, Section
from charters.selectors.grounds import Offered
from diagnostics.forms.surveys import TidyForm

FOLDED = (
    '<details class="nhsuk-details" data-module="nhsuk-details"{open}><summary class="nhsuk-details__summary">'
    '<span class="nhsuk-details__summary-text">{say}</span></summary><div class="nhsuk-details__text">'
)
FOLD_ENDS = "</div></details>"


class ProposalForm(TidyForm):
    """The words of a proposal. `revision` and `seen` say which words were on the page when it was opened.

    Only a new commitment asks for its section; a removal asks for its reason alone.
    """

    section = forms.ModelChoiceField(label="Section", queryset=Section.objects.none())
    text = forms.CharField(
        label="Commitment",
        help_text="One sentence that we can hold each other to.",
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    behaviours = behaviours_field()
    reason = forms.CharField(label="Why", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    answers = answers_field()
    revision = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, *args: Any, charter: Charter, kind: str, is_new: bool, offered: Iterable[Offered] = (), **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        for name in _left_out(kind, is_new):
            del self.fields[name]
        if "section" in self.fields:
            self.fields["section"].queryset = charter.sections.standing()
        self._offered = fill_answers(self.fields, offered)

    @property
    def helper(self) -> FormHelper:
        """What it answers is folded: it may be a long list, and stands before the button."""
        helper = super().helper
        if not self.fields["answers"].choices:
            return helper
        chosen = len(self["answers"].value() or ())
        say = f"Choose what it answers ({chosen} chosen)" if chosen else "Choose what it answers"
        is_wrong = self.is_bound and "answers" in self.errors
        fold = FOLDED.format(open=" open" if is_wrong else "", say=say)
        others = [name for name in self.fields if name != "answers"]
        helper.layout = Layout(*others, HTML(fold), "answers", HTML(FOLD_ENDS))
        return helper

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def clean_behaviours(self) -> str:
        return read_behaviours(self.cleaned_data["behaviours"])

    def words(self) -> dict[str, Any]:
        """What the services take, whichever kind it is."""
        typed = {name: self.cleaned_data.get(name, "") for name in ("text", "behaviours", "reason")}
        grounds = [(key, self._offered[key]) for key in self.cleaned_data["answers"]]
        return typed | {"grounds": grounds, "seen_commitment": self.cleaned_data["seen"]}


class CommentForm(TidyForm):
    text = forms.CharField(label="Your comment", max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))


def _left_out(kind: str, is_new: bool) -> list[str]:
    is_addition = is_new and kind == Proposal.Kind.ADD
    is_removal = kind == Proposal.Kind.REMOVE
    return [*(() if is_addition else ("section",)), *(("text", "behaviours") if is_removal else ())]
