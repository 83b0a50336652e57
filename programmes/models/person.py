from typing import Any, Self

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce, Lower
from django.utils import timezone

from programmes.access import Capability
from programmes.models.base import Record, RecordQuerySet
from programmes.models.system import System


class PersonQuerySet(RecordQuerySet):
    def visible_to(self, user: Any) -> Self:
        """The user's own person, and everybody who holds a post or a part in a system that the user may see."""
        return self._within(System.objects.granting(user, Capability.SEE_SYSTEM), user)

    def editable_by(self, user: Any) -> Self:
        """People all of whose posts and parts lie in systems that the user may correct: nobody renames a stranger."""
        systems = System.objects.granting(user, Capability.EDIT_SYSTEM)
        posts_elsewhere = _rows("appointments").exclude(post__organisation__system__in=systems)
        parts_elsewhere = _rows("memberships").exclude(programme__system__in=systems)
        within = self._within(systems, user)
        return within.filter(~Exists(posts_elsewhere), ~Exists(parts_elsewhere))

    def named_in(self, system: System) -> Any:
        """Each with `name_here`: as this system lists them, and not as they may be known elsewhere."""
        listed = [
            _rows("memberships").filter(programme__system=system).exclude(listed_name=""),
            _rows("appointments").filter(post__organisation__system=system).exclude(listed_name=""),
        ]
        here = [Subquery(rows.order_by("pk").values("listed_name")[:1]) for rows in listed]
        return self.annotate(name_here=Coalesce(*here, F("name"))).order_by("name_here", "pk")

    def _within(self, systems: models.QuerySet, user: Any) -> Self:
        held = _rows("appointments").filter(post__organisation__system__in=systems)
        part = _rows("memberships").filter(programme__system__in=systems)
        runs = _rows("system_memberships").filter(system__in=systems)
        return self.filter(Q(user=user) | Exists(held) | Exists(part) | Exists(runs))


def _rows(relation: str) -> models.QuerySet:
    model = Person._meta.get_field(relation).related_model
    return model._default_manager.filter(person=OuterRef("pk"))


class Person(Record):
    """Somebody who holds posts and takes part; may have several addresses, or none yet, and an account or none."""

    name = models.CharField("name", max_length=120)
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, models.SET_NULL, null=True, blank=True, related_name="person", editable=False
    )
    may_be_named = models.BooleanField(
        "agrees to be named in documents",
        default=False,
        help_text="Documents show posts. A name appears only where the person agreed.",
    )

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["name", "pk"]

    def __str__(self) -> str:
        return self.name


class PersonAddress(models.Model):
    """An e-mail address of a person, in lower case; no two people share one."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="addresses")
    address = models.EmailField("email address", unique=True)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ["added_at", "pk"]
        constraints = [
            models.CheckConstraint(condition=models.Q(address=Lower("address")), name="person_address_in_lower_case")
        ]

    def __str__(self) -> str:
        return self.address
