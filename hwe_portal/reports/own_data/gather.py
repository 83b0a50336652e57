"""Reads what a programme holds about one person: never another person's data, and never the notes.

Names of others occur only where they acted on what is this person's: who opened their notes, who wrote a choice down.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from django.db.models import Count, Exists, OuterRef, Q

from diagnostics.confidential import words_of
from diagnostics.models import ConflictProfile, Instrument, Interview, PreWorkStep, Quote, ReleaseUnit, Survey
from diagnostics.models.profile import MODES
from diagnostics.selectors.profiles import CONSENT_SUBJECT
from diagnostics.selectors.theme_releases import quotes_ready
from diagnostics.services.own_answers import own_answers
from hwe_portal.reports.own_data import charter, meetings
from hwe_portal.reports.own_data.content import OwnData, OwnFile, OwnProfile, Section
from hwe_portal.reports.own_data.rows import Rows, day, fact, moment, read
from programmes import selectors
from programmes.models import Appointment, AuditEvent, Consent, Membership, Notice, Person, PersonAddress, Programme

SOMEBODY = "Somebody of the programme"


def gather(person: Person, programme: Programme, *, at: datetime) -> OwnData:
    """Everything about this person in this programme at the moment `at`, in at most twelve queries."""
    rows = read(person, programme)
    parts = list(programme.memberships.filter(person=person).select_related("person", "post__organisation"))
    profiles = _profiles(person, programme)
    talks = list(Interview.objects.filter(person=person, programme=programme))
    others = {row["reader"] for row in rows["reader"]} | {row["told_to"] for row in rows["consent"]}
    others |= {talk.interviewer_id for talk in talks}
    names = selectors.names_in(programme, others)
    opened = [profile for profile in profiles if _is_open(profile)]
    return OwnData(
        name=parts[-1].shown_name,
        programme=programme.title,
        system=programme.system.name,
        made_at=at,
        sections=(
            _yourself(person, parts),
            *_parts_and_posts(parts, rows),
            *_profile_sections(profiles, rows, names),
            *_asked_of_them(rows),
            *meetings.sections(rows),
            *charter.sections(rows),
            _surveys(rows),
            _answers(person, programme),
            *_conversations(talks, rows, names),
            _quotes(person, programme),
            _mails(rows),
        ),
        files=tuple(_files(opened)),
        profiles=tuple(OwnProfile(each.pk, _title(each), bool(each.printed)) for each in opened),
        has_profile=any(profile.withdrawn_at is None for profile in profiles),
        asked_of=tuple(dict.fromkeys(names.get(talk.interviewer_id, SOMEBODY) for talk in talks)),
    )


# Who they are, and their parts ------------------------------------------------------------


def _yourself(person: Person, parts: list[Membership]) -> Section:
    addresses = PersonAddress.objects.filter(person=person).values_list("address", flat=True)
    rows = [("Name in this programme", parts[-1].shown_name)]
    rows += [("Email address", address) for address in addresses]
    rows.append(("Agreed to be named in documents", "Yes" if person.may_be_named else "No"))
    return Section("you", "You", ("What", "As we hold it"), tuple(rows), "")


def _parts_and_posts(parts: list[Membership], rows: Rows) -> Iterable[Section]:
    held = tuple(
        (
            part.get_role_display(),
            str(part.post or ""),
            day(part.starts_on.isoformat()),
            day(part.ends_on.isoformat() if part.ends_on else None),
            "Taken out" if part.withdrawn_at else "",
        )
        for part in parts
    )
    headings = ("As", "In the post of", "From", "Until", "Note")
    yield Section("parts", "Your parts in the programme", headings, held, "")
    posts = tuple(
        (
            row["title"],
            row["organisation"],
            str(Appointment.Kind(row["kind"]).label),
            fact(row, "since"),
            fact(row, "until"),
        )
        for row in rows["post"]
    )
    headings = ("Post", "Organisation", "Kind", "From", "Until")
    yield Section("posts", "Your posts in this system", headings, posts, "No post of yours is recorded.")


# Their profiles, and how they may be counted ------------------------------------------------------------


def _profiles(person: Person, programme: Programme) -> list[ConflictProfile]:
    counted = ReleaseUnit.objects.filter(profile=OuterRef("pk"))
    theirs = ConflictProfile.objects.filter(person=person, programme=programme)
    return list(theirs.annotate(given=Count("answers"), is_counted=Exists(counted)).order_by("pk"))


def _is_open(profile: ConflictProfile) -> bool:
    """Whether its owner may read its scores."""
    return profile.is_released and profile.deleted_at is None


def _title(profile: ConflictProfile) -> str:
    return f"{profile.get_source_display()}, {moment(profile.completed_at)}"


def _profile_sections(profiles: list[ConflictProfile], rows: Rows, names: Mapping[int, str]) -> Iterable[Section]:
    held = tuple(
        (
            profile.get_source_display(),
            moment(profile.started_at),
            moment(profile.completed_at),
            _standing(profile),
            _scores(profile),
            "Yes" if profile.is_counted else "No",
        )
        for profile in profiles
    )
    headings = ("Questionnaire", "Begun", "Finished", "How it stands", "Scores", "Counted in a published picture")
    yield Section("profiles", "Your conflict profile", headings, held, "You have none here.")
    headings = ("About", "Your answer", "When", "Written down for you by")
    none = "You have not been asked yet, or have not answered."
    yield Section("consents", "How you may be counted", headings, (*_consents(rows, names), *_agreements(rows)), none)


def _standing(profile: ConflictProfile) -> str:
    if profile.deleted_at:
        return "You deleted it. Its scores stay behind a published count, and nobody can read them."
    if profile.completed_at is None:
        return f"Begun, with {profile.given} of 30 answers"
    if not profile.is_released:
        return "Finished. Your facilitator has not opened it to you yet."
    return "Replaced by a corrected version" if profile.withdrawn_at else "Open to you"


def _scores(profile: ConflictProfile) -> str:
    if not _is_open(profile):
        return ""
    printed = profile.percentiles or {}
    each = (f"{mode} {profile.scores[mode]}{_percentile(printed, mode)}" for mode in MODES)
    return ", ".join(each)


def _percentile(printed: Mapping[str, int], mode: str) -> str:
    return f" (percentile {printed[mode]})" if mode in printed else ""


def _consents(rows: Rows, names: Mapping[int, str]) -> Iterable[tuple[str, ...]]:
    for row in rows["consent"]:
        about = "The picture of the group" if row["subject"] == CONSENT_SUBJECT else row["subject"]
        told_to = names.get(row["told_to"], SOMEBODY) if row["told_to"] else ""
        yield about, str(Consent.Choice(row["choice"]).label), moment(row["order"]), told_to


def _agreements(rows: Rows) -> Iterable[tuple[str, ...]]:
    asked = [
        (f"Your change in the next publication: {Instrument(row['about']).label}", row) for row in rows["agreement"]
    ]
    asked += [(f"May this be asked: {row['text']}", row) for row in rows["question"]]
    for about, row in asked:
        yield about, row["answer"].capitalize() or "Not answered", moment(row["order"]), ""


# What was asked of them ------------------------------------------------------------


def _asked_of_them(rows: Rows) -> Iterable[Section]:
    steps = tuple(
        (
            row["title"] or str(PreWorkStep.Kind(row["kind"]).label),
            day(row["due_on"]),
            "You were not asked" if row["left_out"] else "",
            moment(row["opened_at"]),
            moment(row["done_at"]),
        )
        for row in rows["step"]
    )
    headings = ("Step", "Your own date", "Note", "You first opened it", "You marked it as done")
    none = "We hold nothing on single steps."
    yield Section("steps", "Your pre-work", headings, steps, none)
    lines = tuple((row["text"], day(row["due_on"]), moment(row["done_at"])) for row in rows["line"])
    none = "You had no such list."
    yield Section("induction", "Your list for getting started", ("What", "By", "Ticked off"), lines, none)


# Surveys ------------------------------------------------------------


def _surveys(rows: Rows) -> Section:
    """The lists that they are on. Whether they answered an anonymous survey is known to nobody, so it is not said."""
    listed = tuple(
        (
            row["title"],
            _held(row["kind"]),
            row["name"],
            row["email"],
            row["sector"],
            row["role"],
            moment(row["order"]),
            moment(row["ended_at"]),
        )
        for row in rows["asked"]
    )
    headings = ("Survey", "How answers are held", "Name", "Email address", "Sector", "Role", "On the list", "Taken off")
    none = "You are on the list of no survey of this programme."
    return Section("surveys", "Surveys that you are asked to answer", headings, listed, none)


def _answers(person: Person, programme: Programme) -> Section:
    """Their own answers where they gave them under their name; of an anonymous survey there are none to find."""
    given = tuple(
        (one.survey, one.round, one.question or "Your answers were deleted", one.words, moment(one.at))
        for one in own_answers(person, programme)
    )
    headings = ("Survey", "Round", "Question", "Your answer", "Sent")
    none = "None under your name. What you answer in an anonymous survey cannot be found by anybody."
    return Section("answers", "Your answers under your name", headings, given, none)


def _held(kind: str) -> str:
    """The kind of a survey in a word: “Anonymous”."""
    return str(Survey.Kind(kind).label).partition(":")[0]


# Their conversations ------------------------------------------------------------


def _conversations(talks: list[Interview], rows: Rows, names: Mapping[int, str]) -> Iterable[Section]:
    held = tuple(
        (
            talk.get_purpose_display(),
            moment(talk.starts_at) or day(talk.held_on.isoformat() if talk.held_on else None),
            names.get(talk.interviewer_id, SOMEBODY),
            talk.get_state_display(),
            talk.place,
            talk.get_quotes_display() if talk.quotes else "",
        )
        for talk in talks
    )
    headings = ("For", "When", "With", "State", "Where", "What you said about being quoted")
    yield Section("conversations", "Your conversations", headings, held, "You had none.")
    readers = tuple(
        (
            names.get(row["reader"], SOMEBODY),
            "Takes the notes" if row["takes_notes"] else "Reads the notes",
            moment(row["known_at"]),
            moment(row["ended_at"]),
        )
        for row in rows["reader"]
    )
    headings = ("Who", "What they may do", "You knew since", "Until")
    yield Section("readers", "Who may open the notes of your conversations", headings, readers, "Nobody.")
    yield Section("openings", "Who opened them, and when", ("Who", "What", "When"), _openings(talks), "Nobody has.")


def _openings(talks: list[Interview]) -> tuple[tuple[str, ...], ...]:
    opened = AuditEvent.objects.about(*[talk.key for talk in talks]).filter(verb="opened")
    events = opened.select_related("by__person").order_by("at", "pk") if talks else ()
    return tuple((event.by.display_name, event.summary, moment(event.at)) for event in events if event.by)


def _quotes(person: Person, programme: Programme) -> Section:
    ready = Q(pk__in=quotes_ready(programme).values("pk"))  # as their answers stand now
    theirs = Quote.objects.filter(interview__person=person, interview__programme=programme)
    allowed = theirs.filter(ready | Q(release__isnull=False))
    rows = tuple(
        (
            words_of(quote),
            f"Went out in “{quote.release.title}”" if quote.release else "May go out",
            moment(quote.release.published_at if quote.release else quote.answered_at),
        )
        for quote in allowed.select_related("release")
    )
    none = "None of your words may go out."
    return Section("quotes", "Your words that may go out", ("Words", "How it stands", "When"), rows, none)


# Mails and files ------------------------------------------------------------


def _mails(rows: Rows) -> Section:
    sent = tuple(
        (
            str(Notice.Kind(row["kind"]).label),
            row["address"],
            str(Notice.State(row["state"]).label),
            moment(row["order"]),
        )
        for row in rows["mail"]
    )
    headings = ("About", "To", "What became of it", "Written")
    return Section("mails", "Emails to you", headings, sent, "We have sent you none for this programme.")


def _files(profiles: list[ConflictProfile]) -> Iterable[OwnFile]:
    for number, profile in enumerate(profiles, start=1):
        if profile.printed:
            yield OwnFile(f"conflict-profile-{number}.pdf", profile.printed)
        if profile.report:
            yield OwnFile(f"licensed-report-{number}.pdf", profile.report)
