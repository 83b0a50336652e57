from django.utils import timezone

from programmes import access
from programmes.access import Role
from programmes.models.programme import Membership
from programmes.models.system import SystemMembership


class Portal:
    """The whole portal as a scope: every role that a user holds in it anywhere today."""

    def roles_of(self, user) -> frozenset[Role]:
        now = access.current(timezone.localdate())
        held = Membership.objects.standing().filter(now, person__user=user).values_list("role", flat=True)
        roles = {Role(role) for role in held.distinct().order_by("role")}
        if SystemMembership.objects.filter(now, person__user=user).exists():
            roles.add(Role.STEWARD)
        if user.is_administrator:
            roles.add(Role.ADMINISTRATOR)
        return frozenset(roles)
