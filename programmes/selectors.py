"""Reads over several models of this app."""

from django.utils import timezone

from programmes import access
from programmes.access import Role
from programmes.models import Membership, SystemMembership, User

RUNS_PROGRAMMES = (Role.FACILITATOR, Role.INTERVIEWER)


def needs_second_factor(user: User) -> bool:
    """Whether the user runs a programme, a system or the accounts today, and so must have a second factor."""
    if user.is_administrator:
        return True
    now = access.current(timezone.localdate())
    parts = Membership.objects.standing().filter(now, person__user=user, role__in=RUNS_PROGRAMMES)
    return parts.exists() or SystemMembership.objects.filter(now, person__user=user).exists()
