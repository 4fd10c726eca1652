"""The colours of charts: apart in hue and lightness, and never alone; patterns, signs and words tell too."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ChartPalette:
    """Colours as `#RRGGBB`. `series` are of equal rank; `ramp` goes from little to much, and is empty
    where there are too few colours for it."""

    ground: str
    text: str
    muted: str
    line: str
    accent: str
    late: str
    series: tuple[str, ...]
    ramp: tuple[str, ...]


LIGHT = ChartPalette(
    ground="#FFFFFF",
    text="#1B1F24",
    muted="#57606A",
    line="#D0D7DE",
    accent="#8A2C6B",
    late="#B3261E",
    series=("#0B5CAD", "#C46A00", "#117A65", "#7B3FB5", "#57606A"),
    ramp=("#E4EFFA", "#B3D3F2", "#6FA9E0", "#2A74C0", "#0A3F78"),
)
DARK = ChartPalette(
    ground="#1B1D21",
    text="#E8EAED",
    muted="#A8B0BA",
    line="#3A3F46",
    accent="#F0A6D8",
    late="#FF9A90",
    series=("#8AB8FF", "#F3B25F", "#6FD6BE", "#D2A6FF", "#B8C0CA"),
    ramp=("#24344B", "#355684", "#5A8FD0", "#8AB8FF", "#DCEAFF"),
)


def monochrome(ground: str, text: str) -> ChartPalette:
    """Two colours, for high contrast: what is told apart is told by patterns, signs and words."""
    return ChartPalette(
        ground=ground,
        text=text,
        muted=text,
        line=_between(ground, text),
        accent=text,
        late=text,
        series=(text,) * 5,
        ramp=(),
    )


def _between(one: str, other: str) -> str:
    """A colour half way between two, for the thin lines behind the figures."""
    return "#" + "".join(
        f"{(int(one[at : at + 2], 16) + int(other[at : at + 2], 16)) // 2:02X}" for at in (1, 3, 5)
    )
