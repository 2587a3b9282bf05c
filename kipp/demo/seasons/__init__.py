"""The demo's two seasons: drawn by a seeded generator, played through the portal's own actions.

Nothing here writes a state or a result: entries are written, lodged, screened and scored by invented
people, each step at its own moment, and what becomes of them is what the portal makes of it.
"""
