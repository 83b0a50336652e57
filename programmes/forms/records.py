"""The kinds of record that people type, each with its form: one mechanism makes, corrects and withdraws them all."""

from dataclasses import dataclass
from operator import attrgetter
from typing import Any

from django import forms
from django.db import models as db
from django.forms import modelform_factory

from programmes import models
from programmes.access import Capability
from programmes.forms.base import RecordForm
from programmes.forms.induction import PointsAtForm

Owner = models.System | models.Programme


class AppointmentForm(RecordForm):
    """Who is in a post: somebody known elsewhere is listed as this system lists them already."""

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        person = cleaned.get("person")
        if person is not None:
            self.instance.listed_name = person.name_here if person.name_here != person.name else ""
        return cleaned


class RelatedProgrammeForm(RecordForm):
    """A programme at the same time; its dates are known only if it is in this portal."""

    class Meta:
        help_texts = {"other": "Choose it to show it on the time line: without it we do not know when it was."}


@dataclass(frozen=True)
class Kind:
    """One kind of record: the word in its address, its model, what its list says when it is empty."""

    slug: str
    model: type[db.Model]
    fields: tuple[str, ...]
    why: str
    form_class: type[RecordForm] = RecordForm

    @property
    def name(self) -> str:
        return str(self.model._meta.verbose_name)

    @property
    def names(self) -> str:
        return str(self.model._meta.verbose_name_plural)

    def form(self, owner: Owner, user: Any, **kwargs: Any) -> RecordForm:
        """The form over this kind, its choices limited to what belongs to the owner and to what the user may see."""
        form = modelform_factory(self.model, form=self.form_class, fields=self.fields)(**kwargs)
        for field in form.fields.values():
            if isinstance(field, forms.ModelChoiceField):
                field.queryset = within(field.queryset, owner, user)
                if issubclass(field.queryset.model, models.Person):
                    field.label_from_instance = attrgetter("name_here")
            if isinstance(field, forms.ModelMultipleChoiceField):
                field.widget = forms.CheckboxSelectMultiple(choices=field.choices)
                field.help_text = field.help_text or "Choose all that apply."
        return form


def within(rows: db.QuerySet, owner: Owner, user: Any) -> db.QuerySet:
    """Those rows that a record of this owner may point at."""
    system = owner.system if isinstance(owner, models.Programme) else owner
    if issubclass(rows.model, models.ProgrammeRecord):
        return rows.filter(programme=owner).standing()
    if issubclass(rows.model, models.Programme):
        return rows.granting(user, Capability.SEE_PROGRAMME).exclude(pk=owner.pk)
    if issubclass(rows.model, models.Person):
        return rows.visible_to(user).standing().named_in(system)
    return rows.of_owner(system).standing()


def _kinds(*kinds: Kind) -> dict[str, Kind]:
    return {kind.slug: kind for kind in kinds}


SYSTEM_KINDS = _kinds(
    Kind(
        "organisations",
        models.Organisation,
        ("name", "sector", "ods_code", "in_footprint", "ends_on", "succeeded_by"),
        "The trusts, councils and commissioners that make up the system. A roster brings them in too.",
    ),
    Kind(
        "posts",
        models.Post,
        ("organisation", "title", "role_group", "closes_on"),
        "The seats that people hold, for example Chief Executive. A roster brings them in too.",
    ),
    Kind(
        "appointments",
        models.Appointment,
        ("post", "person", "kind", "starts_on", "ends_on", "end_reason"),
        "Who is in which post, from when to when.",
        AppointmentForm,
    ),
    Kind(
        "groups",
        models.LeadershipGroup,
        ("name", "chair", "remit", "place_in_governance"),
        "The standing group of the system's leaders. It outlives programmes.",
    ),
    Kind(
        "forms",
        models.SystemForm,
        ("kind", "name", "starts_on"),
        "What the system was in law, and from when: a partnership first, then an integrated care system.",
    ),
    Kind(
        "partnerships",
        models.Partnership,
        ("name", "population", "scope", "provider_model", "contracting", "starts_on", "members"),
        "Places where providers serve one population together.",
    ),
)

PROGRAMME_KINDS = _kinds(
    Kind("aims", models.Aim, ("text", "position"), "What the programme is to bring about."),
    Kind(
        "phases", models.Phase, ("kind", "starts_on", "note"), "When it was mobilised, designed, delivered, reviewed."
    ),
    Kind(
        "commissions",
        models.Commission,
        ("client", "provider", "scope", "weeks", "professions"),
        "Who asked whom to facilitate what, and for how long.",
    ),
    Kind(
        "context",
        models.ContextEvent,
        ("title", "starts_on", "ends_on", "effect"),
        "What happened around the programme and bore on it.",
    ),
    Kind(
        "related",
        models.RelatedProgramme,
        ("title", "other", "reason"),
        "Other development work at the same time, and how it is joined up.",
        RelatedProgrammeForm,
    ),
    Kind(
        "areas",
        models.FrameworkArea,
        ("number", "name", "definition"),
        "The areas of the framework for the group, for example 1 Cohesive.",
    ),
    Kind(
        "points",
        models.FrameworkPoint,
        ("area", "kind", "text", "position"),
        "What shows that an area is strong, and what enables it.",
    ),
    Kind("sources", models.EvidenceSource, ("citation", "says", "position"), "The research behind the framework."),
    Kind("themes", models.OutcomeTheme, ("name", "text", "position"), "The core aspects that the group weighed."),
    Kind("strengths", models.Strength, ("text", "position"), "What already worked well before."),
    Kind("barriers", models.Barrier, ("text", "position"), "What stood in the way."),
    Kind(
        "recommendations",
        models.Recommendation,
        ("text", "barriers", "owner", "state", "position"),
        "What would overcome the barriers, and who takes it on.",
    ),
    Kind(
        "outputs",
        models.Output,
        ("kind", "text", "agreed_on", "position"),
        "What the programme made: a case for change, agreed functions, agreements.",
    ),
    Kind(
        "milestones",
        models.Milestone,
        ("title", "planned_on", "reached_on", "granted_by", "contribution", "depends_on", "position"),
        "The steps of the roadmap, planned and reached.",
    ),
    Kind("insights", models.Insight, ("title", "text", "position"), "What was learnt that others can use."),
    Kind("next-steps", models.NextStep, ("text", "due_on", "owner", "position"), "What comes after, and when."),
    Kind(
        "induction",
        models.InductionItem,
        ("text", "points_at", "position"),
        "What a leader who joins half-way needs first. Each newcomer gets a list of their own, made from it.",
        PointsAtForm,
    ),
)
