from typing import Any

from django import forms

from programmes.forms.base import PortalForm
from workshops.models import Attendance, Event
from workshops.services.replies import NAME_THEM, OFFERED, state_of


class ReplyForm(PortalForm):
    """Whether somebody comes, and what they need to take part. `for_whom` is the leader, where an assistant replies."""

    choice = forms.ChoiceField(
        widget=forms.RadioSelect, error_messages={"required": "Choose one of the answers, even if it may change"}
    )
    deputy = forms.CharField(label="Who comes instead", max_length=120, required=False, help_text="Only for a deputy.")
    diet = forms.CharField(max_length=200, required=False)
    access_needs = forms.CharField(
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text="For example step-free access, a hearing loop, large print.",
    )

    def __init__(self, *args: Any, attendance: Attendance, for_whom: str = "", **kwargs: Any) -> None:
        said = {name: getattr(attendance, name) for name in ("deputy", "diet", "access_needs")}
        super().__init__(*args, initial={"choice": attendance.reply, **said}, **kwargs)
        offered = OFFERED[Event.Setting(attendance.event.setting)]
        choice, diet, needs = self.fields["choice"], self.fields["diet"], self.fields["access_needs"]
        choice.label = f"Will {for_whom} come?" if for_whom else "Will you come?"
        choice.choices = [(value, _words(Attendance.Reply(value), for_whom)) for value in offered]
        diet.label = f"What {for_whom or 'you'} {'does' if for_whom else 'do'} not eat"
        needs.label = f"What would help {for_whom or 'you'} to take part"

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        if cleaned.get("choice") == Attendance.Reply.DEPUTY and not (cleaned.get("deputy") or "").strip():
            self.add_error("deputy", NAME_THEM)
        return cleaned


TAKEN_BACK = "none"


class NotedReplyForm(ReplyForm):
    """What a leader told a facilitator. What they wrote of their needs is not shown, and stays where nothing is put."""

    forget = forms.BooleanField(label="Delete what was written of their needs before", required=False)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, attendance: Attendance, is_over: bool, **kwargs: Any) -> None:
        super().__init__(*args, attendance=attendance, for_whom=attendance.membership.shown_name, **kwargs)
        self.initial |= {"diet": "", "access_needs": "", "seen": state_of(attendance)}
        self.fields["choice"].label = "What was the reply?"
        if attendance.reply:
            self.fields["choice"].choices += [(TAKEN_BACK, "No reply after all")]
        for name in ("diet", "access_needs", "forget") if is_over else ():
            del self.fields[name]

    def clean_choice(self) -> str:
        choice: str = self.cleaned_data["choice"]
        return "" if choice == TAKEN_BACK else choice


def _words(reply: Attendance.Reply, for_whom: str) -> str:
    return Attendance.TOLD[reply].format(name=for_whom) if for_whom else str(reply.label)
