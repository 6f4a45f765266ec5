from licensing.admin.cases import AssistanceCaseAdmin
from licensing.admin.nib import NibAdmin
from licensing.admin.panels import NibPanel
from licensing.admin.permits import PermitAdmin, PermitTypeAdmin

__all__ = ["AssistanceCaseAdmin", "NibAdmin", "NibPanel", "PermitAdmin", "PermitTypeAdmin"]
