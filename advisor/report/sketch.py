"""A chart in the making, as the plain data that it is.

Building a figure step by step through Plotly's classes checks every property again at every step, which costs more
than the advice itself. A sketch has the same verbs and makes the figure once, unchecked; a test checks them all.
"""

from __future__ import annotations

from typing import Any

import plotly.graph_objects as go


class Sketch:
    """Marks and a layout; properties are nested dictionaries, as in Plotly's reference.

    Its template is empty: a sketch names all its colours, and the page's theme fills in letters and grid.
    """

    def __init__(self) -> None:
        """An empty chart."""
        self._marks: list[dict[str, Any]] = []
        self._layout: dict[str, Any] = {
            "shapes": [], "annotations": [], "xaxis": {}, "yaxis": {}, "template": {"layout": {}},
        }  # fmt: skip

    def add_scatter(self, **mark: Any) -> None:
        """Points, lines or both."""
        self._marks.append({"type": "scatter", **mark})

    def add_bar(self, **mark: Any) -> None:
        """Bars."""
        self._marks.append({"type": "bar", **mark})

    def add_heatmap(self, **mark: Any) -> None:
        """Coloured cells."""
        self._marks.append({"type": "heatmap", **mark})

    def add_shape(self, **shape: Any) -> None:
        """A shape behind or before the marks."""
        self._layout["shapes"].append(shape)

    def add_annotation(self, **annotation: Any) -> None:
        """A label or an arrow."""
        self._layout["annotations"].append(annotation)

    def update_layout(self, **layout: Any) -> None:
        """Properties of the whole chart."""
        self._layout |= layout

    def update_xaxes(self, *axes: dict[str, Any], **axis: Any) -> None:
        """Properties of the horizontal axis."""
        self._layout["xaxis"] |= {key: value for given in (*axes, axis) for key, value in given.items()}

    def update_yaxes(self, *axes: dict[str, Any], **axis: Any) -> None:
        """Properties of the vertical axis."""
        self._layout["yaxis"] |= {key: value for given in (*axes, axis) for key, value in given.items()}

    def drawn(self) -> go.Figure:
        """The figure."""
        return go.Figure({"data": self._marks, "layout": self._layout}, _validate=False)
