from diagnostics.models.agreement import Agreement
from diagnostics.models.deck import Card, Deck
from diagnostics.models.interview import (
    GuideQuestion,
    Interview,
    Note,
    NotesReader,
    NoteTab,
    ProgrammeReader,
    Slot,
)
from diagnostics.models.profile import ConflictAnswer, ConflictProfile, Source
from diagnostics.models.release import Instrument, Release, ReleaseUnit
from diagnostics.models.sharing import Sharing
from diagnostics.models.step import Mailing, PersonStep, PreWorkStep, StepMail
from diagnostics.models.survey import Question, Section, Survey
from diagnostics.models.theme import Coding, Excerpt, Quote, Theme, ThemeAgreement
from diagnostics.models.wave import (
    Ballot,
    Comment,
    CommentCoding,
    Draft,
    Invitation,
    Respondent,
    Response,
    Wave,
)

__all__ = [
    "Agreement",
    "Ballot",
    "Card",
    "Coding",
    "Comment",
    "CommentCoding",
    "ConflictAnswer",
    "ConflictProfile",
    "Deck",
    "Draft",
    "Excerpt",
    "GuideQuestion",
    "Instrument",
    "Interview",
    "Invitation",
    "Mailing",
    "Note",
    "NoteTab",
    "NotesReader",
    "PersonStep",
    "PreWorkStep",
    "ProgrammeReader",
    "Question",
    "Quote",
    "Release",
    "ReleaseUnit",
    "Respondent",
    "Response",
    "Section",
    "Sharing",
    "Slot",
    "Source",
    "StepMail",
    "Survey",
    "Theme",
    "ThemeAgreement",
    "Wave",
]
