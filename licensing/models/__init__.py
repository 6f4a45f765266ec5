from licensing.models.cases import AssistanceCase, CaseStep
from licensing.models.documents import Document
from licensing.models.nib import Nib, NibActivity, NibPeriod, NibStep
from licensing.models.permits import Permit, PermitType
from licensing.models.targets import CoverageTarget

__all__ = [
    "AssistanceCase",
    "CaseStep",
    "CoverageTarget",
    "Document",
    "Nib",
    "NibActivity",
    "NibPeriod",
    "NibStep",
    "Permit",
    "PermitType",
]
