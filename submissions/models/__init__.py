from submissions.models.answer import Answer, Remark
from submissions.models.attachment import Attachment
from submissions.models.disqualification import Disqualification
from submissions.models.edition import Category, Edition, Group, Quota
from submissions.models.entry import Entry, EntryState, TeamMember
from submissions.models.form import ChecklistItem, DocumentKind, FormVersion, Section
from submissions.models.innovation import Innovation
from submissions.models.lodgement import LodgeIntent, Lodgement
from submissions.models.profile import Profile
from submissions.models.screening import CheckMark, Decision, Verdict

__all__ = [
    "Answer",
    "Attachment",
    "Category",
    "CheckMark",
    "ChecklistItem",
    "Decision",
    "Disqualification",
    "DocumentKind",
    "Edition",
    "Entry",
    "EntryState",
    "FormVersion",
    "Group",
    "Innovation",
    "LodgeIntent",
    "Lodgement",
    "Profile",
    "Quota",
    "Remark",
    "Section",
    "TeamMember",
    "Verdict",
]
