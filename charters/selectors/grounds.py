"""The evidence that a commitment may answer: what the group reads in this programme, by key and label.

A key is a record's own, as audit and evidence name it; where it is read is said here for what lies below the charter.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from django.db.models import QuerySet
from django.urls import NoReverseMatch, reverse
from django.utils import timezone

from charters.models import Ground
from diagnostics.models import Release
from programmes.models import Programme, User
from workshops.models import Cluster

MOST_LETTERS = 200
# A theme is read on the list of themes that published it, at its own place.
THEME = "diagnostics.theme"
CLUSTER = Cluster._meta.label_lower
PAGES = {
    "diagnostics.release": ("diagnostics:snapshot-version", "release"),
    "diagnostics.result": ("diagnostics:result-version", "release"),
}


@dataclass(frozen=True)
class Offered:
    """A record that may be chosen; `kind` is the heading that it stands under, `when` tells it from its like."""

    kind: str
    key: str
    label: str
    when: str = ""


@dataclass(frozen=True)
class Answered:
    """What is answered, by its key, and where it is read; `url` is "" for what has no page below the charter."""

    label: str
    url: str
    key: str

    @property
    def is_gathered(self) -> bool:
        """Whether a room gathered it: a page above the charter, which finds it by its key, says where."""
        return self.key.startswith(f"{CLUSTER}:")


def on_offer(programme: Programme, user: User) -> list[Offered]:
    """What the user may choose: themes of the newest list, results, snapshots, clusters. Two queries."""
    releases = Release.objects.visible_to(user).to_group(programme).order_by("-published_at", "-pk")
    found = list(releases.select_related("wave__survey"))
    newest = next((one for one in found if one.subject == Release.Subject.THEMES), None)
    offered = [
        *(_themes(newest) if newest else ()),
        *(_result(one) for one in found if one.subject == Release.Subject.SURVEY),
        *(_snapshot(one) for one in found if one.subject == Release.Subject.SNAPSHOT),
        *(_cluster(one) for one in _clusters(programme, user)),
    ]
    return _told_apart(offered)


def _told_apart(offered: Sequence[Offered]) -> list[Offered]:
    """Those that would be read alike, each with its day."""
    times = Counter(one.label for one in offered)
    return [
        replace(one, label=_short(f"{one.when}: {one.label}")) if one.when and times[one.label] > 1 else one
        for one in offered
    ]


def with_those(grounds: Iterable[Ground], offered: Sequence[Offered]) -> list[Offered]:
    """What is on offer, and before it what is answered already but no longer on offer."""
    there = {one.key for one in offered}
    gone = [Offered("", one.record, one.label) for one in grounds if one.record not in there]
    return [*gone, *offered]


def answered(grounds: Iterable[Ground], programme: Programme) -> tuple[Answered, ...]:
    """What these grounds say, with where each is read."""
    return tuple(Answered(ground.label, address(ground.record, programme), ground.record) for ground in grounds)


def address(key: str, programme: Programme) -> str:
    """Where the record behind a key is read; "" for one that has no page below the charter."""
    label, _, pk = key.partition(":")
    pk, _, release = pk.partition("@")
    if label == THEME:
        page = _page("diagnostics:theme-release-version", programme, "release", release)
        return f"{page}#theme-{pk}" if page else ""
    if label not in PAGES:
        return ""
    name, keyword = PAGES[label]
    return _page(name, programme, keyword, pk)


def _page(name: str, programme: Programme, keyword: str, pk: str) -> str:
    try:
        return reverse(name, kwargs={"programme": programme.pk, keyword: pk})
    except NoReverseMatch:
        return ""


def _clusters(programme: Programme, user: User) -> QuerySet[Cluster]:
    seen = Cluster.objects.visible_to(user).standing().filter(exercise__event__programme=programme)
    return seen.select_related("exercise__event").order_by("exercise__event__starts_on", "exercise", "position", "pk")


def _themes(release: Release) -> list[Offered]:
    return [
        Offered("Themes of the conversations", f"{THEME}:{one['theme']}@{release.pk}", _short(one["statement"]))
        for one in release.figures["themes"]
    ]


def _result(release: Release) -> Offered:
    of = f" of “{release.wave.survey}”" if release.wave else ""
    label = f"Results{of}: {release.title}"
    return Offered("Results of surveys", f"diagnostics.result:{release.pk}", _short(label), _published(release))


def _snapshot(release: Release) -> Offered:
    label = _short(f"Team snapshot: {release.title}")
    return Offered("Team snapshots", f"diagnostics.release:{release.pk}", label, _published(release))


def _published(release: Release) -> str:
    return f"{timezone.localtime(release.published_at):%-d %B %Y}"


def _cluster(cluster: Cluster) -> Offered:
    label = f"{cluster.name} ({cluster.exercise.event.title})"
    return Offered("What workshops gathered", cluster.key, _short(label), str(cluster.exercise.event.starts_on))


def _short(label: str) -> str:
    return label if len(label) <= MOST_LETTERS else f"{label[: MOST_LETTERS - 1]}…"
