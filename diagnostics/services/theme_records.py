"""A published theme recorded as a barrier, a strength or a recommendation, which remembers where it came from.

Only what is published can be: records are printed in reports, notes never.
"""

from django.db import transaction

from diagnostics.models import Release
from programmes.models import Barrier, ProgrammeRecord, Recommendation, Strength, User
from programmes.services import records

KINDS: dict[str, type[Barrier] | type[Strength] | type[Recommendation]] = {
    "barriers": Barrier,
    "strengths": Strength,
    "recommendations": Recommendation,
}


def origin(release: Release, theme: int) -> str:
    """How a record names the theme that it was made from, and the release in which that was published."""
    return f"diagnostics.theme:{theme}@{release.pk}"


@transaction.atomic
def add(*, release: Release, theme: int, kind: str, text: str, by: User) -> ProgrammeRecord:
    """Record a theme of a release, after the others of its kind. `kind` is one of KINDS."""
    model = KINDS[kind]
    after = model.objects.filter(programme=release.programme).standing().count()
    made = model(programme=release.programme, text=text, position=after + 1, origin=origin(release, theme))
    return records.add(made, by=by)


def made_of(release: Release, theme: int) -> list[ProgrammeRecord]:
    """The standing records made of a theme, in whichever of its releases."""
    begins = f"diagnostics.theme:{theme}@"
    rows = (
        model.objects.filter(programme=release.programme, origin__startswith=begins).standing()
        for model in KINDS.values()
    )
    return [row for found in rows for row in found]
