from licensing.models.cases import AssistanceCase, CaseStep
from licensing.models.documents import Document
from licensing.models.letters import Letter, LetterKind, LetterTemplate
from licensing.models.nib import Nib, NibActivity, NibPeriod, NibStep
from licensing.models.permits import Permit, PermitRelevance, PermitStep, PermitType
from licensing.models.targets import CoverageTarget
from licensing.models.visits import Visit

__all__ = [
    "AssistanceCase",
    "CaseStep",
    "CoverageTarget",
    "Document",
    "Letter",
    "LetterKind",
    "LetterTemplate",
    "Nib",
    "NibActivity",
    "NibPeriod",
    "NibStep",
    "Permit",
    "PermitRelevance",
    "PermitStep",
    "PermitType",
    "Visit",
]
