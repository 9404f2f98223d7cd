"""A table edited as a browser edits it: all edits since it began are sent with the next run of the page."""

from __future__ import annotations

import json
from typing import Any

from streamlit.proto.WidgetStates_pb2 import WidgetState
from streamlit.testing.v1 import AppTest


def type_over(app: AppTest, table: Any, cells: Any = None, added: Any = (), deleted: Any = ()) -> AppTest:
    """The page after edits: cells by row, rows added, rows deleted. The test harness itself cannot edit a table."""
    edits = {"edited_rows": cells or {}, "added_rows": list(added), "deleted_rows": list(deleted)}
    states = app._tree.get_widget_states()
    states.widgets.append(WidgetState(id=table.proto.id, string_value=json.dumps(edits)))
    return app._run(states)
