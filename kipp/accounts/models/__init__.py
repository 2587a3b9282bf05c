from kipp.accounts.models.holding import JUDGES, PARTICIPANTS, Role, RoleHolding
from kipp.accounts.models.institution import Institution, InstitutionKind, Unit
from kipp.accounts.models.invitation import Invitation
from kipp.accounts.models.region import Region, RegionKind
from kipp.accounts.models.user import User

__all__ = [
    "JUDGES",
    "PARTICIPANTS",
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
