from diagnostics.models.agreement import Agreement
from diagnostics.models.profile import ConflictAnswer, ConflictProfile, Source
from diagnostics.models.release import Release, ReleaseUnit
from diagnostics.models.step import PreWorkStep

__all__ = ["Agreement", "ConflictAnswer", "ConflictProfile", "PreWorkStep", "Release", "ReleaseUnit", "Source"]
