"""What keeps a charter, at a glance: how far signing is, when it is looked at next, how it is lived."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Exists, OuterRef, QuerySet

from charters.models import Charter, CharterVersion, Review, Signature
from charters.selectors import signatures, trends
from charters.selectors.trends import Trend
from programmes.access import Role
from programmes.models import Membership, Programme, User


def kept(day: date) -> list[Charter]:
    """The charters with a version, of programmes that have not ended by the day `day`; in one query."""
    adopted = CharterVersion.objects.filter(charter=OuterRef("pk"))
    found = Charter.objects.standing().filter(Exists(adopted), programme__withdrawn_at=None).order_by("pk")
    ends = [(charter, charter.programme.ends_on) for charter in found.select_related("programme")]
    return [charter for charter, ends_on in ends if ends_on is None or ends_on.last_day >= day]


def facilitators(programme: Programme | int, day: date) -> QuerySet[Membership]:
    """Those who run a programme on the day `day`."""
    parts = Membership.objects.standing().filter(programme=programme, role=Role.FACILITATOR).current(day)
    return parts.select_related("person__user").order_by("pk")


def asker(version: CharterVersion, day: date) -> User:
    """Who signs a mail that nobody pressed a button for: whoever adopted the version, else a facilitator."""
    active = [part.person.user for part in facilitators(version.charter.programme_id, day) if part.person.user]
    users = [user for user in active if user.is_active]
    return version.by if version.by in users or not users else users[0]


@dataclass(frozen=True)
class Keeping:
    """What the charter's page says of the version that stands, to this reader.

    `signed` counts all who signed it, `left` those of them who take part no more, `waiting` the leaders of today who
    did not. `mine` is the reader's own signature, `may_sign` whether they are a leader. `review` is the one under way,
    if any.
    """

    version: CharterVersion
    signed: int
    left: int
    waiting: int
    mine: Signature | None
    may_sign: bool
    review: Review | None
    trend: Trend | None

    @property
    def told(self) -> str:
        """ "17 leaders have signed it, 3 of whom have left since; 2 have not yet." """
        if not self.signed:
            return "Nobody has signed it yet."
        have = "1 leader has signed it" if self.signed == 1 else f"{self.signed} leaders have signed it"
        if not self.waiting:
            return f"{have}: everybody who takes part{f', and {self.left} who left since' * bool(self.left)}."
        gone = f", {self.left} of whom {_have(self.left)} left since;" if self.left else ","
        return f"{have}{gone} {self.waiting} {_have(self.waiting)} not yet."


def _have(count: int) -> str:
    return "has" if count == 1 else "have"


def now(charter: Charter, user: User, at: date, *, version: CharterVersion | None = None) -> Keeping | None:
    """What the charter's page shows this reader on the day `at`; None while nothing is adopted. At most five queries.

    A page that has the version that stands at hand gives it, which saves one.
    """
    version = version or signatures.newest(charter)
    if version is None:
        return None
    parts = list(signatures.leaders(charter.programme_id, at))
    signed = {each.membership_id: each for each in version.signatures.select_related("membership")}
    here = {part.person_id for part in parts}
    reviews = list(charter.reviews.select_related("wave__survey", "version"))
    own = next((part for part in parts if part.person.user_id == user.pk), None)
    return Keeping(
        version=version,
        signed=len(signed),
        left=sum(each.membership.person_id not in here for each in signed.values()),
        waiting=sum(part.pk not in signed for part in parts),
        mine=signed.get(own.pk) if own else None,
        may_sign=own is not None,
        review=next((each for each in reviews if each.held_on is None), None),
        trend=trends.trend(charter, user, reviews),
    )


def open_review(charter: Charter) -> Review | None:
    """The review that is under way; there is one at most."""
    return charter.reviews.filter(held_on=None).select_related("wave__survey", "version").first()
