"""A survey without its people: everything that a copy, a template and a file carry, and how much of it there may be."""

from dataclasses import dataclass

from diagnostics.surveys.form import Form, Section

MOST_SECTIONS = 40
MOST_QUESTIONS = 150
MOST_OPTIONS = 20
MOST_RANKED = 10
TITLE = 120
PARAGRAPHS = 5_000
QUESTION = 300
OPTION = 150
LABEL = 60
SUBJECT = 150
LARGEST = 1_000_000_000  # of a number that is asked for, either way

# Points of a pair: they fit "How much does this matter?" and "How true is this of us now?" alike.
PAIR_LABELS = ("Not at all", "A little", "Somewhat", "Quite a lot", "Very much")


@dataclass(frozen=True)
class Blueprint:
    """A survey as plain values; a question's key is its own within the blueprint. Sections may be empty."""

    title: str
    kind: str = "anonymous"
    introduction: str = ""
    thanks: str = ""
    mail_subject: str = ""
    mail_body: str = ""
    reminder_subject: str = ""
    reminder_body: str = ""
    sections: tuple[Section, ...] = ()

    @property
    def form(self) -> Form:
        return Form(self.title, self.introduction, self.thanks, self.sections)
