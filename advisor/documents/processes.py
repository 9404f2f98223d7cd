"""Processes that run nothing but what they are given (where the system can fork from a clean one)."""

from __future__ import annotations

import sys
from multiprocessing.context import ForkServerContext, ForkServerProcess
from multiprocessing.popen_forkserver import Popen
from multiprocessing.process import BaseProcess
from types import ModuleType


class CleanProcess(ForkServerProcess):
    """A process that does not run its parent's main script first: to Streamlit, that is the page which is drawn."""

    @staticmethod
    def _Popen(process_obj: BaseProcess) -> Popen:  # noqa: N802 - the name that the standard library calls
        main = sys.modules["__main__"]
        sys.modules["__main__"] = ModuleType("__main__")
        try:
            return Popen(process_obj)
        finally:
            sys.modules["__main__"] = main


class CleanContext(ForkServerContext):
    """What starts them."""

    Process = CleanProcess
