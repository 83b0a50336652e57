"""What a newcomer is given, in general and one by one; where a line leads is chosen, not typed."""

from typing import Any
from urllib.parse import urlsplit

from django import forms
from django.conf import settings
from django.urls import Resolver404, resolve

from programmes import selectors
from programmes.forms.base import RecordForm
from programmes.models import InductionTask, Membership
from programmes.models.induction import Place

ELSEWHERE = "address"
WHERE = [("", "Nowhere: the words are enough"), *Place.choices, (ELSEWHERE, "Another page of the portal")]
NO_SUCH_PAGE = "There is no page with this address in the portal. Open the page and copy its address."


class PointsAtForm(RecordForm):
    """A record that may lead to a place of the programme, or to any page of the portal by its address."""

    field_order = ("text", "points_at", "address")

    points_at = forms.ChoiceField(label="Where it leads", required=False, choices=WHERE)
    address = forms.CharField(
        label="Address of that other page",
        required=False,
        max_length=200,
        help_text="Only for another page of the portal: open it and copy its address.",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stored = self.instance.points_at
        if stored and stored not in Place:
            self.initial |= {"points_at": ELSEWHERE, "address": stored}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean()
        place, address = cleaned.get("points_at", ""), cleaned.get("address", "")
        if place == ELSEWHERE:
            cleaned["points_at"] = self._page(address)
        elif address:
            self.add_error("address", "Choose “Another page of the portal” above, or leave this empty.")
        return cleaned

    def _page(self, address: str) -> str:
        """The address as the portal keeps it: its path. An error where no page has it."""
        here = urlsplit(settings.PORTAL_URL)
        try:
            there = urlsplit(address)
            if there.netloc not in ("", here.netloc) or there.scheme not in ("", here.scheme):
                raise Resolver404
            resolve(there.path)
        except (Resolver404, ValueError):
            self.add_error("address", NO_SUCH_PAGE)
            return ""
        return there._replace(scheme="", netloc="").geturl()


class InductionTaskForm(PointsAtForm):
    """One line of a newcomer's list."""

    field_order = ("text", "points_at", "address", "person", "due_on")

    class Meta:
        model = InductionTask
        fields = ("text", "points_at", "person", "due_on")
        widgets = {"due_on": forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")}

    def __init__(self, *args: Any, part: Membership, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = selectors.colleagues(part)
        field = self.fields["person"]
        field.queryset = field.queryset.filter(pk__in=names)
        field.label_from_instance = lambda person: names[person.pk]
        field.empty_label = "Nobody in particular"
        field.help_text = "A buddy, or somebody to be introduced to."
