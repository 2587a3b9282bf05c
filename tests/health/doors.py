"""No worker runs beside the unit tests, so the portal is not well; everybody may hear that."""

DOORS = {"health": {"*": 503}}


def kwargs_for(name, world):
    return {}
