"""The LLM Adaptation Advisor: which way to make an LLM work on a domain, what it costs, and why.

from advisor import Project, advise

advice = advise(Project.read("project.yaml"))
print(advice.verdict)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from advisor.advice import Advice, advise
    from advisor.project_file import Project, ProjectError

__all__ = ["Advice", "Project", "ProjectError", "advise"]


def __getattr__(name: str) -> Any:
    """Load the engine when it is first asked for: reading a project needs none of it."""
    if name in ("Advice", "advise"):
        from advisor import advice

        return getattr(advice, name)
    if name in ("Project", "ProjectError"):
        from advisor import project_file

        return getattr(project_file, name)
    raise AttributeError(name)
