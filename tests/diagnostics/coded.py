"""Conversations that were held and coded, with the themes of a codebook, for tests of what goes out of them."""

from datetime import date

from diagnostics.confidential import keep_words
from diagnostics.models import Agreement, Coding, Excerpt, Instrument, Interview, Theme, ThemeAgreement
from diagnostics.services import quotes as quoting
from diagnostics.services import theme_printing, theme_questions, theme_releases
from programmes.models import Job
from programmes.services import jobs
from tests.diagnostics import groups, talks
from tests.factories import member

# A word of every note, which must never come out.
CANARY = "zanzibarcanary"
WORDS = "We agree in the room and then each of us goes home and does what we did before"


def run():
    """A programme and its facilitator, who holds the conversations and reads every note."""
    return groups.programme()


def theme(
    programme, by, name="Agreeing", statement="We agree in the room and then do as before.", kind="issue", **fields
):
    return Theme.objects.create(programme=programme, name=name, statement=statement, kind=kind, **fields)


def talk(programme, by, person, *, quotes="", held_on=date(2021, 10, 4), text=f"{WORDS}. {CANARY}", **fields):
    """A conversation with somebody, held by the facilitator."""
    return talks.held(programme, person, by.person, texts=[text], quotes=quotes, held_on=held_on, **fields)


def code(interview, *themes, start=0, end=78):
    """A passage of the conversation's note, coded to these themes."""
    note = interview.notes.first()
    passage, _ = Excerpt.objects.get_or_create(
        interview=interview, note=note, start=start, end=end, defaults={"by": interview.by, "ciphertext": b""}
    )
    keep_words(passage, WORDS[start:end])
    passage.save()
    for each in themes:
        Coding.objects.get_or_create(excerpt=passage, theme=each, defaults={"by": interview.by})
    return passage


def uncode(interview, theme):
    Coding.objects.filter(excerpt__interview=interview, theme=theme).delete()


def speaking(programme, by, number, *themes, **options):
    """So many more leaders who take part, each with a conversation coded to these themes."""
    made = [talk(programme, by, groups.leader(programme), **options) for _ in range(number)]
    for interview in made:
        code(interview, *themes)
    return made


def publish(programme, by, **options):
    return theme_releases.publish(programme=programme, by=by, **options)


def counted(release):
    """The conversations in a release."""
    return set(release.units.values_list("interview", flat=True))


def heard(release):
    """By statement, in which words a theme was published."""
    return {each["statement"]: each["heard"] for each in release.figures["themes"]}


def user_of(interview):
    """The account of whoever the conversation was with, made now."""
    user = member(interview.programme)
    person, interview.person.user = user.person, None
    person.user = None
    person.save()
    interview.person.user = user
    interview.person.save()
    person.addresses.update(person=interview.person)
    return user


def work():
    """Do every waiting job about themes, as the worker would."""
    tasks = {theme_releases.TASK: theme_releases.carry_out, theme_printing.TASK: theme_printing.make}
    for job in Job.objects.filter(state=Job.State.WAITING, task__in=tasks):
        jobs.work(job.pk, tasks[job.task])


def of_world(world):
    """In the world of the access table: eight coded conversations, published once; then the owner is asked about a
    quote, a question and the next list. Returns the rows by name.
    """
    programme, by = world.programme, world.facilitator
    shared, few = theme(programme, by), theme(programme, by, "Few", "Few say this.")
    own = talk(programme, by, world.owner, quotes=Interview.Quotes.FIRST)
    passage = code(own, shared, few)
    speaking(programme, by, 5, shared)
    speaking(programme, by, 2, shared, few)
    release = publish(programme, by)
    asked = Agreement.objects.create(programme=programme, instrument=Instrument.CONVERSATIONS, person=world.owner)
    theme_questions.ask(theme=few, question="What do few of us say?", by=by)
    quote = quoting.add(excerpt=passage, theme=shared, text=WORDS[:25], by=by)
    question = ThemeAgreement.objects.get(person=world.owner)
    return {
        "release": release, "theme": shared, "few": few, "agreement": asked, "question": question, "quote": quote,
        "excerpt": passage,
    }  # fmt: skip
