from licensing.admin.case_panel import CasePanel
from licensing.admin.cases import AssistanceCaseAdmin
from licensing.admin.documents import DocumentAdmin
from licensing.admin.letter_panel import LetterPanel
from licensing.admin.letters import LetterAdmin, LetterTemplateAdmin
from licensing.admin.nib import NibAdmin
from licensing.admin.panels import NibPanel
from licensing.admin.permit_panel import PermitPanel
from licensing.admin.permit_relevance import PermitRelevanceAdmin
from licensing.admin.permits import PermitAdmin, PermitTypeAdmin
from licensing.admin.targets import CoverageTargetAdmin
from licensing.admin.without_nib import VisitAdmin

__all__ = [
    "AssistanceCaseAdmin",
    "CasePanel",
    "CoverageTargetAdmin",
    "DocumentAdmin",
    "LetterAdmin",
    "LetterPanel",
    "LetterTemplateAdmin",
    "NibAdmin",
    "NibPanel",
    "PermitAdmin",
    "PermitPanel",
    "PermitRelevanceAdmin",
    "PermitTypeAdmin",
    "VisitAdmin",
]
