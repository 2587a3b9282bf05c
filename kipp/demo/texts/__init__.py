"""Invented texts for the demo seasons: pure functions of a seeded `random.Random`."""
