"""The contrast of every pair the stylesheets put together, computed from the tokens themselves."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

CSS = Path("static/css")
TOKENS = (CSS / "tokens.css").read_text()

GROUNDS = ("paper", "ground")
TEXTS = ("ink", "dim", "red", "link", "link-hover", "good", "gold")
SOFT = ("red-soft", "link-soft", "good-soft", "gold-soft")
TEXT_PAIRS = [(text, ground) for text in TEXTS for ground in GROUNDS]
TEXT_PAIRS += [("ink", soft) for soft in SOFT]
TEXT_PAIRS += [("link", soft) for soft in SOFT] + [("red", "red-soft")]
TEXT_PAIRS += [("on-fill", "red-fill"), ("on-fill", "red-deep"), ("on-fill", "focus-inner")]
TEXT_PAIRS += [("on-pale", f"step-{n}") for n in (1, 2, 3)]
TEXT_PAIRS += [("on-deep", f"step-{n}") for n in (4, 5)]
# What must be seen but is not read: edges of controls, bars, shapes of states, half of the focus ring.
SHAPE_PAIRS = [("field", ground) for ground in GROUNDS] + [("red", "ground"), ("red", "line")]
SHAPE_PAIRS += [("focus-outer", "focus-inner"), ("paper", "red"), ("ink", "paper")]


def blocks() -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {}
    for selector, body in re.findall(r"([^{}]+)\{([^{}]*)\}", TOKENS):
        name = re.sub(r"/\*.*?\*/", "", selector, flags=re.S).strip()
        found[name] = dict(re.findall(r"--kipp-([a-z0-9-]+):\s*(#[0-9a-f]{6})\s*;", body))
    return found


BLOCKS = blocks()
LIGHT = BLOCKS[':root,\n[data-bs-theme="light"]'] | BLOCKS[":root"]
DARK = BLOCKS['[data-bs-theme="dark"]'] | BLOCKS[":root"]
THEMES = pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])


def luminance(colour: str) -> float:
    parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_the_formula_agrees_with_the_standard():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#a3161f", "#ffffff") == pytest.approx(7.8, abs=0.1)


@THEMES
@pytest.mark.parametrize(("text", "ground"), TEXT_PAIRS)
def test_text_can_be_read(theme, text, ground):
    assert contrast(theme[text], theme[ground]) >= 4.5


@THEMES
@pytest.mark.parametrize(("shape", "ground"), SHAPE_PAIRS)
def test_shapes_can_be_seen(theme, shape, ground):
    assert contrast(theme[shape], theme[ground]) >= 3


def test_the_focus_ring_shows_on_every_ground():
    for theme in (LIGHT, DARK):
        for ground in (*GROUNDS, *SOFT, "red-fill"):
            rings = (theme["focus-inner"], theme["focus-outer"])
            assert max(contrast(ring, theme[ground]) for ring in rings) >= 3


def test_both_dark_blocks_are_the_same():
    by_device = next(block for name, block in BLOCKS.items() if ":not([data-bs-theme])" in name)
    assert by_device == BLOCKS['[data-bs-theme="dark"]']
    assert by_device.keys() == BLOCKS[':root,\n[data-bs-theme="light"]'].keys()


def test_colours_are_named_in_the_tokens_alone():
    for path in set(CSS.glob("*.css")) - {CSS / "tokens.css"}:
        assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=\s*[;,)])", path.read_text()) == [], path.name


def test_every_variable_asked_for_is_a_token():
    known = set(re.findall(r"(--kipp-[a-z0-9-]+):", TOKENS))
    asked = {
        name
        for file in CSS.glob("*.css")
        for name in re.findall(r"var\((--kipp-[a-z0-9-]+)", file.read_text())
    }
    assert asked - known == set()
