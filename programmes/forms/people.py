from operator import attrgetter
from typing import Any

from django import forms
from django.utils import timezone

from programmes.access import PROGRAMME_ROLES, Role
from programmes.dates import FactDateFormField
from programmes.forms.base import PortalForm, RecordForm
from programmes.models import Appointment, Membership, Person, Post, Programme
from programmes.models.system import System
from programmes.services.members import known
from programmes.services.people import normal

# An assistant is named with the leader they assist, not here.
ROLES = [(role.value, role.label) for role in PROGRAMME_ROLES if role != Role.ASSISTANT]
TAKEN = "Somebody else already has this address. Leave it out, or correct the other person first."
ALREADY_ASSISTS = "Somebody with this address assists this leader already."
TAKES_PART = "Somebody with this address has a part in the programme themselves. Name somebody who has none."
KEEP_THE_KEY = "You would lose this programme. Ask another facilitator of it to do that."


def has_begun(programme: Programme) -> bool:
    """Whether the programme has begun by today, as far as its beginning is known."""
    return programme.starts_on.last_day < timezone.localdate()


class JoinForm(PortalForm):
    """Somebody joins a programme."""

    name = forms.CharField(label="Name", max_length=120)
    address = forms.EmailField(
        label="Email address", required=False, help_text="Leave it empty if you do not have it yet."
    )
    role = forms.ChoiceField(label="Role", choices=ROLES, initial=Role.PARTICIPANT)
    post = forms.ModelChoiceField(label="Post", queryset=Post.objects.none(), required=False)
    starts_on = forms.DateField(
        label="From", widget=forms.DateInput(attrs={"type": "date"}), initial=timezone.localdate
    )
    induct = forms.BooleanField(
        label="Start their induction",
        required=False,
        help_text="For a leader who joins half-way: a list of their own, the pre-work that still makes sense, with "
        "dates of their own, and a welcome by email. You can change all of it afterwards.",
    )

    def __init__(self, *args: Any, programme: Programme, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.programme = programme
        self.fields["induct"].initial = has_begun(programme)
        self.fields["post"].queryset = Post.objects.of_owner(programme.system).standing().select_related("organisation")

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        person, role = known(cleaned.get("address", "")), cleaned.get("role")
        parts = Membership.objects.standing().filter(programme=self.programme, person=person, role=role, ends_on=None)
        if person and parts.exists():
            self.add_error("address", "Somebody with this address already has this role in the programme.")
        return cleaned


class AssistantForm(PortalForm):
    """Somebody who looks after a leader's dates."""

    name = forms.CharField(label="Name", max_length=120)
    address = forms.EmailField(label="Email address")

    def __init__(self, *args: Any, part: Membership, by_leader: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.part, self.whose = part, "yours" if by_leader else "the leader's"
        self.fields["address"].help_text = f"An address of their own, not {self.whose}."

    def clean_address(self) -> str:
        person = known(self.cleaned_data["address"])
        if person == self.part.person:
            raise forms.ValidationError(f"This address is {self.whose}. Enter the assistant's own.")
        if person and self._takes_part(person):
            raise forms.ValidationError(TAKES_PART)
        beside = {"programme": self.part.programme, "assists": self.part.person, "role": Role.ASSISTANT}
        if person and Membership.objects.standing().filter(**beside, person=person, ends_on=None).exists():
            raise forms.ValidationError(ALREADY_ASSISTS)
        return self.cleaned_data["address"]

    def _takes_part(self, person: Person) -> bool:
        """Whether somebody has, or will have, a part of their own: a sponsor, say, must not see a leader's dates."""
        parts = Membership.objects.standing().filter(programme=self.part.programme, person=person)
        return parts.exclude(role=Role.ASSISTANT).exclude(ends_on__lt=timezone.localdate()).exists()


class MembershipForm(RecordForm):
    offer = forms.BooleanField(
        label="When they leave, offer them by email what is theirs",
        required=False,
        initial=True,
        help_text="For 30 days after their last day: a handover conversation, and a copy of what the programme holds "
        "about them. One email, once you enter a last day above.",
    )

    class Meta:
        model = Membership
        fields = ("role", "post", "starts_on", "ends_on")
        widgets = {
            name: forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d") for name in ("starts_on", "ends_on")
        }

    def __init__(self, *args: Any, user: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        person = self.instance.person
        self.is_own_key = self.instance.role == Role.FACILITATOR and person.user_id == user.pk
        system = self.instance.programme.system
        self.fields["post"].queryset = Post.objects.of_owner(system).standing().select_related("organisation")
        if self.instance.role != Role.ASSISTANT:
            self.fields["role"].choices = ROLES
        if self.instance.role != Role.PARTICIPANT:
            del self.fields["offer"]

    @property
    def offers_what_is_theirs(self) -> bool:
        """Whether a leader is to be told: their last day is new, and the facilitator wants it."""
        leads = self.instance.role == Role.PARTICIPANT
        return leads and "ends_on" in self.changed_data and self.cleaned_data.get("offer", False)

    def clean(self) -> dict[str, Any]:
        cleaned, today = super().clean(), timezone.localdate()
        begins, ends = cleaned.get("starts_on") or today, cleaned.get("ends_on") or today
        if self.is_own_key and cleaned.get("role", Role.FACILITATOR) != Role.FACILITATOR:
            self.add_error("role", KEEP_THE_KEY)
        if self.is_own_key and not begins <= today <= ends:
            self.add_error("ends_on" if ends < today else "starts_on", KEEP_THE_KEY)
        return cleaned


def _is_address(words: str) -> bool:
    """Django would put values into a message of its own, and trip over a percent sign in these words."""
    try:
        forms.EmailField().clean(words)
    except forms.ValidationError:
        return False
    return True


class PersonForm(RecordForm):
    addresses = forms.CharField(
        label="Email addresses", required=False, widget=forms.Textarea(attrs={"rows": 3}), help_text="One on each line."
    )

    class Meta:
        model = Person
        fields = ("name", "may_be_named")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["addresses"].initial = "\n".join(row.address for row in self.instance.addresses.all())

    def clean_addresses(self) -> list[str]:
        lines = [normal(line) for line in self.cleaned_data["addresses"].splitlines() if line.strip()]
        for line in lines:
            if not _is_address(line):
                raise forms.ValidationError(f"“{line}” is not an email address.")
            if (known(line) or self.instance) != self.instance:
                raise forms.ValidationError(TAKEN)
        return list(dict.fromkeys(lines))


class SuccessionForm(PortalForm):
    """This person leaves this post on this date; this person takes it up."""

    leaving = forms.ModelChoiceField(label="Who leaves the post", queryset=Appointment.objects.none())
    ends_on = FactDateFormField(label="Last day in post")
    reason = forms.CharField(
        label="Why, as announced",
        required=False,
        max_length=160,
        help_text="For example retirement. Leave it empty if nothing was announced.",
    )
    person = forms.ModelChoiceField(
        label="Who takes it up",
        queryset=Person.objects.none(),
        required=False,
        empty_label="Somebody new, or nobody yet",
        help_text="Choose somebody whom the portal knows, or give a name below.",
    )
    name = forms.CharField(label="Name of somebody new", required=False, max_length=120)
    address = forms.EmailField(label="Their email address", required=False)
    kind = forms.ChoiceField(
        label="Kind of appointment", choices=Appointment.Kind, initial=Appointment.Kind.SUBSTANTIVE
    )
    starts_on = FactDateFormField(label="First day in post", required=False)
    programmes = forms.ModelMultipleChoiceField(
        label="Programmes in which the one steps out and the other steps in",
        queryset=Programme.objects.none(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text="What the one who leaves wrote, answered or signed stays theirs. It does not pass on.",
    )
    offer = forms.BooleanField(
        label="Offer whoever leaves, by email, what is theirs",
        required=False,
        initial=True,
        help_text="For 30 days after their last day: a handover conversation, and a copy of what the programme holds "
        "about them. Untick it while the change is not announced.",
    )
    induct = forms.BooleanField(
        label="Start the induction of whoever takes it up",
        required=False,
        help_text="A list of their own, the pre-work that still makes sense, with dates of their own, and a welcome by "
        "email. You can change all of it afterwards.",
    )

    def __init__(self, *args: Any, post: Post, system: System, user: Any, programmes: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["leaving"].queryset = (
            post.appointments.standing().filter(ends_on=None).select_related("person", "post__organisation")
        )
        self.fields["leaving"].label_from_instance = lambda row: f"{row.shown_name}, in post since {row.starts_on}"
        self.fields["person"].queryset = Person.objects.visible_to(user).standing().named_in(system)
        self.fields["person"].label_from_instance = attrgetter("name_here")
        self.fields["programmes"].queryset = programmes
        self.fields["programmes"].initial = programmes
        self.fields["induct"].initial = any(has_begun(programme) for programme in programmes)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        follows = bool(cleaned.get("person") or cleaned.get("name"))
        if cleaned.get("person") and cleaned.get("name"):
            self.add_error("name", "Choose somebody above or write a name here, not both.")
        if cleaned.get("address") and not follows:
            self.add_error("name", "Enter the name of the person who has this address.")
        if follows and not cleaned.get("starts_on") and "starts_on" not in self.errors:
            self.add_error("starts_on", "Enter the first day in post, as far as you know it.")
        self._clean_end(cleaned)
        return cleaned

    def _clean_end(self, cleaned: dict[str, Any]) -> None:
        leaving, ends_on = cleaned.get("leaving"), cleaned.get("ends_on")
        if leaving and ends_on and ends_on.last_day < leaving.starts_on.day:
            self.add_error("ends_on", f"The last day is before the first: in post since {leaving.starts_on}.")
