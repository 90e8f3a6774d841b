"""The journey of a reader in headless Chromium; screenshots are kept in ``screenshots/``."""

import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ROOT
from web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here; on Debian: apt install chromium"
    ),
]


@pytest.fixture(scope="module")
def address(library: tuple[Archive, SearchIndex]) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, create_app(*library), threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=CHROMIUM,
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--disable-quic",
                "--no-first-run",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
            ],
        )
        yield browser
        browser.close()


@pytest.fixture(params=[(1280, "light"), (1280, "dark"), (390, "light"), (390, "dark")])
def page(browser: Any, request: pytest.FixtureRequest) -> Iterator[Any]:
    width, scheme = request.param
    # No script is needed for anything, so none may run.
    context = browser.new_context(
        viewport={"width": width, "height": 900}, color_scheme=scheme, java_script_enabled=False
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    page.outside = []
    page.on("request", lambda r: r.url.startswith("http://127.0.0.1") or page.outside.append(r.url))
    page.errors = []
    page.on("console", lambda m: page.errors.append(m.text) if m.type == "error" else None)
    page.shot = lambda name: page.screenshot(
        path=ROOT / "screenshots" / f"{name}-{width}-{scheme}.png"
    )
    yield page
    assert page.outside == []
    assert page.errors == []
    context.close()


def boxes(page: Any, selector: str) -> list[dict[str, float]]:
    return [element.bounding_box() for element in page.locator(selector).all()]


def test_search_in_english_open_and_read_side_by_side(page: Any, address: str) -> None:
    wide = page.viewport_size["width"] > 700
    page.goto(address)
    page.shot("front")
    page.get_by_label("Search in Arabic or English").fill("Karabakh ceasefire")
    page.get_by_label("Search in Arabic or English").press("Enter")
    assert page.locator(".hit").count() == 5
    assert page.locator("mark").count() > 5
    page.shot("results")

    page.locator(".hit .snippet").first.click()
    number = page.url.split("#s")[1]
    pair = page.locator(f"#s{number}")
    arabic, english = pair.locator(".ar"), pair.locator(".en")
    assert (arabic.get_attribute("dir"), english.get_attribute("dir")) == ("rtl", "ltr")
    (left,), (right,) = boxes(page, f"#s{number} .en"), boxes(page, f"#s{number} .ar")
    if wide:
        assert left["x"] + left["width"] <= right["x"]
        assert abs(left["y"] - right["y"]) < 30
    else:
        assert left["y"] + left["height"] <= right["y"]
    page.shot("reading")


def test_pointing_at_one_side_lights_its_counterpart(page: Any, address: str) -> None:
    page.goto(f"{address}/article/2e2a97e0d3f5")
    pair = page.locator("#s5")

    def ground() -> str:
        return str(pair.evaluate("element => getComputedStyle(element).backgroundColor"))

    page.mouse.move(0, 0)
    dark = ground()
    pair.locator(".ar").hover()
    lit_from_arabic = ground()
    pair.locator(".en").hover()
    assert ground() == lit_from_arabic != dark


@pytest.mark.parametrize(
    "path", ["/", "/?q=ceasefire", "/?q=zzzz&from=2020", "/article/c0efed6af520"]
)
def test_no_page_is_wider_than_the_window(page: Any, address: str, path: str) -> None:
    page.goto(address + path)
    width = page.viewport_size["width"]
    for selector in ("main", "header", ".hit", ".pair", "form", ".facts"):
        for box in boxes(page, selector):
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= width + 1
