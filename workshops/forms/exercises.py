"""What a facilitator says of an exercise: for each kind the few things that it needs."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count, Q

from diagnostics.models import Card
from programmes.forms.base import PortalForm, RecordForm
from workshops.lines import lines_of, plain
from workshops.models import Cluster, Exercise, Statement
from workshops.services.exercises import Choice, fixed_in, options_of

Kind = Exercise.Kind
FEWEST_OPTIONS, MOST_OPTIONS = 2, 12
LONGEST_OPTION = 200
TOO_FEW = "Write at least two options, one on each line"

_ASKED = ("prompt", "detail", "voices")
FIELDS: dict[str, tuple[str, ...]] = {
    Kind.REFLECT: ("card", "prompt", "agenda_item"),
    Kind.SINGLE: (*_ASKED, "agenda_item"),
    Kind.MULTIPLE: (*_ASKED, "most", "agenda_item"),
    Kind.SCALE: (*_ASKED, "points", "low_label", "high_label", "agenda_item"),
    Kind.CARDS: (*_ASKED, "most", "agenda_item"),
    Kind.DOTS: (*_ASKED, "most", "agenda_item"),
    Kind.RANKING: (*_ASKED, "agenda_item"),
    Kind.TIMER: ("prompt", "minutes", "agenda_item"),
    Kind.PAGE: ("prompt", "detail", "agenda_item"),
}
# What one plans; a page of the portal is put before the room by the part of the portal that it belongs to.
PLANNED = tuple(kind for kind in Kind if kind != Kind.PAGE)

HOW_MANY: dict[str, str] = {
    Kind.MULTIPLE: "How many may one choose",
    Kind.CARDS: "How many cards has each",
    Kind.DOTS: "How many dots has each",
}


class ExerciseForm(RecordForm):
    """An exercise of one kind. Who changes one that was started finds what people were asked and told fixed."""

    class Meta:
        model = Exercise
        fields = (
            "card", "prompt", "detail", "voices", "most", "points", "low_label", "high_label", "minutes", "agenda_item",
        )  # fmt: skip
        widgets = {"voices": forms.RadioSelect}
        help_texts = {
            "prompt": "One question or one line: it stands on the wall and on every phone.",
            "voices": "People read this before they answer. It cannot change once they are asked.",
        }

    options = forms.CharField(
        label="Options", required=False, widget=forms.Textarea(attrs={"rows": 7}), help_text="One on each line."
    )
    taken_from = forms.ModelChoiceField(
        Exercise.objects.none(),
        label="Or take the clusters of",
        required=False,
        empty_label="No cards: the lines above are all",
        help_text="The name of each cluster becomes an option, after the lines above.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = FIELDS[self.instance.kind]
        with_options = self.instance.kind in Exercise.WITH_OPTIONS
        for name in [name for name in self.fields if name not in kept]:
            if not (with_options and name in ("options", "taken_from")):
                del self.fields[name]
        self.order_fields(["card", "prompt", "detail", "options", "taken_from"])
        self._fit()

    def _fit(self) -> None:
        event, kind = self.instance.event, self.instance.kind
        self.fields["agenda_item"].queryset = event.agenda.standing()
        self.fields["agenda_item"].empty_label = "None"
        if kind == Kind.REFLECT:
            self.fields["card"].queryset = cards_of(event.programme)
            self.fields["card"].label_from_instance = lambda card: f"{card.deck}: {card}"
            self.fields["card"].required = True
            self.fields["card"].error_messages["required"] = "Choose the card to show"
            self.fields["prompt"].required = False
            self.fields["prompt"].label = "Heading"
            self.fields["prompt"].help_text = "The card’s own message, if you leave it empty."
        if kind == Kind.TIMER:
            self.fields["prompt"].label = "What the time is for"
            self.fields["prompt"].help_text = "It stands above the clock."
        if kind in HOW_MANY:
            self.fields["most"].label = HOW_MANY[kind]
        if "options" in self.fields:
            self._fit_options()
        if self.instance.pk and (fixed := fixed_in(self.instance)):
            self._fix(fixed)

    def _fit_options(self) -> None:
        self.fields["taken_from"].queryset = clustered(self.instance)
        self.fields["taken_from"].label_from_instance = lambda each: f"{each} ({each.cluster_count} clusters)"
        if not self.fields["taken_from"].queryset.exists():
            del self.fields["taken_from"]
            self.fields["options"].required = True
            self.fields["options"].error_messages["required"] = TOO_FEW
        if self.instance.pk:
            self.fields["options"].initial = "\n".join(choice.text for choice in options_of(self.instance))

    def _fix(self, fixed: Iterable[str]) -> None:
        for name in (*fixed, "options"):
            if name in self.fields:
                self.fields[name].disabled = True
        self.fields.pop("taken_from", None)

    def clean_prompt(self) -> str:
        return plain(self.cleaned_data["prompt"])

    def clean_detail(self) -> str:
        return plain(self.cleaned_data["detail"])

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if self.instance.kind == Kind.REFLECT and cleaned.get("card") and not cleaned.get("prompt"):
            cleaned["prompt"] = cleaned["card"].title
        elif "prompt" in cleaned and not cleaned["prompt"]:
            self.add_error("prompt", "Enter what the room is asked")
        if "options" in self.fields and not self.fields["options"].disabled:
            self._clean_options(cleaned)
        return cleaned

    def _clean_options(self, cleaned: dict[str, Any]) -> None:
        choices = self.choices()
        if "options" in self.errors:
            return
        if len(choices) < FEWEST_OPTIONS:
            self.add_error("options", TOO_FEW)
        elif len(choices) > MOST_OPTIONS:
            self.add_error("options", f"Use at most {MOST_OPTIONS} options: more cannot be weighed at once")
        elif long := next((each.text for each in choices if len(each.text) > LONGEST_OPTION), ""):
            self.add_error("options", f"Shorten “{long[:40]}…”: an option has at most {LONGEST_OPTION} letters")
        elif self.instance.kind == Kind.MULTIPLE and cleaned.get("most", 0) > len(choices):
            self.add_error("most", f"There are only {len(choices)} options")

    def choices(self) -> tuple[Choice, ...] | None:
        """The options in their order, each once; None where the exercise has none or they are fixed."""
        if "options" not in self.fields or self.fields["options"].disabled:
            return None
        had = {choice.text: choice for choice in options_of(self.instance)} if self.instance.pk else {}
        typed = [had.get(line, Choice(line)) for line in lines_of(self.cleaned_data.get("options", ""))]
        source = self.cleaned_data.get("taken_from")
        taken = [Choice(cluster.name, cluster.key) for cluster in source.clusters.standing()] if source else []
        found: dict[str, Choice] = {}
        for choice in (*typed, *taken):
            found.setdefault(choice.text.casefold(), choice)
        return tuple(found.values())


def cards_of(programme: Any) -> Any:
    """The cards that stand in the decks of a programme, deck by deck."""
    standing = Card.objects.standing().filter(deck__programme=programme, deck__withdrawn_at=None)
    return standing.select_related("deck").order_by("-deck__created_at", "deck", "position", "pk")


def clustered(exercise: Exercise) -> Any:
    """The closed exercises of the same programme whose cards stand in named clusters, the newest first."""
    named = Count("clusters", filter=Q(clusters__withdrawn_at=None))
    found = Exercise.objects.standing().filter(kind=Kind.CARDS, state=Exercise.State.CLOSED)
    mine = found.filter(event__programme=exercise.event.programme_id, event__withdrawn_at=None)
    return mine.annotate(cluster_count=named).filter(cluster_count__gt=0).order_by("-closed_at", "-pk")


class CardForm(RecordForm):
    """The words of one card, to correct a slip."""

    class Meta:
        model = Statement
        fields = ("text",)

    def clean_text(self) -> str:
        text = plain(self.cleaned_data["text"])
        if not text:
            raise forms.ValidationError("Enter what the card says")
        return text


class ClusterNameForm(PortalForm):
    """What a cluster is called."""

    name = forms.CharField(
        label="Name of the cluster",
        max_length=Cluster._meta.get_field("name").max_length,
        error_messages={"required": "Enter a name for the cluster"},
    )

    def clean_name(self) -> str:
        return plain(self.cleaned_data["name"])
