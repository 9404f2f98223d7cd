"""One session with a Streamlit server, over the websocket that a browser would use."""

from __future__ import annotations

import socket
import time
from dataclasses import dataclass, field
from typing import Any, Self

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.sync.client import connect

DONE = (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY)
LONGEST_RUN_SECONDS = 60


@dataclass
class Element:
    """One element of the page, or one container of elements, as the server sent it, and its place on the page."""

    kind: str
    content: Any
    fragment: str
    place: tuple[int, ...]

    @property
    def key(self) -> str:
        """The key that the page gave the widget; empty where it gave none."""
        parts = getattr(self.content, "id", "").split("-", 2)
        return parts[2] if parts[0] == "$$ID" and parts[2] != "None" else ""


@dataclass
class Session:
    """A page as one reader has it open. Use it as a context: leaving it closes the connection."""

    address: str
    page: str = ""
    elements: list[Element] = field(default_factory=list)
    _chosen: dict[str, str] = field(default_factory=dict)
    _page_hash: str = ""

    def __enter__(self) -> Self:
        """Open the page."""
        url = self.address.replace("http", "ws", 1) + "/_stcore/stream"
        self._socket = connect(url, subprotocols=["streamlit"], max_size=None, compression=None, proxy=None)  # type: ignore[list-item]
        self.run()
        return self

    def __exit__(self, *_: object) -> None:
        """Close the page."""
        self._socket.close()

    def choose(self, widget: Element, option: str) -> float:
        """Choose an option of a select box; the seconds until the page stands still again."""
        self._chosen[widget.content.id] = option
        return self.run(widget.fragment)

    def run(self, fragment: str = "") -> float:
        """Have the page run and read all that it sends; how long that took.

        Raises:
            RuntimeError: the page shows an exception.
        """
        message = BackMsg()
        rerun = message.rerun_script
        rerun.page_script_hash, rerun.fragment_id = self._page_hash, fragment
        rerun.page_name = "" if self._page_hash else self.page
        rerun.context_info.locale, rerun.context_info.url = "en", self.address
        for widget, option in self._chosen.items():
            rerun.widget_states.widgets.add(id=widget).string_value = option
        self.elements.clear()
        begin = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while not self._read():
            pass
        return time.perf_counter() - begin

    def _read(self) -> bool:
        """Take one message in; whether it was the last of the run."""
        received = self._socket.recv(timeout=LONGEST_RUN_SECONDS)
        # A browser acknowledges at once; a socket that waits to do so makes the server wait, too.
        self._socket.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        message = ForwardMsg.FromString(received)
        match message.WhichOneof("type"):
            case "new_session":
                self._page_hash = message.new_session.page_script_hash
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "delta":
                self._take(message.delta, tuple(message.metadata.delta_path))
            case "script_finished":
                return message.script_finished in DONE
        return False

    def _take(self, delta: Any, place: tuple[int, ...]) -> None:
        sent = delta.add_block if delta.HasField("add_block") else delta.new_element
        kind = sent.WhichOneof("type") or "empty"
        content: Any = getattr(sent, kind, None)
        if kind == "exception":
            raise RuntimeError(f"{content.type}: {content.message}")
        self.elements.append(Element(kind, content, delta.fragment_id, place))
