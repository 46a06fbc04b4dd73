"""Charts of a report, drawn once each: SVG for HTML and PDF, PNG for DOCX.

The same snapshot gives the same bytes. Every chart stands beside its table, and its
alternative text describes it.
"""

import io
import textwrap
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from evaluation.choices import ThemeMark
from evaluation.reports import annex, safe_text, wording
from recruitment.choices import FunnelStage

TEXT, MUTED, LINE = "#1d2433", "#565d6b", "#d8d3c6"
GREEN, AMBER, BLUE, PLUM = "#1c5a4a", "#8a4b00", "#234f93", "#6d3a6d"
WIDTH = 6.7  # inches: the text width of an A4 page
FONTS = Path(__file__).resolve().parent.parent / "fonts"
MUTED_TEXT = {"ha": "right", "va": "center", "fontsize": 6.5, "color": MUTED}
# marks differ in shape, not only in colour
SET_MARKS = ((GREEN, "o"), (BLUE, "D"), (PLUM, "s"), (AMBER, "^"))
MARKS: dict[str, dict[str, Any]] = {
    ThemeMark.OFTEN: {"marker": "o", "markersize": 9, "color": GREEN},
    ThemeMark.HEARD: {
        "marker": "o",
        "markersize": 6,
        "color": GREEN,
        "markerfacecolor": "none",
    },
    ThemeMark.NOT_HEARD: {"marker": "_", "markersize": 7, "color": MUTED},
}
STYLE = {
    "font.family": ["Atkinson Hyperlegible Next", "DejaVu Sans"],
    "font.size": 8.5,
    "text.color": TEXT,
    "axes.labelcolor": TEXT,
    "axes.edgecolor": LINE,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titleweight": "bold",
    "axes.titlelocation": "left",
    "xtick.color": MUTED,
    "ytick.color": TEXT,
    "svg.hashsalt": "hubsite",  # fixed ids, so that the bytes are the same
    "svg.fonttype": "path",
    "figure.dpi": 100,
}


@dataclass(frozen=True)
class Chart:
    """One chart in both formats, with its caption and alternative text."""

    name: str
    caption: str
    alt: str
    svg: bytes
    png: bytes
    width: float  # inches
    height: float


def draw(snapshot: Mapping[str, Any]) -> dict[str, list[Chart]]:
    """Charts of the figures in the snapshot, by name; some figures have several."""
    import matplotlib as mpl
    from matplotlib import font_manager

    for file in sorted(FONTS.glob("atkinson-*.ttf")):
        font_manager.fontManager.addfont(file)
    drawn: dict[str, list[Chart]] = {}
    with mpl.rc_context(STYLE):
        for name, plot in PLOTS.items():
            found = snapshot["figures"].get(name.removesuffix("_overall"))
            if found:
                drawn[name] = list(plot(found))
    return drawn


def _chart(figure: Any, name: str, caption: str, alt: str) -> Chart:
    svg, png = io.BytesIO(), io.BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
    figure.savefig(png, format="png", dpi=200, metadata={"Software": None})
    width, height = figure.get_size_inches()
    return Chart(name, caption, alt, svg.getvalue(), png.getvalue(), width, height)


def _figure(height: float) -> Any:
    """A figure without pyplot, which would keep every figure in memory."""
    from matplotlib.figure import Figure

    return Figure(figsize=(WIDTH, height), layout="constrained")


def funnel(found: Mapping[str, Any]) -> Iterator[Chart]:
    total = found["total"]
    shown = [stage for stage in FunnelStage if total[stage] is not None]
    if not shown:
        return
    stages = [stage.label.capitalize() for stage in shown]
    counts = [total[stage] for stage in shown]
    dates = total.get("as_at", {})
    labels = [wording.count(total[each], dates.get(each, "")) for each in shown]
    figure = _figure(1.9)
    axes = figure.subplots()
    axes.barh(stages, counts, color=GREEN, height=0.62)
    for at, (count, label) in enumerate(zip(counts, labels, strict=True)):
        axes.text(count, at, f" {label}", va="center", fontweight="bold")
    axes.invert_yaxis()
    axes.set_xlim(0, max([*counts, 1]) * (1.6 if dates else 1.1))
    axes.set_xlabel("People")
    axes.tick_params(axis="y", length=0)
    summary = "; ".join(
        f"{stage} {label}" for stage, label in zip(stages, labels, strict=True)
    )
    yield _chart(
        figure,
        "funnel",
        "From interest to session 1, whole hub",
        f"Bar chart of people at each stage: {summary}.",
    )


def attendance(found: Mapping[str, Any]) -> Iterator[Chart]:
    """One small panel per group on a common scale, with the whole hub's line."""
    rows = [row for row in found["rows"] if annex.with_figures(row)]
    numbers = found["numbers"]
    if not rows:
        return
    columns = 3
    lines = -(-len(rows) // columns)
    figure = _figure(0.55 + 1.35 * lines)
    grid = figure.subplots(lines, columns, sharex=True, sharey=True, squeeze=False)
    whole = _shares(found["total"])
    for at, axes in enumerate(grid.flat):
        if at >= len(rows):
            axes.axis("off")
            continue
        axes.plot(numbers, whole, color=LINE, linewidth=2)
        shares = _shares(rows[at]["cells"])
        axes.plot(numbers, shares, color=GREEN, marker="o", markersize=4, linewidth=1.4)
        axes.set_title(_wrapped(rows[at]["label"], 30), fontsize=7.5)
        axes.set_ylim(0, 105)
        axes.set_yticks([0, 50, 100], ["0%", "50%", "100%"])
        axes.set_xticks(numbers)
        axes.set_xlim(min(numbers) - 0.5, max(numbers) + 0.5)
        axes.grid(axis="y", color=LINE, linewidth=0.5)
    figure.supxlabel("Session", fontsize=8.5)
    overall = wording.present(found["overall"])
    yield _chart(
        figure,
        "attendance",
        "Share present at each session; the pale line is the whole hub",
        f"A line for each work group over its sessions. Over all: {overall}.",
    )


def _shares(cells: Sequence[Mapping[str, Any] | None]) -> list[float]:
    """Percent present; a gap where there is no register or too few people."""
    return [
        float("nan") if not cell or cell.get("share") is None else cell["share"] * 100
        for cell in cells
    ]


def confidence(found: Sequence[Mapping[str, Any]]) -> Iterator[Chart]:
    rows = [row for row in found if not row.get("suppressed")]
    if not rows:
        return
    figure = _figure(0.8 + 0.5 * len(rows))
    axes = figure.subplots()
    for at, row in enumerate(rows):
        before, after = row["before"]["mean"], row["after"]["mean"]
        axes.plot([before, after], [at, at], color=LINE, linewidth=4, zorder=1)
        axes.scatter(
            before,
            at,
            s=42,
            facecolor="white",
            edgecolor=AMBER,
            linewidth=1.6,
            zorder=2,
        )
        axes.scatter(after, at, s=46, color=GREEN, marker="D", zorder=2)
        edge = max(before, after) + 0.12
        axes.text(edge, at, f"{before:.1f} to {after:.1f}", va="center", fontsize=8)
    axes.set_yticks(range(len(rows)), [_wrapped(row["text"], 44) for row in rows])
    axes.set_xlim(1, 5.6)
    axes.set_xticks([1, 2, 3, 4, 5])
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.tick_params(axis="y", length=0)
    axes.set_xlabel("Mean rating: circle before, diamond after")
    summary = "; ".join(
        f"{row['text']} {row['before']['mean']:.1f} to {row['after']['mean']:.1f}"
        for row in rows
    )
    yield _chart(
        figure,
        "confidence",
        "Mean ratings of the same people, before and after",
        f"Mean ratings from 1 to 5 before and after: {summary}.",
    )


def themes_overall(tables: Sequence[Mapping[str, Any]]) -> Iterator[Chart]:
    """Each theme's share in the whole hub, with a marker for each question set."""
    drawn = tables[: len(SET_MARKS)]
    names = [row["name"] for row in drawn[0]["rows"]]
    if not names:
        return
    figure = _figure(0.9 + 0.16 * len(names) * (1 + len(drawn) / 2))
    axes = figure.subplots()
    for number, (table, (colour, marker)) in enumerate(
        zip(drawn, SET_MARKS, strict=False)
    ):
        shift = (number - (len(drawn) - 1) / 2) * 0.22
        label: str | None = f"{table['set']} ({wording.count(table['respondents'])})"
        for at, row in enumerate(table["rows"]):
            cell = row["total"]
            if not cell.get("suppressed"):
                _dot(axes, cell, at + shift, colour, marker, label)
                label = None
    axes.set_yticks(range(len(names)), [_wrapped(name, 36) for name in names])
    axes.set_ylim(len(names) - 0.4, -0.6)
    _percent_axis(axes)
    if axes.get_legend_handles_labels()[0]:
        figure.legend(loc="outside lower center", ncols=2, frameon=False, fontsize=7.5)
    summary = "; ".join(
        f"{row['name']} {wording.share(row['total'])}" for row in drawn[0]["rows"]
    )
    yield _chart(
        figure,
        "themes_overall",
        "Share of respondents who wrote of each theme, by set of questions, with 95% "
        "intervals",
        f"Dot plot with intervals. “{drawn[0]['set']}”: {summary}.",
    )


def _dot(
    axes: Any,
    cell: Mapping[str, Any],
    at: float,
    colour: str,
    marker: str,
    label: str | None,
) -> None:
    low, high = cell["low"] * 100, cell["high"] * 100
    axes.plot([low, high], [at, at], color=colour, linewidth=1.3)
    axes.plot(
        cell["share"] * 100, at, marker, color=colour, markersize=4.5, label=label
    )


def _percent_axis(axes: Any) -> None:
    axes.set_xlim(0, 100)
    axes.set_xticks([0, 25, 50, 75, 100], ["0%", "25%", "50%", "75%", "100%"])
    axes.grid(axis="x", color=LINE, linewidth=0.5)
    axes.tick_params(axis="y", length=0)


def marks(found: Mapping[str, Any]) -> Iterator[Chart]:
    """A mark for each theme (row) and local authority (column)."""
    rows = [row for row in found["rows"] if row["cells"]]
    labels = found["labels"]
    if not rows or len(labels) < 2:
        return
    names = [_wrapped(row["name"], 36) for row in rows]
    in_two_lines = any("\n" in name for name in names)
    figure = _figure(0.9 + (0.37 if in_two_lines else 0.27) * len(rows))
    axes = figure.subplots()
    for mark, style in MARKS.items():
        points = [
            (x, y)
            for y, row in enumerate(rows)
            for x, cell in enumerate(row["cells"])
            if cell["mark"] == mark
        ]
        across, down = zip(*points, strict=True) if points else ((), ())
        axes.plot(across, down, linestyle="", label=ThemeMark(mark).label, **style)
    axes.set_xticks(range(len(labels)), [_wrapped(label, 12) for label in labels])
    axes.xaxis.tick_top()
    axes.set_xlim(-0.5, len(labels) - 0.5)
    axes.set_yticks(range(len(rows)), names)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.tick_params(axis="both", length=0)
    figure.legend(loc="outside lower center", ncols=3, frameon=False, fontsize=7.5)
    yield _chart(
        figure,
        "marks",
        "Where each theme was heard, by local authority",
        "A grid of marks: "
        + "; ".join(f"{row['name']} {wording.heard_in(row)}" for row in rows)
        + ".",
    )


def _wrapped(words: str, width: int) -> str:
    """At most two lines; a dollar sign is escaped, because matplotlib reads it as
    maths.
    """
    words = words.translate(safe_text.undrawable_characters(words))
    lines = textwrap.wrap(words, width, max_lines=2, placeholder=" …")
    return "\n".join(lines).replace("$", r"\$")


PLOTS: dict[str, Callable[[Any], Iterator[Chart]]] = {
    "funnel": funnel,
    "attendance": attendance,
    "confidence": confidence,
    "themes_overall": themes_overall,
    "marks": marks,
}
