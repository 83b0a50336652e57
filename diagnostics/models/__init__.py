from diagnostics.models.agreement import Agreement
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
from diagnostics.models.step import Mailing, PersonStep, PreWorkStep, StepMail
from diagnostics.models.theme import Coding, Excerpt, Quote, Theme, ThemeAgreement

__all__ = [
    "Agreement",
    "Coding",
    "ConflictAnswer",
    "ConflictProfile",
    "Excerpt",
    "GuideQuestion",
    "Instrument",
    "Interview",
    "Mailing",
    "Note",
    "NoteTab",
    "NotesReader",
    "PersonStep",
    "PreWorkStep",
    "ProgrammeReader",
    "Quote",
    "Release",
    "ReleaseUnit",
    "Slot",
    "Source",
    "StepMail",
    "Theme",
    "ThemeAgreement",
]
