from kipp.accounts.models.holding import HoldingState, RoleHolding
from kipp.accounts.models.institution import Institution, InstitutionKind, Unit
from kipp.accounts.models.invitation import Invitation
from kipp.accounts.models.region import Region, RegionKind
from kipp.accounts.models.role import CONFIRMED, JUDGES, OF_AN_INSTITUTION, PARTICIPANTS, Role
from kipp.accounts.models.user import User

__all__ = [
    "CONFIRMED",
    "JUDGES",
    "OF_AN_INSTITUTION",
    "PARTICIPANTS",
    "HoldingState",
    "Institution",
    "InstitutionKind",
    "Invitation",
    "Region",
    "RegionKind",
    "Role",
    "RoleHolding",
    "Unit",
    "User",
]
