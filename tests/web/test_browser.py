"""The journeys of readers in headless Chromium; screenshots are kept in ``screenshots/``."""

import json
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread
from typing import Any

import pytest
from werkzeug.serving import make_server

from archive.store import Archive
from index.search import SearchIndex
from tests.conftest import ROOT
from web import create_app

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
CLASHES = "2e2a97e0d3f5"
WIDE, NARROW = 1280, 390
LOOKS = [(width, scheme) for width in (WIDE, NARROW) for scheme in ("light", "dark")]
PAGES = {
    "front": "/",
    "results": "/?q=Karabakh+ceasefire",
    "narrowed": "/?q=ceasefire&f=person%3A%22Sergey+Lavrov%22&to=2022&sort=newest",
    "nothing": "/?q=zzzz&from=2020",
    "reading": f"/article/{CLASHES}?q=ceasefire",
    "entity": "/entity/nagorno-karabakh",
    "browse": "/browse",
    "stats": "/stats",
    "help": "/help",
    "missing": "/article/none",
    "api": "/api",
}
PAGES_BY_MEANING = {
    "by-meaning": "/?q=war+in+the+Caucasus",
    "reading-with-vectors": f"/article/{CLASHES}?q=ceasefire",
    "alike": f"/article/{CLASHES}/alike?n=5",
}

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(
        CHROMIUM is None, reason="no Chromium here; on Debian: apt install chromium"
    ),
]


@contextmanager
def served(archive: Archive, index: SearchIndex) -> Iterator[str]:
    app = create_app(archive, index, searches_a_minute=0)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="module")
def address(library: tuple[Archive, SearchIndex]) -> Iterator[str]:
    with served(*library) as address:
        yield address


@pytest.fixture(scope="module")
def address_with_vectors(understood: tuple[Archive, SearchIndex]) -> Iterator[str]:
    with served(*understood) as address:
        yield address


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
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


@dataclass
class Reader:
    """A window of a browser, and what went wrong in it."""

    page: Any
    address: str
    language: str
    width: int
    scheme: str
    outside: list[str] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        self.page.goto(f"{self.address}/{self.language}{path}")

    def shot(self, name: str) -> None:
        folder = ROOT / "screenshots"
        folder.mkdir(exist_ok=True)
        kind = f"{self.language}-{self.width}-{self.scheme}"
        self.page.screenshot(path=folder / f"{name}-{kind}.png")

    def boxes(self, selector: str) -> list[dict[str, float]]:
        found = (element.bounding_box() for element in self.page.locator(selector).all())
        return [box for box in found if box is not None]


@pytest.fixture
def reader(chromium: Any, address: str, request: pytest.FixtureRequest) -> Iterator[Reader]:
    """A window by ``language``, ``width``, ``scheme`` and whether it runs ``scripts``."""
    wanted = {"language": "en", "width": WIDE, "scheme": "light", "scripts": True}
    wanted |= getattr(request, "param", {})
    context = chromium.new_context(
        viewport={"width": wanted["width"], "height": 900},
        color_scheme=wanted["scheme"],
        java_script_enabled=wanted["scripts"],
        reduced_motion="reduce",
        permissions=["clipboard-read", "clipboard-write"],
    )
    page = context.new_page()
    page.set_default_timeout(10_000)
    reader = Reader(page, address, wanted["language"], wanted["width"], wanted["scheme"])
    page.on("request", lambda r: r.url.startswith(reader.address) or reader.outside.append(r.url))
    page.on("console", lambda m: reader.errors.append(m.text) if m.type == "error" else None)
    page.on("pageerror", lambda error: reader.errors.append(str(error)))
    yield reader
    assert reader.outside == []
    assert [error for error in reader.errors if "404" not in error] == []
    context.close()


def look(language: str, width: int, scheme: str, *, scripts: bool = True) -> Any:
    values = {"language": language, "width": width, "scheme": scheme, "scripts": scripts}
    return pytest.param(values, id=f"{language}-{width}-{scheme}")


EVERY_LOOK = [look(language, *one) for language in ("en", "ar") for one in LOOKS]
SCRIPTLESS = [look(lang, *one, scripts=False) for lang in ("en", "ar") for one in LOOKS]


@pytest.mark.parametrize("reader", SCRIPTLESS, indirect=True)
def test_from_an_english_query_to_a_sentence_pair_in_two_actions(reader: Reader) -> None:
    page = reader.page
    reader.goto("/")
    page.locator("input[name=q]").fill("Karabakh ceasefire")
    page.locator("input[name=q]").press("Enter")
    assert page.locator(".hit").count() == 5
    assert page.locator("mark").count() > 5

    page.locator(".hit .snippet").first.click()
    number = page.url.split("#s")[1]
    arabic, english = page.locator(f"#s{number} .ar"), page.locator(f"#s{number} .en")
    assert (arabic.get_attribute("dir"), english.get_attribute("dir")) == ("rtl", "ltr")
    left, right = english.bounding_box(), arabic.bounding_box()
    if reader.width == WIDE:
        assert left["x"] + left["width"] <= right["x"]
        assert abs(left["y"] - right["y"]) < 30
    else:
        first, second = (right, left) if reader.language == "ar" else (left, right)
        assert first["y"] + first["height"] <= second["y"]
    box = page.locator(f"#s{number}").bounding_box()
    assert 0 <= box["y"] < 900


def look_over(reader: Reader, pages: Mapping[str, str]) -> None:
    from axe_playwright_python.sync_playwright import Axe

    axe, page = Axe(), reader.page
    page.add_init_script(
        "window.shifts = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
        " window.shifts += e.value }).observe({type: 'layout-shift', buffered: true})"
    )
    for name, path in pages.items():
        reader.goto(path)
        reader.shot(name)
        assert page.evaluate("document.documentElement.scrollWidth") <= reader.width, name
        for box in reader.boxes("main, header, .hit, .pair, form, .facts, svg"):
            assert box["x"] >= -1, name
            assert box["x"] + box["width"] <= reader.width + 1, name
        assert page.evaluate("window.shifts") < 0.01, name
        found = axe.run(page).response["violations"]
        told = [(v["id"], v["impact"], v["nodes"][0]["html"][:200]) for v in found]
        assert told == [], name


@pytest.mark.parametrize("reader", EVERY_LOOK, indirect=True)
def test_every_page_is_accessible_still_and_fits(reader: Reader) -> None:
    look_over(reader, PAGES)


@pytest.mark.parametrize(
    "reader", [look("en", NARROW, "dark"), look("ar", WIDE, "light")], indirect=True
)
def test_pages_of_an_archive_with_vectors_are_accessible_too(
    reader: Reader, address_with_vectors: str
) -> None:
    reader.address = address_with_vectors
    look_over(reader, PAGES_BY_MEANING)


@pytest.mark.parametrize("reader", [look("en", WIDE, "light", scripts=False)], indirect=True)
def test_meaning_is_chosen_by_keyboard_and_leads_to_articles_alike(
    reader: Reader, address_with_vectors: str
) -> None:
    reader.address = address_with_vectors
    reader.goto("/?q=war+in+the+Caucasus")
    page = reader.page
    page.get_by_role("radio", name="both").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    page.wait_for_url("**by=meaning*")
    assert page.get_by_role("radio", name="meaning").is_checked()
    page.locator(".hit .nearest").first.click()
    page.get_by_role("link", name="similar to sentence 5", exact=True).click()
    assert page.get_by_role("heading", level=1).inner_text().endswith("around sentence 5")
    assert page.locator(".hit .snippet").count() >= 1


def test_pages_are_drawn_in_the_faces_that_come_along(reader: Reader) -> None:
    reader.goto(f"/article/{CLASHES}")
    loaded = reader.page.evaluate(
        "[...document.fonts].filter(f => f.status == 'loaded').map(f => f.family)"
    )
    assert {name.strip('"') for name in loaded} == {
        "Noto Naskh Arabic Variable",
        "Source Serif 4 Variable",
    }


@pytest.mark.parametrize(
    "reader", [look("en", WIDE, "light"), look("ar", WIDE, "light")], indirect=True
)
def test_an_article_is_found_read_and_cited_by_keyboard_alone(reader: Reader) -> None:
    page = reader.page
    reader.goto("/")
    page.keyboard.press("/")
    page.keyboard.type("ceasefire")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=ceasefire*")
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.matches('.snippet')"):
            break
    page.keyboard.press("Enter")
    page.wait_for_url("**/article/**")
    assert page.evaluate("location.hash").startswith("#s")

    def place() -> int:
        return int(page.evaluate("document.activeElement.closest('.pair').id.slice(1)"))

    page.keyboard.press("j")
    start = place()
    page.keyboard.press("j")
    assert place() == start + 1
    page.keyboard.press("ArrowUp")
    assert place() == start
    page.keyboard.press("n")
    later = place()
    assert later > start
    assert page.locator(f"#s{later}.hit-pair").count() == 1
    page.keyboard.press("p")
    assert place() < later
    sentence = place()
    page.keyboard.press("c")
    page.locator(".cite[data-said]").wait_for()
    assert page.locator(".status").text_content()
    copied = page.evaluate("navigator.clipboard.readText()")
    assert page.locator(f"#s{sentence} .ar").inner_text() in copied
    assert f"#s{sentence}" in copied
    page.keyboard.press("v")
    assert page.evaluate("location.search").endswith("view=swapped")
    # The chosen layout has the focus now; the language switch takes it and the sentence along.
    page.keyboard.press("j")
    page.locator("a.language").click()
    page.wait_for_url("**view=swapped*")


def test_keys_work_on_an_arabic_keyboard_and_can_be_switched_off(reader: Reader) -> None:
    page = reader.page
    reader.goto(f"/article/{CLASHES}")

    def press_as_arabic() -> None:
        page.evaluate(
            "document.activeElement.dispatchEvent(new KeyboardEvent('keydown',"
            " {key: 'ت', code: 'KeyJ', bubbles: true, cancelable: true}))"
        )

    press_as_arabic()
    assert page.evaluate("document.activeElement.closest('.pair')?.id") == "s1"
    page.locator(".keys summary").click()
    page.locator("#use-keys").uncheck()
    page.reload()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('.pair')") is None


def test_going_back_starts_from_what_is_seen(reader: Reader) -> None:
    page = reader.page
    reader.goto(f"/article/{CLASHES}?q=ceasefire")
    page.evaluate("document.getElementById('s12').scrollIntoView()")
    page.keyboard.press("k")
    number = page.evaluate("document.activeElement.closest('.pair').id")
    assert number in ("s8", "s9", "s10", "s11")


@pytest.mark.parametrize(
    "reader",
    [look("en", WIDE, "light", scripts=False), look("ar", WIDE, "light", scripts=False)],
    indirect=True,
)
def test_layouts_change_without_scripts(reader: Reader) -> None:
    page = reader.page
    reader.goto(f"/article/{CLASHES}")
    arabic, english = page.locator("#s4 .ar"), page.locator("#s4 .en")

    def choose(view: str) -> None:
        page.locator(f"label:has(#view-{view})").click()

    assert english.bounding_box()["x"] < arabic.bounding_box()["x"]
    choose("swapped")
    assert english.bounding_box()["x"] > arabic.bounding_box()["x"]
    choose("interleaved")
    assert english.bounding_box()["x"] == pytest.approx(arabic.bounding_box()["x"], abs=1)
    choose("ar")
    assert not english.is_visible()
    assert arabic.is_visible()
    choose("en")
    assert english.is_visible()
    assert not arabic.is_visible()
    reader.goto(f"/article/{CLASHES}?view=ar")
    assert not english.is_visible()


def test_pointing_at_one_side_lights_its_counterpart(reader: Reader) -> None:
    page = reader.page
    reader.goto(f"/article/{CLASHES}")
    pair = page.locator("#s5")

    def ground() -> str:
        return str(pair.evaluate("element => getComputedStyle(element).backgroundColor"))

    page.mouse.move(0, 0)
    dark = ground()
    pair.locator(".ar").hover()
    lit_from_arabic = ground()
    pair.locator(".en").hover()
    assert ground() == lit_from_arabic != dark


def test_dragging_across_the_bars_selects_their_months(reader: Reader) -> None:
    page = reader.page
    reader.goto("/?q=Karabakh")
    first, *_, last = page.locator(".timeline a").all()
    one, other = first.bounding_box(), last.bounding_box()
    page.mouse.move(one["x"] + one["width"] / 2, one["y"] + 40)
    page.mouse.down()
    page.mouse.move(other["x"] + other["width"] / 2, other["y"] + 40, steps=5)
    page.mouse.up()
    page.wait_for_url("**from=2020-09&to=2022-09*")
    assert page.locator(".chip.active").count() == 1
    page.locator(".chip.active").click()
    page.wait_for_url("**/?q=Karabakh")


@pytest.mark.parametrize("reader", [look("en", NARROW, "light", scripts=False)], indirect=True)
def test_on_a_phone_results_are_narrowed_down_without_scripts(reader: Reader) -> None:
    page = reader.page
    reader.goto("/?q=ceasefire")
    assert not page.locator(".facets").is_visible()
    page.get_by_role("link", name="Narrow down").click()
    assert page.locator(".facets").is_visible()
    reader.shot("facets")
    page.locator(".facets").get_by_role("link", name="Sergey Lavrov").click()
    assert not page.locator(".facets").is_visible()
    assert page.locator(".chip.active").inner_text().startswith("Person: Sergey Lavrov")


def test_paper_has_both_columns_and_nothing_to_press(reader: Reader) -> None:
    page = reader.page
    reader.goto(f"/article/{CLASHES}?q=ceasefire")
    page.emulate_media(media="print")
    for selector in (".search", ".tools", "nav", ".cite"):
        assert not page.locator(selector).first.is_visible(), selector
    english, arabic = reader.boxes("#s4 .en, #s4 .ar")
    assert english["x"] + english["width"] <= arabic["x"]


def test_two_thousand_sentences_scroll_without_a_long_halt(
    reader: Reader, library: tuple[Archive, SearchIndex], chromium: Any
) -> None:
    reader.goto(f"/article/{CLASHES}")
    # The same markup as an article's, as often as in the longest there are.
    reader.page.evaluate(
        """() => {
            const blocks = [...document.querySelectorAll('.block')];
            const home = blocks[0].parentElement;
            home.classList.add('long');
            for (let n = 0; document.querySelectorAll('.pair').length < 2000; n++)
                home.append(blocks[n % blocks.length].cloneNode(true));
        }"""
    )
    longest = reader.page.evaluate(
        """async () => {
            const gaps = [];
            let last = performance.now();
            for (let n = 0; n < 60; n++) {
                scrollBy(0, 1500);
                await new Promise(requestAnimationFrame);
                gaps.push(performance.now() - last);
                last = performance.now();
            }
            return gaps.sort((a, b) => b - a)[0];
        }"""
    )
    whole = reader.page.evaluate(
        """async () => {
            const start = performance.now();
            for (const block of document.querySelectorAll('.block'))
                block.style.contentVisibility = 'visible';
            document.body.getBoundingClientRect();
            await new Promise(requestAnimationFrame);
            return performance.now() - start;
        }"""
    )
    # A step takes much less than laying out all of it, whatever the machine.
    assert longest < whole, json.dumps({"longest step": longest, "whole layout": whole})
