from scaling.forms.cases import CaseOpenForm, GateForm, ReasonForm, gate_form
from scaling.forms.filters import CaseFilter, ReplicationFilter
from scaling.forms.replications import AgreementForm, ProposalForm, ReportForm

__all__ = [
    "AgreementForm",
    "CaseFilter",
    "CaseOpenForm",
    "GateForm",
    "ProposalForm",
    "ReasonForm",
    "ReplicationFilter",
    "ReportForm",
    "gate_form",
]
