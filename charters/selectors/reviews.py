"""What decides when a charter is reviewed, and what its review page shows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from charters import due
from charters.due import History
from charters.models import Charter, CharterVersion, Review
from charters.selectors import signatures
from diagnostics.models import Release, Wave
from programmes.dates import FactDate
from programmes.models import Membership, User


def history(charter: Charter, at: date, *, version: CharterVersion | None = None) -> History:
    """What decides, on the day `at`, whether a review is due; in at most three queries, with the `version` in two."""
    version = version or signatures.newest(charter)
    if version is None:
        return History(None)
    reviews = list(charter.reviews.all())
    held = [review.held_on.last_day for review in reviews if review.held_on]
    since = max([version.adopted_on.last_day, *held])
    parts = Membership.objects.participants().filter(programme=charter.programme_id, starts_on__lte=at)
    days = list(parts.values_list("starts_on", "ends_on"))
    return History(
        since=since,
        joined=[first for first, _ in days if first > since],
        left=[last for first, last in days if last and since <= last < at],
        is_open=any(review.held_on is None for review in reviews),
    )


def stood(charter: Charter, when: FactDate) -> CharterVersion | None:
    """The version that stood at that time: the last one that can have been adopted by then."""
    return charter.versions.filter(adopted_on__lte=when.last_day).order_by("number").last()


def next_due(charter: Charter, at: date, *, version: CharterVersion | None = None) -> date | None:
    """By when the next is due if the members stay the same; None while one is under way or nothing is adopted."""
    found = history(charter, at, version=version)
    return None if found.since is None or found.is_open else due.six_months_after(found.since)


@dataclass(frozen=True)
class Pulse:
    """How far the short survey before a review is: its round, and the published result if the reader may read it."""

    wave: Wave
    result: Release | None

    @property
    def state(self) -> str:
        """One of "planned", "open", "closing", "closed", "published"."""
        return "published" if self.result else self.wave.state


def pulse(review: Review, user: User) -> Pulse | None:
    """The pulse before this review; None where nobody was asked. In one query, the wave at hand."""
    if review.wave is None:
        return None
    out = Release.objects.visible_to(user).to_group(review.charter.programme).surveys().filter(wave=review.wave)
    return Pulse(review.wave, out.defer("figures").first())


def listed(reviews: Sequence[Review]) -> tuple[list[Review], list[Review]]:
    """Reviews under way, and those held, the newest first."""
    held = sorted((each for each in reviews if each.held_on), key=lambda each: (each.held_on, each.pk), reverse=True)
    return [each for each in reviews if not each.held_on], held
