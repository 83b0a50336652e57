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

    `signed` counts the leaders of today who signed it, `waiting` those who did not, `before` who signed it in a part
    that they no longer hold. `mine` is the reader's own signature, `may_sign` whether they are a leader. `review`
    is the one under way, if any.
    """

    version: CharterVersion
    signed: int
    before: int
    waiting: int
    mine: Signature | None
    may_sign: bool
    review: Review | None
    trend: Trend | None

    @property
    def told(self) -> str:
        """ "13 of the 19 leaders who take part have signed it. 4 others signed it and have left or changed posts." """
        group = self.signed + self.waiting
        now = f"{self.signed} of the {group} leaders who take part {_have(self.signed)} signed it."
        if not self.signed:
            now = f"Nobody {'who takes part ' * bool(self.before)}has signed it yet."
        elif not self.waiting:
            now = "Everybody who takes part has signed it."
        others = f" {self.before} {'other' if self.before == 1 else 'others'} signed it and {_have(self.before)}"
        return f"{now}{others} left or changed posts since." if self.before else now


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
    here = len([part for part in parts if part.pk in signed])
    reviews = list(charter.reviews.select_related("wave__survey", "version"))
    own = next((part for part in parts if part.person.user_id == user.pk), None)
    return Keeping(
        version=version,
        signed=here,
        before=len(signed) - here,
        waiting=sum(part.pk not in signed for part in parts),
        mine=signed.get(own.pk) if own else None,
        may_sign=own is not None,
        review=next((each for each in reviews if each.held_on is None), None),
        trend=trends.trend(charter, user, reviews),
    )


def open_review(charter: Charter) -> Review | None:
    """The review that is under way; there is one at most."""
    return charter.reviews.filter(held_on=None).select_related("wave__survey", "version").first()
