"""Charts of measured documents: how long they are."""

from __future__ import annotations

import numpy as np
import plotly.graph_objects as go

from advisor.documents import Corpus
from advisor.language import Reader, text
from advisor.report.drawing import finish, linear_axis, log_axis
from advisor.report.palette import OF_NO_WAY
from advisor.units import FloatArray

BINS_PER_DECADE = 6
FEWEST = 10


def document_lengths(corpus: Corpus, lengths: FloatArray, reader: Reader) -> go.Figure | None:
    """How many documents have how many tokens, in bins that are equally wide on a logarithmic axis.

    None where there are so few that the table of them tells more.
    """
    if len(lengths) < FEWEST:
        return None
    counted = np.maximum(lengths, 1)
    first, last = np.floor(np.log10(counted.min())), np.ceil(np.log10(counted.max() + 1))
    edges = np.logspace(first, last, int((last - first) * BINS_PER_DECADE) + 1)
    heights, _ = np.histogram(counted, edges)
    middles = np.sqrt(edges[:-1] * edges[1:])
    hovered = [
        reader.say(text("{low} to {high} tokens: {count} documents", low=low, high=high, count=int(count)))
        for low, high, count in zip(edges[:-1], edges[1:], heights, strict=True)
    ]
    bars = go.Bar(x=middles, y=heights, width=np.diff(edges) * 0.92, hoverinfo="text", hovertext=hovered)
    figure = go.Figure(bars.update(marker_color=OF_NO_WAY))
    figure.update_xaxes(log_axis(reader, reader._("Tokens of a document"), "tokens", edges[0], edges[-1]))
    figure.update_yaxes(linear_axis(reader, reader._("Documents"), "documents", float(heights.max())))
    finding = text(
        "Half of the documents have fewer than {median} tokens, one in ten more than {most}",
        median=corpus.lengths[0.5], most=corpus.lengths[0.9],
    )  # fmt: skip
    return finish(figure, reader, finding, text("Bars: how many documents have how many tokens."), (), height=320)
