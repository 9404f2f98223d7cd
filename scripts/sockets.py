"""A page of the app as a browser has it open, over the websocket that a browser uses; nothing is drawn."""

from __future__ import annotations

import asyncio
import json
import math
import socket
import time
from bisect import bisect_left
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self
from urllib.request import urlopen

from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import connect

LONGEST_WAIT_SECONDS = 60
EVENTS_OF = "$$STREAMLIT_INTERNAL_KEY_{component}__events"
"""The widget by which a component of an app's own tells what happened in it."""


def _cookies(address: str) -> str:
    """What the page's answer asks a browser to send along."""
    with urlopen(address, timeout=LONGEST_WAIT_SECONDS) as page:
        return "; ".join(cookie.partition(";")[0] for cookie in page.headers.get_all("Set-Cookie", []))


@dataclass(frozen=True)
class Widget:
    """What somebody can fill in or press, and the fragment that is run for it."""

    id: str
    fragment: str


@dataclass(frozen=True)
class Received:
    """A message of the server, as it came, and when."""

    at: float
    content: bytes


@dataclass
class Screen:
    """A page that somebody looks at. Use it as a context: leaving it closes the page.

    What a page does by itself is done here, too: fragments run in the rhythm that the server asks for, and the clock of
    a planning session looks for news. Cookies that came with the page go along with the websocket, which is opened from
    an address of this machine. `received` is all that the server ever sent, `ends` are the moments at which a page
    or a part of it was drawn, `wholes` those of whole pages, `looks` the seconds that each answer to such a question
    took. What was drawn stays until a whole page is drawn to its end without it, as in a browser.
    """

    address: str
    page: str = ""
    query: str = ""
    cookies: str = ""
    origin: str = "127.0.0.1"
    headers: dict[str, str] = field(default_factory=dict)
    received: list[Received] = field(default_factory=list)
    ends: list[float] = field(default_factory=list)
    wholes: list[float] = field(default_factory=list)
    looks: list[float] = field(default_factory=list)
    widgets: dict[str, Widget] = field(default_factory=dict)
    _of_this_run: set[str] = field(default_factory=set)
    _typed: dict[str, str] = field(default_factory=dict)
    _page_hash: str = ""
    _asked: dict[str, float] = field(default_factory=dict)
    _rhythms: dict[str, asyncio.Task[None]] = field(default_factory=dict)
    _clock: asyncio.Task[None] | None = None
    _news: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def __aenter__(self) -> Self:
        """Open the page, and read what it sends until it stands still."""
        self.cookies = self.cookies or await asyncio.to_thread(_cookies, self.address)
        self._socket = await connect(
            self.address.replace("http", "ws", 1) + "/_stcore/stream",
            local_addr=(self.origin, 0),
            additional_headers=self.headers | ({"Cookie": self.cookies} if self.cookies else {}),
            subprotocols=["streamlit"], max_size=None, compression=None, proxy=None, ping_interval=None  # type: ignore[list-item]
        )  # fmt: skip
        self._reader = asyncio.create_task(self._read())
        await self._ask()
        await self.until(lambda: bool(self.ends))
        return self

    async def __aexit__(self, *_: object) -> None:
        """Close the page."""
        for task in (self._reader, self._clock, *self._rhythms.values()):
            if task:
                task.cancel()
        await self._socket.close()

    async def press(self, button: str, **fields: str) -> float:
        """Press a button, with what was typed into fields whose keys begin like its own; when the server was told."""
        await self.until(lambda: button in self.widgets)
        pressed = self.widgets[button]
        place = button.rpartition(".")[0]
        for name, words in fields.items():
            self._typed[self.widgets[f"{place}.{name}"].id] = words
        at = time.perf_counter()
        await self._ask(pressed.fragment, pressed=pressed.id)
        return at

    async def again(self, **typed: str) -> float:
        """Seconds until the whole page is drawn again, with what was typed into fields by their keys."""
        for name, words in typed.items():
            self._typed[self.widgets[name].id] = words
        asked, before = time.perf_counter(), len(self.wholes)
        await self._ask()
        await self.until(lambda: len(self.wholes) > before)
        return self.wholes[before] - asked

    async def sees(self, words: Sequence[str], since: float = 0.0) -> float:
        """When all of these words had come, since a moment."""
        missing = {each.encode() for each in words}
        place = bisect_left(self.received, since, key=lambda received: received.at)

        def all_came() -> bool:
            nonlocal place
            while missing and place < len(self.received):
                missing.difference_update([each for each in missing if each in self.received[place].content])
                place += 1
            return not missing

        await self.until(all_came)
        return self.received[place - 1].at

    async def stands_still(self, since: float) -> float:
        """When the page was drawn to its end, after a moment."""
        await self.until(lambda: self.ends[-1] >= since)
        return next(end for end in self.ends if end >= since)

    def content(self, until: float = math.inf) -> bytes:
        """All that came before a moment."""
        return b"".join(each.content for each in self.received if each.at < until)

    async def until(self, is_so: Callable[[], bool]) -> None:
        """Wait for what the server sends.

        Raises:
            TimeoutError: it does not come within a minute.
            RuntimeError: the page shows an exception, or the server hangs up.
        """
        async with asyncio.timeout(LONGEST_WAIT_SECONDS), self._news:
            while not is_so():
                if self._reader.done():
                    raise RuntimeError("the server sends nothing more") from self._reader.exception()
                await self._news.wait()

    async def _ask(
        self, fragment: str = "", *, pressed: str = "", told: tuple[str, str] | None = None, by_itself: bool = False
    ) -> None:
        message = BackMsg()
        rerun = message.rerun_script
        rerun.query_string, rerun.page_script_hash = self.query, self._page_hash
        rerun.page_name = "" if self._page_hash else self.page
        rerun.fragment_id, rerun.is_auto_rerun = fragment, by_itself
        rerun.context_info.locale, rerun.context_info.url = "en", f"{self.address}/{self.page}"
        for widget, words in self._typed.items():
            rerun.widget_states.widgets.add(id=widget).string_value = words
        if pressed:
            rerun.widget_states.widgets.add(id=pressed).trigger_value = True
        if told:
            rerun.widget_states.widgets.add(id=told[0]).json_trigger_value = told[1]
        await self._socket.send(message.SerializeToString())

    async def _read(self) -> None:
        try:
            async for content in self._socket:
                assert isinstance(content, bytes)
                # A browser acknowledges at once; a socket that waits to do so makes the server wait, too.
                raw = self._socket.transport.get_extra_info("socket")
                raw.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
                self.received.append(Received(time.perf_counter(), content))
                self._take(ForwardMsg.FromString(content))
                await self._tell()
        finally:
            await self._tell()

    async def _tell(self) -> None:
        async with self._news:
            self._news.notify_all()

    def _take(self, message: ForwardMsg) -> None:
        match message.WhichOneof("type"):
            case "new_session":
                self._page_hash = message.new_session.page_script_hash
                if not message.metadata.run.fragment_ids:
                    self._of_this_run.clear()
                    self._stop(*self._rhythms)
            case "navigation":
                self._page_hash = message.navigation.page_script_hash
            case "page_info_changed":
                self.query = message.page_info_changed.query_string
            case "auto_rerun":
                self._begin(message.auto_rerun.fragment_id, message.auto_rerun.interval)
            case "stop_auto_rerun":
                self._stop(*message.stop_auto_rerun.fragment_ids)
            case "delta" if message.delta.HasField("new_element"):
                self._note(message.delta.new_element, message.delta.fragment_id)
            case "script_finished":
                self._finish(message.script_finished, message.metadata.run.fragment_ids)

    def _finish(self, how: int, fragments: Sequence[str]) -> None:
        now = time.perf_counter()
        if how == ForwardMsg.FINISHED_WITH_COMPILE_ERROR:
            raise RuntimeError("the page does not compile")
        if how in (ForwardMsg.FINISHED_SUCCESSFULLY, ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY):
            self.ends.append(now)
        if how == ForwardMsg.FINISHED_SUCCESSFULLY:
            self.wholes.append(now)
            self.widgets = {name: self.widgets[name] for name in self._of_this_run}
        if how == ForwardMsg.FINISHED_FRAGMENT_RUN_SUCCESSFULLY:
            self.looks += [now - self._asked.pop(fragment) for fragment in fragments if fragment in self._asked]

    def _note(self, element: Any, fragment: str) -> None:
        kind = element.WhichOneof("type")
        content: Any = getattr(element, kind) if kind else None
        if kind == "exception":
            raise RuntimeError(f"{content.type}: {content.message}")
        name = getattr(content, "id", "").split("-", 2)
        if name[0] == "$$ID" and name[2] != "None":
            self.widgets[name[2]] = Widget(content.id, fragment)
            self._of_this_run.add(name[2])
            if name[2].startswith("session.look."):
                self._wind_up(content.id, fragment, json.loads(content.json))

    def _begin(self, fragment: str, interval: float) -> None:
        if fragment not in self._rhythms:
            self._rhythms[fragment] = asyncio.create_task(self._repeat(fragment, interval))

    async def _repeat(self, fragment: str, interval: float) -> None:
        """Ask for a fragment again and again, whether or not it has answered, as a browser does."""
        while True:
            await asyncio.sleep(interval)
            self._asked.setdefault(fragment, time.perf_counter())
            await self._ask(fragment, by_itself=True)

    def _stop(self, *fragments: str) -> None:
        """The server names all fragments that are gone, also those without a rhythm."""
        for fragment in fragments:
            if fragment in self._rhythms:
                self._rhythms.pop(fragment).cancel()

    def _wind_up(self, component: str, fragment: str, told: dict[str, Any]) -> None:
        """Begin to wait anew, as the component does when it is drawn."""
        if self._clock:
            self._clock.cancel()
        self._clock = asyncio.create_task(self._look(component, fragment, told))

    async def _look(self, component: str, fragment: str, told: dict[str, Any]) -> None:
        """What `pages.parts.session_now.LOOK` does in a browser."""
        events = json.dumps([{"event": "look", "value": told["shown"]}])
        await asyncio.sleep(told["seconds"])
        while True:
            self._asked[fragment] = time.perf_counter()
            await self._ask(fragment, told=(EVENTS_OF.format(component=component), events))
            await asyncio.sleep(told["patience"])
