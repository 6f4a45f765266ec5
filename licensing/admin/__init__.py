from licensing.admin.cases import AssistanceCaseAdmin
from licensing.admin.documents import DocumentAdmin
from licensing.admin.nib import NibAdmin
from licensing.admin.panels import NibPanel
from licensing.admin.permits import PermitAdmin, PermitTypeAdmin
from licensing.admin.targets import CoverageTargetAdmin

__all__ = [
    "AssistanceCaseAdmin",
    "CoverageTargetAdmin",
    "DocumentAdmin",
    "NibAdmin",
    "NibPanel",
    "PermitAdmin",
    "PermitTypeAdmin",
]
