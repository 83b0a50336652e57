from programmes.models.audit import AuditEvent
from programmes.models.consent import Consent
from programmes.models.induction import InductionTask
from programmes.models.job import Job
from programmes.models.notice import MailHold, Notice
from programmes.models.organisation import NHS_SECTORS, Organisation, Partnership, Sector
from programmes.models.person import Person, PersonAddress
from programmes.models.post import Appointment, Post
from programmes.models.programme import Membership, Programme
from programmes.models.records import (
    Aim,
    Barrier,
    Commission,
    ContextEvent,
    EvidenceSource,
    FrameworkArea,
    FrameworkPoint,
    InductionItem,
    Insight,
    Milestone,
    NextStep,
    OutcomeTheme,
    Output,
    Phase,
    ProgrammeRecord,
    Recommendation,
    RelatedProgramme,
    Strength,
)
from programmes.models.report import Evidence, IssuedReport, Passage
from programmes.models.roster import RosterUpload
from programmes.models.system import LeadershipGroup, System, SystemForm, SystemMembership
from programmes.models.user import User

__all__ = [
    "NHS_SECTORS",
    "Aim",
    "Appointment",
    "AuditEvent",
    "Barrier",
    "Commission",
    "Consent",
    "ContextEvent",
    "Evidence",
    "EvidenceSource",
    "FrameworkArea",
    "FrameworkPoint",
    "InductionItem",
    "InductionTask",
    "Insight",
    "IssuedReport",
    "Job",
    "LeadershipGroup",
    "MailHold",
    "Membership",
    "Milestone",
    "NextStep",
    "Notice",
    "Organisation",
    "OutcomeTheme",
    "Output",
    "Partnership",
    "Passage",
    "Person",
    "PersonAddress",
    "Phase",
    "Post",
    "Programme",
    "ProgrammeRecord",
    "Recommendation",
    "RelatedProgramme",
    "RosterUpload",
    "Sector",
    "Strength",
    "System",
    "SystemForm",
    "SystemMembership",
    "User",
]
