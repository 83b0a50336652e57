"""Who put their name to which version of a charter, and who has not."""

from collections.abc import Sized
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.db.models.expressions import Combinable

from charters.models import Charter, CharterVersion, RoundMember, Signature
from diagnostics.mail_days import day_of
from programmes.dates import FactDate
from programmes.models import InductionTask, Membership, Notice, Programme, User

# So long after joining, somebody is asked to sign also where their induction is not done.
SETTLING_IN = timedelta(days=14)


def newest(charter: Charter) -> CharterVersion | None:
    """The version that stands: the last one adopted."""
    return charter.versions.order_by("number").last()


def leaders(programme: Programme | int, at: date) -> QuerySet[Membership]:
    """Those who could sign on the day `at`: the leaders who take part then, by name."""
    return leaders_within(programme, FactDate(at))


def leaders_within(programme: Programme | int, when: FactDate) -> QuerySet[Membership]:
    """The leaders who take part at some time that the date may mean, by name."""
    begun = Membership.objects.participants().filter(programme=programme, starts_on__lte=when.last_day)
    parts = begun.filter(Q(ends_on=None) | Q(ends_on__gte=when.day))
    return parts.select_related("person__user", "post__organisation").order_by("person__name", "pk")


def have_left(programme: Programme | int, at: date) -> Combinable:
    """For signatures: whether who signed takes part as a leader no more on the day `at`, in whatever post."""
    parts = Membership.objects.participants().current(at)
    return ~Exists(parts.filter(programme=programme, person=OuterRef("membership__person")))


def part_of(user: User, programme: Programme, at: date) -> Membership | None:
    """The part in which this user could sign on the day `at`; None for who is no leader of the programme then."""
    return leaders(programme, at).filter(person__user=user).first()


def unsigned(version: CharterVersion, at: date) -> list[Membership]:
    """The leaders who take part on the day `at` and have not put their name to this version; in one query."""
    signed = Signature.objects.filter(version=version, membership=OuterRef("pk"))
    return list(leaders(version.charter.programme_id, at).exclude(Exists(signed)))


def unsigned_then(version: CharterVersion) -> list[Membership]:
    """The leaders who took part on the day of a version's adoption and never put their name to it; in one query.

    Where the day is not known exactly, only who took part in the whole of the time that the date may mean is listed;
    and nobody for whose post another signed, who held it before or after them: days of change are often not known.
    """
    then = version.adopted_on
    by_them = Q(membership__person=OuterRef("person")) | Q(membership__post=OuterRef("post"))
    signed = Signature.objects.filter(by_them, version=version)
    there = leaders_within(version.charter.programme_id, then).filter(starts_on__lte=then.day)
    return list(there.filter(Q(ends_on=None) | Q(ends_on__gte=then.last_day)).exclude(Exists(signed)))


def to_ask(version: CharterVersion, at: date) -> list[Membership]:
    """Those of the unsigned whom a mail may ask on the day `at`: not paused, and settled in; in one query."""
    signed = Signature.objects.filter(version=version, membership=OuterRef("pk"))
    waiting = leaders(version.charter.programme_id, at).filter(is_paused=False).exclude(Exists(signed))
    return list(waiting.filter(settled_in(at, adopted_on=version.adopted_on.day, agreed_in=version.agreed_in_id)))


def settled_in(at: date, *, adopted_on: date | OuterRef, agreed_in: int | OuterRef | None) -> Q:
    """Of leaders: whether they may be asked on the day `at` to sign a version, adopted on a day and agreed in a round.

    Newcomers joined on the day on which it was adopted, or later, and were not asked in the round that agreed it. They
    are asked when every line of their induction list is done, or fourteen days after joining.
    """
    listed = InductionTask.objects.standing().filter(membership=OuterRef("pk"))
    agreed = RoundMember.objects.filter(membership=OuterRef("pk"), round=agreed_in)
    inducted = Q(Exists(listed)) & ~Q(Exists(listed.filter(done_at=None)))
    return Q(starts_on__lt=adopted_on) | Q(Exists(agreed)) | Q(starts_on__lte=at - SETTLING_IN) | inducted


def waits_for(user: User, at: date) -> Q:
    """Of versions: whether one waits on the day `at` for the name of this user, by the rule by which mails ask."""
    signed = Signature.objects.filter(version=OuterRef("pk"), membership__person__user=user)
    parts = Membership.objects.participants().current(at).filter(person__user=user)
    rule = settled_in(at, adopted_on=OuterRef("adopted_on"), agreed_in=OuterRef(OuterRef("agreed_in")))
    return Q(Exists(parts.filter(rule, programme=OuterRef("charter__programme")))) & ~Q(Exists(signed))


@dataclass(frozen=True)
class Mailed:
    """Whom mails about a version went to: each person's first day, and the last."""

    first: dict[int, date]
    last: dict[int, date]


def mailed(version: CharterVersion) -> Mailed:
    """Who was asked by mail to sign this version, and when; in one query."""
    rows = Notice.objects.filter(
        kind=Notice.Kind.SIGN, programme=version.charter.programme_id, about__version=version.pk
    )
    sent = rows.order_by("created_at").values_list("person", "created_at")
    days = [(person, day_of(moment)) for person, moment in sent]
    return Mailed(dict(reversed(days)), dict(days))


# Pages ------------------------------------------------------------


@dataclass(frozen=True)
class Line:
    """Somebody who has not signed: their name and post, and the day on which they were last asked by mail, if ever."""

    name: str
    post: str
    asked_on: date | None


@dataclass(frozen=True)
class Signatures:
    """Who put their name to a version, each with `has_left`, and who did not.

    `here` are those who signed it in the part that they have now, `before` the others.
    """

    version: CharterVersion
    is_newest: bool
    signed: tuple[Signature, ...]
    unsigned: tuple[Line, ...]

    @property
    def here(self) -> tuple[Signature, ...]:
        return tuple(one for one in self.signed if vars(one)["takes_part"])

    @property
    def before(self) -> tuple[Signature, ...]:
        return tuple(one for one in self.signed if not vars(one)["takes_part"])

    @property
    def message(self) -> str:
        """The page's title, of those who take part while it stands: "17 have signed version 2, 2 have not yet"."""
        if not (self.here if self.is_newest else self.signed):
            number = self.version.number
            return f"Nobody has signed version {number} yet" if self.is_newest else f"Nobody signed version {number}"
        if not self.unsigned:
            return f"Everybody {'has signed' if self.is_newest else 'signed'} version {self.version.number}"
        if self.is_newest:
            return f"{_have(self.here)} signed version {self.version.number}, {_have(self.unsigned)} not yet"
        return f"{len(self.signed)} signed version {self.version.number}, {len(self.unsigned)} did not"


def _have(people: Sized) -> str:
    return f"{len(people)} {'has' if len(people) == 1 else 'have'}"


def signatures(version: CharterVersion, at: date) -> Signatures:
    """Who signed a version and who did not, in four queries.

    Of the version that stands: of those who take part on the day `at`. Of one that was replaced: of those who took part
    as it was adopted. Who came later, or succeeded somebody, was asked for another version.
    """
    is_newest = not version.charter.versions.filter(number__gt=version.number).exists()
    days = mailed(version).last
    parts = unsigned(version, at) if is_newest else unsigned_then(version)
    waiting = tuple(Line(part.shown_name, str(part.post or ""), days.get(part.person_id)) for part in parts)
    now = Membership.objects.participants().current(at).filter(pk=OuterRef("membership"))
    left = have_left(version.charter.programme_id, at)
    signed = version.signatures.annotate(has_left=left, takes_part=Exists(now))
    return Signatures(version, is_newest, tuple(signed), waiting)
