"""The app behind nginx with the headers of deploy/: the browser finds nothing to complain about on any page."""

from __future__ import annotations

import base64
import re
import shutil
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
import streamlit

from scripts.serving import ROOT, free_port

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

HEADERS = ROOT / "deploy" / "security-headers.conf"
NGINX = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
PAGES = [*sorted({path.stem for path in (ROOT / "pages" / "views").glob("*.py")} - {"shared", "project"}), ""]
AT_REST = "[data-testid=stApp][data-test-script-state=notRunning]"
CONFIGURATION = """
daemon off; pid {folder}/pid; error_log {folder}/log;
events {{}}
http {{
    access_log off; types {{}}
    client_body_temp_path {folder}/1; proxy_temp_path {folder}/2; fastcgi_temp_path {folder}/3;
    uwsgi_temp_path {folder}/4; scgi_temp_path {folder}/5;
    server {{
        listen 127.0.0.1:{port};
        include {headers};
        location / {{
            proxy_pass {app};
            proxy_http_version 1.1; proxy_max_temp_file_size 0;
            proxy_set_header Upgrade $http_upgrade; proxy_set_header Connection "upgrade"; proxy_set_header Host $http_host;
        }}
    }}
}}
"""  # noqa: E501

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(not NGINX, reason="there is no nginx; on Debian: apt-get install nginx"),
]


@contextmanager
def proxied(app: str, folder: Path) -> Iterator[str]:
    port = free_port()
    told = folder / "nginx.conf"
    told.write_text(CONFIGURATION.format(folder=folder, port=port, app=app, headers=HEADERS))
    with subprocess.Popen([str(NGINX), "-c", str(told)], stderr=subprocess.DEVNULL) as process:
        try:
            _wait_for(f"http://127.0.0.1:{port}/_stcore/health")
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def _wait_for(address: str) -> None:
    for _ in range(100):
        try:
            with urlopen(address, timeout=1):
                return
        except OSError:
            time.sleep(0.1)
    raise RuntimeError(f"no answer from {address}")


@pytest.fixture(scope="module")
def behind(address: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with proxied(address, tmp_path_factory.mktemp("nginx")) as found:
        yield found


@pytest.fixture
def complaints() -> list[str]:
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    found = browser.new_page(viewport={"width": 1440, "height": 2400}, locale="en-GB")
    found.set_default_timeout(60_000)
    found.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    found.on("pageerror", lambda error: complaints.append(str(error)))
    yield found
    found.close()


def opened(page: Page, address: str) -> None:
    page.goto(address)
    page.wait_for_selector(AT_REST)
    page.locator("h1").first.wait_for()
    page.wait_for_load_state("networkidle")


def of_policy(complaints: list[str]) -> list[str]:
    """Streamlit itself looks for its own addresses below a page's first, in vain."""
    return [told for told in complaints if not re.search("Failed to load resource.*(404|403)", told)]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_needs_nothing_that_the_policy_forbids(
    page: Page, behind: str, complaints: list[str], name: str
) -> None:
    opened(page, f"{behind}/{name}")
    assert not of_policy(complaints)


def test_a_planning_session_works_under_the_policy(page: Page, behind: str, complaints: list[str]) -> None:
    opened(page, f"{behind}/session")
    form = page.get_by_test_id("stForm").filter(has=page.get_by_role("button", name="Open a session"))
    form.get_by_label("Your name").fill("Ana")
    form.get_by_role("button", name="Open a session").click()
    page.get_by_text(re.compile(r"Code \w{4}-\w{4}")).first.wait_for()
    for _ in range(100):
        if page.evaluate("Object.keys(localStorage).some(key => key.startsWith('advisor.seat.'))"):
            break
        page.wait_for_timeout(100)
    else:
        pytest.fail("the seat's own script did not run")
    assert not of_policy(complaints)


def test_files_are_saved_and_opened_under_the_policy(
    page: Page, behind: str, complaints: list[str], tmp_path: Path
) -> None:
    opened(page, behind)
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save the project file").first.click()
    saved.value.save_as(tmp_path / "project.yaml")
    page.locator("input[type=file]").first.set_input_files(tmp_path / "project.yaml")
    page.get_by_text(re.compile("^Opened: ")).wait_for()
    assert not of_policy(complaints)


def test_the_policy_knows_the_script_of_streamlit_s_first_page() -> None:
    first = (Path(streamlit.__file__).parent / "static" / "index.html").read_text(encoding="utf-8")
    scripts = re.findall(r"<script>(.*?)</script>", first, re.DOTALL)
    sums = [base64.b64encode(sha256(script.encode()).digest()).decode() for script in scripts]
    assert scripts and all(f"'sha256-{found}'" in HEADERS.read_text(encoding="utf-8") for found in sums)


def test_every_answer_has_the_headers(behind: str) -> None:
    for path in ("/", "/_stcore/health", "/static/none"):
        try:
            answer = urlopen(behind + path, timeout=5)
        except OSError as error:
            answer = error  # type: ignore[assignment]
        headers = answer.headers
        assert "frame-ancestors 'none'" in headers["Content-Security-Policy"]
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "no-referrer"


def test_a_script_that_got_into_a_page_would_not_run(page: Page, behind: str, complaints: list[str]) -> None:
    opened(page, behind)
    page.evaluate("""() => {
        const script = document.createElement('script');
        script.textContent = 'window.ran = true';
        document.body.append(script);
        const picture = document.createElement('img');
        picture.src = 'http://elsewhere.example/seen.png';
        document.body.append(picture);
    }""")
    assert not page.evaluate("'ran' in window")
    assert any("script-src" in told for told in complaints) and any("img-src" in told for told in complaints)


@pytest.mark.parametrize(
    ("origin", "status"),
    [(None, 200), ("http://{host}", 200), ("http://elsewhere.example", 403), ("null", 403),
     ("http://{host}.example", 403), ("http://elsewhere.example?{host}", 403),
     ("http://{host}@elsewhere.example", 403)],
)  # fmt: skip
def test_pages_of_other_origins_do_not_reach_the_app(behind: str, origin: str | None, status: int) -> None:
    host = behind.removeprefix("http://")
    request = Request(f"{behind}/_stcore/health", headers={"Origin": origin.format(host=host)} if origin else {})
    try:
        answer = urlopen(request, timeout=5).status
    except HTTPError as error:
        answer = error.code
    assert answer == status
