from scaling.models.case import CaseState, Gate, ScalingCase
from scaling.models.replication import Replication, ReplicationState
from scaling.models.report import Status, StatusReport

__all__ = [
    "CaseState",
    "Gate",
    "Replication",
    "ReplicationState",
    "ScalingCase",
    "Status",
    "StatusReport",
]
