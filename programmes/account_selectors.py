"""Reads about accounts: ways in, who lacks a second factor, whom to invite and what became of each mail."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.socialaccount.models import SocialAccount
from django.db import models
from django.db.models import Exists, OuterRef, Prefetch, Q
from django.utils import timezone

from programmes import access
from programmes.access import Role
from programmes.models import Membership, Notice, Person, PersonAddress, Programme, SystemMembership, User

WAY_OF_TYPE = {"webauthn": "passkey", "totp": "authenticator", "recovery_codes": "recovery codes"}
SECOND_FACTORS = (Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN)
RUNS_PROGRAMMES = (Role.FACILITATOR, Role.INTERVIEWER)
# Why no mail that asks somebody in can go to a person.
NO_ADDRESS = "There is no email address yet. Add one to the person, then invite them."
CLOSED = "The account is closed. An administrator can open it again."
TAKEN = "The address opens somebody else's account. Use another address, or ask an administrator."


def ways_in(user: User) -> frozenset[str]:
    """What the user has set up beyond the e-mailed code: "password", "passkey", "authenticator", "recovery codes",
    "work account"; empty for somebody who has set up nothing yet.
    """
    ways = {WAY_OF_TYPE[kind] for kind in Authenticator.objects.filter(user=user).values_list("type", flat=True)}
    if user.has_usable_password():
        ways.add("password")
    if SocialAccount.objects.filter(user=user).exists():
        ways.add("work account")
    return frozenset(ways)


def lacks_second_factor(user: User) -> bool:
    """Whether the user runs a programme, a system or the accounts today, and has no second factor. One query."""
    now = access.current(timezone.localdate())
    runs = Membership.objects.standing().filter(now, person__user=OuterRef("pk"), role__in=RUNS_PROGRAMMES)
    stewards = SystemMembership.objects.filter(now, person__user=OuterRef("pk"))
    responsible = Q(is_administrator=True) | Exists(runs) | Exists(stewards)
    return User.objects.filter(responsible, ~Exists(_second_factors()), pk=user.pk).exists()


def accounts(*, words: str = "") -> models.QuerySet[User]:
    """Every account with its person, what it runs today and whether it has a second factor; by name.

    `words` narrows the list to names and addresses that contain them.
    """
    found = User.objects.select_related("person").annotate(has_second_factor=Exists(_second_factors()))
    if words:
        found = found.filter(Q(person__name__icontains=words) | Q(emailaddress__email__icontains=words)).distinct()
    return found.prefetch_related(_runs_today(timezone.localdate())).order_by("person__name", "pk")


def mails_to(user: User) -> models.QuerySet[Notice]:
    """The mails that the portal wrote to the person of an account, newest first.

    Not that somebody would quote them, nor what a survey sent them: a reminder says that they have not answered. Nor
    that a “not yet” of theirs has an answer.
    """
    shown = Notice.objects.filter(person__user=user).exclude(kind__in=Notice.UNLISTED)
    return shown.select_related("programme", "by__person")[:10]


def _second_factors() -> models.QuerySet[Authenticator]:
    return Authenticator.objects.filter(user=OuterRef("pk"), type__in=SECOND_FACTORS)


def _runs_today(at: date) -> Prefetch:
    rows = SystemMembership.objects.filter(access.current(at)).select_related("system")
    return Prefetch("person__system_memberships", queryset=rows, to_attr="runs_today")


def unreachable(people: Collection[Person]) -> dict[int, str]:
    """Why no mail that asks somebody in can go to some of these people, by id; with their users read, one query."""
    found = {person.pk: CLOSED for person in people if person.user and not person.user.is_active}
    without = [person.pk for person in people if person.user_id is None]
    if not without:
        return found
    known, used = EmailAddress.objects.filter(email=OuterRef("address")), User.objects.filter(email=OuterRef("address"))
    rows = PersonAddress.objects.filter(person__in=without).annotate(is_taken=Q(Exists(known)) | Q(Exists(used)))
    first = dict(rows.order_by("-added_at", "-pk").values_list("person", "is_taken"))
    reasons = {pk: TAKEN if first[pk] else "" for pk in first}
    return found | {pk: reasons.get(pk, NO_ADDRESS) for pk in without if reasons.get(pk, NO_ADDRESS)}


@dataclass(frozen=True)
class Invitation:
    """Where somebody stands between the roster and the portal."""

    membership: Membership
    address: str
    notice: Notice | None
    has_signed_in: bool
    is_closed: bool
    is_oneself: bool

    @property
    def may_be_sent(self) -> bool:
        """Whether a mail can go out now: to somebody else with an address and an open account, and none on its way."""
        to_come = self.notice and self.notice.state in Notice.TO_COME
        return bool(self.address) and not self.is_closed and not self.is_oneself and not to_come


def invitations(programme: Programme, *, seen_by: User, at: date) -> list[Invitation]:
    """The people who take part on the day `at`, one row each, with the newest invitation to this programme."""
    everybody = todays_members(programme, at=at)
    notices = Notice.objects.invitations().filter(programme=programme).order_by("created_at", "pk")
    newest = {notice.person_id: notice for notice in notices}
    ours = Person.objects.editable_by(seen_by).filter(memberships__programme=programme)
    known = set(ours.values_list("pk", flat=True))
    return [_invitation(row, newest.get(row.person_id), seen_by, row.person_id in known) for row in everybody]


def todays_members(programme: Programme, *, at: date) -> list[Membership]:
    """The memberships of the day `at`, one for each person, with person, account and addresses."""
    rows = programme.memberships.standing().filter(access.current(at))
    rows = rows.select_related("person__user", "programme").prefetch_related("person__addresses")
    return list({row.person_id: row for row in rows}.values())


def not_yet_invited(rows: Iterable[Invitation]) -> list[Membership]:
    """Those to whom no invitation was ever written, and who can be sent one."""
    return [row.membership for row in rows if row.notice is None and row.may_be_sent]


def _invitation(membership: Membership, notice: Notice | None, seen_by: User, address_is_ours: bool) -> Invitation:
    user = membership.person.user
    addresses = [row.address for row in membership.person.addresses.all()]
    address = user.email if user else (addresses or [""])[0]
    return Invitation(
        membership=membership,
        address=address if address_is_ours or not address else "the address they gave elsewhere",
        notice=notice,
        has_signed_in=bool(user and user.last_login),
        is_closed=bool(user and not user.is_active),
        is_oneself=user == seen_by,
    )
