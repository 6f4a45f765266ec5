from licensing.forms.cases import CaseForm
from licensing.forms.nib import NibMoveForm, NibPanelForm
from licensing.forms.permits import PermitForm
from licensing.forms.targets import CoverageTargetForm

__all__ = ["CaseForm", "CoverageTargetForm", "NibMoveForm", "NibPanelForm", "PermitForm"]
