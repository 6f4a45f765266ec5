from licensing.models.cases import AssistanceCase, CaseStep
from licensing.models.documents import Document
from licensing.models.nib import Nib, NibActivity, NibPeriod, NibStep
from licensing.models.permits import Permit, PermitType

__all__ = [
    "AssistanceCase",
    "CaseStep",
    "Document",
    "Nib",
    "NibActivity",
    "NibPeriod",
    "NibStep",
    "Permit",
    "PermitType",
]
