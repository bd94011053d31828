"""Colours by meaning, the one set for every picture; in a page each becomes a CSS variable, for dark mode and print.

Dark grey is what was measured, blue the forecast, orange the requirement, teal people on the phones; red only what is
below target or uncovered. The lightness of each differs, so that they also part in grey print.
"""

from __future__ import annotations

ACTUAL = "#3b4046"
FORECAST = "#1f63b0"
BAND_80 = "#8fb5e0"
BAND_95 = "#c9dcf1"
REQUIREMENT = "#d9720a"
PHONES = "#12897f"
PHONES_FILL = "#a9d9d3"
SHORT = "#c4162a"
SHORT_FILL = "#f0a3a8"
TEXT = "#1c2126"
MUTED = "#5f6873"
GRID = "#dfe3e8"
PAUSE = "#fefefe"
# Cells of the service level grid, from far below the target to far above; their text is CELL_TEXT.
CELLS = ("#e98a8f", "#f3b9bb", "#fae0e0", "#e2f1ef", "#c2e3df")
CELL_EMPTY = "#f1f3f5"
CELL_TEXT = "#1d2227"

# name of the CSS variable -> (light, dark)
VARIABLES: dict[str, tuple[str, str]] = {
    "actual": (ACTUAL, "#c3c9d0"),
    "forecast": (FORECAST, "#6fabee"),
    "band-80": (BAND_80, "#33608f"),
    "band-95": (BAND_95, "#233f5e"),
    "requirement": (REQUIREMENT, "#f59a3c"),
    "phones": (PHONES, "#42bdb0"),
    "phones-fill": (PHONES_FILL, "#1d5450"),
    "short": (SHORT, "#ff6b76"),
    "short-fill": (SHORT_FILL, "#7d2a33"),
    "text": (TEXT, "#e6e9ec"),
    "muted": (MUTED, "#9aa4af"),
    "grid": (GRID, "#343b43"),
    "pause": (PAUSE, "#15191d"),
    "cell-0": (CELLS[0], "#a5323d"),
    "cell-1": (CELLS[1], "#7c2a33"),
    "cell-2": (CELLS[2], "#56262c"),
    "cell-3": (CELLS[3], "#1b3f3c"),
    "cell-4": (CELLS[4], "#1f5a55"),
    "cell-empty": (CELL_EMPTY, "#20252a"),
    "cell-text": (CELL_TEXT, "#e5e8eb"),
}
BY_COLOUR = {light: f"var(--{name})" for name, (light, _) in VARIABLES.items()}
