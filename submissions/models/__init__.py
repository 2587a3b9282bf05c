from submissions.models.account_request import AccountRequest
from submissions.models.answer import Answer
from submissions.models.attachment import Attachment, Scan
from submissions.models.catalogue import PastAward, PastInnovation
from submissions.models.circular import Circular, Segment
from submissions.models.claim import Claim
from submissions.models.continuation import Continuation
from submissions.models.disqualification import Disqualification
from submissions.models.edition import Category, Edition, Group, Quota, Rule
from submissions.models.entry import Entry, EntryState
from submissions.models.form import ChecklistItem, DocumentKind, FormVersion, Section
from submissions.models.helpdesk import FaqItem, HelpMessage, HelpThread
from submissions.models.innovation import Innovation
from submissions.models.lodgement import LodgeIntent, Lodgement
from submissions.models.objection import Objection
from submissions.models.preselection import Choice, Preselection, Reminder, Shown
from submissions.models.profile import Profile
from submissions.models.rejection import Rejection
from submissions.models.remark import Remark, RemarkAnswer
from submissions.models.screening import CheckMark, Decision, Verdict
from submissions.models.team import Right, TeamMember
from submissions.models.textprint import TextBand, TextPrint
from submissions.models.upload import Upload

__all__ = [
    "AccountRequest",
    "Answer",
    "Attachment",
    "Category",
    "CheckMark",
    "ChecklistItem",
    "Choice",
    "Circular",
    "Claim",
    "Continuation",
    "Decision",
    "Disqualification",
    "DocumentKind",
    "Edition",
    "Entry",
    "EntryState",
    "FaqItem",
    "FormVersion",
    "Group",
    "HelpMessage",
    "HelpThread",
    "Innovation",
    "LodgeIntent",
    "Lodgement",
    "Objection",
    "PastAward",
    "PastInnovation",
    "Preselection",
    "Profile",
    "Quota",
    "Rejection",
    "Remark",
    "RemarkAnswer",
    "Reminder",
    "Right",
    "Rule",
    "Scan",
    "Section",
    "Segment",
    "Shown",
    "TeamMember",
    "TextBand",
    "TextPrint",
    "Upload",
    "Verdict",
]
