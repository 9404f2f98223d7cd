"""The scenario in which this session's project is stored: every change is saved as it is made.

Until somebody keeps it in the list it is a draft, which its address alone opens. What the database cannot take now
stays in the session and is saved when it answers again.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass

import streamlit as st

from advisor.examples import Example, examples
from advisor.planning import attempts, scenarios
from advisor.planning.database import Database, DatabaseAway, DatabaseError, from_environment
from advisor.planning.errors import TooManyError
from advisor.planning.merging import Merge, merged
from advisor.planning.scenarios import ChangedMeanwhileError, NotFoundError, Scenario, Standing
from advisor.planning.seats import now
from advisor.planning.steps import MOST, Steps
from advisor.project_file import Project, ProjectError
from advisor.snapshot import take
from pages.parts import sign_in, state

LOG = logging.getLogger(__name__)
ADDRESS, ADDRESS_LEFT, ADDRESS_EXAMPLE = "scenario", "left", "example"
HELD, LEFT, TROUBLE, FORK, NEWS, BY = (
    "stored.held",
    "stored.left",
    "stored.trouble",
    "stored.fork",
    "stored.news",
    "stored.by",
)
ASKED, FIGURES = "stored.asked", "stored.figures"


@dataclass(frozen=True)
class Fork:
    """Both changed the same answers: mine is a draft of its own, theirs stands where both began."""

    seen: Project
    theirs: Scenario
    mine: Project

    @property
    def merge(self) -> Merge | None:
        """Both together, with mine where both touched the same answer."""
        return merged(self.seen, self.theirs.project, self.mine)


@dataclass(frozen=True)
class News:
    """What somebody else did meanwhile to the scenario that is open here."""

    before: Project
    after: Scenario
    mine_went_on_top: bool


@st.cache_resource(show_spinner=False)
def database() -> Database:
    """The one database of this process; who may only read changes nothing in it, whatever a page lets them try.

    Raises:
        DatabaseError: the server is told to use one that there cannot be.
    """
    found = from_environment()
    found.before_writing = sign_in.refuse_to_look_on
    return found


def held() -> Scenario | None:
    """The scenario as this session last saw it; None while nothing of this project is stored."""
    generation, scenario = st.session_state.get(HELD, (-1, None))
    return scenario if generation == state.generation() else None


def hold(scenario: Scenario) -> None:
    """Go on in this scenario."""
    _note_left()
    st.session_state[HELD] = (state.generation(), scenario)


def open_example() -> Example | None:
    """The worked example that is open as it came; None where something else is."""
    return next((example for example in examples() if example.project == state.project()), None)


def by() -> str:
    """The name under which this session saves: of who has signed in, else as given; empty where nobody gave one."""
    name: str = sign_in.name() or st.session_state.get(BY, "")
    return name


def is_awaited() -> bool:
    """Whether what the address names could not be opened yet, because the database does not answer."""
    return bool(st.session_state.get(ASKED))


def trouble() -> str | None:
    """Why nothing can be stored now: "away", "too_many", "misconfigured" or "not_found"; None where all is well."""
    found: str | None = st.session_state.get(TROUBLE)
    return found


def fork() -> Fork | None:
    """What somebody else and this session made of the same answers."""
    found: Fork | None = st.session_state.get(FORK)
    return found


def news() -> News | None:
    """What somebody else changed, told once."""
    found: News | None = st.session_state.pop(NEWS, None)
    return found


def synchronise() -> None:
    """Open what the address names, take over what others saved, and save what was changed here."""
    st.session_state[TROUBLE] = None
    _note_left()
    try:
        _open_address()
        _follow_others()
        if sign_in.may_change():
            _save()
    except DatabaseAway:
        LOG.warning("The database does not answer", exc_info=True)
        st.session_state[TROUBLE] = "away"
    except TooManyError:
        LOG.warning("Too many scenarios are begun from one place")
        st.session_state[TROUBLE] = "too_many"
    except DatabaseError:
        LOG.exception("No database can be used")
        st.session_state[TROUBLE] = "misconfigured"
    except (NotFoundError, ProjectError):
        LOG.warning("A scenario cannot be opened", exc_info=True)
        st.session_state[TROUBLE] = "not_found"
    _write_address()


def keep_figures() -> None:
    """Store what was computed for the version that is open, so that it can be seen as it was."""
    scenario = held()
    if scenario is None or trouble() or scenario.project.fingerprint != state.project().fingerprint:
        return
    if not sign_in.may_change():
        return
    done = st.session_state.get(FIGURES)
    if done == (scenario.key, scenario.version):
        return
    try:
        snapshot = take(state.advice()).model_dump(mode="json")
        scenarios.keep_snapshot(database(), scenario.key, scenario.version, snapshot)
    except DatabaseError:
        LOG.warning("Figures are not stored", exc_info=True)
        return
    st.session_state[FIGURES] = (scenario.key, scenario.version)


def is_behind() -> bool:
    """Whether there is something to do: others saved a newer version, or the database answers again."""
    scenario = held()
    if scenario is None:
        return trouble() is not None and _answers()
    if not sign_in.may_change() and scenario.project.fingerprint != state.project().fingerprint:
        return False
    try:
        latest = scenarios.latest_version(database(), scenario.key)
    except (DatabaseError, NotFoundError):
        return False
    return bool(trouble()) or latest != scenario.version


def keep_in_list() -> Scenario:
    """Show the open project in everybody's list.

    Raises:
        TooManyError: too many scenarios were begun from here.
        DatabaseAway: it is not there yet.
    """
    scenario = held()
    if scenario is None:
        scenario = _begin(state.project(), Standing.KEPT)
    else:
        scenarios.stand(database(), scenario.key, Standing.KEPT)
        scenario = scenarios.load(database(), scenario.key)
    hold(scenario)
    return scenario


def open_scenario(key: str) -> None:
    """Go on in another scenario; what was open before stays stored.

    Raises:
        NotFoundError: there is none.
        ProjectError: it cannot be computed with.
        DatabaseAway: it cannot be read now.
    """
    scenario = scenarios.load(database(), key)
    state.replace(_steps_of(scenario))
    hold(scenario)


def go_back() -> None:
    """Open what was open before, in its own scenario."""
    scenario: Scenario | None = st.session_state.get(LEFT)
    state.go_back()
    _note_left()
    if scenario is not None:
        hold(scenario)


def branch(name: str, project: Project | None = None) -> None:
    """Go on in a copy; the scenario that it came from stays as it is.

    Raises:
        ProjectError: the name cannot be used.
        TooManyError: too many scenarios were begun from here.
        DatabaseAway: nothing is stored.
    """
    trunk = held()
    copy = Project.parse((project or state.project()).as_dict() | {"name": name})
    scenario = _begin(copy, Standing.KEPT, trunk)
    state.replace(Steps(scenario.project))
    hold(scenario)


def restore(number: int) -> None:
    """Make a version of before the latest one again.

    Raises:
        ChangedMeanwhileError: somebody else saved another one.
        DatabaseAway: nothing is stored.
    """
    scenario = held()
    assert scenario is not None
    old = scenarios.version(database(), scenario.key, number)
    restored = scenarios.save(database(), scenario, old.project, by(), restored_from=number)
    state.follow(restored.project)
    hold(restored)


# Where two changed the same answers


def settle(project: Project) -> None:
    """Let this stand in the scenario that both began with, and go on there; the draft with mine stays.

    Raises:
        ChangedMeanwhileError: it changed once more.
        DatabaseAway: nothing is stored.
    """
    split = fork()
    assert split is not None
    same = project.fingerprint == split.theirs.project.fingerprint
    scenario = split.theirs if same else scenarios.save(database(), split.theirs, project, by())
    st.session_state.pop(FORK)
    state.follow(scenario.project)
    hold(scenario)


def stay_apart() -> None:
    """Go on in the draft with mine."""
    st.session_state.pop(FORK, None)


# What happens before a page is drawn


def _open_address() -> None:
    """What the address named when the session began, unless something else was done before it came."""
    asked = st.session_state.setdefault(ASKED, _in_address())
    if not asked:
        return
    st.session_state[ASKED] = {}
    if state.generation() or state.is_changed():
        return
    try:
        _open_asked(asked)
    except DatabaseError:
        st.session_state[ASKED] = asked
        raise


def _in_address() -> dict[str, str]:
    names = (ADDRESS, ADDRESS_LEFT, ADDRESS_EXAMPLE)
    return {name: st.query_params[name] for name in names if name in st.query_params}


def _open_asked(asked: dict[str, str]) -> None:
    left = _found(asked.get(ADDRESS_LEFT))
    example = next((each for each in examples() if each.name == asked.get(ADDRESS_EXAMPLE)), None)
    if ADDRESS in asked:
        scenario = scenarios.load(database(), asked[ADDRESS])
        state.open_first(_steps_of(scenario))
        hold(scenario)
    elif example is not None:
        state.open_first(Steps(example.project))
        st.session_state[HELD] = (state.generation(), None)
    if left is not None:
        state.leave_behind(_steps_of(left))
        st.session_state[LEFT] = left


def _found(key: str | None) -> Scenario | None:
    try:
        return scenarios.load(database(), key) if key else None
    except (NotFoundError, ProjectError):
        return None


def _steps_of(scenario: Scenario) -> Steps:
    """The way that a scenario has come, as far as this program can read its versions."""
    try:
        versions = scenarios.recent(database(), scenario.key, MOST)
    except ProjectError:
        versions = []
    return Steps.through([*versions, scenario.project])


def _note_left() -> None:
    """What was open before another project was opened stays at hand."""
    generation, scenario = st.session_state.get(HELD, (state.generation(), None))
    if generation != state.generation():
        st.session_state[LEFT] = scenario
        st.session_state[HELD] = (state.generation(), None)


def _write_address() -> None:
    """A page that is loaded anew opens what is open here; only an address that nobody is sent names what was left."""
    if is_awaited():
        return
    scenario, left, example = held(), st.session_state.get(LEFT), open_example()
    is_sent = scenario is not None and scenario.standing is not Standing.DRAFT
    wanted = {
        ADDRESS: scenario.key if scenario else None,
        ADDRESS_LEFT: left.key if left and not is_sent else None,
        ADDRESS_EXAMPLE: example.name if example and not scenario and example != examples()[0] else None,
    }
    for name, value in wanted.items():
        if value is None:
            st.query_params.pop(name, None)
        elif st.query_params.get(name) != value:
            st.query_params[name] = value


def _follow_others() -> None:
    scenario = held()
    if scenario is None or state.project().fingerprint != scenario.project.fingerprint:
        return
    if scenarios.latest_version(database(), scenario.key) == scenario.version:
        return
    latest = scenarios.load(database(), scenario.key)
    state.follow(latest.project)
    st.session_state[NEWS] = News(scenario.project, latest, mine_went_on_top=False)
    hold(latest)


def _save() -> None:
    scenario, project = held(), state.project()
    if scenario is None:
        if state.is_changed() or open_example() is None:
            _save_draft(project)
        return
    if scenario.project.fingerprint == project.fingerprint:
        return
    try:
        hold(scenarios.save(database(), scenario, project, by()))
    except ChangedMeanwhileError as error:
        _join(scenario, error.theirs, project)


def _save_draft(project: Project) -> None:
    """What the first change was made to is the first version, so that it can be undone after a reload, too."""
    first, *_ = (*state.steps().past, project)
    draft = _begin(first, Standing.DRAFT)
    hold(draft if first is project else scenarios.save(database(), draft, project, by()))


def _join(seen: Scenario, theirs: Scenario, mine: Project) -> None:
    """Put mine on top of theirs where that loses nothing; else keep mine as a draft of its own, and ask."""
    together = merged(seen.project, theirs.project, mine)
    if together is None or together.both_changed:
        hold(_begin(mine, Standing.DRAFT, theirs))
        st.session_state[FORK] = Fork(seen.project, theirs, mine)
        return
    joined = scenarios.save(database(), theirs, together.project, by())
    state.follow(joined.project)
    st.session_state[NEWS] = News(seen.project, theirs, mine_went_on_top=True)
    hold(joined)


def _begin(project: Project, standing: Standing, trunk: Scenario | None = None) -> Scenario:
    """A new scenario, unless too many were begun from here."""
    attempts.allow(database(), attempts.SCENARIOS, sign_in.source(), now())
    return scenarios.create(database(), project, by(), standing, trunk)


def _answers() -> bool:
    try:
        with database().reading():
            return True
    except DatabaseError:
        return False
