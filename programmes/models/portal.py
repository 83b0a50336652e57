from django.utils import timezone

from programmes import access
from programmes.access import Role
from programmes.models.programme import Membership
from programmes.models.system import SystemMembership


class Portal:
    """The whole portal as a scope: every role that a user holds in it anywhere today."""

    def roles_of(self, user) -> frozenset[Role]:
        today = timezone.localdate()
        now = access.current(today)
        roles = set(Membership.objects.standing().filter(person__user=user).roles(today))
        if SystemMembership.objects.filter(now, person__user=user).exists():
            roles.add(Role.STEWARD)
        if user.is_administrator:
            roles.add(Role.ADMINISTRATOR)
        return frozenset(roles)
