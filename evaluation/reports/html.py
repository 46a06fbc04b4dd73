"""The report as one HTML page that needs no other file."""

import base64
from collections.abc import Mapping, Sequence
from typing import Any

from django.template.loader import render_to_string

from evaluation.reports.charts import Chart


def render(outline: Mapping[str, Any], charts: Mapping[str, Sequence[Chart]]) -> bytes:
    """The page to download."""
    context = body_context(outline, charts)
    return render_to_string("evaluation/report.html", context).encode()


def body_context(
    outline: Mapping[str, Any], charts: Mapping[str, Sequence[Chart]]
) -> dict[str, Any]:
    """Context of `evaluation/_report_body.html`; charts are data URLs."""
    drawn = {name: [_image(each) for each in many] for name, many in charts.items()}
    sections = [
        {**section, "blocks": [_with_images(each, drawn) for each in section["blocks"]]}
        for section in outline["sections"]
    ]
    return {"report": {**outline, "sections": sections}}


def _with_images(block: dict[str, Any], drawn: Mapping[str, Any]) -> dict[str, Any]:
    if block["kind"] != "chart":
        return block
    return {**block, "images": drawn.get(block["name"], [])}


def _image(chart: Chart) -> dict[str, Any]:
    encoded = base64.b64encode(chart.svg).decode()
    return {
        "src": f"data:image/svg+xml;base64,{encoded}",
        "alt": chart.alt,
        "caption": chart.caption,
        "width": round(chart.width * 100),
        "height": round(chart.height * 100),
    }
