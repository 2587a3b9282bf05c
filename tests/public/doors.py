"""Open to everybody: what is published, and nothing else."""

DOORS = {
    "robots": {"*": 200},
    "favicon": {"*": 302},
} | {
    name: {"*": 200}
    for name in (
        "public:award-list",
        "public:award-detail",
        "public:help",
        "public:about",
        "public:history",
        "front",
    )
}


def kwargs_for(name: str, world) -> dict:
    return {"pk": world.award.pk} if name == "public:award-detail" else {}
