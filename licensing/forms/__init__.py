from licensing.forms.cases import BoardForm, CaseForm, CaseMoveForm, OpenCaseForm
from licensing.forms.documents import DocumentForm
from licensing.forms.nib import NibForm, NibMoveForm, NibPanelForm
from licensing.forms.permits import PermitForm, PermitMoveForm
from licensing.forms.targets import CoverageTargetForm

__all__ = [
    "BoardForm",
    "CaseForm",
    "CaseMoveForm",
    "CoverageTargetForm",
    "DocumentForm",
    "NibForm",
    "NibMoveForm",
    "NibPanelForm",
    "OpenCaseForm",
    "PermitForm",
    "PermitMoveForm",
]
